#include "statistics/metric.h"

#include "base/random.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace ssert::statistics {
namespace {

using namespace std::chrono_literals;

struct Sample {
  std::int64_t second = 0;
  nanoseconds value{0};
};

std::vector<Sample> some_samples(std::uint64_t seed) {
  base::Random random(seed, "test/samples");
  std::vector<Sample> samples(2'000);
  for (auto& sample : samples) {
    sample = {.second = static_cast<std::int64_t>(random.below(30)) - 2,
              .value = nanoseconds(static_cast<std::int64_t>(random.exponential(4e7)))};
  }
  return samples;
}

Metric metric_of(const std::vector<Sample>& samples) {
  Metric metric;
  for (const auto& [second, value] : samples) metric.record(second, value);
  return metric;
}

TEST(Metric, KeepsEachSampleInTheTotalAndInItsSecond) {
  Metric metric;
  metric.record(3, 10ms);
  metric.record(-1, 20ms, 2);
  metric.record(3, 30ms);
  metric.record(7, 5ms, 0);
  EXPECT_EQ(metric.total().count(), 4U);
  ASSERT_EQ(metric.seconds().size(), 2U);
  EXPECT_EQ(metric.seconds().at(-1).count(), 2U);
  EXPECT_EQ(metric.seconds().at(3).count(), 2U);
  EXPECT_EQ(metric.seconds().at(3).max(), 30ms);
  EXPECT_EQ(metric.total().precision(), run_precision);
  EXPECT_EQ(metric.seconds().at(3).precision(), second_precision);
}

TEST(Metric, MergesExactly) {
  const auto samples = some_samples(1);
  std::vector<Metric> threads(3);
  for (std::size_t i = 0; i < samples.size(); ++i)
    threads[i % 3].record(samples[i].second, samples[i].value);
  Metric merged;
  for (const auto& thread : threads) merged.merge(thread);
  EXPECT_EQ(merged, metric_of(samples));
}

TEST(Metric, ComesBackFromItsParts) {
  for (const auto& metric : {Metric(), metric_of(some_samples(1))}) {
    const auto back = Metric::from_parts(metric.total(), metric.seconds(), "a.json");
    ASSERT_TRUE(back.has_value()) << base::to_string(back.error());
    EXPECT_EQ(*back, metric);
  }
}

TEST(Metric, IsRefusedWhereItsSecondsHoldOtherValuesThanItsTotal) {
  const auto metric = metric_of(some_samples(1));
  const auto refused = [](const Histogram& total,
                          const std::map<std::int64_t, Histogram>& seconds) {
    const auto result = Metric::from_parts(total, seconds, "a.json#/metrics/ttft");
    return !result.has_value() && result.error().where == "a.json#/metrics/ttft";
  };
  auto seconds = metric.seconds();
  seconds.erase(seconds.begin());
  EXPECT_TRUE(refused(metric.total(), seconds)) << "a second is missing";
  seconds = metric.seconds();
  seconds.begin()->second.record(1ms);
  EXPECT_TRUE(refused(metric.total(), seconds)) << "a sample is too many";
  seconds = metric.seconds();
  seconds.try_emplace(99, second_precision);
  EXPECT_TRUE(refused(metric.total(), seconds)) << "a second is empty";
  seconds = metric.seconds();
  seconds.begin()->second = Histogram(run_precision);
  EXPECT_TRUE(refused(metric.total(), seconds)) << "a second has the run's precision";
  EXPECT_TRUE(refused(Histogram(second_precision), {})) << "the total has a second's precision";

  // As many samples, the same sum and extremes; only their buckets differ.
  Histogram total;
  for (const auto value : {1ms, 3ms, 5ms, 7ms}) total.record(value);
  Histogram second(second_precision);
  for (const auto value : {1ms, 4ms, 4ms, 7ms}) second.record(value);
  EXPECT_TRUE(refused(total, {{0, second}}));
}

}  // namespace
}  // namespace ssert::statistics
