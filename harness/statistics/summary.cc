// The percentiles of a metric, and their intervals by block bootstrap.
#include "base/check.h"
#include "base/random.h"
#include "statistics/metric.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <numeric>
#include <vector>

namespace ssert::statistics {
namespace {

constexpr std::array<double, 4> quantiles{0.5, 0.9, 0.99, 0.999};
using Intervals = std::array<std::optional<Interval>, quantiles.size()>;

// The blocks as a table of counts: a row for each block, a column for each bucket that any of them
// has. A resample is then a sum of rows. A row names only the cells that are not zero: a second has
// few of the buckets of a whole run.
struct Cell {
  std::size_t column = 0;
  double count = 0;
};
struct Blocks {
  std::vector<std::vector<Cell>> rows;
  std::vector<double> all;  // the sum of all rows
};

std::vector<Histogram> joined_seconds(const Metric& metric) {
  std::vector<Histogram> blocks;
  if (metric.seconds().empty()) return blocks;
  // All below is in unsigned numbers, which cannot overflow whatever the seconds are.
  const auto first = static_cast<std::uint64_t>(metric.seconds().begin()->first);
  const auto last = static_cast<std::uint64_t>(metric.seconds().rbegin()->first);
  const std::uint64_t seconds_each = (last - first) / blocks_most + 1;
  std::optional<std::uint64_t> number;
  for (const auto& [second, histogram] : metric.seconds()) {
    const auto block = (static_cast<std::uint64_t>(second) - first) / seconds_each;
    if (number == block) {
      blocks.back().merge(histogram);
    } else {
      blocks.push_back(histogram);
    }
    number = block;
  }
  return blocks;
}

Blocks tabulate(const std::vector<Histogram>& histograms) {
  Histogram all(second_precision);
  for (const auto& histogram : histograms) all.merge(histogram);
  Blocks blocks;
  std::vector<std::uint32_t> columns;
  for (const auto& bucket : all.buckets()) {
    columns.push_back(bucket.index);
    blocks.all.push_back(static_cast<double>(bucket.count));
  }
  for (const auto& histogram : histograms) {
    auto& row = blocks.rows.emplace_back();
    for (const auto& bucket : histogram.buckets()) {
      const auto column = std::lower_bound(columns.begin(), columns.end(), bucket.index);
      row.push_back({.column = static_cast<std::size_t>(column - columns.begin()),
                     .count = static_cast<double>(bucket.count)});
    }
  }
  return blocks;
}

// The counts of as many blocks as there are, drawn with replacement.
void draw(const Blocks& blocks, base::Random& random, std::vector<double>& counts) {
  std::vector<double> times(blocks.rows.size());
  for (std::size_t i = 0; i < blocks.rows.size(); ++i) ++times[random.below(blocks.rows.size())];
  std::fill(counts.begin(), counts.end(), 0.0);
  for (std::size_t row = 0; row < blocks.rows.size(); ++row) {
    if (times[row] == 0) continue;
    for (const auto& cell : blocks.rows[row]) counts[cell.column] += times[row] * cell.count;
  }
}

using Ranks = std::array<double, quantiles.size()>;

// At which rank of all values the quantiles of a resample lie. Within a bucket of the seconds the
// rank keeps its place, as a part of what the bucket holds; so the total, which is finer, can say
// what value that is.
Ranks ranks_of_quantiles(const Blocks& blocks, const std::vector<double>& counts) {
  const double drawn = std::accumulate(counts.begin(), counts.end(), 0.0);
  Ranks ranks{};
  double seen = 0;
  double seen_of_all = 0;
  std::size_t q = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    for (; q < quantiles.size() && quantiles[q] * drawn <= seen + counts[i]; ++q)
      ranks[q] = seen_of_all + (quantiles[q] * drawn - seen) / counts[i] * blocks.all[i];
    seen += counts[i];
    seen_of_all += blocks.all[i];
  }
  return ranks;
}

// On how many blocks a quantile stands: those with values beyond it. A block that holds more of
// them counts for more, so this is how many that hold alike would tell as much. (Kish, "Survey
// Sampling", 1965: effective sample size.)
double blocks_beyond(const Blocks& blocks, double q) {
  std::vector<double> part_beyond(blocks.all.size());  // of the values in each column
  double left = (1 - q) * std::accumulate(blocks.all.begin(), blocks.all.end(), 0.0);
  for (std::size_t i = blocks.all.size(); i > 0 && left > 0; --i) {
    part_beyond[i - 1] = std::min(left / blocks.all[i - 1], 1.0);
    left -= blocks.all[i - 1];
  }
  double sum = 0;
  double squares = 0;
  for (const auto& row : blocks.rows) {
    double beyond = 0;
    for (const auto& cell : row) beyond += part_beyond[cell.column] * cell.count;
    sum += beyond;
    squares += beyond * beyond;
  }
  return sum * sum / squares;
}

// Which part of the resamples lies beyond one end of an interval. 2.5 % would hold for very many
// blocks. Of few, resamples spread too little, as a sample's deviation does whose divisor is n
// instead of n - 1, and their spread is itself uncertain, which is what Student's t is for. (After
// Hesterberg, "What Teachers Should Know about the Bootstrap", 2014: expanded percentile interval.)
double part_beyond_end(double blocks) {
  const double n = std::max(blocks, 2.0);
  constexpr double z = 1.959963984540054;  // 97.5 % of the normal distribution
  constexpr double z3 = z * z * z;
  constexpr double z5 = z3 * z * z;
  const double freedom = n - 1;
  // Cornish and Fisher's expansion of Student's t.
  const double t =
      z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom);
  return std::erfc(t * std::sqrt(n / freedom) / std::numbers::sqrt2) / 2;
}

