// Load reports for the tests of every renderer.
#pragma once

#include "report/load_report.h"
#include "reports/test_model.h"
#include "statistics/histogram.h"

#include <chrono>
#include <string>
#include <vector>

namespace ssert::reports::testing {

// 1,100 values from 20 ms on, one each 100 us; in two seconds.
inline report::MetricRow load_metric(const std::string& name, const std::string& formula) {
  using std::chrono::microseconds;
  statistics::Histogram total;
  std::array<statistics::Histogram, 2> seconds{statistics::Histogram(statistics::second_precision),
                                               statistics::Histogram(statistics::second_precision)};
  for (int i = 0; i < 1100; ++i) {
    const auto value = microseconds(20'000 + i * 100);
    total.record(value);
    seconds[i < 500 ? 0 : 1].record(value);
  }
  return {.name = name,
          .formula = formula,
          .count = total.count(),
          .min_ms = 20,
          .mean_ms = 74.95,
          .max_ms = 129.9,
          .p50 = report::PercentileRow{.value_ms = 74.9},
          .p90 = report::PercentileRow{.value_ms = 118.9, .low_ms = 117.25, .high_ms = 120.5},
          .p99 = report::PercentileRow{.value_ms = 128.8},
          .error_bound_ms = 0.125,
          .trust = "valid",
          .histogram = total.parts(),
          .seconds = {{5, seconds[0].parts()}, {6, seconds[1].parts()}}};
}

inline report::LoadFinding load_finding() {
  return {.rule = "stream/json",
          .code = "E-01",
          .level = "MUST",
          .title = "Every event's data is JSON",
          .fix = "write one whole JSON text an event",
          .verdict = "fail",
          .streams = 3,
          .times = 4,
          .evidence = {{.exchange = 17,
                        .offset = 7,
                        .offset_of = "content",
                        .at_ms = 31.5,
                        .bytes = "data: \xff</script>\r\n",
                        .note = "damage at byte 13"}}};
}

inline report::InstrumentReport load_instrument() {
  return {.verdict = "degraded",
          .why = "schedule lag p99 of 12.50 ms is 16.7 % of ttft's p50",
          .schedule_lag_p99_ms = 12.5,
          .client_lag_p99_ms = 0.25,
          .kernel_stamp_share = 0.75,
          .coalesced_share = 0.5,
          .reuse_share = 0.25,
          .cpu_share = 0.125,
          .clock_step_ms = 0.001,
          .little_residual = 0.0078125,
          .requests_not_sendable = 3,
          .outputs_not_kept = 2,
          .stray_bytes = 9};
}

// A run with everything that a report can hold.
inline report::LoadReport full_load_report() {
  report::LoadReport report{.version = "0.0.0",
                            .command = {"ssert", "load", "http://127.0.0.1:8080/"},
                            .started_at = "2026-01-01T00:00:00Z",
                            .elapsed_ms = 9'250,
                            .exit_code = 1,
                            .exit_reason = "an objective on errors is missed",
                            .aborted_by = "errors.count < 5",
                            .name = "chat",
                            .url = "http://127.0.0.1:8080/conversations/demo/messages/stream",
                            .dialect = "conversation",
                            .dialect_how = "the URL's path",
                            .terminal = "optional",
                            .terminal_decided_by = "exchange 1",
                            .terminal_required = true,
                            .reference = full_model().targets.front(),
                            .model = "open, 200 requests/s, poisson arrivals",
                            .seed = 7,
                            .warm_up_ms = 5'000,
                            .window_ms = 2'000,
                            .drain_limit_ms = 30'000,
                            .drained_ms = 125.5};
  report.window = {.scheduled = 1110,
                   .sent = 1108,
                   .completed = 1100,
                   .good = 1050,
                   .failed = 8,
                   .never_sent = 2,
                   .errors = 10,
                   .failures = {{"REFUSED{503}", 5}, {"stream/json", 3}}};
  report.whole = report.window;
  report.whole.scheduled = 2110;
  report.whole.sent = 2108;
  report.whole.completed = 2100;
  report.offered_per_second = 555;
  report.throughput_per_second = 550;
  report.goodput_per_second = 525;
  report.goodput_share = 0.9459;
  report.error_share = 0.009;
  report.goodput_means = "completed, ttft < 100 ms";
  report.tokens_per_second = 13'200;
  report.tokens_per_second_whole = 12'500.5;
  report.tokens_source = "one an output event";
  report.in_flight_mean = 61.5;
  report.in_flight_most = 90;
  report.stalls = 2;
  report.stalled_streams = 1;
  report.stalled_ms = 512.25;
  report.events = 52'500;
  report.output_events = 50'400;
  report.tokens = 50'400;
  report.bytes = 2'500'000;
  report.metrics = {
      load_metric("ttft", "arrival of the first output event - planned send"),
      load_metric("gap", "arrival of an output event - arrival of the output event before it"),
      {.name = "connect", .formula = "connection ready - connecting begun", .trust = "valid"}};
  report.failed_metrics = {load_metric("e2e", "arrival of the last output event - dispatched")};
  report.objectives = {{"ttft.p99 < 100ms", "fail", 128.8, "ms"},
                       {"goodput >= 500/s", "pass", 525, "/s"},
                       {"errors.count < 5", "fail", 10, ""},
                       {"ttft.p999 < 1s", "not_enough_samples", std::nullopt, "ms"}};
  auto note = load_finding();
  note.rule = "head/buffering";
  note.code = "H-09";
  note.verdict = "note";
  report.findings = {load_finding(), note};
  report.seconds = {{5, 500, 499, 490, 5, 12'000, 12'000, 600'000, 60.25},
                    {6, 610, 609, 610, 3, 14'400, 14'400, 700'000, 62.75}};
  report.instrument = load_instrument();
  return report;
}

// The same of a run that passed, without objectives.
inline report::LoadReport green_load_report() {
  auto report = full_load_report();
  report.exit_code = 0;
  report.exit_reason = "no stream failed";
  report.aborted_by.clear();
  for (auto* counts : {&report.window, &report.whole}) {
    counts->failures.clear();
    counts->completed += counts->failed + counts->never_sent;
    counts->sent = counts->scheduled;
    counts->failed = counts->never_sent = counts->errors = 0;
  }
  report.objectives.clear();
  report.failed_metrics.clear();
  report.findings.erase(report.findings.begin());
  return report;
}

// full_load_report() with hostile text wherever somebody else can put some.
inline report::LoadReport hostile_load_report() {
  auto report = full_load_report();
  const auto text = hostile_text();
  report.command.push_back(text);
  report.exit_reason = report.aborted_by = text;
  report.name = report.url = report.dialect_how = report.terminal_decided_by = text;
  for (auto* counts : {&report.window, &report.whole}) counts->failures.front().failure = text;
  for (auto& objective : report.objectives) objective.expression += text;
  for (auto& finding : report.findings) {
    for (auto& evidence : finding.evidence) evidence.bytes = evidence.note = text;
  }
  report.instrument.why = text;
  return report;
}

}  // namespace ssert::reports::testing
