#include "transport/stamps.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;

constexpr base::TimePoint start{1000s};
constexpr base::Duration epoch = 1'700'000'000s;  // realtime minus monotonic

// A machine whose realtime clock the test sets.
struct Machine {
  base::Duration offset = epoch;
  int samples = 0;
  StampClock clock{[this] {
    ++samples;
    return offset;
  }};

  std::chrono::nanoseconds realtime(base::TimePoint at) const {
    return at.time_since_epoch() + offset;
  }
};

TEST(StampClock, ConvertsAKernelStampToOurClock) {
  Machine machine;
  EXPECT_EQ(machine.clock.stamp({.kernel_realtime = machine.realtime(start + 3ms),
                                 .after_read = start + 4ms,
                                 .not_before = start}),
            (Stamp{.at = start + 3ms, .kernel = true}));
}

TEST(StampClock, TakesTheTimeAfterTheReadWhereTheKernelGivesNone) {
  Machine machine;
  EXPECT_EQ(machine.clock.stamp({.after_read = start + 4ms, .not_before = start}),
            (Stamp{.at = start + 4ms, .kernel = false}));
}

TEST(StampClock, DropsAStampInTheFuture) {
  Machine machine;
  EXPECT_EQ(machine.clock.stamp({.kernel_realtime = machine.realtime(start + 4ms) + 1ns,
                                 .after_read = start + 4ms,
                                 .not_before = start}),
            (Stamp{.at = start + 4ms, .kernel = false}));
}

TEST(StampClock, DropsAStampBeforeTheOneBefore) {
  Machine machine;
  EXPECT_EQ(machine.clock.stamp({.kernel_realtime = machine.realtime(start) - 1ns,
                                 .after_read = start + 4ms,
                                 .not_before = start}),
            (Stamp{.at = start + 4ms, .kernel = false}));
}

TEST(StampClock, KeepsAStampEqualToTheOneBefore) {
  Machine machine;
  EXPECT_EQ(machine.clock.stamp({.kernel_realtime = machine.realtime(start),
                                 .after_read = start + 4ms,
                                 .not_before = start}),
            (Stamp{.at = start, .kernel = true}));
}

TEST(StampClock, FollowsAStepOfTheRealtimeClockWithinASecond) {
  Machine machine;
  machine.clock.stamp(
      {.kernel_realtime = machine.realtime(start), .after_read = start, .not_before = start});
  machine.offset += 10s;
  const auto stamp_at = [&](base::TimePoint at) {
    return machine.clock.stamp(
        {.kernel_realtime = machine.realtime(at), .after_read = at, .not_before = start});
  };
  EXPECT_EQ(stamp_at(start + 999ms), (Stamp{.at = start + 999ms, .kernel = false}));
  EXPECT_EQ(stamp_at(start + 1s), (Stamp{.at = start + 1s, .kernel = true}));
  EXPECT_EQ(machine.samples, 2);
}

TEST(SampleRealtimeOffset, AgreesWithTheClocksOfThisMachine) {
  const auto before = base::realtime_now() - base::now().time_since_epoch();
  const auto sampled = sample_realtime_offset();
  const auto after = base::realtime_now() - base::now().time_since_epoch();
  // Wide, as a busy machine may stop us between any two of these; wrong by the epoch it is not.
  EXPECT_LT(std::abs((sampled - before).count()), base::Duration(10s).count());
  EXPECT_LT(std::abs((sampled - after).count()), base::Duration(10s).count());
}

}  // namespace
}  // namespace ssert::transport
