#include "http/response_reader.h"

#include "base/check.h"
#include "http/chunk_line.h"
#include "http/message_framing.h"
#include "http/status_line.h"
#include "http/syntax.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ssert::http {
namespace {

using violation::Code;
using violation::Violation;

struct Line {
  std::string_view text;  // without its terminator
  bool ends_with_bare_line_feed = false;
};

Line without_terminator(std::string_view line) {
  line.remove_suffix(1);
  const bool has_cr = line.ends_with('\r');
  if (has_cr) line.remove_suffix(1);
  return {.text = line, .ends_with_bare_line_feed = !has_cr};
}

// Also "\r" CRLF, which comes from CRLF that was written through a text stream: it is damaged, but
// to wait for another blank line would swallow the content.
bool is_meant_to_be_blank(std::string_view text) {
  return text.find_first_not_of('\r') == std::string_view::npos;
}

// After these it is not certain that this side and the other agree where the message ends.
bool makes_reuse_unsafe(Code code) {
  switch (code) {
    case Code::status_line_without_reason_space:
    case Code::head_leading_blank_line:
    case Code::head_bare_line_feed:
    case Code::obsolete_line_folding:
      return false;
    default:
      return true;
  }
}

// RFC 9110, "Limitations on Use of Trailers": what frames or describes the content must be known
// before it.
bool is_forbidden_in_trailers(std::string_view name) {
  constexpr std::array<std::string_view, 6> forbidden = {"Content-Encoding", "Content-Length",
                                                         "Content-Range",    "Content-Type",
                                                         "Trailer",          "Transfer-Encoding"};
  return std::ranges::any_of(
      forbidden, [name](std::string_view other) { return equals_ignoring_case(name, other); });
}

// What is wrong with a trailer line has one code, whatever it is; the detail says what.
void add_trailer_line(FieldSectionReader& section, std::string_view line, std::uint64_t offset,
                      std::vector<Violation>& violations) {
  const std::size_t fields_before = section.fields().size();
  section.add_line(line, offset, violations);
  for (Violation& violation : violations) {
    violation.detail = std::string(violation::row(violation.code).name) +
                       (violation.detail.empty() ? "" : ": ") + violation.detail;
    violation.code = Code::trailer_line_malformed;
  }
  if (section.fields().size() == fields_before) return;
  const std::string& name = section.fields().back().name;
  if (is_forbidden_in_trailers(name))
    violations.push_back({.code = Code::trailer_line_malformed,
                          .offset = offset,
                          .length = line.size(),
                          .detail = name + " may not stand in trailers"});
}

// The part of `bytes` up to and including its first LF, or all of it.
std::size_t length_of_line(std::string_view bytes) {
  const std::size_t line_feed = bytes.find('\n');
  return line_feed == std::string_view::npos ? bytes.size() : line_feed + 1;
}

}  // namespace

std::string_view to_string(FramingKind kind) {
  switch (kind) {
    case FramingKind::unknown:
      return "unknown";
    case FramingKind::none:
      return "none";
    case FramingKind::content_length:
      return "content-length";
    case FramingKind::chunked:
      return "chunked";
    case FramingKind::close_delimited:
      return "close-delimited";
  }
  return "unknown";
}

ResponseReader::ResponseReader(ResponseObserver& observer, std::string_view request_method,
                               const base::SizeLimits& limits)
    : observer_(observer), limits_(limits), is_response_to_head_(request_method == "HEAD") {}

void ResponseReader::feed(std::string_view bytes) { consume(bytes); }

void ResponseReader::finish() {
  if (state_ == State::chunked_or_not) decide_chunked_or_not(false);
  if (state_ == State::content_until_close) complete_message();
  if (state_ == State::trailer_section) framing_.trailers = section_.take_fields();
}

void ResponseReader::consume(std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t taken = take(bytes);
    HARNESS_CHECK(taken > 0 && taken <= bytes.size(),
                  "a state of the response reader took nothing");
    bytes.remove_prefix(taken);
    offset_ += taken;
  }
}

std::size_t ResponseReader::take(std::string_view bytes) {
  switch (state_) {
    case State::head:
      return take_head(bytes);
    case State::chunked_or_not:
      return take_chunked_or_not(bytes);
    case State::chunk_line:
      return take_chunk_line(bytes);
    case State::chunk_data:
      return take_chunk_data(bytes);
    case State::chunk_data_end:
      return take_chunk_data_end(bytes);
    case State::resynchronising:
      return take_resynchronising(bytes);
    case State::trailer_section:
      return take_trailer_section(bytes);
    case State::counted_content:
      return take_counted_content(bytes);
    case State::content_until_close:
      return take_content_until_close(bytes);
    case State::after_message:
      return take_after_message(bytes);
    case State::gave_up:
      return bytes.size();
  }
  return bytes.size();
}

