#include "event_stream/decoder.h"

#include "base/check.h"
#include "base/text.h"
#include "event_stream/utf8.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace ssert::event_stream {
namespace {

using violation::Code;

constexpr std::size_t detail_bytes = 40;  // of a field's name or value, in a violation's detail

constexpr std::array<std::string_view, 4> field_names{"data", "event", "id", "retry"};

bool is_field_name(std::string_view name) {
  return std::find(field_names.begin(), field_names.end(), name) != field_names.end();
}

std::string_view without_white_space(std::string_view name) {
  const auto begin = name.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return name.substr(begin, name.find_last_not_of(" \t") - begin + 1);
}

std::string ascii_lowercase(std::string_view name) {
  std::string lowered(name);
  for (auto& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

// Why a field's name is none of the four. Names are compared as they are: no case folding.
Code kind_of_unknown_name(std::string_view name) {
  if (name.starts_with(byte_order_mark)) return Code::misplaced_bom;
  const auto bare = without_white_space(name).substr(0, detail_bytes);
  if (!is_field_name(ascii_lowercase(bare))) return Code::unknown_field;
  return bare.size() == name.size() ? Code::field_name_case : Code::field_name_space;
}

bool is_ascii_digits(std::string_view value) {
  return !value.empty() && value.find_first_not_of("0123456789") == std::string_view::npos;
}

std::uint64_t to_integer(std::string_view digits) {
  std::uint64_t number = 0;
  const auto* end = digits.data() + digits.size();
  const bool fits = std::from_chars(digits.data(), end, number).ec == std::errc{};
  return fits ? number : UINT64_MAX;
}

std::string over_limit(std::size_t limit) { return "limit " + base::with_thousands(limit); }

std::string what_was_pending(std::uint32_t data_lines, bool has_cut_field) {
  const std::string cut = "a line without its end";
  if (data_lines == 0) return has_cut_field ? cut : "fields without data";
  const auto lines = base::counted(data_lines, "data line");
  return has_cut_field ? lines + " and " + cut : lines;
}

Range range_of(const Line& line) { return {.begin = line.offset, .end = line.end()}; }

violation::Violation damage(Code code, const Line& line, std::string detail) {
  return {.code = code, .offset = line.offset, .length = line.length, .detail = std::move(detail)};
}

}  // namespace

Decoder::Decoder(Observer& observer, const base::SizeLimits& limits)
    : observer_(observer), limits_(limits), lines_(limits.line) {}

void Decoder::feed(std::string_view bytes) {
  HARNESS_CHECK(!finished_, "bytes came after the end of the stream");
  lines_.feed(bytes);
  while (auto line = lines_.next()) {
    ++line_facts_.ended;
    process_line(*line);
  }
}

void Decoder::finish() {
  HARNESS_CHECK(!std::exchange(finished_, true), "the stream ended twice");
  auto tail = lines_.finish();
  observe_line(tail);
  if (tail.is_too_long()) {
    drop_line(tail);
  } else {
    utf8_decode(tail);
  }
  discard_pending_data(tail);
  if (auto violation = terminators_.finish()) report(*violation);
}

// "Interpreting an event stream": what is done with each line, by its shape.
void Decoder::process_line(Line line) {
  observe_line(line);
  if (line.is_too_long()) return drop_line(line);
  const auto text = utf8_decode(line);
  if (text.empty()) return process_blank_line(line);

  if (!std::exchange(block_.has_lines, true)) block_.begin = line.offset;
  if (text.front() == ':') return process_comment(text.substr(1), line);

  block_.has_other_than_comments = true;
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    if (is_field_name(text)) observer_.on_field_without_colon(text, range_of(line));
    return process_field({.name = text, .value = {}, .line = line});
  }
  auto value = text.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  process_field({.name = text.substr(0, colon), .value = value, .line = line});
}

// What is noted of every line, whatever it says. Takes the one leading BOM off, as "UTF-8 decode"
// does.
void Decoder::observe_line(Line& line) {
  if (auto violation = terminators_.note_before(line)) report(*violation);
  if (line.offset == 0 && line.text.starts_with(byte_order_mark)) {
    const auto length = byte_order_mark.size();
    report({.code = Code::leading_bom, .offset = 0, .length = length, .detail = {}});
    line.text.remove_prefix(length);
    line.offset += length;
    line.length -= length;
  }
  const auto& longest = line_facts_.longest;
  if (line.length > longest.end - longest.begin) line_facts_.longest = range_of(line);
}

void Decoder::drop_line(const Line& line) {
  report(damage(Code::line_too_long, line, over_limit(limits_.line)));
  if (!std::exchange(block_.has_lines, true)) block_.begin = line.offset;
  if (line.text.starts_with(':')) return;
  block_.has_other_than_comments = true;
  block_.is_incomplete = true;
  block_.has_pending_data = true;
  begin_field(line);
}

std::string_view Decoder::utf8_decode(const Line& line) {
  work_.scanned += line.text.size();
  auto rest = line.text;
  auto valid = valid_utf8_prefix(rest);
  if (valid == rest.size()) return rest;

  decoded_line_.clear();
  while (valid < rest.size()) {
    decoded_line_ += rest.substr(0, valid);
    rest.remove_prefix(valid);
    const auto bad = rest.substr(0, first_utf8_sequence(rest).length);
    report({.code = Code::invalid_utf8,
            .offset = line.offset + (line.text.size() - rest.size()),
            .length = bad.size(),
            .detail = base::escape_bytes(bad)});
    decoded_line_ += replacement_character;
    rest.remove_prefix(bad.size());
    valid = valid_utf8_prefix(rest);
  }
  decoded_line_ += rest;
  work_.copied += decoded_line_.size();
  return decoded_line_;
}

void Decoder::process_comment(std::string_view text, const Line& line) {
  observer_.on_comment(text, range_of(line));
}

// "Process the field": names are compared literally.
void Decoder::process_field(const Field& field) {
  if (!is_field_name(field.name)) return ignore_field(field);
  begin_field(field.line);
  if (field.name == "data") {
    append_to_data_buffer(field);
  } else if (field.name == "event") {
    event_type_buffer_ = field.value;
  } else if (field.name == "id") {
    set_last_event_id_buffer(field);
  } else {
    set_reconnection_time(field);
  }
  block_.has_pending_data = block_.has_pending_data || field.name != "retry";
}

void Decoder::begin_field(const Line& line) {
  if (!std::exchange(block_.has_fields, true)) block_.fields_begin = line.offset;
}

void Decoder::append_to_data_buffer(const Field& field) {
  ++block_.data_lines;
  if (block_.is_incomplete) return;
  if (data_buffer_.size() + field.value.size() > limits_.event) {
    block_.is_incomplete = true;
    data_buffer_.clear();
    return report({.code = Code::event_too_long,
                   .offset = block_.fields_begin,
                   .length = field.line.end() - block_.fields_begin,
                   .detail = over_limit(limits_.event)});
  }
  data_buffer_ += field.value;
  data_buffer_ += '\n';
  work_.copied += field.value.size() + 1;
}

void Decoder::set_last_event_id_buffer(const Field& field) {
  const auto null = field.line.text.find('\0');
  if (null != std::string_view::npos) {
    return report({.code = Code::id_with_nul,
                   .offset = field.line.offset + null,
                   .length = 1,
                   .detail = base::escape_bytes_shortened(field.value, detail_bytes)});
  }
  last_event_id_buffer_ = field.value;
  block_.sets_last_event_id = true;
  work_.copied += field.value.size();
}

void Decoder::set_reconnection_time(const Field& field) {
  if (is_ascii_digits(field.value)) {
    observer_.on_retry(to_integer(field.value), range_of(field.line));
  } else {
    report(damage(Code::retry_not_digits, field.line,
                  base::escape_bytes_shortened(field.value, detail_bytes)));
  }
}

void Decoder::ignore_field(const Field& field) {
  report(damage(kind_of_unknown_name(field.name), field.line,
                base::escape_bytes_shortened(field.name, detail_bytes)));
}

void Decoder::process_blank_line(const Line& line) {
  const auto end = line.end() + 1;  // of its terminator's first byte: see DispatchedEvent
  if (block_.has_fields) {
    dispatch_event({.begin = block_.fields_begin, .end = end});
  } else if (!block_.has_lines) {
    observer_.on_extra_blank_line(range_of(line));
  } else if (!block_.has_other_than_comments) {
    observer_.on_block_of_comments({.begin = block_.begin, .end = end});
  }
  block_ = {};
}

// "Dispatch the event", step by step; the data buffer is empty only where there was no data field.
void Decoder::dispatch_event(Range range) {
  if (block_.sets_last_event_id) {
    last_event_id_ = last_event_id_buffer_;
    work_.copied += last_event_id_.size();
  }
  if (block_.is_incomplete) {
    // Whatever were dispatched here, the target did not send it.
  } else if (data_buffer_.empty()) {
    observer_.on_block_without_data(event_type_buffer_, range);
  } else {
    data_buffer_.pop_back();  // the last LF
    const std::string_view type = event_type_buffer_;
    observer_.on_event({.type = type.empty() ? "message" : type,
                        .data = data_buffer_,
                        .last_event_id = last_event_id_,
                        .sets_last_event_id = block_.sets_last_event_id,
                        .range = range,
                        .data_lines = block_.data_lines});
  }
  data_buffer_.clear();
  event_type_buffer_.clear();
}

// "Once the end of the file is reached, any pending data must be discarded." A line without its
// terminator is pending whatever it would have become, unless it is a comment.
void Decoder::discard_pending_data(const Line& tail) {
  const bool has_cut_field = tail.length > 0 && !tail.text.starts_with(':');
  if (!block_.has_pending_data && !has_cut_field) return;
  const auto begin = block_.has_pending_data ? block_.fields_begin : tail.offset;
  report({.code = Code::pending_data_discarded,
          .offset = begin,
          .length = tail.end() - begin,
          .detail = what_was_pending(block_.data_lines, has_cut_field)});
}

Work Decoder::work() const {
  return {.scanned = lines_.bytes_scanned() + work_.scanned,
          .copied = lines_.bytes_copied() + work_.copied};
}

}  // namespace ssert::event_stream
