#include "load/accounts.h"

#include <gtest/gtest.h>

namespace ssert::load {
namespace {

using namespace std::chrono_literals;
using base::TimePoint;

const TimePoint window_begin{100s};
const TimePoint window_end{110s};

class AccountsTest : public ::testing::Test {
 protected:
  AccountsTest() { plan_.shape.warm_up = 2s; }

  // A stream that was due then, dispatched 1 ms later, with output at these moments after that.
  StreamSample stream(TimePoint due, const std::vector<base::Duration>& outputs,
                      const std::string& failure = "") {
    StreamSample sample{.number = ++number_, .due = due, .taken_up = due};
    sample.times = {.dispatched = due + 1ms, .write_end = due + 2ms, .ended = due + 1ms};
    for (const auto output : outputs) sample.outputs.push_back(due + 1ms + output);
    if (!sample.outputs.empty()) {
      sample.first_output_at = sample.outputs.front();
      sample.last_output_at = sample.outputs.back();
      sample.times.ended = sample.outputs.back() + 1ms;
    }
    sample.output_events = sample.tokens = outputs.size();
    sample.first_tokens = outputs.empty() ? 0 : 1;
    sample.failure = failure;
    return sample;
  }

  void carry_through(const StreamSample& sample) {
    accounts_.on_scheduled(sample.due);
    accounts_.on_sent(sample.due, sample.times.dispatched);
    accounts_.on_ended(sample, sample.times.ended);
  }

  const Result& result() const { return accounts_.result(); }