std::size_t ResponseReader::take_head(std::string_view bytes) {
  if (head_.bytes.empty()) head_.offset = offset_;
  const std::size_t room = limits_.head - leading_blank_bytes_ - head_.bytes.size();
  const std::size_t length = length_of_line(bytes);
  head_.bytes.append(bytes.substr(0, std::min(length, room)));

  if (!status_line_read_ && !could_begin_response(head_.bytes)) {
    std::size_t odd = 1;
    while (could_begin_response(std::string_view(head_.bytes).substr(0, odd))) ++odd;
    note({.code = Code::status_line_malformed,
          .offset = head_.offset,
          .length = odd,
          .detail = "does not begin with HTTP/"});
    give_up();
    return bytes.size();
  }
  if (length > room) {
    note({.code = Code::head_too_long,
          .offset = offset_ + room,
          .length = 1,
          .detail = "over " + std::to_string(limits_.head) + " bytes"});
    give_up();
    return bytes.size();
  }
  if (head_.bytes.ends_with('\n'))
    process_head_line(std::string_view(head_.bytes).substr(head_line_begin_));
  return length;
}

// `line` is with its terminator, and the last of head_.bytes.
void ResponseReader::process_head_line(std::string_view line) {
  const std::uint64_t line_offset = head_.offset + head_line_begin_;
  const auto [text, ends_with_bare_line_feed] = without_terminator(line);
  const std::uint64_t terminator_offset = line_offset + line.size() - 1;
  if (text.empty() && !status_line_read_) {
    note({.code = Code::head_leading_blank_line,
          .offset = line_offset,
          .length = line.size(),
          .detail = {}});
    leading_blank_bytes_ += line.size();
    head_.bytes.clear();
    return;
  }
  std::vector<Violation> violations;
  if (!status_line_read_) {
    StatusLine status_line = parse_status_line(text, line_offset);
    violations = std::move(status_line.violations);
    head_.version_major = status_line.version_major;
    head_.version_minor = status_line.version_minor;
    head_.status_code = status_line.status_code;
    head_.reason = std::move(status_line.reason);
    status_line_read_ = true;
  } else if (!text.empty()) {
    section_.add_line(text, line_offset, violations);
  }
  if (ends_with_bare_line_feed)
    violations.push_back({.code = Code::head_bare_line_feed,
                          .offset = terminator_offset,
                          .length = 1,
                          .detail = {}});
  note_all(violations);
  head_line_begin_ = head_.bytes.size();
  if (is_meant_to_be_blank(text)) end_head();
}

void ResponseReader::end_head() {
  const std::vector<FieldPlace> places = section_.places();
  head_.fields = section_.take_fields();
  const ResponseHead head = std::exchange(head_, {});
  section_ = FieldSectionReader();
  head_line_begin_ = 0;
  status_line_read_ = false;
  leading_blank_bytes_ = 0;

  FramingDecision decision = decide_framing(head, places, is_response_to_head_);
  note_all(decision.violations);
  if (head.status_code / 100 == 1 && head.status_code != 101) {
    end_interim_head(head);
    return;
  }
  head_complete_ = true;
  protocol_is_switched_ = head.status_code == 101;
  framing_.kind = decision.kind;
  kind_unless_chunked_ = decision.otherwise;
  content_left_ = decision.content_length.value_or(0);
  if (decision.kind == FramingKind::content_length)
    framing_.content_length = decision.content_length;
  framing_.transfer_codings = std::move(decision.transfer_codings);
  framing_.keeps_connection = decision.keeps_connection && !reuse_is_unsafe_;
  observer_.on_head(head);
  begin_content();
}

void ResponseReader::end_interim_head(const ResponseHead& head) {
  if (++interim_heads_ <= limits_.interim_heads) {
    observer_.on_interim_head(head);
    return;
  }
  note({.code = Code::head_too_long,
        .offset = head.offset,
        .length = head.bytes.size(),
        .detail = "over " + std::to_string(limits_.interim_heads) + " interim heads"});
  give_up();
}

