// The one table of the numbers that a load run measures: what objectives, JSON, Prometheus and
// docs/metrics.md call them, and the formula that reports print beside them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace ssert::statistics {

enum class Kind : std::uint8_t {
  duration,    // many values, of which objectives take a statistic
  fraction,    // one number from 0 to 1
  per_second,  // one number
  count,       // one whole number
};

struct MetricRow {
  std::string_view name;  // in objectives: "ttft", "errors.rate"
  Kind kind{};
  // Each stream has one value, and an objective's upper bound on a percentile of them is also what
  // a single stream must keep to count as good.
  bool bounds_streams = false;
  std::string_view formula;     // in words, one line
  std::string_view json_key;    // durations are in ms there
  std::string_view prometheus;  // durations are in seconds there
};

// In the order in which reports show them.
std::span<const MetricRow> metric_rows();
const MetricRow* find_metric(std::string_view name);  // none: a null pointer

std::string_view unit_in_json(Kind kind);  // "ms", "fraction", "per_second", "count"

}  // namespace ssert::statistics
