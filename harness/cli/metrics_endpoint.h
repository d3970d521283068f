// `/metrics` of a run: what a Prometheus scrapes while the run goes on, and its last numbers after
// it. Served by threads of its own, which see only what was shown to them.
//
// Made after the Interruption, so that no thread of it takes a signal. Once /metrics is open, what
// is not asked for is 404; a request that is not read within limits::metrics_request is dropped.
#pragma once

#include "base/result.h"
#include "cli/prometheus_options.h"
#include "reports/prometheus/families.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace prometheus {
class Exposer;
}

namespace ssert::cli {

class MetricsEndpoint {
 public:
  // Listens from here on. A Problem where it cannot: the port is taken.
  static base::Result<std::unique_ptr<MetricsEndpoint>> open(const ListenAddress& address);
  ~MetricsEndpoint();
  MetricsEndpoint(const MetricsEndpoint&) = delete;
  MetricsEndpoint& operator=(const MetricsEndpoint&) = delete;

  std::string url() const;  // "http://127.0.0.1:9464/metrics"

  // What is answered from now on: `families` is called for each scrape, on any thread, also on two
  // at once. `last`: nothing else will be shown.
  void show(std::function<reports::MetricFamilies()> families, bool last);

  // Until an answer with what was shown last has been sent, the wait is stopped, or `at_most` is
  // over.
  void wait_until_scraped(std::chrono::nanoseconds at_most);
  void stop_waiting();  // from any thread

 private:
  class Page;
  explicit MetricsEndpoint(std::shared_ptr<Page> page);

  std::shared_ptr<Page> page_;
  std::string url_;
  std::unique_ptr<::prometheus::Exposer> exposer_;
};

}  // namespace ssert::cli
