// A run as Prometheus' metric families: what /metrics, the Pushgateway and the text file of one run
// say alike. Pure: a report in, families out. Names and meanings: docs/metrics.md.
//
// Text from a target becomes a label's value only as base::escape_bytes writes it, cut to
// limits::metric_label_bytes; the serializer escapes for the format itself.
#pragma once

#include "report/load_report.h"
#include "report/report_model.h"

#include <prometheus/metric_family.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace ssert::reports {

using MetricFamilies = std::vector<::prometheus::MetricFamily>;

// A load run at one moment.
struct LoadState {
  // Until the run is over: its counts, findings and histograms so far (report::build_progress).
  const report::LoadReport& report;
  bool over = false;  // then rates and the exit status are told, too
  std::uint64_t in_flight = 0;
  std::uint64_t queued = 0;
};
MetricFamilies families_of(const LoadState& state);

// A check: its verdicts, as gauges.
MetricFamilies families_of(const report::ReportModel& model);

// The upper bounds of the histograms' buckets, ascending; +Inf comes behind them. A value counts
// where statistics::Histogram reports it, within 0.05 % of where it was.
std::span<const std::chrono::nanoseconds> bucket_bounds();

// The text format, version 0.0.4.
std::string text_of(const MetricFamilies& families);

}  // namespace ssert::reports
