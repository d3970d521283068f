// Decodes an event stream the way the WHATWG HTML Standard tells a browser to
// ("Interpreting an event stream"). Knows neither time nor sockets.
//
// Bytes may be cut anywhere: feed("ab") equals feed("a"), feed("b"). Damage goes to the observer as
// violations, and decoding goes on as the standard says; nothing is thrown. Offsets count bytes of
// the content from 0. Time is linear in the bytes, whatever their slices. One decoder per response;
// not thread-safe.
#pragma once

#include "base/limits.h"
#include "violation/violation.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ssert::event_stream {

// The bytes [begin, end) of the content.
struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  bool operator==(const Range&) const = default;
};

// An event as dispatched. The views live until the observer returns.
struct DispatchedEvent {
  std::string_view type;  // "message" where the stream gives none
  std::string_view data;
  std::string_view last_event_id;
  Range range;  // from the event's first field line to the end of its blank line
  std::uint32_t data_lines = 0;
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_event(const DispatchedEvent& event) = 0;
  // A block that had fields, but no data: the standard resets and dispatches nothing.
  virtual void on_block_without_data(std::string_view type, Range range) = 0;
  virtual void on_comment(std::string_view text, Range range) = 0;  // text after the colon
  virtual void on_retry(std::uint64_t milliseconds, Range range) = 0;
  virtual void on_violation(const violation::Violation& violation) = 0;
};

// The owner of the room writes Decoder (feed, finish, last_event_id) here.

}  // namespace ssert::event_stream
