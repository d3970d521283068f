// Reads an HTTP/1.x response tolerantly: head, interim heads, message framing, chunks, trailers.
//
// Beast's parser stops at the first error and hides some damage; a conformance tool must say every
// deviation with its offset and go on as far as sense can be made. Bytes may be cut anywhere:
// feed("ab") equals feed("a"), feed("b"). Knows neither time nor sockets. One reader per response;
// not thread-safe.
//
// Content is handed on as it arrives, never held back until a chunk is whole. (One exception: after
// an HTTP/1.0 head with "Transfer-Encoding: chunked", up to 16 hexadecimal digits and spaces are
// held until it is clear whether they are a chunk size.) What is kept is bounded by
// SizeLimits::head and SizeLimits::chunk_line.
//
// What is read out of damage:
// - differing Content-Length values: the first. One that is no number: ignored.
// - Content-Length beside Transfer-Encoding: Transfer-Encoding decides. One that does not end in
//   chunked: the content goes on until the connection closes.
// - HTTP/1.0 with Transfer-Encoding: chunked if the content begins like a chunk-size line, else as
//   if the field were not there.
// - a chunk whose data is not followed by CRLF, or a line without a chunk size where one should
//   stand: lines are skipped until one is a flawless chunk-size line, at most
//   SizeLimits::chunk_line bytes of them.
// - 101 is final, has no content, and what follows is another protocol's: counted, no violation.
#pragma once

#include "base/limits.h"
#include "http/field.h"
#include "http/field_section.h"
#include "violation/violation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::http {

// A response head, interim (1xx) or final.
struct ResponseHead {
  std::string bytes;         // exactly as received, the final blank line included
  std::uint64_t offset = 0;  // of its first byte in the response
  int version_major = 1;
  int version_minor = 1;
  int status_code = 0;  // 0 where the status line gives none
  std::string reason;
  FieldSection fields;

  bool operator==(const ResponseHead&) const = default;
};

// How the end of the content is told (RFC 9112 "Message Body Length").
enum class FramingKind : std::uint8_t {
  unknown,  // no final head yet; or HTTP/1.0 with Transfer-Encoding, and no content yet
  none,     // a response that never has content: to HEAD, 204, 304
  content_length,
  chunked,
  close_delimited,
};
std::string_view to_string(FramingKind kind);

// The facts of message framing, as far as they are known.
struct Framing {
  FramingKind kind = FramingKind::unknown;
  std::optional<std::uint64_t> content_length;  // with FramingKind::content_length
  std::uint64_t content_bytes = 0;  // after message framing is taken off, before content coding is
  std::uint64_t chunks = 0;         // chunks with data
  // Of lines where a chunk size should stand and none could be read.
  std::uint64_t bytes_skipped = 0;
  bool last_chunk_seen = false;   // the zero-size chunk's line was read
  bool message_complete = false;  // the end that the framing promises was reached
  // Version and Connection allow another exchange after this one, and no damage was seen that makes
  // it unsafe.
  bool keeps_connection = false;
  std::uint64_t bytes_after_message = 0;
  // When the message is complete; those that had come, where the reader gave up behind the head or
  // finish() finds it in the trailer section.
  FieldSection trailers;
  // Transfer codings other than chunked, in lower case: the content still has them.
  std::vector<std::string> transfer_codings;

  bool operator==(const Framing&) const = default;
};

class ResponseObserver {
 public:
  virtual ~ResponseObserver() = default;
  virtual void on_interim_head(const ResponseHead& head) = 0;
  virtual void on_head(const ResponseHead& head) = 0;
  // Content with message framing taken off. `wire_offset` is of bytes[0]. The view lives until it
  // returns.
  virtual void on_content(std::string_view bytes, std::uint64_t wire_offset) = 0;
  virtual void on_violation(const violation::Violation& violation) = 0;
};

