#include "transport/waits.h"

#include <gtest/gtest.h>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;
using exchange::Wait;

constexpr base::TimePoint begin{1000s};

base::WaitLimits limits() {
  return {
      .connect = 10s, .head = 30s, .first = 60s, .gap = 20s, .after_terminal = 5s, .total = 300s};
}

TEST(Waits, GivesNameLookUpAndConnectionOneLimitFromTheBeginning) {
  const Waits waits(limits(), begin);
  EXPECT_EQ(waits.connecting(), (Deadline{begin + 10s, Wait::connect}));
}

TEST(Waits, SharesWhatIsLeftOfTheConnectLimitEvenlyAmongTheAddressesLeft) {
  const Waits waits(limits(), begin);
  EXPECT_EQ(waits.connecting_share(begin + 4s, 3), begin + 6s);
  EXPECT_EQ(waits.connecting_share(begin + 4s, 1), begin + 10s);
  EXPECT_EQ(waits.connecting_share(begin + 11s, 2), begin + 10s);
}

TEST(Waits, CountsTheHeadFromTheLastRequestByte) {
  Waits waits(limits(), begin);
  waits.request_bytes_taken(begin + 1s);
  waits.request_bytes_taken(begin + 7s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 37s, Wait::head}));
}

TEST(Waits, DoesNotProlongTheHeadByBytesOfTheHead) {
  Waits waits(limits(), begin);
  waits.request_bytes_taken(begin + 1s);
  waits.arrived({.phase = Phase::head}, begin + 20s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 31s, Wait::head}));
}

TEST(Waits, CountsTheFirstOutputFromTheEndOfTheHeadAlsoWhenCommentsCome) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::first}, begin + 2s);
  waits.arrived({.phase = Phase::first}, begin + 50s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 62s, Wait::first}));
}

TEST(Waits, BeginsTheGapAnewWithEveryProgressAndNotWithoutIt) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::first}, begin + 2s);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 10s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 30s, Wait::gap}));
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 15s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 35s, Wait::gap}));
  waits.arrived({.phase = Phase::streaming}, begin + 34s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 35s, Wait::gap}));
}

TEST(Waits, CountsTheEndFromTheTerminalHoweverMuchComesAfterIt) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 10s);
  waits.arrived({.phase = Phase::after_terminal, .progressed = true}, begin + 11s);
  waits.arrived({.phase = Phase::after_terminal, .progressed = true}, begin + 15s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 16s, Wait::after_terminal}));
}

TEST(Waits, PutsTheTotalBeforeAnyWaitThatEndsLater) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 299s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 300s, Wait::total}));
  auto short_total = limits();
  short_total.total = 3s;
  EXPECT_EQ(Waits(short_total, begin).connecting(), (Deadline{begin + 3s, Wait::total}));
}

// We stood still from 11 s to 40 s; the target's bytes filled our window until 13 s.
TEST(Waits, GivesTheTargetAWholeWaitFromTheEndOfALateDrain) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 11s);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 13s);
  waits.drained(begin + 11s, begin + 40s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 60s, Wait::gap}));
}

// Without output for 15 s before we stood still for 4 s: 5 s of 20 s are left.
TEST(Waits, GivesTheTargetNoMoreThanWeWereLateBy) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 10s);
  waits.arrived({.phase = Phase::streaming}, begin + 25s);
  waits.drained(begin + 25s, begin + 29s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 34s, Wait::gap}));
}

TEST(Waits, GivesTheTargetNothingWhereWeWereInTime) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 10s);
  waits.drained(begin + 10s, begin + 10s + 5ms);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 30s, Wait::gap}));
}

// Bytes without output for as long as we look, each read 1 s late.
TEST(Waits, DoesNotPutOffTheEndByEachLateDrain) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 10s);
  for (auto at = begin + 11s; at < begin + 30s; at += 1s) {
    waits.arrived({.phase = Phase::streaming}, at);
    waits.drained(at, at + 1s);
  }
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 31s, Wait::gap}));
}

TEST(Waits, ForgetsALateDrainWithTheNextOutput) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 10s);
  waits.drained(begin + 10s, begin + 100s);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 101s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 121s, Wait::gap}));
}

TEST(Waits, DoesNotPutOffTheTotalForALateDrain) {
  Waits waits(limits(), begin);
  waits.arrived({.phase = Phase::streaming, .progressed = true}, begin + 10s);
  waits.drained(begin + 10s, begin + 290s);
  EXPECT_EQ(waits.deadline(), (Deadline{begin + 300s, Wait::total}));
}

TEST(Waits, TakesLimitsThatTheClockCannotHold) {
  const auto most = base::Duration::max();
  const Waits waits({.connect = most,
                     .head = most,
                     .first = most,
                     .gap = most,
                     .after_terminal = most,
                     .total = most},
                    begin);
  EXPECT_GT(waits.deadline().at, begin + 1000h);
  EXPECT_GT(waits.connecting().at, begin + 1000h);
}

TEST(Waits, SaysInWordsWhatWasWaitedFor) {
  const Waits waits(limits(), begin);
  EXPECT_EQ(waits.words(Wait::gap), "no output for 20.0 s");
  for (const auto wait :
       {Wait::connect, Wait::head, Wait::first, Wait::after_terminal, Wait::total}) {
    EXPECT_NE(waits.words(wait), "") << exchange::to_string(wait);
  }
}

const Deadline deadline{begin + 20s, Wait::gap};

TEST(HasRunOut, IsTrueWhereNothingWaits) {
  EXPECT_TRUE(has_run_out(deadline, {.bytes_waiting = false, .looked_before = begin}));
}

TEST(HasRunOut, IsFalseForBytesStampedInTimeHoweverLateWeLook) {
  EXPECT_FALSE(has_run_out(
      deadline, {.bytes_waiting = true, .stamp = deadline.at, .looked_before = deadline.at + 1s}));
}

TEST(HasRunOut, IsTrueForBytesStampedLateWhereTheSocketWasLookedAtShortlyBefore) {
  EXPECT_TRUE(has_run_out(
      deadline,
      {.bytes_waiting = true, .stamp = deadline.at + 1ns, .looked_before = deadline.at - 5ms}));
}

TEST(HasRunOut, PardonsALateStampWhereNobodyLookedAsItMayHideSegmentsThatWereInTime) {
  EXPECT_FALSE(has_run_out(
      deadline,
      {.bytes_waiting = true, .stamp = deadline.at + 1s, .looked_before = deadline.at - 6ms}));
}

TEST(HasRunOut, DecidesBytesWithoutAStampByTheLastLook) {
  EXPECT_FALSE(has_run_out(deadline, {.bytes_waiting = true, .looked_before = begin}));
  EXPECT_TRUE(has_run_out(deadline, {.bytes_waiting = true, .looked_before = deadline.at}));
}

TEST(NextLook, IsShortlyBeforeTheDeadlineAndThenAtIt) {
  const auto before = next_look(deadline, begin);
  EXPECT_LT(before, deadline.at);
  EXPECT_EQ(next_look(deadline, before), deadline.at);
  EXPECT_TRUE(has_run_out(
      deadline, {.bytes_waiting = true, .stamp = deadline.at + 1ns, .looked_before = before}));
}

}  // namespace
}  // namespace ssert::transport
