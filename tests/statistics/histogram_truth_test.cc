// Quantiles of a histogram beside those of all of its samples, sorted.
#include "base/random.h"
#include "statistics/histogram.h"
#include "tests/statistics/truth.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace ssert::statistics_truth {
namespace {

using statistics::Histogram;
using statistics::nanoseconds;

constexpr std::size_t samples = 200'000;
constexpr double quantiles[] = {0, 0.001, 0.01, 0.1, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1};

struct Distribution {
  const char* name;
  std::function<double(base::Random&)> draw_ns;
};

const std::vector<Distribution>& distributions() {
  static const std::vector<Distribution> all{
      {"constant, 50 ms", [](base::Random&) { return 50e6; }},
      {"uniform, 0 to 1 us", [](base::Random& random) { return 1e3 * random.uniform(); }},
      {"exponential, 10 ms on the mean",
       [](base::Random& random) { return random.exponential(10e6); }},
      {"lognormal, 50 ms in the middle",
       [](base::Random& random) { return 50e6 * std::exp(random.normal(0, 0.5)); }},
      {"two heaps, 2 ms and 2 s",
       [](base::Random& random) {
         return (random.below(10) == 0 ? 2e9 : 2e6) + 1e5 * random.uniform();
       }},
      {"Pareto, no mean at all", [](base::Random& random) { return 1e6 / (1 - random.uniform()); }},
      {"alike in each octave, 1 ns to 1 h",
       [](base::Random& random) { return std::exp(std::log(3.6e12) * random.uniform()); }},
  };
  return all;
}

std::vector<std::int64_t> drawn(const Distribution& distribution) {
  base::Random random(1, distribution.name);
  std::vector<std::int64_t> values(samples);
  for (auto& value : values) value = std::llround(distribution.draw_ns(random));
  return values;
}

double greatest_error(const Histogram& histogram, const std::vector<std::int64_t>& sorted) {
  double greatest = 0;
  for (const double q : quantiles) {
    const auto rank = std::max(std::size_t{1}, static_cast<std::size_t>(std::ceil(q * samples)));
    const auto truth = static_cast<double>(sorted[rank - 1]);
    const auto told = static_cast<double>(histogram.quantile(q)->count());
    greatest = std::max(greatest, std::abs(told - truth) / std::max(truth, 1.0));
  }
  return greatest;
}

TEST(HistogramTruth, QuantilesAreWithinTheStatedErrorOfTheSample) {
  Section section{
      .title = "Quantiles of a histogram",
      .text = fmt::format("The greatest relative error of {} quantiles from 0 to 1, beside "
                          "the sorted {} samples.",
                          std::size(quantiles), samples),
      .head = {"distribution", "bits", "greatest error", "stated"},
      .rows = {}};
  for (const auto& distribution : distributions()) {
    const auto values = drawn(distribution);
    auto sorted = values;
    std::sort(sorted.begin(), sorted.end());
    for (const int precision : {statistics::run_precision, statistics::second_precision}) {
      Histogram histogram(precision);
      for (const auto value : values) histogram.record(nanoseconds(value));
      const double stated = std::pow(2.0, -(precision + 1));
      const double greatest = greatest_error(histogram, sorted);
      EXPECT_LE(greatest, stated) << distribution.name << ", " << precision << " bits";
      section.rows.push_back({distribution.name, fmt::format("{}", precision),
                              fmt::format("{:.4f} %", 100 * greatest),
                              fmt::format("{:.4f} %", 100 * stated)});
    }
  }
  record(std::move(section));
}

}  // namespace
}  // namespace ssert::statistics_truth
