// Reads one response from its bytes to what can be said of it: head, framing, events, tokens,
// terminals and damage. The one composition of the HTTP reader, the event stream decoder and the
// dialect interpreter: a check, a load run and a stored exchange all go through here, so they
// cannot disagree.
//
// Incremental, and knows no socket: bytes come with the time of their arrival. An event's time is
// the arrival of its last byte. Not thread-safe; one ResponseReading per response.
#pragma once

#include "base/clock.h"
#include "base/limits.h"
#include "dialect/dialect.h"
#include "event_stream/decoder.h"
#include "exchange/ending.h"
#include "exchange/exchange.h"
#include "http/response_reader.h"
#include "violation/violation.h"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::reading {

// An event as dispatched and interpreted.
struct Event {
  std::string type;
  std::string data;
  std::optional<std::string> id;  // of its own; an inherited one is the last that stands before
  event_stream::Range range;      // in the content
  std::uint32_t data_lines = 0;
  base::TimePoint at;
  dialect::Interpreted meaning;
};

// What is kept for evidence and for rules that look at text. A load run keeps none of it.
struct Transcript {
  std::string content;        // the event stream, or the body of any other response
  std::vector<Event> events;  // the first SizeLimits::events: one takes far more than its bytes
  struct Piece {
    std::uint64_t content_offset = 0;  // of the piece's first byte
    base::TimePoint at;
  };
  std::vector<Piece> pieces;  // in order: when each part of the content arrived, one a moment

  // When the byte at `content_offset` arrived; none where there is no such byte.
  std::optional<base::TimePoint> arrival_of(std::uint64_t content_offset) const;
};

// Everything that is known of a response. Times are absent where the moment was not reached.
struct Reading {
  std::vector<http::ResponseHead> interim_heads;
  std::optional<http::ResponseHead> head;
  http::Framing framing;
  // False where bytes came and no head could be read of them: they make no sense as HTTP/1.x, or
  // the head is longer than SizeLimits::head, or there were too many interim ones.
  bool is_http = true;
  bool is_event_stream =
      false;  // a success with text/event-stream, and content that can be decoded
  std::string undecodable_coding;   // the content coding that this version cannot take off
  std::string unregistered_coding;  // in Content-Encoding, a name nobody registered: no coding

  std::optional<base::TimePoint> first_byte_at, head_at, first_content_at;
  std::optional<base::TimePoint> first_event_at, first_output_at, last_output_at, last_event_at;
  std::optional<base::TimePoint> terminal_at, message_end_at, last_byte_at;

  std::uint64_t content_bytes = 0;  // content coding taken off
  std::uint64_t events = 0;         // dispatched
  std::uint64_t output_events = 0;  // that carry output
  std::uint64_t tokens = 0;
  std::optional<std::uint64_t> usage_output;  // tokens of the answer, as the target told last
  std::uint64_t comments = 0;
  std::uint64_t blocks_without_data = 0;
  event_stream::Range longest_line;  // of the content, its terminator left out
  std::uint64_t terminals = 0;       // done or error
  bool error_in_band = false;
  bool finished = false;  // finish() was called: damage that only the end shows is in

  // In the order found: the first SizeLimits::violations, and the first of each code.
  std::vector<violation::Violation> violations;
  std::array<std::uint64_t, violation::code_count> violation_counts{};

  std::optional<Transcript> transcript;

  std::uint64_t count(violation::Code code) const {
    return violation_counts.at(static_cast<std::size_t>(code));
  }
  // The response is longer than SizeLimits::response, as it came or with its content coding taken
  // off. What is behind was not read, and nothing is said of it: framing.message_complete is false.
  bool is_cut_off() const { return count(violation::Code::response_too_long) > 0; }
};

// True for 2xx.
bool is_success(int status_code);

// Whether its Content-Type is that of an event stream; of several, the one that clients take.
bool announces_event_stream(const http::ResponseHead& head);

// Whether clients read a stream from a response with this status: from a 200, and fetch clients
// from the 201 of a POST, too.
bool may_carry_stream(int status_code, std::string_view request_method);

// An event that carries output, at the moment when it is read.
struct Output {
  dialect::EventClass event_class = dialect::EventClass::content;
  std::uint32_t tokens = 0;
  base::TimePoint at;  // the arrival of its last byte
};

struct Options {
  const dialect::Dialect* dialect = nullptr;  // outlives the reading
  base::SizeLimits sizes;
  bool keep_transcript = true;
  std::function<void(const Output& output)> on_output;  // called for each, in order; may be empty
};

// How far the response has come; the transport's waits follow from it.
enum class Stage : std::uint8_t { head, first, streaming, after_terminal, complete };

class ResponseReading {
 public:
  ResponseReading(std::string_view request_method, const Options& options);
  ~ResponseReading();
  ResponseReading(const ResponseReading&) = delete;
  ResponseReading& operator=(const ResponseReading&) = delete;

  // True where the bytes brought progress: output, or content of a response that is no event
  // stream or whose content coding is damaged.
  bool feed(std::string_view bytes, base::TimePoint at);
  // More came than was kept of it (exchange::Exchange::response): the response is cut off here.
  void cut_off();
  // The peer closed the connection: a close-delimited message is complete.
  void end_of_file(base::TimePoint at);
  // Nothing more will come. Call once, last.
  void finish();

  Stage stage() const;
  bool gave_up() const;  // whatever comes is not read any more; so also where it is cut off
  const http::Framing& framing() const;
  const Reading& reading() const;
  Reading take();  // after finish()

 private:
  class Assembly;
  std::unique_ptr<Assembly> assembly_;
};

// The whole of a stored exchange.
Reading read_exchange(const exchange::Exchange& exchange, const Options& options);

// How the exchange ended. `terminal_required` is decided before anything is judged.
exchange::Ending ending_of(const exchange::Exchange& exchange, const Reading& reading,
                           bool terminal_required);

}  // namespace ssert::reading
