#include "load/instrument.h"

#include <gtest/gtest.h>

namespace ssert::load {
namespace {

using namespace std::chrono_literals;

// A run of a quiet machine: 2,000 streams with a ttft of 50 ms.
Result quiet_run() {
  Result result;
  result.window = 100s;
  result.instrument.arrivals = result.instrument.kernel_stamps = 1000;
  result.instrument.output_gaps = 1000;
  for (int i = 0; i < 2000; ++i) {
    result.metrics.ttft.record(i / 20, 50ms);
    result.metrics.ttft_sent.record(i / 20, 50ms);
    result.metrics.gap.record(i / 20, 10ms);
    result.metrics.schedule_lag.record(i / 20, 10us);
    result.instrument.loop_lag.record(i / 20, 20us);
  }
  return result;
}

void add_lag(statistics::Metric& metric, std::chrono::nanoseconds lag) {
  for (int i = 0; i < 200; ++i) metric.record(i, lag);
}

TEST(Doubts, AQuietMachineIsValid) {
  const auto doubts = doubts_of(quiet_run(), {});
  EXPECT_EQ(doubts.trust, Trust::valid) << doubts.why;
  EXPECT_LT(doubts.completed.planned, 1ms);
}

TEST(Doubts, ScheduleLagSpeaksAgainstTtftAlone) {
  auto result = quiet_run();
  add_lag(result.metrics.schedule_lag, 10ms);
  const auto doubts = doubts_of(result, {});
  EXPECT_EQ(doubts.trust, Trust::degraded);
  EXPECT_NE(doubts.why.find("ttft may be wrong by 10"), std::string::npos) << doubts.why;
  EXPECT_LT(error_bound(doubts.completed, "ttft_sent"), 1ms);
}

TEST(Doubts, FarBeyondTheMedianIsClientBound) {
  auto result = quiet_run();
  add_lag(result.metrics.schedule_lag, 20ms);
  EXPECT_EQ(doubts_of(result, {}).trust, Trust::client_bound);
}

TEST(Doubts, LoopLagCountsWhereArrivalsAreNotTheEventsOwn) {
  auto result = quiet_run();
  add_lag(result.instrument.loop_lag, 30ms);
  EXPECT_EQ(doubts_of(result, {}).trust, Trust::valid) << "every event has its kernel stamp";
  auto without_stamps = result;
  without_stamps.instrument.kernel_stamps = 900;
  EXPECT_EQ(doubts_of(without_stamps, {}).trust, Trust::client_bound);
  auto coalesced = result;
  coalesced.instrument.coalesced_gaps = 20;
  EXPECT_EQ(doubts_of(coalesced, {}).trust, Trust::client_bound);
}

TEST(Doubts, ACoalescedGapSpoilsTheOneInFrontOfItToo) {
  auto result = quiet_run();
  add_lag(result.instrument.loop_lag, 30ms);
  result.instrument.output_gaps = 1'000;
  result.instrument.coalesced_gaps = 5;
  EXPECT_EQ(doubts_of(result, {}).trust, Trust::valid);
  result.instrument.coalesced_gaps = 6;
  EXPECT_EQ(doubts_of(result, {}).trust, Trust::client_bound);
}

TEST(Doubts, FirstEventsThatWaitedUnreadCountForThemselves) {
  auto result = quiet_run();
  add_lag(result.instrument.loop_lag, 30ms);
  result.instrument.output_gaps = 10'000;
  result.instrument.first_gaps = 100;
  result.instrument.coalesced_first_gaps = result.instrument.coalesced_gaps = 1;
  EXPECT_EQ(doubts_of(result, {}).trust, Trust::valid);
  result.instrument.coalesced_first_gaps = result.instrument.coalesced_gaps = 2;
  EXPECT_EQ(doubts_of(result, {}).trust, Trust::client_bound) << "2 of 100 first events";
}

TEST(Doubts, AMetricOfAnObjectiveDecides) {
  auto result = quiet_run();
  result.instrument.kernel_stamps = 0;
  add_lag(result.instrument.loop_lag, 2400us);
  EXPECT_EQ(doubts_of(result, {}).trust, Trust::valid) << "2.4 ms of 50 ms";
  EXPECT_EQ(doubts_of(result, {"gap"}).trust, Trust::degraded) << "2.4 ms of 10 ms";
}

TEST(Doubts, TheMachinesTroublesDegrade) {
  auto busy = quiet_run();
  busy.instrument.cpu_share = 0.95;
  EXPECT_EQ(doubts_of(busy, {}).trust, Trust::degraded);
  auto stolen = quiet_run();
  stolen.instrument.steal_share = 0.2;
  EXPECT_EQ(doubts_of(stolen, {}).trust, Trust::degraded);
  auto stepped = quiet_run();
  stepped.instrument.clock_step = 1s;
  EXPECT_EQ(doubts_of(stepped, {}).trust, Trust::degraded);
}

TEST(Doubts, WhatCouldNotBeSentIsClientBoundHoweverGoodTheTimes) {
  auto result = quiet_run();
  result.instrument.lacked = {{"no file is left", 3}, {"no port is left", 40}};
  const auto doubts = doubts_of(result, {});
  EXPECT_EQ(doubts.trust, Trust::client_bound);
  EXPECT_EQ(doubts.why, "40 requests could not be sent: no port is left");
}

// A stall of the loop, in which few streams were taken up late, and all of them failed.
TEST(Doubts, OfFailedStreamsAreByTheirOwnValuesAndLags) {
  auto result = quiet_run();
  for (int i = 0; i < 10; ++i) {
    result.failed_metrics.ttft.record(1, 2ms);
    result.failed_metrics.schedule_lag.record(1, 5ms);
  }
  const auto doubts = doubts_of(result, {});
  EXPECT_GT(error_bound(doubts.failed, "ttft"), 4ms);
  EXPECT_EQ(trust_of(doubts.failed, "ttft", result.failed_metrics.ttft), Trust::client_bound);
  EXPECT_LT(error_bound(doubts.completed, "ttft"), 1ms) << "these were taken up in time";
  EXPECT_EQ(trust_of(doubts.completed, "ttft", result.metrics.ttft), Trust::valid);
  EXPECT_EQ(doubts.failed.seen, doubts.completed.seen);
}

TEST(Doubts, WhatHasNoValuesHasNoWrongOnes) {
  auto result = quiet_run();
  add_lag(result.metrics.schedule_lag, 20ms);
  EXPECT_EQ(trust_of(doubts_of(result, {}).completed, "ttft", statistics::Metric{}), Trust::valid);
}

TEST(Doubts, LittlesLawTellsOfStreamsThatWereLost) {
  auto result = quiet_run();
  result.window_requests.completed = 1000;  // 10 a second, 0.5 s each: 5 in flight
  result.residence_s = result.residence_in_window_s = 500;
  result.in_flight_s = 500;
  auto doubts = doubts_of(result, {});
  EXPECT_EQ(doubts.trust, Trust::valid);
  EXPECT_DOUBLE_EQ(doubts.little_residual.value(), 0);
  result.in_flight_s = 600;
  doubts = doubts_of(result, {});
  EXPECT_EQ(doubts.trust, Trust::degraded);
  EXPECT_NEAR(doubts.little_residual.value(), 1.0 / 6, 1e-9);
}

}  // namespace
}  // namespace ssert::load