void ResponseReader::begin_content() {
  switch (framing_.kind) {
    case FramingKind::unknown:
      state_ = State::chunked_or_not;
      return;
    case FramingKind::none:
      complete_message();
      return;
    case FramingKind::content_length:
      state_ = State::counted_content;
      if (content_left_ == 0) complete_message();
      return;
    case FramingKind::chunked:
      state_ = State::chunk_line;
      return;
    case FramingKind::close_delimited:
      state_ = State::content_until_close;
      return;
  }
}

std::size_t ResponseReader::take_chunked_or_not(std::string_view bytes) {
  constexpr std::size_t held_max = 16;  // as many digits as a size of 64 bits has
  const char next = bytes.front();
  const bool may_be_size = is_blank(next) ? !line_.empty()
                                          : hex_digit_value(next) >= 0 && !line_.ends_with(' ') &&
                                                !line_.ends_with('\t');
  if (may_be_size && line_.size() < held_max) return append_to_line(bytes.substr(0, 1));
  decide_chunked_or_not(!line_.empty() && (next == '\r' || next == ';'));
  return take(bytes);
}

void ResponseReader::decide_chunked_or_not(bool is_chunked) {
  framing_.kind = is_chunked ? FramingKind::chunked : kind_unless_chunked_;
  if (framing_.kind == FramingKind::content_length) framing_.content_length = content_left_;
  begin_content();
  if (is_chunked) return;  // line_ is the beginning of the first chunk-size line
  const std::string held = std::exchange(line_, {});
  offset_ -= held.size();
  consume(held);
}

// Appends to line_ up to the end of the line; take_... gives up where that makes it too long.
std::size_t ResponseReader::append_to_line(std::string_view bytes) {
  if (line_.empty()) line_offset_ = offset_;
  const std::size_t length = length_of_line(bytes);
  line_.append(bytes.substr(0, length));
  return length;
}

// A line of which no more than `room` bytes may come, its terminator included. False where it is
// longer: the byte behind `room` is the first too many.
bool ResponseReader::line_has_room(std::string_view bytes, std::size_t room) {
  return line_.size() + length_of_line(bytes) <= room;
}

std::size_t ResponseReader::take_chunk_line(std::string_view bytes) {
  if (!line_has_room(bytes, limits_.chunk_line)) {
    give_up_on_long_line(Code::chunk_size_malformed,
                         "a line over " + std::to_string(limits_.chunk_line) + " bytes");
    return bytes.size();
  }
  const std::size_t length = append_to_line(bytes);
  if (line_is_whole()) process_chunk_line();
  return length;
}

// The line that line_ is the beginning of, or that starts now, is longer than may be kept.
void ResponseReader::give_up_on_long_line(Code code, std::string detail) {
  note({.code = code,
        .offset = line_.empty() ? offset_ : line_offset_,
        .length = 0,
        .detail = std::move(detail)});
  give_up();
}

void ResponseReader::process_chunk_line() {
  const auto [text, ends_with_bare_line_feed] = without_terminator(line_);
  const ChunkLine chunk_line = parse_chunk_line(text, line_offset_);
  note_all(chunk_line.violations);
  if (ends_with_bare_line_feed) note_bare_line_feed();
  const std::size_t line_bytes = line_.size();
  line_.clear();
  if (chunk_line.size) {
    begin_chunk(*chunk_line.size);
  } else {
    skipped_bytes_ = line_bytes;
    framing_.bytes_skipped += line_bytes;
    state_ = State::resynchronising;
  }
}

void ResponseReader::begin_chunk(std::uint64_t size) {
  content_left_ = size;
  chunk_is_counted_ = false;
  state_ = size == 0 ? State::trailer_section : State::chunk_data;
  framing_.last_chunk_seen = size == 0;
}

std::size_t ResponseReader::take_chunk_data(std::string_view bytes) {
  if (!std::exchange(chunk_is_counted_, true)) ++framing_.chunks;
  const std::size_t taken = deliver_counted(bytes);
  if (content_left_ == 0) {
    chunk_data_ended_with_cr_ = false;
    state_ = State::chunk_data_end;
  }
  return taken;
}

std::size_t ResponseReader::take_chunk_data_end(std::string_view bytes) {
  const char next = bytes.front();
  if (next == '\r' && !chunk_data_ended_with_cr_) {
    chunk_data_ended_with_cr_ = true;
    return 1;
  }
  if (next == '\n') {
    if (!chunk_data_ended_with_cr_)
      note({.code = Code::chunk_line_bare_line_feed,
            .offset = offset_,
            .length = 1,
            .detail = "after the chunk's data"});
    state_ = State::chunk_line;
    return 1;
  }
  note({.code = Code::chunk_data_not_terminated,
        .offset = chunk_data_ended_with_cr_ ? offset_ - 1 : offset_,
        .length = 0,
        .detail = {}});
  skipped_bytes_ = 0;
  state_ = State::resynchronising;
  return take(bytes);
}

