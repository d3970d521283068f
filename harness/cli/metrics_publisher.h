// Takes the numbers of a run to Prometheus: shows them at /metrics while the run goes on, pushes
// the last ones to a Pushgateway.
#pragma once

#include "base/result.h"
#include "cli/metrics_endpoint.h"
#include "cli/prometheus_options.h"
#include "cli/target_session.h"
#include "report/load_report.h"
#include "reports/prometheus/families.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace ssert::cli {

// Not thread-safe: one thread has it. What it has shown is read by the threads of the endpoint.
class MetricsPublisher {
 public:
  // Before anything is sent. A Problem where the address cannot be listened on.
  static base::Result<MetricsPublisher> open(PrometheusOptions options);

  bool is_live() const { return endpoint_ != nullptr; }
  std::string url() const { return endpoint_->url(); }  // of /metrics, where it is live

  struct Now {
    std::uint64_t in_flight = 0;
    std::uint64_t queued = 0;
  };
  // The run goes on. Nothing where it is not live.
  void show(report::LoadReport so_far, const Now& now);

  // The run is over, be it by an interruption. False where it could not push; then stderr has said
  // so. Blocks for limits::pushgateway at most.
  bool finish(reports::MetricFamilies families);

  std::chrono::nanoseconds linger_limit() const {
    return options_.linger;
  }  // 0: it is not asked for
  // Until the last numbers were scraped, the run is interrupted, or --prometheus-linger is over.
  void linger(UnderWay& under_way);

 private:
  explicit MetricsPublisher(PrometheusOptions options) : options_(std::move(options)) {}
  base::Result<void> push(const std::string& text) const;

  PrometheusOptions options_;
  std::unique_ptr<MetricsEndpoint> endpoint_;
};

}  // namespace ssert::cli
