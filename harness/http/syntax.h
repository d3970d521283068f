// Character classes and white space of RFC 9110 "Common Syntax for Defining Fields".
#pragma once

#include <cstddef>
#include <string_view>

namespace ssert::http {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// -1 where `c` is no hexadecimal digit.
constexpr int hex_digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr char to_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool is_token_char(char c) {
  const char lower = to_lower(c);
  return is_digit(c) || (lower >= 'a' && lower <= 'z') ||
         (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

constexpr bool is_token(std::string_view text) {
  for (const char c : text) {
    if (!is_token_char(c)) return false;
  }
  return !text.empty();
}

// SP or HTAB: what OWS, RWS and BWS are made of.
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

// What may stand neither in a field value nor in a reason phrase: every control byte but HTAB.
// Bytes from 0x80 (obs-text) may.
constexpr bool is_forbidden_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte < 0x20 && c != '\t') || byte == 0x7F;
}

// The first such byte at or after `from`, or npos.
constexpr std::size_t find_forbidden_control(std::string_view text, std::size_t from = 0) {
  for (std::size_t i = from; i < text.size(); ++i) {
    if (is_forbidden_control(text[i])) return i;
  }
  return std::string_view::npos;
}

constexpr std::size_t leading_blanks(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && is_blank(text[count])) ++count;
  return count;
}

constexpr std::string_view trim_blanks(std::string_view text) {
  text.remove_prefix(leading_blanks(text));
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace ssert::http
