// What a load run measured. Every number is defined in docs/metrics.md; this struct holds them as
// they were counted, and nothing that could be derived.
#pragma once

#include "base/clock.h"
#include "statistics/metric.h"
#include "violation/violation.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ssert::load {

// Requests, each in exactly one of: completed, one class of failed, never sent.
// scheduled = sent + never_sent; sent = completed + failed, once the run is over.
struct Requests {
  std::uint64_t scheduled = 0;
  std::uint64_t sent = 0;  // handed to a connection
  std::uint64_t completed = 0;
  std::uint64_t good = 0;  // completed within every bound that the objectives set a single stream
  std::uint64_t never_sent = 0;
  // By class: the ending ("REFUSED{503}", "TRUNCATED"), or, of a stream that ended COMPLETE, the
  // rule that it breaks ("stream/json").
  std::map<std::string, std::uint64_t> failed;
  // Of the failed and the never sent: what ending the run early cut off (ABORTED) or did not send
  // any more. What was ABORTED before, for its size, is not among them, nor what the drain's limit
  // has given up.
  std::uint64_t cut_off = 0;
  // Of the never sent: what this machine had no descriptor, port or memory for.
  std::uint64_t not_sendable = 0;

  std::uint64_t failed_total() const;
  std::uint64_t judged() const;  // whose outcome is the target's doing
  std::uint64_t errors() const;  // of them: failed, or never sent
  bool operator==(const Requests&) const = default;
};

// The metrics of streams, by where they stand in docs/metrics.md.
struct StreamMetrics {
  statistics::Metric schedule_lag, queue_wait, connect, ttfb, ttfe, ttft, ttft_sent, ttft_service,
      gap, tpot, max_gap, e2e, tail;

  void merge(const StreamMetrics& other);
  bool operator==(const StreamMetrics&) const = default;
};

// The members of StreamMetrics by name, in the order in which they are shown.
struct NamedMetric {
  std::string_view name;  // "ttft_sent"
  statistics::Metric StreamMetrics::*member;
};
const std::array<NamedMetric, 13>& named_metrics();

struct Stalls {
  std::uint64_t count = 0;          // gaps longer than the stream's own threshold
  std::uint64_t streams = 0;        // that have one
  std::chrono::nanoseconds sum{0};  // by how much they are longer, together

  bool operator==(const Stalls&) const = default;
};

// A rule that streams break under load.
struct Finding {
  std::string_view rule;  // "framing/final-blank-line"
  violation::Severity severity{};
  std::uint64_t streams = 0;  // that break it
  std::uint64_t times = 0;
  struct Sample {
    std::uint64_t stream = 0;        // number of the request, from 1
    std::chrono::nanoseconds at{0};  // since the request was due
    std::optional<std::uint64_t> offset;
    violation::Space space{};  // what `offset` counts
    std::string detail;
    std::string bytes;  // of the arrival that showed it, shortened; raw and hostile

    bool operator==(const Sample&) const = default;
  };
  std::vector<Sample> samples;  // limits::evidence_per_finding at most

  bool operator==(const Finding&) const = default;
};

// One second of the run, or a part of one at its end.
struct Second {
  std::uint64_t scheduled = 0;
  std::uint64_t sent = 0;
  std::uint64_t completed = 0;
  std::uint64_t failed = 0;
  std::uint64_t output_events = 0;
  std::uint64_t tokens = 0;
  std::uint64_t bytes = 0;
  double stream_seconds = 0;  // streams in flight, each times how long in this second

  bool operator==(const Second&) const = default;
};

// The instrument's own figures.
struct Instrument {
  statistics::Metric loop_lag;    // how late a call came that was due at a moment
  statistics::Metric client_lag;  // from an arrival's kernel stamp to its reading
  std::uint64_t arrivals = 0;
  std::uint64_t kernel_stamps = 0;  // of them
  std::uint64_t output_gaps = 0;
  std::uint64_t coalesced_gaps = 0;  // of them: both events came with one arrival
  // The first of each stream's output_gaps; of one output event, that between it and the terminal.
  std::uint64_t first_gaps = 0;
  std::uint64_t coalesced_first_gaps = 0;
  std::uint64_t connections = 0;         // opened
  std::uint64_t connections_reused = 0;  // times
  std::uint64_t stray_bytes = 0;         // on kept connections
  std::uint64_t outputs_not_kept = 0;    // beyond limits::outputs_kept_per_stream: no gap is known
  double cpu_share = 0;                  // of the loop's thread in the window, 1 is a whole core
  std::optional<double> steal_share;     // of the machine's time in the window, where it tells
  std::chrono::nanoseconds clock_step{0};  // the largest that was seen
  // What this machine had not, in words: how many requests of the run were not sent for it.
  std::map<std::string, std::uint64_t> lacked;

  bool operator==(const Instrument&) const = default;
};

struct Totals {
  std::uint64_t events = 0;  // dispatched, of any class
  std::uint64_t output_events = 0;
  std::uint64_t tokens = 0;
  std::uint64_t bytes = 0;  // of responses, as they came

  bool operator==(const Totals&) const = default;
};

enum class Phase : std::uint8_t { warm_up, window, drain, over };

struct Result {
  std::string started_at;  // UTC
  std::chrono::nanoseconds warm_up{0};
  std::chrono::nanoseconds window{0};   // as it was: shorter than planned where the run was ended
  std::chrono::nanoseconds drained{0};  // how long the drain took
  Phase phase = Phase::warm_up;         // how far the run is
  bool interrupted = false;
  std::string aborted_by;  // the objective that ended the run; empty: none did
  std::uint64_t seed = 0;

  Requests whole;                // of the run, warm-up included
  Requests window_requests;      // those that were due in the window; the metrics are of these
  StreamMetrics metrics;         // of those that completed
  StreamMetrics failed_metrics;  // of those that failed; never merged with the others
  std::uint64_t usage_told = 0;  // by how many of the completed ones: tpot counts tokens by it
  Stalls stalls;
  Totals totals;           // of the whole run
  Totals window_totals;    // that arrived in the window
  double in_flight_s = 0;  // streams in flight in the window, each times how long
  double residence_s = 0;  // of window_requests that have ended: from dispatch to end, together
  double residence_in_window_s = 0;  // of all that have ended: as much of it as lies in the window
  std::map<std::int64_t, Second> seconds;        // counted from the begin of the window
  std::map<std::string_view, Finding> findings;  // by rule
  Instrument instrument;
  std::uint64_t in_flight = 0;  // now
  std::uint64_t queued = 0;     // now
  std::uint64_t in_flight_most = 0;
};

}  // namespace ssert::load
