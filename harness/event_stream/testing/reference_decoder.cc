#include "event_stream/testing/reference_decoder.h"

#include "base/text.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ssert::event_stream::testing {
namespace {

using violation::Code;

// Code points and where each begins in the content; one offset more than characters, the end's.
struct Text {
  std::u32string characters;
  std::vector<std::uint64_t> offsets;
};

struct TextLine {
  std::u32string text;
  std::u32string terminator;
  std::size_t begin = 0;  // index of its first character
  std::uint64_t offset = 0;
  std::uint64_t end = 0;  // offset of its terminator

  Range range() const { return {.begin = offset, .end = end}; }
};

std::string to_utf8(const std::u32string& characters) {
  std::string bytes;
  const auto add = [&](char32_t value) { bytes += static_cast<char>(value); };
  for (const char32_t c : characters) {
    if (c < 0x80) {
      add(c);
    } else if (c < 0x800) {
      add(0xC0 | c >> 6), add(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
      add(0xE0 | c >> 12), add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
    } else {
      add(0xF0 | c >> 18), add(0x80 | (c >> 12 & 0x3F));
      add(0x80 | (c >> 6 & 0x3F)), add(0x80 | (c & 0x3F));
    }
  }
  return bytes;
}

// Encoding, "UTF-8 decoder": the handler, with "restore byte" as a loop that does not advance.
Text utf8_decode(std::string_view bytes, Recorder& recorder) {
  Text text;
  std::size_t begin = 0;
  std::uint32_t code_point = 0, needed = 0, seen = 0, lower = 0x80, upper = 0xBF;
  const auto emit = [&](char32_t character) {
    text.characters += character;
    text.offsets.push_back(begin);
    code_point = needed = seen = 0, lower = 0x80, upper = 0xBF;
  };
  const auto error = [&](std::size_t end) {
    recorder.on_violation({.code = Code::invalid_utf8,
                           .offset = begin,
                           .length = end - begin,
                           .detail = base::escape_bytes(bytes.substr(begin, end - begin))});
    emit(0xFFFD);
  };
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    if (needed == 0) {
      begin = i++;
      if (byte <= 0x7F) {
        emit(byte);
      } else if (byte >= 0xC2 && byte <= 0xDF) {
        needed = 1, code_point = byte & 0x1F;
      } else if (byte >= 0xE0 && byte <= 0xEF) {
        if (byte == 0xE0) lower = 0xA0;
        if (byte == 0xED) upper = 0x9F;
        needed = 2, code_point = byte & 0xF;
      } else if (byte >= 0xF0 && byte <= 0xF4) {
        if (byte == 0xF0) lower = 0x90;
        if (byte == 0xF4) upper = 0x8F;
        needed = 3, code_point = byte & 0x7;
      } else {
        error(i);
      }
    } else if (byte < lower || byte > upper) {
      error(i);
    } else {
      ++i, lower = 0x80, upper = 0xBF;
      code_point = code_point << 6 | (byte & 0x3F);
      if (++seen == needed) emit(code_point);
    }
  }
  if (needed != 0) error(bytes.size());
  text.offsets.push_back(bytes.size());
  return text;
}

// Every line, the last without a terminator; it may be empty.
std::vector<TextLine> split_lines(const Text& text, std::size_t begin) {
  std::vector<TextLine> lines;
  const auto& all = text.characters;
  while (true) {
    const auto end = std::min(all.find_first_of(U"\r\n", begin), all.size());
    const std::size_t length = end == all.size() ? 0 : all.compare(end, 2, U"\r\n") == 0 ? 2 : 1;
    lines.push_back({.text = all.substr(begin, end - begin),
                     .terminator = all.substr(end, length),
                     .begin = begin,
                     .offset = text.offsets[begin],
                     .end = text.offsets[end]});
    if (length == 0) return lines;
    begin = end + length;
  }
}

void judge_terminators(const std::vector<TextLine>& lines, Recorder& recorder) {
  const auto ended = lines.size() - 1;
  const auto& first = lines.front().terminator;
  const auto name = [](const std::u32string& t) {
    return t == U"\n" ? "LF" : t == U"\r" ? "CR" : "CR LF";
  };
  for (std::size_t i = 0; i < ended; ++i) {
    const auto& other = lines[i].terminator;
    if (other == first) continue;
    return recorder.on_violation({.code = Code::mixed_line_terminators,
                                  .offset = lines[i].end,
                                  .length = other.size(),
                                  .detail = std::string(name(other)) + " after " + name(first)});
  }
  if (ended < 2 || first != U"\r") return;
  recorder.on_violation(
      {.code = Code::cr_only_terminators, .offset = lines.front().end, .length = 1, .detail = {}});
}

bool is_known(const std::u32string& name) {
  return name == U"event" || name == U"data" || name == U"id" || name == U"retry";
}

Code judge_name(const std::u32string& name) {
  if (name[0] == U'\uFEFF') return Code::misplaced_bom;
  auto bare = name;
  while (!bare.empty() && (bare.back() == ' ' || bare.back() == '\t')) bare.pop_back();
  while (!bare.empty() && (bare.front() == ' ' || bare.front() == '\t')) bare.erase(0, 1);
  const bool has_space = bare != name;
  for (auto& c : bare) {
    if (c >= 'A' && c <= 'Z') c |= 0x20;
  }
  if (!is_known(bare)) return Code::unknown_field;
  return has_space ? Code::field_name_space : Code::field_name_case;
}

// Interprets one block of lines after the other: what stands between blank lines.
class Twin {
 public:
  explicit Twin(std::string_view content) : text_(utf8_decode(content, recorder_)) {
    const bool has_bom = text_.characters.starts_with(U'\uFEFF');
    if (has_bom) report(Code::leading_bom, {.begin = 0, .end = 3}, {});
    const auto lines = split_lines(text_, has_bom ? 1 : 0);
    judge_terminators(lines, recorder_);

    std::vector<TextLine> block;
    for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
      if (!lines[i].text.empty()) {
        block.push_back(lines[i]);
      } else {
        interpret(block);
        end_block(block, lines[i]);
        block.clear();
      }
    }
    interpret(block);
    discard_pending_data(lines.back());
    finish(lines);
  }

