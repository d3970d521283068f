#include "mock_server/net/lateness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace ssert::mock_server {
namespace {

using std::chrono::microseconds;
using std::chrono::nanoseconds;

TEST(Lateness, KnowsNothingAtFirst) {
  const auto lateness = std::make_unique<Lateness>();
  EXPECT_EQ(lateness->count(), 0U);
  EXPECT_EQ(lateness->mean(), nanoseconds(0));
  EXPECT_EQ(lateness->greatest(), nanoseconds(0));
  EXPECT_EQ(lateness->percentile(50), std::nullopt);
}

TEST(Lateness, CountsMeanAndGreatestExactly) {
  const auto lateness = std::make_unique<Lateness>();
  for (const int us : {1, 2, 3, 10}) lateness->record(microseconds(us));
  lateness->record(nanoseconds(-5));
  EXPECT_EQ(lateness->count(), 5U);
  EXPECT_EQ(lateness->mean(), nanoseconds(3200));
  EXPECT_EQ(lateness->greatest(), microseconds(10));
}

// Against the plain definition: sort, and take the value at the rank.
TEST(Lateness, PercentilesAreWithinOnePercentOfTheSortedValues) {
  const auto lateness = std::make_unique<Lateness>();
  std::vector<std::int64_t> values;
  for (std::int64_t i = 0; i < 5000; ++i) values.push_back(i * i * 37 % 900'000'007 + i % 200);
  for (const auto value : values) lateness->record(nanoseconds(value));
  std::sort(values.begin(), values.end());
  for (const std::uint64_t percent : {1U, 25U, 50U, 90U, 99U}) {
    const auto exact = values[(values.size() * percent + 99) / 100 - 1];
    const auto found = lateness->percentile(percent);
    ASSERT_TRUE(found) << percent;
    EXPECT_GE(found->count(), exact) << percent;
    EXPECT_LE(static_cast<double>(found->count()), static_cast<double>(exact) * 1.01 + 1)
        << percent;
  }
}

TEST(Lateness, APercentileNeedsTenValuesBeyondIt) {
  const auto lateness = std::make_unique<Lateness>();
  for (int i = 0; i < 999; ++i) lateness->record(microseconds(i));
  EXPECT_EQ(lateness->percentile(99), std::nullopt);
  lateness->record(microseconds(999));
  EXPECT_NE(lateness->percentile(99), std::nullopt);
}

TEST(Lateness, TakesTheLargestDurations) {
  const auto lateness = std::make_unique<Lateness>();
  for (int i = 0; i < 100; ++i) lateness->record(nanoseconds::max());
  EXPECT_EQ(lateness->greatest(), nanoseconds::max());
  EXPECT_EQ(lateness->percentile(50), nanoseconds::max());
}

}  // namespace
}  // namespace ssert::mock_server
