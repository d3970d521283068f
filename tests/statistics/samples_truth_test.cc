// What the least number of samples is good for: how far a percentile of just so many is off.
#include "statistics/metric.h"
#include "tests/statistics/truth.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ssert::statistics_truth::samples_truth_test {
namespace {

constexpr int runs = 1'000;
constexpr double normal_95 = 1.959964;  // standard deviations to either side hold 95 %

// Which true quantiles the percentiles of `runs` runs are, ascending.
std::vector<double> true_places(double q, std::int64_t samples) {
  std::vector<double> places(runs);
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    const auto metric = Simulated{.seconds = 1, .per_second = static_cast<int>(samples)}.run(seed);
    places[seed] = Simulated::part_below(static_cast<double>(metric.total().quantile(q)->count()));
  }
  std::sort(places.begin(), places.end());
  return places;
}

bool is_told(double q, const statistics::Summary& summary) {
  if (q == 0.5) return summary.p50.has_value();
  if (q == 0.9) return summary.p90.has_value();
  return q == 0.99 ? summary.p99.has_value() : summary.p999.has_value();
}

TEST(SamplesTruth, APercentileIsToldOfAsManySamplesAsPlaceItWell) {
  Section section{
      .title = "The least number of samples",
      .text = fmt::format("Below it the percentile is not told. With just so many: which true "
                          "quantiles it was in the\nmiddle 95 % of {} runs.",
                          runs),
      .head = {"percentile", "samples", "from", "to"},
      .rows = {}};
  for (const double q : {0.5, 0.9, 0.99, 0.999}) {
    const auto needed = static_cast<std::int64_t>(statistics::samples_needed(q));
    const auto summary_of = [](std::int64_t samples) {
      return statistics::summarize(
          Simulated{.seconds = 1, .per_second = static_cast<int>(samples)}.run(1), 1);
    };
    EXPECT_FALSE(is_told(q, summary_of(needed - 1))) << q;
    EXPECT_TRUE(is_told(q, summary_of(needed))) << q;

    // A sample's rank is binomial: its place has the deviation sqrt(q (1 - q) / n).
    const auto places = true_places(q, needed);
    const double deviation = std::sqrt(q * (1 - q) / static_cast<double>(needed));
    const auto within = std::count_if(places.begin(), places.end(), [&](double place) {
      return std::abs(place - q) <= 3 * deviation;
    });
    EXPECT_GE(within, runs * 98 / 100) << q << ": no percentile is far from where it is told to be";
    const double middle = places[runs / 2];
    EXPECT_NEAR(middle, q, deviation / 2) << q << ": neither too high nor too low as a rule";
    const double spread = places[runs * 975 / 1000] - places[runs * 25 / 1000];
    EXPECT_NEAR(spread / (2 * normal_95 * deviation), 1, 0.15) << q;
    section.rows.push_back({fmt::format("p{:g}", 100 * q), fmt::format("{}", needed),
                            fmt::format("p{:.2f}", 100 * places[runs * 25 / 1000]),
                            fmt::format("p{:.2f}", 100 * places[runs * 975 / 1000])});
  }
  record(std::move(section));
}

}  // namespace
}  // namespace ssert::statistics_truth::samples_truth_test
