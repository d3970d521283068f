// The codes of damage that can be found in a response, and the rule that each belongs to: one
// table.
//
// Who finds damage (the HTTP reader, the event stream decoder, the dialect interpreter) says what
// and where, as one of these codes, incrementally. Who names it (conformance) and who counts it
// (load) use the same codes, so the two can never disagree.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace ssert::violation {

enum class Code : std::uint8_t {
  // Response head and message framing (RFC 9112), found by http::ResponseReader. Offsets: wire.
  status_line_malformed,
  status_line_without_reason_space,  // "HTTP/1.1 200" CRLF: the space before an empty reason is
                                     // missing
  field_line_malformed,              // no colon, empty or non-token name
  field_name_trailing_space,         // "Name : value"
  field_value_forbidden_byte,        // NUL, bare CR, other control byte
  obsolete_line_folding,
  head_bare_line_feed,      // a line of the head that ends with LF alone
  head_leading_blank_line,  // CRLF before the status line
  content_length_malformed,
  content_length_conflict,  // several, and they differ
  content_length_with_transfer_encoding,
  transfer_encoding_not_chunked,  // anything but "chunked" alone: another coding, also before it,
                                  // chunked twice, a parameter
  transfer_encoding_in_http10,
  framing_field_forbidden,  // Content-Length or Transfer-Encoding in a 1xx or 204 response
  chunk_size_malformed,
  chunk_line_bare_line_feed,
  chunk_data_not_terminated,  // no CRLF after the chunk's data
  chunk_extension_malformed,
  trailer_line_malformed,
  bytes_after_message,     // bytes on the connection after the end of the message
  content_coding_damaged,  // gzip, br or zstd data that cannot be decoded

  // Event stream (WHATWG HTML, "Interpreting an event stream"), found by event_stream::Decoder.
  // Offsets: content.
  leading_bom,    // legal once: noted
  misplaced_bom,  // U+FEFF at the start of a later line: it becomes part of the field name
  invalid_utf8,
  unknown_field,     // ignored: field name is none of data, event, id, retry
  field_name_case,   // ignored: would be known in lower case
  field_name_space,  // ignored: would be known without surrounding white space
  id_with_nul,
  retry_not_digits,
  pending_data_discarded,  // end of the stream before the blank line: an event is lost
  mixed_line_terminators,  // the first terminator that differs from the stream's first
  cr_only_terminators,     // the stream's lines end with a bare CR: legal, and many clients break

  // Legal habits that some clients trip over, found by reading::ResponseReading from what the
  // decoder
  // observes. Offsets: content.
  field_without_colon,
  value_leading_space,  // more than the one space that is removed
  event_without_data,   // a block with an event type and no data: browsers drop it
  retry_extreme,        // 0, or more than an hour
  extra_blank_line,
  comment_with_data,       // a comment that carries a value: lost on conforming clients
  comment_block_after_id,  // comments alone, then a blank line, while an id is in use
  keepalive_as_data,       // an event whose data is a comment: "data: : keepalive"
  empty_data,              // an event whose data is empty, where payloads are JSON
  json_over_lines,         // one JSON payload over several data lines
  replacement_character,   // U+FFFD in a payload, not put there by decoding

  // Limits of ours that a stream ran into. Offsets: content, or wire for the head.
  line_too_long,
  event_too_long,
  head_too_long,
  response_too_long,  // its end was not reached: the offset is where the reading stopped
  interpreter_limit,  // something is judged no further, by the dialect interpreter or for want of
                      // events that were not kept: detail says what

  // What the head of an event stream says beside its type, found by reading::ResponseReading.
  // Offsets: wire.
  stream_status,   // a success other than 200, or 201 on a POST
  stream_charset,  // a charset other than UTF-8

  // Dialect (the grammar of the payloads), found by dialect::Interpreter. Offsets: content.
  data_not_json,
  unpaired_surrogate,     // a JSON string escape that is half a surrogate pair
  discriminator_missing,  // no value where the dialect says the event's kind stands
  event_unknown,          // a kind that the dialect does not know: noted
  event_malformed,        // a known kind with a required member missing or of the wrong type
  event_unusual,          // a known kind that is not what clients expect: its kind's `should`
  event_out_of_order,     // the dialect's state machine has no such transition
  invariant_broken,       // monotone, constant, unique, joined-equals-final ...
  terminal_repeated,
  event_after_terminal,
  event_after_error,
  empty_token,
};

inline constexpr std::size_t code_count = static_cast<std::size_t>(Code::empty_token) + 1;

// What an offset counts: bytes of the response as they came over the wire, head included, or bytes
// of the event stream after message framing and content coding are taken off.
enum class Space : std::uint8_t { wire, content };

struct Violation {
  Code code{};
  std::uint64_t offset = 0;  // of the first damaged byte
  std::uint64_t length = 0;  // of the damaged bytes; 0 where the damage is an absence
  std::string detail;        // a short fact for the message: the field's name, the expected type

  bool operator==(const Violation&) const = default;
};

using Sink = std::function<void(const Violation&)>;

// What a stream with the damage comes to: a check fails, warns or notes, and a load run counts the
// stream as failed only where it fails.
enum class Severity : std::uint8_t { notes, warns, fails };

struct Row {
  Code code{};
  std::string_view name;  // kebab-case, stands in JSON and never changes
  Space space{};
  Severity severity{};
  std::string_view rule;  // the id of the rule that the code belongs to
};

std::span<const Row> table();  // in the order of Code, complete
const Row& row(Code code);

}  // namespace ssert::violation
