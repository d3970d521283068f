#include "exchange/json_lines.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <istream>
#include <optional>
#include <utility>

namespace ssert::exchange {
namespace {

constexpr std::size_t shown_bytes = 40;  // of a name or value in a Problem
constexpr std::size_t bare_word_bytes_max = 40;

std::string shown(std::string_view text) { return base::escape_bytes_shortened(text, shown_bytes); }

std::string in_quotes(char c) { return "'" + shown({&c, 1}) + "'"; }

std::string describe(int byte) {
  const char c = static_cast<char>(byte);
  if (c == '"') return "is a string";
  if (c == '{') return "is an object";
  if (c == '[') return "is an array";
  if (c == '-' || (c >= '0' && c <= '9')) return "is a number";
  if (c == 't') return "is true";
  if (c == 'f') return "is false";
  if (c == 'n') return "is null";
  return "begins with " + in_quotes(c);
}

bool is_bare(int byte) {
  const char c = static_cast<char>(byte);
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '+' || c == '.';
}

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto length = base::utf8_sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

void append_utf8(std::string& text, std::uint32_t value) {
  const auto add = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (value < 0x80) return add(value);
  if (value < 0x800) {
    add(0xC0U | value >> 6U);
  } else if (value < 0x10000) {
    add(0xE0U | value >> 12U);
    add(0x80U | (value >> 6U & 0x3FU));
  } else {
    add(0xF0U | value >> 18U);
    add(0x80U | (value >> 12U & 0x3FU));
    add(0x80U | (value >> 6U & 0x3FU));
  }
  add(0x80U | (value & 0x3FU));
}

bool is_high_surrogate(std::uint32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
bool is_low_surrogate(std::uint32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }

std::string names_of(std::span<const JsonMember> members) {
  std::string names;
  for (const auto& member : members) {
    if (!names.empty()) names += ", ";
    names += member.name;
  }
  return names;
}

}  // namespace

JsonLines::JsonLines(Source source) : source_(std::move(source)), buffer_(source_.read_bytes) {}

bool JsonLines::next_line() {
  memory_left_ = source_.line_memory_max;
  while (true) {
    skip_blanks();
    const int byte = peek();
    if (byte == no_byte) return false;
    if (byte != '\n') return true;
    skip();
    ++line_;
  }
}

bool JsonLines::end_line() {
  skip_blanks();
  const int byte = peek();
  if (failed_) return false;
  if (byte == no_byte) return true;
  if (byte != '\n') return fail("goes on behind its end", "one JSON object a line");
  skip();
  ++line_;
  return true;
}

char JsonLines::value_begin() {
  skip_blanks();
  const int byte = peek();
  if (byte == no_byte || byte == '\n') {
    fail_at_end_of_line();
    return 0;
  }
  return static_cast<char>(byte);
}

bool JsonLines::read_string(std::string& text) {
  if (value_begin() != '"') return refuse_type("a string");
  skip();
  const auto size_before = text.size();
  while (read_part_of_string(text)) {
    if (text.size() - size_before > memory_left_) return fail_over_budget();
  }
  return end_string(text, size_before) && spend(text.size() - size_before);
}

bool JsonLines::read_word(std::string& word) {
  if (value_begin() != '"') return refuse_type("a string");
  skip();
  word.clear();
  while (read_part_of_string(word)) {
    if (word.size() > word_bytes_max)
      return fail("is too long", base::counted(word_bytes_max, "byte") + " at most");
  }
  return end_string(word, 0);
}

bool JsonLines::read_number(std::uint64_t& value) {
  const char first = value_begin();
  if (first != '-' && (first < '0' || first > '9')) return refuse_type("an integer, 0 or more");
  const auto word = read_bare_word();
  if (failed_) return false;
  const char* const end = word.data() + word.size();
  const auto [read_to, ec] = std::from_chars(word.data(), end, value);
  const bool has_leading_zero = word.size() > 1 && word.front() == '0';
  if (ec == std::errc() && read_to == end && !has_leading_zero && value <= number_max) return true;
  return fail("is " + shown(word), fmt::format("an integer, 0 to {}", number_max));
}

bool JsonLines::read_truth(bool& value) {
  const char first = value_begin();
  if (first != 't' && first != 'f') return refuse_type("true or false");
  const auto word = read_bare_word();
  value = word == "true";
  return value || word == "false" || fail("is " + shown(word), "true or false");
}

bool JsonLines::spend(std::size_t bytes) {
  if (bytes > memory_left_) return fail_over_budget();
  memory_left_ -= bytes;
  return true;
}

bool JsonLines::fail_over_budget() {
  return fail("takes more memory than one line may",
              base::counted(source_.line_memory_max, "byte") + " at most");
}

bool JsonLines::fail(std::string what, std::string way_out, std::string_view pointer_below) {
  if (failed_) return false;
  failed_ = true;
  auto place = pointer() + std::string(pointer_below);
  if (place.empty()) place = "the line";
  problem_ = {.where = fmt::format("{}:{}: {}", source_.name, line_, place),
              .what = std::move(what),
              .way_out = std::move(way_out)};
  return false;
}

bool JsonLines::refuse_type(std::string_view wanted) {
  return fail(describe(peek()), std::string(wanted));
}

int JsonLines::peek() {
  if (failed_ || (at_ == filled_ && !refill())) return no_byte;
  return static_cast<unsigned char>(buffer_[at_]);
}

bool JsonLines::refill() {
  source_.stream.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  filled_ = static_cast<std::size_t>(source_.stream.gcount());
  at_ = 0;
  bytes_read_ += filled_;
  if (source_.stream.bad()) {
    filled_ = 0;
    return fail("cannot be read on", "a file that can be read to its end");
  }
  if (bytes_read_ > source_.file_bytes_max)
    return fail("is in a file that is too large",
                base::counted(source_.file_bytes_max, "byte") + " at most");
  return filled_ > 0;
}

// White space within a line.
void JsonLines::skip_blanks() {
  for (int byte = peek(); byte == ' ' || byte == '\t' || byte == '\r'; byte = peek()) skip();
}

bool JsonLines::fail_at_end_of_line() {
  if (peek() == '\n')
    return fail("is not complete where its line ends", "each JSON object whole on one line");
  return fail("is cut off: the file ends within its line",
              "whole lines; without this one the file can be read");
}

bool JsonLines::has_another(char close, bool is_first) {
  const char next = value_begin();
  if (failed_) return false;
  if (next == close) {
    skip();
    return false;
  }
  if (is_first) return true;
  if (next != ',')
    return fail("has " + in_quotes(next) + " behind a value", fmt::format("',' or '{}'", close));
  skip();
  return true;
}

int JsonLines::next_member(std::span<const JsonMember> members, std::uint32_t& seen) {
  std::string name;
  if (!read_word(name)) return -1;
  const auto found = std::find_if(members.begin(), members.end(),
                                  [&](const JsonMember& member) { return member.name == name; });
  if (found == members.end()) {
    fail(fmt::format("has the unknown member \"{}\"", shown(name)), names_of(members));
    return -1;
  }
  const auto index = static_cast<std::uint32_t>(found - members.begin());
  if ((seen >> index & 1U) != 0) {
    fail(fmt::format("has the member \"{}\" twice", found->name), "each member once");
    return -1;
  }
  seen |= 1U << index;
  if (value_begin() != ':') {
    fail(fmt::format("has no colon behind \"{}\"", found->name), "\"name\": value");
    return -1;
  }
  skip();
  return static_cast<int>(index);
}

bool JsonLines::require(std::span<const JsonMember> members, std::uint32_t seen) {
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].required && (seen >> i & 1U) == 0)
      return fail(fmt::format("has no member \"{}\"", members[i].name),
                  fmt::format("\"{}\" and its value", members[i].name));
  }
  return true;
}

