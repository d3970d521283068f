// The instrument against the stamps of the mock. Nothing is gated by a time: a machine that is too
// busy to measure on has to be told as such.
#include "tests/load/measurement.h"
#include "tests/load/setting.h"

#include <gtest/gtest.h>

namespace ssert::load_against_mock {
namespace {

using namespace std::chrono_literals;
using std::chrono::nanoseconds;

constexpr int streams = 200;

class Stamps : public ::testing::TestWithParam<std::chrono::milliseconds> {};

TEST_P(Stamps, AreNeverAfterArrivalsAndWithinTheBoundThatIsToldAsValid) {
  auto options = quick_answers();
  options.time_to_first = mock_server::fixed_delay(50ms);
  options.gap = mock_server::fixed_delay(GetParam());
  options.stamps = true;
  const auto server = start(options);
  const auto plan = plan_for(*server);
  const auto measured = measure(plan, streams, Clock::realtime);
  const auto counts = stop(*server);
  ASSERT_EQ(measured.result.whole.completed, static_cast<std::uint64_t>(streams))
      << show(measured.result.whole);
  EXPECT_EQ(counts.completed, static_cast<std::uint64_t>(streams));
  EXPECT_EQ(measured.result.totals.events, counts.events);
  EXPECT_EQ(measured.streams_without_stamps, 0U);
  EXPECT_EQ(measured.errors.size(), streams * (options.tokens - 1));

  const auto doubts = load::doubts_of(measured.result, {});
  EXPECT_EQ(refuted_claims(measured, doubts), std::vector<std::string>{})
      << story_of(measured, doubts);
}

INSTANTIATE_TEST_SUITE_P(Of200Streams, Stamps, ::testing::Values(50ms, 5ms), [](const auto& one) {
  return "AGapOf" + std::to_string(one.param.count()) + "Ms";
});

// A claim that is wrong is refuted: the same streams, said to be known to the nanosecond.
TEST(Measurement, RefutesABoundThatDoesNotHold) {
  Measured measured;
  measured.first_errors = measured.errors = measured.gap_errors = {2us, 3us, 3us};
  load::Doubts doubts;
  EXPECT_EQ(refuted_claims(measured, doubts).size(), 3U) << story_of(measured, doubts);
  doubts.completed = {.planned = 1ms, .seen = 1ms};
  EXPECT_EQ(refuted_claims(measured, doubts).size(), 0U) << story_of(measured, doubts);
  measured.errors.push_back(-1ms);
  EXPECT_EQ(refuted_claims(measured, doubts),
            std::vector<std::string>{"a token arrived 1000.0 us before it was sent"});
}

}  // namespace
}  // namespace ssert::load_against_mock