  Plan plan_;
  Accounts accounts_{plan_, window_begin, window_end};
  std::uint64_t number_ = 0;
};

TEST_F(AccountsTest, MeasuresWhatIsDueInTheWindowAndCountsAll) {
  carry_through(stream(window_begin - 1s, {50ms}));
  carry_through(stream(window_begin, {70ms}));
  carry_through(stream(window_end - 1ns, {90ms}));
  EXPECT_EQ(result().whole.completed, 3U);
  EXPECT_EQ(result().window_requests.completed, 2U);
  EXPECT_EQ(result().metrics.ttft.total().count(), 2U);
  EXPECT_EQ(result().metrics.ttft.total().min(), 71ms) << "from the planned moment";
  EXPECT_EQ(result().metrics.ttft_sent.total().min(), 70ms) << "from the dispatch";
  EXPECT_EQ(result().metrics.ttft_service.total().min(), 69ms) << "from the last byte written";
}

TEST_F(AccountsTest, AFailedStreamIsNoFastSuccess) {
  carry_through(stream(window_begin, {1ms}, "TRUNCATED"));
  carry_through(stream(window_begin, {70ms}));
  EXPECT_EQ(result().metrics.ttft.total().min(), 71ms);
  EXPECT_EQ(result().failed_metrics.ttft.total().min(), 2ms);
  EXPECT_EQ(result().whole.failed, (std::map<std::string, std::uint64_t>{{"TRUNCATED", 1}}));
  EXPECT_EQ(result().whole.sent, result().whole.completed + result().whole.failed_total());
}

TEST_F(AccountsTest, AStreamWithoutOutputHasNoTimeToFirstToken) {
  carry_through(stream(window_begin, {}, "EMPTY"));
  EXPECT_TRUE(result().metrics.ttft.total().empty());
  EXPECT_TRUE(result().failed_metrics.ttft.total().empty());
}

TEST_F(AccountsTest, GapsTimePerTokenAndTheLongestGap) {
  carry_through(stream(window_begin, {10ms, 20ms, 20ms, 50ms}));
  const auto& metrics = result().metrics;
  EXPECT_EQ(metrics.gap.total().count(), 3U);
  EXPECT_EQ(metrics.gap.total().min(), 0ms);
  EXPECT_EQ(metrics.gap.total().max(), 30ms);
  EXPECT_EQ(metrics.max_gap.total().max(), 30ms);
  EXPECT_EQ(metrics.tpot.total().max(), std::chrono::nanoseconds(40ms) / 3);
  EXPECT_EQ(metrics.e2e.total().max(), 50ms);
  EXPECT_EQ(result().instrument.output_gaps, 3U);
  EXPECT_EQ(result().instrument.coalesced_gaps, 1U);
  EXPECT_EQ(result().instrument.first_gaps, 1U);
  EXPECT_EQ(result().instrument.coalesced_first_gaps, 0U);
  carry_through(stream(window_begin, {20ms, 20ms, 50ms}));
  EXPECT_EQ(result().instrument.first_gaps, 2U);
  EXPECT_EQ(result().instrument.coalesced_first_gaps, 1U);
}

TEST_F(AccountsTest, WhetherAnOnlyOutputWaitedUnreadIsSeenByItsTerminal) {
  auto sample = stream(window_begin, {10ms});
  sample.terminal_at = *sample.first_output_at + 1ms;
  carry_through(sample);
  EXPECT_EQ(result().instrument.first_gaps, 1U);
  EXPECT_EQ(result().instrument.coalesced_first_gaps, 0U);
  sample.terminal_at = sample.first_output_at;
  carry_through(sample);
  EXPECT_EQ(result().instrument.first_gaps, 2U);
  EXPECT_EQ(result().instrument.coalesced_first_gaps, 1U);
  EXPECT_EQ(result().instrument.output_gaps, 0U);
}

TEST_F(AccountsTest, CountsTokensByTheUsageThatWasTold) {
  auto sample = stream(window_begin, {0ms, 30ms});
  sample.tokens = 7;  // two events carried them
  sample.tokens_from_usage = true;
  carry_through(sample);
  EXPECT_EQ(result().metrics.tpot.total().max(), 5ms);
  EXPECT_EQ(result().usage_told, 1U);
}

TEST_F(AccountsTest, OneTokenHasNoTimePerToken) {
  carry_through(stream(window_begin, {10ms}));
  EXPECT_TRUE(result().metrics.tpot.total().empty());
  EXPECT_TRUE(result().metrics.max_gap.total().empty());
}

TEST_F(AccountsTest, AStallIsLongForItsOwnStream) {
  carry_through(stream(window_begin, {0ms, 10ms, 20ms, 320ms, 330ms}));  // 300 ms, limit 250 ms
  EXPECT_EQ(result().stalls, (Stalls{.count = 1, .streams = 1, .sum = 50ms}));
  carry_through(stream(window_begin, {0ms, 300ms, 600ms, 900ms}));  // its way: limit 1.5 s
  EXPECT_EQ(result().stalls.count, 1U);
}

// Gaps of 10 ms and 1 s: their median is 505 ms.
TEST_F(AccountsTest, TheMedianOfAnEvenNumberOfGapsLiesBetweenTheTwoInTheMiddle) {
  carry_through(stream(window_begin, {0ms, 10ms, 1010ms}));
  EXPECT_EQ(result().stalls.count, 0U);
  // Of 10 ms, 20 ms, 100 ms and 1 s: 60 ms. Five times that is 300 ms.
  carry_through(stream(window_begin, {0ms, 1000ms, 1010ms, 1030ms, 1130ms}));
  EXPECT_EQ(result().stalls, (Stalls{.count = 1, .streams = 1, .sum = 700ms}));
}

// What begins before the window or ends after it is in flight in it for a part of its time.
TEST_F(AccountsTest, ResidenceInTheWindowIsWhatIsInFlightInIt) {
  for (const auto due : {window_begin - 1s, window_begin + 1s, window_end - 1s})
    carry_through(stream(due, {1'997ms}));  // 1 ms to dispatch, 1 ms to the end
  EXPECT_NEAR(result().residence_in_window_s, 0.999 + 1.998 + 0.999, 1e-9);
  EXPECT_NEAR(result().in_flight_s, result().residence_in_window_s, 1e-9);
  EXPECT_NEAR(result().residence_s, 2 * 1.998, 1e-9);
}

TEST_F(AccountsTest, AnEndInTheWarmUpEndsTheWarmUp) {
  Accounts accounts(plan_, window_begin, window_end);
  accounts.end_window(window_begin - 1500ms);
  EXPECT_EQ(accounts.result().warm_up, 500ms);
  EXPECT_EQ(accounts.result().window, 0s);
}

TEST(Errors, AreNotWhatWasCutOffInEndingARunEarly) {
  const Requests requests{.scheduled = 10,
                          .sent = 8,
                          .completed = 4,
                          .never_sent = 2,
                          .failed = {{"ABORTED", 3}, {"TRUNCATED", 1}},
                          .cut_off = 4};
  EXPECT_EQ(requests.errors(), 2U);
  EXPECT_EQ(requests.judged(), 6U);
}

// A stream without an end is left at its limit: that is ABORTED, too, and the target's doing.
TEST_F(AccountsTest, WhatIsAbortedBeforeTheRunIsEndedIsAnError) {
  auto aborted = stream(window_begin, {10ms}, "ABORTED");
  aborted.ending.kind = exchange::EndingKind::aborted;
  carry_through(aborted);
  accounts_.on_scheduled(window_begin);
  accounts_.on_never_sent(window_begin);
  EXPECT_EQ(result().window_requests.errors(), 2U);
  accounts_.end_early();
  carry_through(aborted);
  carry_through(stream(window_begin, {10ms}, "TRUNCATED"));
  accounts_.on_scheduled(window_begin);
  accounts_.on_never_sent(window_begin);
  for (const auto& requests : {result().window_requests, result().whole}) {
    EXPECT_EQ(requests.cut_off, 2U);
    EXPECT_EQ(requests.judged(), 3U);
    EXPECT_EQ(requests.errors(), 3U) << "one of them ended by itself since";
  }
  EXPECT_EQ(result().failed_metrics.e2e.total().count(), 2U) << "without the one that we cut off";
}

TEST_F(AccountsTest, WhatThisMachineCouldNotSendWasNeverSentAndIsNoError) {
  carry_through(stream(window_begin, {10ms}));
  auto lacking = stream(window_begin + 999ms, {}, "ABORTED");
  lacking.lacked = "no file is left";
  lacking.handed_over = lacking.due;
  lacking.times.dispatched = window_begin + 1s;  // a moment later, in the next second
  accounts_.on_scheduled(lacking.due);
  accounts_.on_sent(lacking.due, lacking.handed_over);
  accounts_.on_ended(lacking, lacking.times.ended);
  for (const auto& requests : {result().window_requests, result().whole}) {
    EXPECT_EQ(requests.scheduled, 2U);
    EXPECT_EQ(requests.sent, 1U);
    EXPECT_EQ(requests.never_sent, 1U);
    EXPECT_EQ(requests.failed_total(), 0U);
    EXPECT_EQ(requests.judged(), 1U);
    EXPECT_EQ(requests.errors(), 0U);
  }
  EXPECT_EQ(result().seconds.at(0).sent, 1U);
  EXPECT_EQ(result().instrument.lacked.at("no file is left"), 1U);
  EXPECT_EQ(result().instrument.connections, 1U);
  EXPECT_TRUE(result().failed_metrics.schedule_lag.total().empty());
  EXPECT_EQ(result().in_flight, 0U);
}

TEST_F(AccountsTest, InFlightIsWeightedByTime) {
  const auto due = window_begin + 500ms;
  accounts_.on_scheduled(due);
  accounts_.on_sent(due, due);
  accounts_.advance(window_begin + 2s);
  const auto& seconds = result().seconds;
  EXPECT_DOUBLE_EQ(seconds.at(0).stream_seconds, 0.5);
  EXPECT_DOUBLE_EQ(seconds.at(1).stream_seconds, 1.0);
  EXPECT_DOUBLE_EQ(result().in_flight_s, 1.5);
  EXPECT_EQ(result().in_flight, 1U);
}

TEST_F(AccountsTest, InFlightAfterAWindowThatEndedEarlyIsNotOfTheWindow) {
  const auto due = window_begin + 500ms;
  accounts_.on_scheduled(due);
  accounts_.on_sent(due, due);
  accounts_.end_window(window_begin + 700ms);
  accounts_.advance(window_begin + 900ms);
  EXPECT_DOUBLE_EQ(result().in_flight_s, 0.2);
  EXPECT_DOUBLE_EQ(result().seconds.at(0).stream_seconds, 0.4);
}

// As of a number of requests at a rate: its end is known when the last of them is due.
TEST_F(AccountsTest, AnEndThatIsToldBeforehandHoldsForWhatComesAfterIt) {
  Accounts accounts(plan_, window_begin, window_end);
  const auto due = window_begin + 1s;
  accounts.on_scheduled(due);
  accounts.on_sent(due, due);
  accounts.end_window(window_begin + 5s);
  for (const auto at : {window_begin + 2s, window_begin + 5s})
    accounts.on_output({.tokens = 1, .at = at});
  auto sample = stream(due, {});
  sample.times.dispatched = due;
  sample.times.ended = window_begin + 2s;
  accounts.on_ended(sample, window_begin + 2s);
  accounts.end_window(window_begin + 5s);
  EXPECT_EQ(accounts.result().window, 5s);
  EXPECT_EQ(accounts.result().warm_up, 2s);
  EXPECT_EQ(accounts.result().window_totals.tokens, 1U);
  EXPECT_DOUBLE_EQ(accounts.result().in_flight_s, 1.0);
  EXPECT_DOUBLE_EQ(accounts.result().residence_in_window_s, 1.0);
}

TEST_F(AccountsTest, SecondsBeforeTheWindowAreNegative) {
  carry_through(stream(window_begin - 1500ms, {10ms}));
  EXPECT_EQ(result().seconds.begin()->first, -2);
}

TEST_F(AccountsTest, ASecondInWhichNothingComesIsThere) {
  carry_through(stream(window_begin, {10ms}));
  accounts_.advance(window_begin + 3500ms);
  ASSERT_EQ(result().seconds.size(), 4U);
  EXPECT_EQ(result().seconds.at(0).completed, 1U);
  for (const std::int64_t second : {1, 2, 3})
    EXPECT_EQ(result().seconds.at(second), Second{}) << second;
}

TEST_F(AccountsTest, ARuleIsAFindingOnceAStream) {
  auto broken = stream(window_begin, {10ms});
  broken.broken = {{.rule = "stream/json", .severity = violation::Severity::fails, .times = 3},
                   {.rule = "stream/json", .severity = violation::Severity::warns, .times = 1}};
  carry_through(broken);
  const auto& finding = result().findings.at("stream/json");
  EXPECT_EQ(finding.streams, 1U);
  EXPECT_EQ(finding.times, 4U);
  EXPECT_EQ(finding.severity, violation::Severity::fails);
}

TEST_F(AccountsTest, AGoodStreamKeepsEveryBound) {
  plan_.objectives = {statistics::parse_objective("ttft.p99 < 80ms", "").value()};
  Accounts accounts(plan_, window_begin, window_end);
  for (const auto first : {70ms, 90ms}) {
    const auto sample = stream(window_begin, {first});
    accounts.on_scheduled(sample.due);
    accounts.on_sent(sample.due, sample.times.dispatched);
    accounts.on_ended(sample, sample.times.ended);
  }
  EXPECT_EQ(accounts.result().window_requests.completed, 2U);
  EXPECT_EQ(accounts.result().window_requests.good, 1U);
}

}  // namespace
}  // namespace ssert::load
