// Reads an HTTP/1.x response tolerantly: head, interim heads, message framing, chunks, trailers.
//
// Beast's parser stops at the first error and hides some damage; a conformance tool must say every
// deviation with its offset and go on as far as sense can be made. Bytes may be cut anywhere:
// feed("ab") equals feed("a"), feed("b"). Knows neither time nor sockets. One reader per response;
// not thread-safe.
#pragma once

#include "base/limits.h"
#include "http/field.h"
#include "violation/violation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

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
  unknown,  // no final head yet
  none,     // a response that never has content: to HEAD, 204, 304
  content_length,
  chunked,
  close_delimited,
};
std::string_view to_string(FramingKind kind);

// The facts of message framing, as far as they are known.
struct Framing {
  FramingKind kind = FramingKind::unknown;
  std::optional<std::uint64_t> content_length;
  std::uint64_t content_bytes = 0;  // after message framing is taken off, before content coding is
  std::uint64_t chunks = 0;         // chunks with data
  bool last_chunk_seen = false;     // the zero-size chunk's line was read
  bool message_complete = false;    // the end that the framing promises was reached
  bool keeps_connection = false;    // both versions and Connection allow another exchange
  std::uint64_t bytes_after_message = 0;
  FieldSection trailers;

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

  bool first_byte_seen() const;
  bool head_complete() const;  // the final head
  bool message_complete() const { return framing_.message_complete; }
  // The bytes make no sense as HTTP/1.x, or a limit was hit: whatever comes is counted and not
  // read.
  bool gave_up() const;
  const Framing& framing() const { return framing_; }

 private:
  Framing framing_;
  // The room's owner adds the state here.
};

}  // namespace ssert::http
