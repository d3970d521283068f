// Every wait and every buffer of the harness has its limit here, by name. Where a user may change
// one, the scenario's `limits` object has a member of the same name, and this is its default.
// Hitting a limit is a finding or a Problem, never silence.
#pragma once

#include <chrono>
#include <cstddef>

namespace ssert::base {

using namespace std::chrono_literals;

// Waits of one exchange.
struct WaitLimits {
  std::chrono::nanoseconds connect = 10s;  // name look-up and connection, all addresses together
  std::chrono::nanoseconds head = 30s;     // last request byte sent to end of the response head
  std::chrono::nanoseconds first = 60s;    // end of head to the first output-bearing event
  std::chrono::nanoseconds gap = 60s;      // between events that carry output
  std::chrono::nanoseconds after_terminal = 12s;  // terminal event to the end of the message
  std::chrono::nanoseconds total = 300s;  // first connection attempt to the end of the message

  bool operator==(const WaitLimits&) const = default;
};

// Buffers of one exchange, in bytes unless the name says otherwise.
struct SizeLimits {
  std::size_t head = 256 * 1024;            // one response head, interim ones each
  std::size_t chunk_line = 16 * 1024;       // one chunk-size line or trailer line
  std::size_t line = 16 * 1024 * 1024;      // one line of the event stream
  std::size_t event = 16 * 1024 * 1024;     // data buffer of one event
  std::size_t response = 64 * 1024 * 1024;  // all bytes of one response that are kept
  std::size_t violations = 10'000;          // damage kept per response, beside the first of each
                                            // code; the rest is counted
  std::size_t events = 100'000;             // events kept per response; the rest is counted
  std::size_t interim_heads = 32;           // 1xx heads before the final one

  bool operator==(const SizeLimits&) const = default;
};

namespace limits {
inline constexpr std::size_t read_buffer_bytes = 64 * 1024;  // one read
inline constexpr std::size_t evidence_bytes = 200;      // bytes quoted in one piece of evidence
inline constexpr std::size_t evidence_per_finding = 5;  // the rest is counted
inline constexpr std::size_t input_file_bytes =
    16 * 1024 * 1024;                           // scenario, dialect, request body files
inline constexpr std::size_t json_depth = 128;  // nesting in any JSON that is read
inline constexpr int requests_per_check = 12;   // of `ssert check` by default
inline constexpr std::chrono::milliseconds connect_retry{100};  // between attempts of --wait
// Servers close an idle connection after some seconds (Node.js: 5); one that is older is not used
// again, so that a request does not cross the close on its way.
inline constexpr std::chrono::seconds idle_connection{1};
inline constexpr std::size_t outputs_kept_per_stream = 1'000'000;  // whose gaps a load run measures
inline constexpr std::size_t recording_file_bytes = 1024 * 1024 * 1024;     // one recording
inline constexpr std::size_t recording_exchange_bytes = 256 * 1024 * 1024;  // one exchange of it
inline constexpr std::size_t metric_label_bytes = 200;  // of one label's value for Prometheus
inline constexpr std::chrono::seconds pushgateway{10};  // one push, all in all
inline constexpr std::size_t pushgateway_answer_bytes = 64 * 1024;
inline constexpr std::chrono::seconds metrics_request{5};  // to read one request for /metrics
inline constexpr std::size_t credential_bytes_min = 8;     // shorter: not looked for elsewhere
}  // namespace limits

}  // namespace ssert::base