std::size_t ResponseReader::take_resynchronising(std::string_view bytes) {
  if (!line_has_room(bytes, limits_.chunk_line - skipped_bytes_)) {
    give_up_on_long_line(Code::chunk_size_malformed,
                         "no chunk size within " + std::to_string(limits_.chunk_line) + " bytes");
    return bytes.size();
  }
  const std::size_t length = append_to_line(bytes);
  if (!line_is_whole()) return length;
  const auto [text, ends_with_bare_line_feed] = without_terminator(line_);
  const ChunkLine chunk_line = parse_chunk_line(text, line_offset_);
  const bool is_flawless = chunk_line.violations.empty() && !ends_with_bare_line_feed;
  skipped_bytes_ += line_.size();
  if (!is_flawless) framing_.bytes_skipped += line_.size();
  line_.clear();
  if (is_flawless) begin_chunk(*chunk_line.size);
  return length;
}

std::size_t ResponseReader::take_trailer_section(std::string_view bytes) {
  const std::size_t section_room = limits_.head - trailer_bytes_;
  if (!line_has_room(bytes, std::min(limits_.chunk_line, section_room))) {
    give_up_on_long_line(
        Code::trailer_line_malformed,
        section_room < limits_.chunk_line
            ? "the trailer section is over " + std::to_string(limits_.head) + " bytes"
            : "a line over " + std::to_string(limits_.chunk_line) + " bytes");
    return bytes.size();
  }
  const std::size_t length = append_to_line(bytes);
  if (line_is_whole()) process_trailer_line();
  return length;
}

void ResponseReader::process_trailer_line() {
  const auto [text, ends_with_bare_line_feed] = without_terminator(line_);
  const bool is_end = is_meant_to_be_blank(text);
  std::vector<Violation> violations;
  if (!text.empty()) add_trailer_line(section_, text, line_offset_, violations);
  note_all(violations);
  if (ends_with_bare_line_feed) note_bare_line_feed();
  trailer_bytes_ += line_.size();
  line_.clear();
  if (!is_end) return;
  framing_.trailers = section_.take_fields();
  complete_message();
}

std::size_t ResponseReader::take_counted_content(std::string_view bytes) {
  const std::size_t taken = deliver_counted(bytes);
  if (content_left_ == 0) complete_message();
  return taken;
}

std::size_t ResponseReader::take_content_until_close(std::string_view bytes) {
  framing_.content_bytes += bytes.size();
  observer_.on_content(bytes, offset_);
  return bytes.size();
}

std::size_t ResponseReader::deliver_counted(std::string_view bytes) {
  const auto taken = static_cast<std::size_t>(std::min<std::uint64_t>(content_left_, bytes.size()));
  content_left_ -= taken;
  framing_.content_bytes += taken;
  observer_.on_content(bytes.substr(0, taken), offset_);
  return taken;
}

std::size_t ResponseReader::take_after_message(std::string_view bytes) {
  const bool is_first = framing_.bytes_after_message == 0;
  framing_.bytes_after_message += bytes.size();
  if (is_first && !protocol_is_switched_)
    note({.code = Code::bytes_after_message, .offset = offset_, .length = 1, .detail = {}});
  return bytes.size();
}

void ResponseReader::complete_message() {
  framing_.message_complete = true;
  state_ = State::after_message;
}

void ResponseReader::give_up() {
  state_ = State::gave_up;
  if (head_complete_) framing_.trailers = section_.take_fields();
  head_ = {};
  line_ = {};
}

void ResponseReader::note(const Violation& violation) {
  if (makes_reuse_unsafe(violation.code)) {
    reuse_is_unsafe_ = true;
    framing_.keeps_connection = false;
  }
  observer_.on_violation(violation);
}

void ResponseReader::note_all(const std::vector<Violation>& violations) {
  for (const Violation& violation : violations) note(violation);
}

// The line_ that was just read ends with LF alone.
void ResponseReader::note_bare_line_feed() {
  note({.code = Code::chunk_line_bare_line_feed,
        .offset = line_offset_ + line_.size() - 1,
        .length = 1,
        .detail = {}});
}

}  // namespace ssert::http
