#include "statistics/metric.h"

#include "base/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace ssert::statistics {
namespace {

constexpr std::size_t seconds_least = 5;     // fewer tell nothing of how seconds differ
constexpr std::size_t resamples = 200;       // of an interval
constexpr std::size_t blocks_most = 600;     // neighbouring seconds are joined above it
constexpr std::uint64_t values_beyond = 10;  // that a percentile needs

// As many blocks as there are seconds, or fewer of several seconds each in a long run.
std::vector<Histogram> blocks_of(const Metric& metric) {
  const auto& seconds = metric.seconds();
  const auto seconds_each = (seconds.size() + blocks_most - 1) / blocks_most;
  std::vector<Histogram> blocks;
  std::size_t number = 0;
  for (const auto& [second, histogram] : seconds) {
    if (number++ % seconds_each == 0) {
      blocks.push_back(histogram);
    } else {
      blocks.back().merge(histogram);
    }
  }
  return blocks;
}

Interval interval_of(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  const auto at = [&](double part) {
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
  };
  return {.low = at(0.025), .high = at(0.975)};
}

constexpr std::array<double, 4> quantiles{0.5, 0.9, 0.99, 0.999};
using Intervals = std::array<std::optional<Interval>, quantiles.size()>;

Intervals intervals_of(const Metric& metric, std::uint64_t seed) {
  Intervals intervals;
  if (metric.seconds().size() < seconds_least) return intervals;
  const auto blocks = blocks_of(metric);
  base::Random random(seed, "statistics/intervals");
  std::array<std::vector<double>, quantiles.size()> values;
  for (std::size_t i = 0; i < resamples; ++i) {
    Histogram sample(second_precision);
    for (std::size_t k = 0; k < blocks.size(); ++k)
      sample.merge(blocks[random.below(blocks.size())]);
    for (std::size_t q = 0; q < quantiles.size(); ++q) {
      if (const auto value = sample.quantile(quantiles[q]))
        values[q].push_back(static_cast<double>(value->count()));
    }
  }
  for (std::size_t q = 0; q < quantiles.size(); ++q) intervals[q] = interval_of(values[q]);
  return intervals;
}

}  // namespace

void Metric::record(std::int64_t second, nanoseconds value, std::uint64_t times) {
  total_.record(value, times);
  auto found = seconds_.find(second);
  if (found == seconds_.end()) found = seconds_.emplace(second, Histogram(second_precision)).first;
  found->second.record(value, times);
}

void Metric::merge(const Metric& other) {
  total_.merge(other.total_);
  for (const auto& [second, histogram] : other.seconds_) {
    auto found = seconds_.find(second);
    if (found == seconds_.end()) {
      seconds_.emplace(second, histogram);
    } else {
      found->second.merge(histogram);
    }
  }
}

std::uint64_t samples_needed(double q) {
  return static_cast<std::uint64_t>(std::ceil(static_cast<double>(values_beyond) / (1 - q) - 1e-6));
}

bool enough_samples(std::uint64_t count, double q) { return count >= samples_needed(q); }

Summary summarize(const Metric& metric, std::uint64_t seed) {
  const auto& total = metric.total();
  Summary summary{
      .count = total.count(), .min = total.min(), .mean_ns = total.mean_ns(), .max = total.max()};
  const auto intervals = intervals_of(metric, seed);
  const auto percentile = [&](std::size_t q) -> std::optional<Percentile> {
    if (!enough_samples(total.count(), quantiles[q])) return std::nullopt;
    return Percentile{.value = *total.quantile(quantiles[q]), .interval = intervals[q]};
  };
  summary.p50 = percentile(0);
  summary.p90 = percentile(1);
  summary.p99 = percentile(2);
  summary.p999 = percentile(3);
  return summary;
}

}  // namespace ssert::statistics
