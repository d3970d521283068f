#include "report/load_builder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <tuple>
#include <vector>

namespace ssert::report {
namespace {

using namespace std::chrono_literals;

load::Result some_result() {
  load::Result result{.window = 2s, .phase = load::Phase::window, .seed = 7};
  result.whole = {.scheduled = 9,
                  .sent = 8,
                  .completed = 5,
                  .good = 4,
                  .never_sent = 1,
                  .failed = {{"TRUNCATED", 1}, {"stream/json", 2}}};
  result.window_requests = {
      .scheduled = 4, .sent = 4, .completed = 3, .good = 3, .failed = {{"stream/json", 1}}};
  result.metrics.ttft.record(0, 3ms);
  result.metrics.ttft.record(1, 4ms, 2);
  result.failed_metrics.ttft.record(1, 9ms);
  result.stalls.count = 6;
  result.totals = {.events = 50, .output_events = 40, .tokens = 45, .bytes = 4000};
  result.findings["stream/json"] = {.rule = "stream/json", .streams = 2, .times = 5};
  result.in_flight_most = 3;
  return result;
}

bool same_counts(const RequestCounts& a, const RequestCounts& b) {
  const auto key = [](const RequestCounts& counts) {
    return std::tuple(counts.scheduled, counts.sent, counts.completed, counts.good, counts.failed,
                      counts.never_sent, counts.failures.size());
  };
  return key(a) == key(b) && std::equal(a.failures.begin(), a.failures.end(), b.failures.begin(),
                                        [](const FailureRow& one, const FailureRow& other) {
                                          return one.failure == other.failure &&
                                                 one.count == other.count;
                                        });
}

bool same_histograms(const std::vector<MetricRow>& a, const std::vector<MetricRow>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const MetricRow& one, const MetricRow& other) {
                      return one.name == other.name && one.count == other.count &&
                             one.histogram == other.histogram;
                    });
}

// What is told of a run while it goes on must not differ from what is told of it at its end.
TEST(LoadProgress, SaysWhatTheReportOfTheSameMomentSays) {
  const load::Plan plan{};
  const auto result = some_result();
  const LoadRun run{.facts = {.version = "1"}, .plan = plan, .result = result};
  const auto report = build_load(run);
  const auto progress = build_progress(run);
  EXPECT_EQ(report.whole.failed, 3U);
  EXPECT_TRUE(same_counts(progress.whole, report.whole));
  EXPECT_TRUE(same_counts(progress.window, report.window));
  ASSERT_EQ(report.metrics.size(), load::named_metrics().size());
  EXPECT_TRUE(same_histograms(progress.metrics, report.metrics));
  ASSERT_EQ(report.failed_metrics.size(), 1U);
  EXPECT_TRUE(same_histograms(progress.failed_metrics, report.failed_metrics));
  ASSERT_EQ(progress.findings.size(), report.findings.size());
  EXPECT_EQ(progress.findings.at(0).rule, report.findings.at(0).rule);
  EXPECT_EQ(progress.findings.at(0).verdict, report.findings.at(0).verdict);
  EXPECT_EQ(progress.findings.at(0).streams, 2U);
  EXPECT_EQ(progress.findings.at(0).times, 5U);
  EXPECT_EQ(progress.stalls, 6U);
  EXPECT_EQ(progress.bytes, 4000U);
  EXPECT_EQ(progress.in_flight_most, 3U);
}

LoadReport report_of(const load::Result& result, const std::vector<std::string>& objectives) {
  load::Plan plan{};
  for (const auto& text : objectives)
    plan.objectives.push_back(statistics::parse_objective(text, "").value());
  return build_load({.facts = {}, .plan = plan, .result = result});
}

load::Result quiet_result(load::Requests requests) {
  load::Result result{.window = 2s, .phase = load::Phase::over, .seed = 7};
  result.whole = result.window_requests = std::move(requests);
  result.totals.bytes = 100;
  return result;
}

TEST(LoadExit, AnObjectiveOnFindingsDoesNotSayHowManyStreamsMayFail) {
  const auto refused = quiet_result({.scheduled = 4, .sent = 4, .failed = {{"REFUSED{503}", 4}}});
  EXPECT_EQ(report_of(refused, {"findings.count == 0"}).exit_code, 1);
  EXPECT_EQ(report_of(refused, {"errors.count <= 4"}).exit_code, 0);
}

TEST(LoadExit, ARunWithoutARequestInItsWindowIsNeverGreen) {
  auto result = quiet_result({.scheduled = 4, .sent = 4, .completed = 4, .good = 4});
  EXPECT_EQ(report_of(result, {}).exit_code, 0);
  result.window_requests = {};
  const auto report = report_of(result, {});
  EXPECT_EQ(report.exit_code, 5);
  EXPECT_EQ(report.exit_reason,
            "no request was due in the window: all of them were due in the warm-up");
}

