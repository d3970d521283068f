#include "load/schedule.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ssert::load {
namespace {

using namespace std::chrono_literals;
using scenario::OpenModel;

TEST(Schedule, ConstantArrivalsNeverDrift) {
  Schedule schedule({.per_second = 3}, 1);
  std::chrono::nanoseconds last{-1};
  for (std::int64_t i = 0; i < 3 * 3600; ++i) last = schedule.next();
  EXPECT_EQ(last, std::chrono::nanoseconds(std::llround((3.0L * 3600 - 1) / 3 * 1e9L)))
      << "the last of an hour is where it was planned, to the nanosecond";
}

TEST(Schedule, PoissonArrivalsHaveTheRateAndItsVariance) {
  Schedule schedule({.per_second = 100, .arrivals = OpenModel::Arrivals::poisson}, 42);
  constexpr int seconds = 400;
  std::vector<int> counts(seconds, 0);
  std::chrono::nanoseconds before{0};
  for (auto at = schedule.next(); at < std::chrono::seconds(seconds); at = schedule.next()) {
    EXPECT_GE(at, before);
    before = at;
    ++counts[static_cast<std::size_t>(at / 1s)];
  }
  double mean = 0;
  for (const auto count : counts) mean += count;
  mean /= seconds;
  double variance = 0;
  for (const auto count : counts) variance += (count - mean) * (count - mean);
  variance /= seconds - 1;
  EXPECT_NEAR(mean, 100, 2);             // 4 standard errors
  EXPECT_NEAR(variance / mean, 1, 0.3);  // a Poisson process: as large as its mean
}

TEST(Schedule, ATinyRateIsDueLaterThanAnyRunLasts) {
  for (const double rate : {1e-9, 1e-12, 1e-300}) {
    Schedule constant({.per_second = rate}, 1);
    EXPECT_EQ(constant.next(), 0ns);
    EXPECT_GT(constant.next(), 24h * 365) << rate;
    Schedule poisson({.per_second = rate, .arrivals = OpenModel::Arrivals::poisson}, 1);
    std::chrono::nanoseconds before{0};
    for (int i = 0; i < 100; ++i) {
      const auto at = poisson.next();
      EXPECT_GE(at, before) << rate;
      before = at;
    }
    EXPECT_GT(before, 24h * 365) << rate;
  }
}

TEST(Schedule, TheSameSeedGivesTheSameMoments) {
  const OpenModel model{.per_second = 10, .arrivals = OpenModel::Arrivals::poisson};
  Schedule one(model, 7);
  Schedule same(model, 7);
  Schedule other(model, 8);
  bool differs = false;
  for (int i = 0; i < 100; ++i) {
    const auto at = one.next();
    EXPECT_EQ(at, same.next());
    differs = differs || at != other.next();
  }
  EXPECT_TRUE(differs);
}

}  // namespace
}  // namespace ssert::load