// An escape, or what stands in the buffer up to the next one or the end. False at the end.
bool JsonLines::read_part_of_string(std::string& text) {
  const int byte = peek();
  if (byte == no_byte || byte == '\n') return fail_at_end_of_line();
  if (byte == '"') return false;
  if (byte < 0x20) return fail("has a control character in a string", "it escaped, as \\u0000");
  if (byte == '\\') return read_escape(text);
  const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(at_);
  const auto end = std::find_if(
      begin, buffer_.begin() + static_cast<std::ptrdiff_t>(filled_),
      [](char c) { return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20; });
  text.append(begin, end);
  at_ += static_cast<std::size_t>(end - begin);
  return true;
}

bool JsonLines::end_string(std::string_view text, std::size_t begin) {
  if (failed_) return false;
  skip();  // the quotation mark
  if (is_utf8(text.substr(begin))) return true;
  return fail("has bytes that are no UTF-8", "UTF-8; other bytes as {\"hex\": \"fffe\"}");
}

bool JsonLines::read_escape(std::string& text) {
  skip();
  const int byte = peek();
  if (byte == no_byte || byte == '\n') return fail_at_end_of_line();
  skip();
  static constexpr std::string_view letters = "\"\\/bfnrt";
  static constexpr std::string_view meanings = "\"\\/\b\f\n\r\t";
  if (byte == 'u') return read_unicode_escape(text);
  const auto found = letters.find(static_cast<char>(byte));
  if (found == std::string_view::npos)
    return fail("has an unknown escape: \\ and " + in_quotes(static_cast<char>(byte)),
                "one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX");
  text += meanings[found];
  return true;
}

