// How an exchange ended: one exclusive word.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ssert::exchange {

enum class EndingKind : std::uint8_t {
  complete,
  truncated,             // a clean end without the terminal that is required
  incomplete_transport,  // the message framing promised more than came
  error_in_band,         // the stream said an error, in the dialect's shape
  stalled,               // a wait of ours ran out: detail head, first, gap, total
  aborted,               // by us
  empty,                 // an event stream with no byte of content
  not_a_stream,          // success, but not text/event-stream
  refused,               // a status code other than success
  unreachable,           // not one response byte: detail dns, connect, tls, send
};

struct Ending {
  EndingKind kind = EndingKind::unreachable;
  std::string detail;  // stalled, unreachable: as above; refused: the status code; else empty

  bool operator==(const Ending&) const = default;
};

// "COMPLETE", "STALLED{gap}", "REFUSED{404}": what reports and scripts read.
std::string to_string(const Ending& ending);

}  // namespace ssert::exchange
