#include "base/text.h"

#include <fmt/format.h>

namespace ssert::base {
namespace {

constexpr unsigned byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

bool is_continuation(std::string_view bytes, std::size_t index) {
  return index < bytes.size() && (byte_at(bytes, index) & 0xC0U) == 0x80U;
}

std::uint32_t code_point(std::string_view sequence) {
  if (sequence.size() == 1) return byte_at(sequence, 0);
  std::uint32_t value = byte_at(sequence, 0) & (0x7FU >> sequence.size());
  for (std::size_t i = 1; i < sequence.size(); ++i)
    value = value << 6U | (byte_at(sequence, i) & 0x3FU);
  return value;
}

// Characters that would let hostile text rearrange or break the line it is shown in.
bool rearranges_text(std::uint32_t value) {
  return (value >= 0x80 && value < 0xA0) || value == 0x200E || value == 0x200F ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) ||
         value == 0xFEFF;
}

bool is_shown_as_it_is(std::string_view sequence) {
  const auto value = code_point(sequence);
  return value >= 0x20 && value != 0x7F && value != '\\' && !rearranges_text(value);
}

void append_escaped(std::string& text, unsigned byte) {
  switch (byte) {
    case '\n':
      text += "\\n";
      return;
    case '\r':
      text += "\\r";
      return;
    case '\t':
      text += "\\t";
      return;
    case '\\':
      text += "\\\\";
      return;
    default:
      fmt::format_to(std::back_inserter(text), "\\x{:02x}", byte);
  }
}

std::optional<unsigned> hexadecimal(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  return std::nullopt;
}

// Takes one escape off the front of `text`, the backslash being taken already.
std::optional<char> take_escape(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const char letter = text.front();
  text.remove_prefix(1);
  switch (letter) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '\\':
      return '\\';
    case 'x':
      break;
    default:
      return std::nullopt;
  }
  if (text.size() < 2) return std::nullopt;
  const auto high = hexadecimal(text[0]);
  const auto low = hexadecimal(text[1]);
  text.remove_prefix(2);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high * 16 + *low);
}

}  // namespace

std::optional<std::string> unescape_bytes(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size());
  while (!text.empty()) {
    const auto plain = text.substr(0, text.find('\\'));
    bytes += plain;
    text.remove_prefix(plain.size());
    if (text.empty()) break;
    text.remove_prefix(1);
    const auto byte = take_escape(text);
    if (!byte) return std::nullopt;
    bytes += *byte;
  }
  return bytes;
}

std::size_t utf8_sequence_length(std::string_view bytes) {
  if (bytes.empty()) return 0;
  const auto first = byte_at(bytes, 0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  for (std::size_t i = 1; i < length; ++i) {
    if (!is_continuation(bytes, i)) return 0;
  }
  const auto value = code_point(bytes.substr(0, length));
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  return overlong || surrogate || value > 0x10FFFF ? 0 : length;
}

std::string escape_bytes(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  while (!bytes.empty()) {
    const auto length = utf8_sequence_length(bytes);
    const auto sequence = bytes.substr(0, length == 0 ? 1 : length);
    if (length != 0 && is_shown_as_it_is(sequence)) {
      text += sequence;
    } else {
      for (std::size_t i = 0; i < sequence.size(); ++i) append_escaped(text, byte_at(sequence, i));
    }
    bytes.remove_prefix(sequence.size());
  }
  return text;
}

std::string escape_bytes_shortened(std::string_view bytes, std::size_t bytes_max) {
  if (bytes.size() <= bytes_max) return escape_bytes(bytes);
  auto end = bytes_max;
  while (end > 0 && bytes_max - end < 3 && is_continuation(bytes, end)) --end;
  return escape_bytes(bytes.substr(0, end)) + " …";
}

std::string in_quotes(std::string_view bytes) {
  return '"' + escape_bytes_shortened(bytes, shown_bytes_max) + '"';
}

std::string with_thousands(std::uint64_t number) {
  auto digits = std::to_string(number);
  for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3) {
    digits.insert(static_cast<std::size_t>(place), ",");
  }
  return digits;
}

std::string show_size(std::uint64_t bytes) {
  constexpr std::uint64_t kibibyte = 1024;
  constexpr std::uint64_t mebibyte = 1024 * kibibyte;
  if (bytes != 0 && bytes % mebibyte == 0) return with_thousands(bytes / mebibyte) + " MiB";
  if (bytes != 0 && bytes % kibibyte == 0) return with_thousands(bytes / kibibyte) + " KiB";
  return counted(bytes, "byte");
}

std::string show_duration(std::chrono::nanoseconds duration) {
  const auto count = static_cast<double>(duration.count());
  if (count < 1e3) return fmt::format("{} ns", duration.count());
  if (count < 1e6) return fmt::format("{:.0f} us", count / 1e3);
  if (count < 1e9) return fmt::format("{:.0f} ms", count / 1e6);
  return fmt::format("{:.1f} s", count / 1e9);
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", with_thousands(count), noun, count == 1 ? "" : "s");
}

}  // namespace ssert::base
