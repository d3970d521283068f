#include "statistics/objective.h"

#include "base/check.h"
#include "statistics/statistic_table.h"

#include <algorithm>
#include <tuple>

namespace ssert::statistics {
namespace {

std::optional<double> quantile_of(Statistic statistic) {
  for (const auto& row : statistic_rows) {
    if (row.statistic == statistic) return row.quantile;
  }
  return std::nullopt;
}

const MetricRow& row_of(const Objective& objective) {
  const auto* row = find_metric(objective.metric);
  HARNESS_CHECK(row != nullptr, "an objective on a metric that there is not");
  return *row;
}

bool holds(const Objective& objective, double value) {
  switch (objective.comparison) {
    case Comparison::below:
      return value < objective.bound;
    case Comparison::at_most:
      return value <= objective.bound;
    case Comparison::above:
      return value > objective.bound;
    case Comparison::at_least:
      return value >= objective.bound;
    case Comparison::equal:
      return value == objective.bound;
  }
  return false;
}

Evaluation judged(const Objective& objective, double value) {
  return {.verdict = holds(objective, value) ? Verdict::pass : Verdict::fail, .value = value};
}

double statistic_of(const Histogram& values, Statistic statistic) {
  if (const auto quantile = quantile_of(statistic))
    return static_cast<double>(values.quantile(*quantile)->count());
  if (statistic == Statistic::min) return static_cast<double>(values.min().count());
  if (statistic == Statistic::max) return static_cast<double>(values.max().count());
  if (statistic == Statistic::count) return static_cast<double>(values.count());
  HARNESS_CHECK(statistic == Statistic::mean, "one number of a metric that has many");
  return values.mean_ns();
}

Evaluation evaluate_duration(const Objective& objective, const Values& values) {
  const auto found = values.metrics.find(objective.metric);
  if (found == values.metrics.end()) return {};
  const auto& total = found->second->total();
  const bool counts_only = objective.statistic == Statistic::count;
  if (total.empty() && !counts_only) return {};
  const auto quantile = quantile_of(objective.statistic);
  if (quantile && !enough_samples(total.count(), *quantile))
    return {.verdict = Verdict::not_enough_samples};
  return judged(objective, statistic_of(total, objective.statistic));
}

bool is_upper_bound(const Objective& objective) {
  return objective.comparison == Comparison::below || objective.comparison == Comparison::at_most;
}

// How high among the sorted values the statistic looks; none where it is about all of them.
std::optional<double> height_of(Statistic statistic) {
  return statistic == Statistic::max ? 1.0 : quantile_of(statistic);
}

// The least count with which an objective on a count can pass.
std::uint64_t least_count(const Objective& objective) {
  if (is_upper_bound(objective)) return 0;
  const auto bound = static_cast<std::uint64_t>(objective.bound);
  return objective.comparison == Comparison::above ? bound + 1 : bound;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::fail:
      return "fail";
    case Verdict::not_enough_samples:
      return "not_enough_samples";
    case Verdict::no_data:
      return "no_data";
  }
  return "";
}

Evaluation evaluate(const Objective& objective, const Values& values) {
  if (row_of(objective).kind == Kind::duration) return evaluate_duration(objective, values);
  const auto found = values.scalars.find(objective.metric);
  if (found == values.scalars.end()) return {};
  return judged(objective, found->second);
}

std::uint64_t min_samples_needed(const Objective& objective) {
  const auto kind = row_of(objective).kind;
  if (kind == Kind::fraction) return 1;
  if (kind != Kind::duration) return 0;
  if (objective.statistic == Statistic::count) return least_count(objective);
  const auto quantile = quantile_of(objective.statistic);
  return quantile ? samples_needed(*quantile) : 1;
}

std::optional<StreamBound> per_stream_bound(const Objective& objective) {
  const auto& row = row_of(objective);
  if (!row.bounds_streams || !is_upper_bound(objective) || !height_of(objective.statistic))
    return std::nullopt;
  return StreamBound{.metric = row.name,
                     .bound = nanoseconds(static_cast<std::int64_t>(objective.bound)),
                     .inclusive = objective.comparison == Comparison::at_most};
}

std::vector<StreamBound> per_stream_bounds(std::span<const Objective> objectives) {
  std::vector<const Objective*> highest;
  for (const auto& objective : objectives) {
    if (!per_stream_bound(objective)) continue;
    const auto same = std::find_if(highest.begin(), highest.end(), [&](const Objective* other) {
      return other->metric == objective.metric;
    });
    if (same == highest.end()) {
      highest.push_back(&objective);
      continue;
    }
    // Of two on the same percentile the tighter one; of two equal bounds the one without equality.
    const auto rank = [](const Objective& one) {
      return std::tuple(-*height_of(one.statistic), one.bound,
                        one.comparison == Comparison::at_most);
    };
    if (rank(objective) < rank(**same)) *same = &objective;
  }
  std::vector<StreamBound> bounds;
  bounds.reserve(highest.size());
  for (const auto* objective : highest) bounds.push_back(*per_stream_bound(*objective));
  return bounds;
}

}  // namespace ssert::statistics