bool JsonLines::read_unicode_escape(std::string& text) {
  static constexpr std::string_view way_out = "\\uXXXX, and surrogates in pairs";
  std::uint32_t unit = 0;
  if (!read_hex_quad(unit)) return false;
  if (is_low_surrogate(unit)) return fail("has half a surrogate pair", std::string(way_out));
  if (!is_high_surrogate(unit)) {
    append_utf8(text, unit);
    return true;
  }
  std::uint32_t low = 0;
  for (const char wanted : {'\\', 'u'}) {
    if (peek() != wanted) return fail("has half a surrogate pair", std::string(way_out));
    skip();
  }
  if (!read_hex_quad(low)) return false;
  if (!is_low_surrogate(low)) return fail("has half a surrogate pair", std::string(way_out));
  append_utf8(text, 0x10000U + ((unit - 0xD800U) << 10U) + (low - 0xDC00U));
  return true;
}

bool JsonLines::read_hex_quad(std::uint32_t& unit) {
  std::string digits;
  for (int i = 0; i < 4; ++i) {
    const int byte = peek();
    if (byte == no_byte || byte == '\n') return fail_at_end_of_line();
    digits += static_cast<char>(byte);
    skip();
  }
  const char* const end = digits.data() + digits.size();
  const auto [read_to, ec] = std::from_chars(digits.data(), end, unit, 16);
  if (ec == std::errc() && read_to == end) return true;
  return fail("has the escape \\u" + shown(digits), "four hexadecimal digits behind \\u");
}

std::string JsonLines::read_bare_word() {
  std::string word;
  for (int byte = peek(); byte != no_byte && is_bare(byte); byte = peek()) {
    if (word.size() == bare_word_bytes_max) {
      fail("is " + word + " …", "a value");
      break;
    }
    word += static_cast<char>(byte);
    skip();
  }
  if (peek() == no_byte) fail_at_end_of_line();
  return word;
}

std::string JsonLines::pointer() const {
  std::string text;
  for (const auto& segment : path_) {
    text += '/';
    text += segment.is_index ? std::to_string(segment.index) : std::string(segment.name);
  }
  return text;
}

}  // namespace ssert::exchange