class ResponseReader {
 public:
  // `observer` outlives the reader. `request_method` decides whether there is content (HEAD).
  ResponseReader(ResponseObserver& observer, std::string_view request_method,
                 const base::SizeLimits& limits = {});

  // Takes all bytes, also those after the end of the message (counted, and one violation).
  void feed(std::string_view bytes);
  // The connection ended cleanly: a close-delimited message is complete now.
  void finish();

  bool first_byte_seen() const { return offset_ > 0; }
  bool head_complete() const { return head_complete_; }  // the final head
  bool message_complete() const { return framing_.message_complete; }
  // The bytes make no sense as HTTP/1.x, or a limit was hit: whatever comes is counted and not
  // read.
  bool gave_up() const { return state_ == State::gave_up; }
  const Framing& framing() const { return framing_; }
  std::uint64_t bytes_fed() const { return offset_; }

 private:
  enum class State : std::uint8_t {
    head,
    chunked_or_not,  // HTTP/1.0 with Transfer-Encoding: the first bytes of the content decide
    chunk_line,
    chunk_data,
    chunk_data_end,
    resynchronising,  // looking for a flawless chunk-size line
    trailer_section,
    counted_content,
    content_until_close,
    after_message,
    gave_up,
  };

  // How many bytes it took: at least one.
  std::size_t take(std::string_view bytes);
  std::size_t take_head(std::string_view bytes);
  std::size_t take_chunked_or_not(std::string_view bytes);
  std::size_t take_chunk_line(std::string_view bytes);
  std::size_t take_chunk_data(std::string_view bytes);
  std::size_t take_chunk_data_end(std::string_view bytes);
  std::size_t take_resynchronising(std::string_view bytes);
  std::size_t take_trailer_section(std::string_view bytes);
  std::size_t take_counted_content(std::string_view bytes);
  std::size_t take_content_until_close(std::string_view bytes);
  std::size_t take_after_message(std::string_view bytes);

  void consume(std::string_view bytes);
  std::size_t append_to_line(std::string_view bytes);
  bool line_has_room(std::string_view bytes, std::size_t room);
  bool line_is_whole() const { return line_.ends_with('\n'); }

  void process_head_line(std::string_view line);
  void end_head();
  void end_interim_head(const ResponseHead& head);
  void begin_content();
  void decide_chunked_or_not(bool is_chunked);
  void process_chunk_line();
  void begin_chunk(std::uint64_t size);
  void process_trailer_line();
  std::size_t deliver_counted(std::string_view bytes);
  void complete_message();
  void give_up();
  void give_up_on_long_line(violation::Code code, std::string detail);

  void note(const violation::Violation& violation);
  void note_bare_line_feed();
  void note_all(const std::vector<violation::Violation>& violations);

  ResponseObserver& observer_;
  const base::SizeLimits limits_;
  const bool is_response_to_head_;

  std::uint64_t offset_ = 0;  // of the next byte
  Framing framing_;

  ResponseHead head_;                    // as far as it was read
  std::size_t head_line_begin_ = 0;      // in head_.bytes
  std::size_t leading_blank_bytes_ = 0;  // in front of head_
  std::size_t interim_heads_ = 0;
  FieldSectionReader section_;  // of the head, later the trailer section

  std::uint64_t content_left_ = 0;  // of the chunk, or of Content-Length
  std::string line_;                // chunk-size or trailer line, as far as it came
  std::uint64_t line_offset_ = 0;
  std::size_t skipped_bytes_ = 0;  // since resynchronising began
  std::size_t trailer_bytes_ = 0;

  State state_ = State::head;
  FramingKind kind_unless_chunked_ = FramingKind::unknown;  // in State::chunked_or_not
  bool status_line_read_ = false;
  bool head_complete_ = false;
  bool reuse_is_unsafe_ = false;
  bool protocol_is_switched_ = false;  // 101: what follows is no concern of HTTP
  bool chunk_is_counted_ = false;
  bool chunk_data_ended_with_cr_ = false;  // a following LF ends the chunk
};

}  // namespace ssert::http
