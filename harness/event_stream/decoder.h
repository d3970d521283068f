// Decodes an event stream the way the WHATWG HTML Standard tells a browser to
// ("Interpreting an event stream"). Knows neither time nor sockets.
//
// Bytes may be cut anywhere: feed("ab") equals feed("a"), feed("b"), down to the order of what is
// observed. Damage goes to the observer as violations, and decoding goes on as the standard says;
// nothing is thrown. Offsets count bytes of the content from 0. Time is linear in the bytes,
// whatever their slices, and memory has a bound. One decoder per response; not thread-safe.
#pragma once

#include "base/limits.h"
#include "event_stream/line_splitter.h"
#include "event_stream/line_terminators.h"
#include "violation/violation.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ssert::event_stream {

// The bytes [begin, end) of the content. The range of one line leaves its terminator out.
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
  bool sets_last_event_id = false;  // an id field of its own gave it; else it is an older one
  // From the event's first field line (one that is not ignored for its name) to the end of its
  // blank line. Where CR LF ends that line, to the end of the CR: the event is dispatched there,
  // before anybody can know that LF follows.
  Range range;
  std::uint32_t data_lines = 0;
};

// What is seen, in the order of the stream. Views live until the method returns.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_event(const DispatchedEvent& event) = 0;
  // A block that had fields, but no data: the standard resets and dispatches nothing. `type` is
  // empty where the block gives none: `id` or `retry` alone are a legal use, a lost type is not.
  virtual void on_block_without_data(std::string_view type, Range range) = 0;
  virtual void on_comment(std::string_view text, Range range) = 0;  // text after the colon
  // Values past 64 bits come as the largest that fits.
  virtual void on_retry(std::uint64_t milliseconds, Range range) = 0;
  virtual void on_violation(const violation::Violation& violation) = 0;

  // Legal habits that some clients trip over. All are called besides the methods above.
  // A line that is a known field's name and no more: its value is empty.
  virtual void on_field_without_colon(std::string_view /*name*/, Range /*line*/) {}
  // Comments alone, ended by a blank line; the range is theirs and the blank line's.
  virtual void on_block_of_comments(Range /*range*/) {}
  // A blank line that follows another, or stands first.
  virtual void on_extra_blank_line(Range /*line*/) {}
};

// What is known of all the lines so far.
struct LineFacts {
  std::uint64_t ended = 0;  // lines that had a terminator
  Range longest;            // the first of the longest, an unterminated last one counted
};

// The decoder's work so far, in bytes. Tests hold it to a multiple of the bytes that were fed.
struct Work {
  std::uint64_t scanned = 0;
  std::uint64_t copied = 0;
};

class Decoder {
 public:
  // `observer` outlives the decoder. A line longer than `limits.line` is dropped, and so is an
  // event that lost a line that way or whose data is longer than `limits.event`: one violation
  // each, and decoding goes on behind it.
  explicit Decoder(Observer& observer, const base::SizeLimits& limits = {});

  void feed(std::string_view bytes);
  void
  finish();  // end of the content, once: an event without its blank line is discarded, and said

  std::string_view last_event_id() const { return last_event_id_; }
  const LineFacts& line_facts() const { return line_facts_; }
  Work work() const;

  // The most bytes that a decoder holds on to, whatever is sent: a line and its five copies
  // (joined, decoded, type, id buffer, id), each tripled by U+FFFD and doubled by a growing buffer,
  // and data.
  static constexpr std::size_t memory_bound(const base::SizeLimits& limits) {
    return 32 * limits.line + 4 * limits.event + 4096;
  }

 private:
  // What the lines since the last blank line have shown.
  struct Block {
    bool has_lines = false;
    bool has_other_than_comments = false;
    bool has_fields = false;
    bool has_pending_data = false;  // a field that takes effect only with the blank line
    bool is_incomplete = false;  // a limit was hit: what is left of the event is not what was sent
    bool sets_last_event_id = false;
    std::uint64_t begin = 0;  // of the first line
    std::uint64_t fields_begin = 0;
    std::uint32_t data_lines = 0;
  };
  struct Field {
    std::string_view name;
    std::string_view value;
    const Line& line;
  };

  void process_line(Line line);
  void observe_line(Line& line);
  void drop_line(const Line& line);
  std::string_view utf8_decode(const Line& line);
  void process_comment(std::string_view text, const Line& line);
  void process_field(const Field& field);
  void begin_field(const Line& line);
  void append_to_data_buffer(const Field& field);
  void set_last_event_id_buffer(const Field& field);
  void set_reconnection_time(const Field& field);
  void ignore_field(const Field& field);
  void process_blank_line(const Line& line);
  void dispatch_event(Range range);
  void discard_pending_data(const Line& tail);
  void report(const violation::Violation& violation) { observer_.on_violation(violation); }

  Observer& observer_;
  base::SizeLimits limits_;
  LineSplitter lines_;
  LineTerminators terminators_;
  std::string decoded_line_;  // used only where a line had to be repaired
  std::string data_buffer_;
  std::string event_type_buffer_;
  std::string last_event_id_buffer_;
  std::string last_event_id_;
  Block block_;
  LineFacts line_facts_;
  Work work_;
  bool finished_ = false;
};

}  // namespace ssert::event_stream
