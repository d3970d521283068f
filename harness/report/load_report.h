// What is said of a load run: everything that a report may show, and nothing else. Renderers read
// this and no other struct. Text in it is as received: each renderer escapes for its own medium.
// Secrets are gone already. Times are milliseconds.
#pragma once

#include "report/report_model.h"
#include "statistics/histogram.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ssert::report {

struct PercentileRow {
  double value_ms = 0;
  std::optional<double> low_ms;  // 95 % interval; none where there were too few seconds
  std::optional<double> high_ms;
};

// One metric: what docs/metrics.md defines under its name.
struct MetricRow {
  std::string name;     // "ttft_sent"
  std::string formula;  // "first output - dispatched"
  std::uint64_t count = 0;
  std::optional<double> min_ms, mean_ms, max_ms;     // none where nothing was measured
  std::optional<PercentileRow> p50, p90, p99, p999;  // none: not enough samples
  double error_bound_ms = 0;                         // of the instrument: of one value in 99 of 100
  std::string trust;                                 // valid, degraded, client-bound
  statistics::Histogram::Parts histogram;            // of the whole window
  std::map<std::int64_t, statistics::Histogram::Parts> seconds;
};

struct FailureRow {
  std::string failure;  // its class: "REFUSED{503}", "stream/json"
  std::uint64_t count = 0;
};

struct RequestCounts {
  std::uint64_t scheduled = 0, sent = 0, completed = 0, good = 0, failed = 0, never_sent = 0;
  // Failed or never sent by the target's doing: not those that ssert cut off in ending a run early,
  // nor those that this machine could not send.
  std::uint64_t errors = 0;
  std::vector<FailureRow> failures;  // the most frequent first
};

struct LoadFinding {
  std::string rule, code, level, title, fix;
  std::string verdict;  // fail, warn, note
  std::uint64_t streams = 0;
  std::uint64_t times = 0;
  std::vector<Evidence> evidence;  // `exchange` is the number of the request
};

struct ObjectiveRow {
  std::string expression;       // "ttft.p99 < 500ms"
  std::string verdict;          // pass, fail, not_enough_samples, no_data
  std::optional<double> value;  // in `unit`
  std::string unit;             // "ms", "/s", ""
};

// Where an objective does, failed streams do not decide by themselves.
inline bool says_how_many_may_fail(const ObjectiveRow& row) {
  return row.expression.starts_with("errors.");
}
// Decides before the instrument's doubts do.
inline bool is_about_errors(const ObjectiveRow& row) {
  return says_how_many_may_fail(row) || row.expression.starts_with("findings.");
}

struct SecondRow {
  std::int64_t second = 0;
  std::uint64_t scheduled = 0, sent = 0, completed = 0, failed = 0, output_events = 0, tokens = 0,
                bytes = 0;
  double in_flight = 0;  // the mean over the second
};

// The instrument's doubts of itself.
struct InstrumentReport {
  std::string verdict;  // valid, degraded, client-bound
  std::string why;      // the figure that decided it
  std::optional<double> schedule_lag_p99_ms, loop_lag_p99_ms, client_lag_p99_ms;
  double kernel_stamp_share = 0;
  double coalesced_share = 0;  // of output gaps: both events came with one arrival
  double reuse_share = 0;      // of requests: on a connection that was kept
  double cpu_share = 0;
  std::optional<double> steal_share;
  double clock_step_ms = 0;
  std::optional<double> little_residual;    // |L - lambda W| / L; none where it tells nothing
  std::uint64_t requests_not_sendable = 0;  // this machine had no descriptor or port for them
  std::uint64_t outputs_not_kept = 0;
  std::uint64_t stray_bytes = 0;
};

struct LoadReport {
  std::string version;
  std::vector<std::string> command;
  std::string started_at;
  double elapsed_ms = 0;
  int exit_code = 0;
  std::string exit_reason;
  bool interrupted = false;
  std::string aborted_by;  // the objective that ended the run

  std::string name, url, dialect, dialect_how, terminal, terminal_decided_by;
  bool terminal_required = false;
  std::optional<TargetReport> reference;  // the check of one exchange before the run

  std::string model;  // "open, 20/s, Poisson arrivals"
  std::uint64_t seed = 0;
  double warm_up_ms = 0, window_ms = 0, drain_limit_ms = 0, drained_ms = 0;

  RequestCounts window;  // those that were due in the window
  RequestCounts whole;   // of the run
  // None where the run ended before its window: nothing a second is known of no time at all.
  std::optional<double> offered_per_second, throughput_per_second, goodput_per_second,
      tokens_per_second, in_flight_mean;
  double tokens_per_second_whole = 0;
  std::optional<double> goodput_share;  // of what was scheduled
  std::optional<double> error_share;
  std::string goodput_means;  // "completed, and ttft < 500 ms"
  std::uint64_t in_flight_most = 0;
  std::uint64_t stalls = 0, stalled_streams = 0;
  double stalled_ms = 0;
  std::uint64_t events = 0, output_events = 0, tokens = 0, bytes = 0;  // of the whole run
  std::string tokens_source;  // "one a token event" or "the target's usage"

  std::vector<MetricRow> metrics;         // of streams that completed
  std::vector<MetricRow> failed_metrics;  // of streams that failed
  std::vector<ObjectiveRow> objectives;
  std::vector<LoadFinding> findings;
  std::vector<SecondRow> seconds;
  InstrumentReport instrument;
};

}  // namespace ssert::report