TEST(LoadExit, WhatAnAbortObjectiveCutsOffIsNoError) {
  auto result = quiet_result({.scheduled = 10,
                              .sent = 9,
                              .completed = 6,
                              .good = 6,
                              .never_sent = 1,
                              .failed = {{"ABORTED", 3}},
                              .cut_off = 4});
  for (int i = 0; i < 6; ++i) result.metrics.max_gap.record(0, 9s);
  result.aborted_by = "max_gap.max < 5s";
  const std::vector<std::string> objectives{"max_gap.max < 5s", "errors.rate < 1%"};
  const auto report = report_of(result, objectives);
  EXPECT_EQ(report.window.errors, 0U);
  EXPECT_EQ(report.error_share, 0);
  EXPECT_EQ(report.goodput_share, 1);
  EXPECT_EQ(report.objectives.at(1).verdict, "pass");
  EXPECT_EQ(report.exit_reason, "an objective is missed");
  result.aborted_by.clear();
  result.window_requests.cut_off = 0;
  EXPECT_EQ(report_of(result, objectives).window.errors, 4U) << "the drain had its limit";
}

TEST(LoadExit, ARunThatAnAbortObjectiveEndedIsNeverGreen) {
  auto result = quiet_result({.scheduled = 4, .sent = 4, .completed = 4, .good = 4});
  result.aborted_by = "errors.count < 1";
  const auto report = report_of(result, {"errors.count < 1"});
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_EQ(report.exit_reason, "an abort objective ended the run");
}

TEST(LoadExit, WhatThisMachineCouldNotSendIsTheInstrumentsWhateverDecides) {
  auto result = quiet_result(
      {.scheduled = 10, .sent = 6, .completed = 6, .good = 6, .never_sent = 4, .not_sendable = 4});
  result.instrument.lacked["no file is left"] = 4;
  for (const auto* objective :
       {"errors.rate < 1%", "goodput.fraction >= 99%", "throughput > 100/s"}) {
    const auto report = report_of(result, {objective});
    EXPECT_EQ(report.window.errors, 0U);
    EXPECT_EQ(report.exit_code, 3) << objective;
    EXPECT_EQ(report.exit_reason, "client-bound: 4 requests could not be sent: no file is left");
    EXPECT_EQ(report.instrument.requests_not_sendable, 4U);
  }
  result.totals.bytes = 0;
  EXPECT_EQ(report_of(result, {}).exit_code, 3) << "it was not asked";
  ++result.whole.failed["UNREACHABLE{connect}"];
  EXPECT_EQ(report_of(result, {}).exit_code, 4) << "where it was asked it did not answer";
  result.totals.bytes = 100;
  EXPECT_EQ(report_of(result, {}).exit_code, 1) << "what the target does wrong comes first";
}

// The instrument's own lateness has nothing to do with how streams come out.
TEST(LoadInstrument, IsLateForStreamsThatFailToo) {
  auto result = quiet_result({.scheduled = 1'000, .sent = 1'000, .failed = {{"TRUNCATED", 1'000}}});
  for (int i = 0; i < 1'000; ++i) result.failed_metrics.schedule_lag.record(0, 4ms);
  EXPECT_NEAR(report_of(result, {}).instrument.schedule_lag_p99_ms.value(), 4, 0.01);
}

// What is quoted was cut out of an arrival, and may have been cut in the middle of a secret.
TEST(LoadEvidence, ShowsNoPartOfASecret) {
  load::Plan plan{};
  plan.scenario.secrets = {"s3cret-token"};
  auto result = some_result();
  auto& finding = result.findings["stream/json"];
  for (const auto* bytes : {"data: s3cret-token.", "data: s3cret-", "-token\r\n", "data: s3c"})
    finding.samples.push_back({.stream = 1, .bytes = bytes});
  const auto report = build_load({.facts = {}, .plan = plan, .result = result});
  std::vector<std::string> shown;
  for (const auto& evidence : report.findings.at(0).evidence) shown.push_back(evidence.bytes);
  EXPECT_EQ(shown, (std::vector<std::string>{"data: ************.", "data: *******", "******\r\n",
                                             "data: s3c"}));
}

TEST(LoadProgress, ShowsNoSecret) {
  load::Plan plan{};
  plan.scenario.name = plan.scenario.url = "http://127.0.0.1/?token=s3cret";
  plan.scenario.secrets = {"s3cret"};
  const auto result = some_result();
  const auto progress = build_progress({.facts = {}, .plan = plan, .result = result});
  EXPECT_EQ(progress.url, "http://127.0.0.1/?token=******");
  EXPECT_EQ(progress.name, progress.url);
}

}  // namespace
}  // namespace ssert::report
