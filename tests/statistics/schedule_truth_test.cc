// Whether the arrivals that are called a Poisson process are one.
#include "load/schedule.h"
#include "tests/statistics/truth.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace ssert::statistics_truth {
namespace {

using scenario::OpenModel;

constexpr int series = 500;
constexpr std::size_t arrivals = 2'000;
// Kolmogorov and Smirnov: sqrt(n) D is above this in 5 % of all series; for large n.
constexpr double ks_beyond_5_percent = 1.3581;
constexpr double normal_beyond_5_percent = 1.959964;
// Chi-square with 19 degrees of freedom.
constexpr std::size_t classes = 20;
constexpr double chi_square_beyond_5_percent = 30.1435;

std::vector<double> gaps_s(double per_second, std::uint64_t seed) {
  load::Schedule schedule({.per_second = per_second, .arrivals = OpenModel::Arrivals::poisson},
                          seed);
  std::vector<double> gaps(arrivals);
  std::chrono::nanoseconds before{0};
  for (auto& gap : gaps) {
    const auto at = schedule.next();
    gap = std::chrono::duration<double>(at - before).count();
    before = at;
  }
  return gaps;
}

// sqrt(n) D of parts in [0, 1) that should be uniform, with Stephens' correction for their number.
double ks(std::vector<double> parts) {
  std::sort(parts.begin(), parts.end());
  const auto n = static_cast<double>(parts.size());
  double distance = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto rank = static_cast<double>(i);
    distance = std::max({distance, (rank + 1) / n - parts[i], parts[i] - rank / n});
  }
  return (std::sqrt(n) + 0.12 + 0.11 / std::sqrt(n)) * distance;
}

// Of gaps: each is exponential.
double ks_of_gaps(const std::vector<double>& gaps, double per_second) {
  std::vector<double> parts;
  parts.reserve(gaps.size());
  for (const double gap : gaps) parts.push_back(-std::expm1(-gap * per_second));
  return ks(std::move(parts));
}

// Of moments: but for the last, they lie anywhere before it alike.
double ks_of_moments(const std::vector<double>& gaps) {
  std::vector<double> moments(gaps.size());
  std::partial_sum(gaps.begin(), gaps.end(), moments.begin());
  const double last = moments.back();
  moments.pop_back();
  for (auto& moment : moments) moment /= last;
  return ks(std::move(moments));
}

// In `classes` classes of gaps that are equally likely.
double chi_square(const std::vector<double>& gaps, double per_second) {
  std::vector<double> counts(classes);
  for (const double gap : gaps) {
    const double part = -std::expm1(-gap * per_second);
    ++counts[std::min(classes - 1, static_cast<std::size_t>(part * classes))];
  }
  const double expected = static_cast<double>(gaps.size()) / classes;
  double sum = 0;
  for (const double count : counts) sum += (count - expected) * (count - expected) / expected;
  return sum;
}

// Of neighbouring gaps, in standard deviations: no gap tells anything of the next one.
double correlation(const std::vector<double>& gaps) {
  const auto n = static_cast<double>(gaps.size());
  const double mean = std::accumulate(gaps.begin(), gaps.end(), 0.0) / n;
  double together = 0;
  double alone = 0;
  for (std::size_t i = 0; i < gaps.size(); ++i) {
    alone += (gaps[i] - mean) * (gaps[i] - mean);
    if (i > 0) together += (gaps[i] - mean) * (gaps[i - 1] - mean);
  }
  return together / alone * std::sqrt(n);
}

struct Beyond {
  int gaps = 0;
  int classes = 0;
  int moments = 0;
  int neighbours = 0;
};

Beyond beyond_5_percent(double per_second, std::uint64_t first_seed) {
  Beyond beyond;
  for (std::uint64_t seed = first_seed; seed < first_seed + series; ++seed) {
    const auto gaps = gaps_s(per_second, seed);
    beyond.gaps += ks_of_gaps(gaps, per_second) > ks_beyond_5_percent;
    beyond.classes += chi_square(gaps, per_second) > chi_square_beyond_5_percent;
    beyond.moments += ks_of_moments(gaps) > ks_beyond_5_percent;
    beyond.neighbours += std::abs(correlation(gaps)) > normal_beyond_5_percent;
  }
  return beyond;
}

TEST(ScheduleTruth, PoissonArrivalsAreAPoissonProcess) {
  const auto allowed = plausible(series, 0.05);
  Section section{
      .title = "Poisson arrivals",
      .text = fmt::format("Of {} series of {} arrivals, how many are beyond what 5 % of true ones "
                          "are beyond: {} to {} in all but one of a thousand cases.",
                          series, arrivals, allowed.least, allowed.most),
      .head = {"requests a second", "gaps are exponential (Kolmogorov-Smirnov)",
               "the same (chi-square, 20 classes)", "moments are uniform (Kolmogorov-Smirnov)",
               "neighbouring gaps are independent (correlation)"},
      .rows = {}};
  for (const double per_second : {0.5, 20.0, 1'000.0, 50'000.0}) {
    const auto beyond = beyond_5_percent(per_second, series * section.rows.size());
    std::vector<std::string> row{fmt::format("{:g}", per_second)};
    for (const int count : {beyond.gaps, beyond.classes, beyond.moments, beyond.neighbours}) {
      EXPECT_TRUE(allowed.hold(count)) << count << " at " << per_second << "/s";
      row.push_back(fmt::format("{}", count));
    }
    section.rows.push_back(std::move(row));
  }
  record(std::move(section));
}

TEST(ScheduleTruth, ConstantArrivalsWouldBeToldFromPoisson) {
  load::Schedule schedule({.per_second = 20}, 1);
  std::vector<double> gaps;
  auto before = schedule.next();
  while (gaps.size() < arrivals) {
    const auto at = schedule.next();
    gaps.push_back(std::chrono::duration<double>(at - before).count());
    before = at;
  }
  EXPECT_GT(ks_of_gaps(gaps, 20), 10 * ks_beyond_5_percent);
  EXPECT_GT(chi_square(gaps, 20), 10 * chi_square_beyond_5_percent);
}

}  // namespace
}  // namespace ssert::statistics_truth