  const Observations& observations() const { return recorder_.observations(); }

 private:
  struct Event {
    std::u32string data;
    std::u32string type;
    std::vector<const TextLine*> fields;
    std::uint32_t data_lines = 0;
    bool is_pending = false;
  };

  void report(Code code, Range range, const std::string& detail) {
    recorder_.on_violation(
        {.code = code, .offset = range.begin, .length = range.end - range.begin, .detail = detail});
  }

  static std::string shortened(const std::u32string& characters) {
    return base::escape_bytes_shortened(to_utf8(characters), 40);
  }

  void interpret(const std::vector<TextLine>& block) {
    event_ = {};
    for (const auto& line : block) {
      // "If the line starts with a U+003A COLON character (:): Ignore the line."
      if (line.text.front() == ':') {
        recorder_.on_comment(to_utf8(line.text.substr(1)), line.range());
        continue;
      }
      // "If the line contains a U+003A COLON character (:)"
      const auto colon = line.text.find(U':');
      const auto name = line.text.substr(0, colon);
      std::u32string value = colon == std::u32string::npos ? U"" : line.text.substr(colon + 1);
      if (value.starts_with(U' ')) value.erase(0, 1);
      if (!is_known(name)) {
        report(judge_name(name), line.range(), shortened(name));
        continue;
      }
      if (colon == std::u32string::npos) {
        recorder_.on_field_without_colon(to_utf8(name), line.range());
      }
      event_.fields.push_back(&line);
      process_field(name, value, line);
    }
  }

  // "Process the field"
  void process_field(const std::u32string& name, const std::u32string& value,
                     const TextLine& line) {
    event_.is_pending = event_.is_pending || name != U"retry";
    if (name == U"event") {
      event_.type = value;
    } else if (name == U"data") {
      event_.data += value + U'\n';
      ++event_.data_lines;
    } else if (name == U"id") {
      const auto null = line.text.find(U'\0');
      if (null == std::u32string::npos) {
        last_event_id_buffer_ = value;
      } else {
        const auto offset = text_.offsets[line.begin + null];
        report(Code::id_with_nul, {.begin = offset, .end = offset + 1}, shortened(value));
      }
    } else if (!value.empty() && value.find_first_not_of(U"0123456789") == std::u32string::npos) {
      recorder_.on_retry(to_integer(value), line.range());
    } else {
      report(Code::retry_not_digits, line.range(), shortened(value));
    }
  }

  static std::uint64_t to_integer(const std::u32string& digits) {
    constexpr auto largest = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t number = 0;
    for (const auto digit : digits) {
      const std::uint64_t next = digit - U'0';
      if (number > (largest - next) / 10) return largest;
      number = number * 10 + next;
    }
    return number;
  }

  // "Dispatch the event"
  void end_block(const std::vector<TextLine>& block, const TextLine& blank) {
    last_event_id_ = last_event_id_buffer_;
    const auto end = blank.end + 1;
    if (block.empty()) return recorder_.on_extra_blank_line(blank.range());
    if (event_.fields.empty()) {
      const bool comments_alone = std::all_of(
          block.begin(), block.end(), [](const auto& line) { return line.text.front() == ':'; });
      if (comments_alone) recorder_.on_block_of_comments({block.front().offset, end});
      return;
    }
    const Range range{.begin = event_.fields.front()->offset, .end = end};
    const auto type = to_utf8(event_.type);
    if (event_.data.empty()) return recorder_.on_block_without_data(type, range);
    event_.data.pop_back();
    recorder_.on_event({.type = type.empty() ? "message" : std::string_view(type),
                        .data = to_utf8(event_.data),
                        .last_event_id = to_utf8(last_event_id_),
                        .range = range,
                        .data_lines = event_.data_lines});
  }

  // "Once the end of the file is reached, any pending data must be discarded."
  void discard_pending_data(const TextLine& tail) {
    const bool cut = !tail.text.empty() && tail.text.front() != ':';
    if (!cut && !event_.is_pending) return;
    std::string detail = cut ? "a line without its end" : "fields without data";
    if (event_.data_lines > 0) {
      detail = base::counted(event_.data_lines, "data line") + (cut ? " and " + detail : "");
    }
    const auto begin = event_.is_pending ? event_.fields.front()->offset : tail.offset;
    report(Code::pending_data_discarded, {.begin = begin, .end = tail.end}, detail);
  }

  void finish(const std::vector<TextLine>& lines) {
    const auto shorter = [](const TextLine& a, const TextLine& b) {
      return a.end - a.offset < b.end - b.offset;
    };
    const auto longest = *std::max_element(lines.begin(), lines.end(), shorter);
    recorder_.on_end(
        {.last_event_id = to_utf8(last_event_id_),
         .lines = {.ended = lines.size() - 1,
                   .longest = longest.end == longest.offset ? Range{} : longest.range()}});
  }

  Recorder recorder_;
  Text text_;
  Event event_;
  std::u32string last_event_id_buffer_;
  std::u32string last_event_id_;
};

}  // namespace

Observations reference_decode(std::string_view content) { return Twin(content).observations(); }

}  // namespace ssert::event_stream::testing
