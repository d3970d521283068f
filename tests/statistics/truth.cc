#include "tests/statistics/truth.h"

#include "base/random.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <numbers>

namespace ssert::statistics_truth {
namespace {

constexpr double median_ns = 50e6;
constexpr double deviation = 0.5;  // of the logarithm

double log_of_binomial(int runs, int count, double probability) {
  return std::lgamma(runs + 1) - std::lgamma(count + 1) - std::lgamma(runs - count + 1) +
         count * std::log(probability) + (runs - count) * std::log1p(-probability);
}

double normal_part_below(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }

std::vector<Section>& sections() {
  static std::vector<Section> all;
  return all;
}

std::string line_of(const std::vector<std::string>& cells) {
  return fmt::format("| {} |\n", fmt::join(cells, " | "));
}

std::string show(const Section& section) {
  std::string text = fmt::format("\n## {}\n\n{}\n\n", section.title, section.text);
  text += line_of(section.head);
  text += line_of(std::vector<std::string>(section.head.size(), "---"));
  for (const auto& row : section.rows) text += line_of(row);
  return text;
}

class Log : public ::testing::Environment {
 public:
  void TearDown() override {
    const char* path = std::getenv("SSERT_LOG");  // NOLINT(concurrency-mt-unsafe)
    if (path == nullptr || ::testing::UnitTest::GetInstance()->Failed()) return;
    std::ofstream file(path);
    file << "# The statistics against what is known to be true\n\n"
            "Written by `./test --statistics`. Seeds are fixed: it is the same each time. What is "
            "asserted, and of what,\nstands in `tests/statistics`.\n";
    for (const auto& section : sections()) file << show(section);
    EXPECT_TRUE(file.flush()) << path;
  }
};
const auto* const log = ::testing::AddGlobalTestEnvironment(new Log);

}  // namespace

Counts plausible(int runs, double probability) {
  constexpr double each_side = 0.0005;
  Counts counts{.least = 0, .most = runs};
  double below = 0;
  while ((below += std::exp(log_of_binomial(runs, counts.least, probability))) < each_side)
    ++counts.least;
  double above = 0;
  while ((above += std::exp(log_of_binomial(runs, counts.most, probability))) < each_side)
    --counts.most;
  return counts;
}

statistics::Metric Simulated::run(std::uint64_t seed) const {
  base::Random random(seed, "test/simulated");
  statistics::Metric metric;
  double of_second = random.normal(0, 1);
  for (std::int64_t second = 0; second < seconds; ++second) {
    for (int i = 0; i < per_second; ++i) {
      const double z = std::sqrt(shared) * of_second + std::sqrt(1 - shared) * random.normal(0, 1);
      const double value = median_ns * std::exp(deviation * z);
      metric.record(second, statistics::nanoseconds(std::llround(value)));
    }
    of_second = kept * of_second + std::sqrt(1 - kept * kept) * random.normal(0, 1);
  }
  return metric;
}

double Simulated::part_below(double value_ns) {
  return normal_part_below(std::log(value_ns / median_ns) / deviation);
}

double Simulated::true_quantile_ns(double q) {
  double low = median_ns / 1000;
  double high = median_ns * 1000;
  while (high - low > 0.5) {
    const double middle = (low + high) / 2;
    (part_below(middle) < q ? low : high) = middle;
  }
  return low;
}

void record(Section section) { sections().push_back(std::move(section)); }

TEST(Plausible, CountsOfABinomial) {
  const auto counts = plausible(200, 0.95);  // 190, give or take 3.1
  EXPECT_EQ(counts.least, 179);
  EXPECT_EQ(counts.most, 198);
  EXPECT_TRUE(counts.hold(190));
  EXPECT_FALSE(counts.hold(178));
}

}  // namespace ssert::statistics_truth
