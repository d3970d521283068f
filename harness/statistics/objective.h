// Objectives: what a load run must reach, in the manner of k6's thresholds: "ttft.p99 < 500ms",
// "errors.rate < 1%", "goodput >= 200/s".
#pragma once

#include "base/result.h"
#include "statistics/metric.h"
#include "statistics/metric_table.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::statistics {

// Of a metric of many values; `value` is the one number of any other metric.
enum class Statistic : std::uint8_t { value, min, mean, p50, p90, p95, p99, p999, max, count };

enum class Comparison : std::uint8_t { below, at_most, above, at_least, equal };  // < <= > >= ==

struct Objective {
  std::string text;         // as it was written, without blanks around it
  std::string_view metric;  // MetricRow::name
  Statistic statistic = Statistic::value;
  Comparison comparison = Comparison::below;
  double bound = 0;  // ns of a duration (whole), 0 to 1 of a fraction, per second, or a count
  bool abort_on_fail = false;

  bool operator==(const Objective&) const = default;
};

// METRIC[.STATISTIC] COMPARISON NUMBER[UNIT], with or without blanks between them. Units: ns, us,
// ms, s, m of durations; /s of what is per second, not needed where the metric's name says it; %
// or none of fractions; none of counts. A Problem at `where` also for what would hold, or not hold,
// whatever was measured.
base::Result<Objective> parse_objective(std::string_view text, std::string_view where);

// What a run measured. What is not there was not measured. Does not own the metrics.
struct Values {
  std::map<std::string_view, const Metric*> metrics;  // durations, by MetricRow::name
  std::map<std::string_view, double> scalars;         // the others, in the unit of their kind
};

enum class Verdict : std::uint8_t { pass, fail, not_enough_samples, no_data };
std::string_view name_of(Verdict verdict);  // "not_enough_samples"

struct Evaluation {
  Verdict verdict = Verdict::no_data;
  std::optional<double> value;  // in the unit of Objective::bound; with pass and fail only

  bool operator==(const Evaluation&) const = default;
};

// A percentile is compared where enough_samples() says that it may be told, and as
// Histogram::quantile() tells it.
Evaluation evaluate(const Objective& objective, const Values& values);

// How many values of its metric (of a fraction: how many requests) must be there before the
// objective can pass; 0 where there may be none. A plan that cannot reach it is refused.
std::uint64_t min_samples_needed(const Objective& objective);

// What a single stream must keep to count as good.
struct StreamBound {
  std::string_view metric;  // MetricRow::name, one that bounds streams
  nanoseconds bound{0};
  bool inclusive = false;  // `<=`

  bool operator==(const StreamBound&) const = default;
};

// Of an upper bound on a percentile or the maximum of a metric that bounds streams; else none.
std::optional<StreamBound> per_stream_bound(const Objective& objective);

// Of all objectives together, one for each metric at most: the one on the highest percentile.
// Beside "ttft.p50 < 100ms" and "ttft.p99 < 500ms" a stream is good within 500 ms, as half of all
// streams may take longer than 100 ms.
std::vector<StreamBound> per_stream_bounds(std::span<const Objective> objectives);

}  // namespace ssert::statistics