Intervals intervals_of(const Metric& metric, std::uint64_t seed) {
  const auto histograms = joined_seconds(metric);
  Intervals intervals;
  if (histograms.size() < blocks_least) return intervals;
  const auto blocks = tabulate(histograms);
  base::Random random(seed, "statistics/intervals");
  std::vector<double> counts(blocks.all.size());
  std::array<std::vector<double>, quantiles.size()> drawn;
  for (std::size_t i = 0; i < resamples; ++i) {
    draw(blocks, random, counts);
    const auto ranks = ranks_of_quantiles(blocks, counts);
    for (std::size_t q = 0; q < quantiles.size(); ++q) drawn[q].push_back(ranks[q]);
  }
  const auto& total = metric.total();
  const auto value_at = [&](double rank) {
    const double q = std::min(rank / static_cast<double>(total.count()), 1.0);
    return static_cast<double>(total.quantile(q)->count());
  };
  for (std::size_t q = 0; q < quantiles.size(); ++q) {
    std::sort(drawn[q].begin(), drawn[q].end());
    const double part = part_beyond_end(blocks_beyond(blocks, quantiles[q]));
    const auto beyond = static_cast<std::size_t>(part * resamples);
    intervals[q] = {.low = value_at(drawn[q][beyond]),
                    .high = value_at(drawn[q][resamples - 1 - beyond])};
  }
  return intervals;
}

}  // namespace

std::uint64_t samples_needed(double q) {
  HARNESS_CHECK(q > 0 && q < 1, "a percentile lies between 0 and 1, without them");
  const double beyond = std::min(q, 1 - q);
  // 1 - 0.99 is a little less than 0.01 in binary: it must not cost a sample.
  return static_cast<std::uint64_t>(std::ceil(values_beyond / beyond * (1 - 1e-12)));
}

bool enough_samples(std::uint64_t count, double q) { return count >= samples_needed(q); }

Summary summarize(const Metric& metric, std::uint64_t seed) {
  const auto& total = metric.total();
  Summary summary{
      .count = total.count(), .min = total.min(), .mean_ns = total.mean_ns(), .max = total.max()};
  if (!enough_samples(total.count(), quantiles[0])) return summary;
  const auto intervals = intervals_of(metric, seed);
  const auto percentile = [&](std::size_t q) -> std::optional<Percentile> {
    if (!enough_samples(total.count(), quantiles[q])) return std::nullopt;
    Percentile told{.value = *total.quantile(quantiles[q]), .interval = intervals[q]};
    if (told.interval) {  // a rank that was rounded must not leave the value itself out
      const auto value = static_cast<double>(told.value.count());
      told.interval->low = std::min(told.interval->low, value);
      told.interval->high = std::max(told.interval->high, value);
    }
    return told;
  };
  summary.p50 = percentile(0);
  summary.p90 = percentile(1);
  summary.p99 = percentile(2);
  summary.p999 = percentile(3);
  return summary;
}

}  // namespace ssert::statistics
