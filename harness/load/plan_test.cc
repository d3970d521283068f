#include "load/plan.h"

#include <gtest/gtest.h>

namespace ssert::load {
namespace {

using namespace std::chrono_literals;
using scenario::ClosedModel;
using scenario::LoadShape;
using scenario::OpenModel;

constexpr std::uint64_t all = UINT64_MAX;

LoadShape open(double per_second, OpenModel::Arrivals arrivals = OpenModel::Arrivals::constant) {
  return {.model = OpenModel{.per_second = per_second, .arrivals = arrivals}, .seed = 7};
}

TEST(RequestsInWindow, OfConstantArrivalsAreExact) {
  auto shape = open(3);  // due at 0, 1/3, 2/3 s, ...
  shape.window = 1s;
  EXPECT_EQ(requests_in_window(shape, all), 3U);
  shape.window = 1s + 1ns;
  EXPECT_EQ(requests_in_window(shape, all), 4U);
  EXPECT_EQ(requests_in_window(shape, 2), 2U) << "that is enough";
}

TEST(RequestsInWindow, AreNotThoseOfTheWarmUp) {
  auto shape = open(10);
  shape.warm_up = 2s;
  shape.window = 1s;
  EXPECT_EQ(requests_in_window(shape, all), 10U);
  shape.requests_max = 25;
  EXPECT_EQ(requests_in_window(shape, all), 5U) << "the warm-up has 20 of them";
  shape.requests_max = 20;
  EXPECT_EQ(requests_in_window(shape, all), 0U);
}

TEST(RequestsInWindow, OfPoissonArrivalsAreThoseThatTheSeedGives) {
  auto shape = open(100, OpenModel::Arrivals::poisson);
  shape.window = 100s;
  const auto planned = requests_in_window(shape, all).value();
  EXPECT_NE(planned, 10'000U) << "not the mean, but by luck";
  EXPECT_NEAR(static_cast<double>(planned), 10'000, 400);  // 4 standard deviations
  shape.seed = 8;
  EXPECT_NE(requests_in_window(shape, all), planned);
}

TEST(RequestsInWindow, OfReadersDependOnTheAnswers) {
  LoadShape shape{.model = ClosedModel{.readers = 4}};
  EXPECT_EQ(requests_in_window(shape, all), std::nullopt);
  shape.requests_max = 12;
  EXPECT_EQ(requests_in_window(shape, all), 12U);
}

TEST(RequestsInWindow, OfReadersWhoThinkAreSoFarApart) {
  LoadShape shape{.model = ClosedModel{.readers = 4, .think_time = 3s}};
  shape.window = 9s;
  EXPECT_EQ(requests_in_window(shape, all), 12U) << "at 0, 3 and 6 s of each";
  shape.window = 9s + 1ns;
  EXPECT_EQ(requests_in_window(shape, all), 16U);
  shape.requests_max = 15;
  EXPECT_EQ(requests_in_window(shape, all), 15U);
}

TEST(RequestsInWindow, OfATinyRateEnd) {
  for (const auto arrivals : {OpenModel::Arrivals::constant, OpenModel::Arrivals::poisson})
    EXPECT_LE(requests_in_window(open(1e-12, arrivals), all).value(), 1U);
}

TEST(Objectives, ThatThePlanHasTooFewRequestsForAreRefused) {
  auto shape = open(100);
  shape.warm_up = 5s;
  shape.objectives = {{.text = "ttft.p99 < 500ms", .where = "--objective"}};
  EXPECT_TRUE(read_objectives(shape)) << "1,000 in ten seconds";
  shape.requests_max = 1'499;  // 500 of them in the warm-up
  const auto read = read_objectives(shape);
  ASSERT_FALSE(read);
  EXPECT_EQ(to_string(read.error()),
            "--objective \"ttft.p99 < 500ms\" needs 1,000 requests, and 999 are due in the "
            "window\n  expected: a longer duration, a higher rate, or a lower percentile");
  shape.requests_max = 1'500;
  EXPECT_TRUE(read_objectives(shape));
}

TEST(Objectives, ThatReadersHaveNoTimeForAreRefused) {
  LoadShape shape{.model = ClosedModel{.readers = 10, .think_time = 1s}};
  shape.window = 99s;
  shape.objectives = {{.text = "ttft.p99 < 500ms", .where = "--objective"}};
  const auto read = read_objectives(shape);
  ASSERT_FALSE(read);
  EXPECT_EQ(to_string(read.error()),
            "--objective \"ttft.p99 < 500ms\" needs 1,000 requests, and at most 990 are due in "
            "the window\n  expected: more requests, more readers, or a lower percentile");
  shape.window = 100s;
  EXPECT_TRUE(read_objectives(shape));
}

}  // namespace
}  // namespace ssert::load
