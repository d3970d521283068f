#include "reports/junit/xml.h"

#include "base/text.h"

#include <fmt/format.h>

#include <iterator>

namespace ssert::reports {
namespace {

// XML 1.0, production [2] Char, of a valid UTF-8 sequence.
bool is_character(std::string_view sequence) {
  if (sequence == "\xEF\xBF\xBE" || sequence == "\xEF\xBF\xBF") return false;  // U+FFFE, U+FFFF
  const auto first = static_cast<unsigned char>(sequence.front());
  return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
}

// Empty for what stands for itself.
std::string_view reference_in_content(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#13;";
    default:
      return {};
  }
}

// A parser makes spaces of line breaks and tabs in an attribute.
std::string_view reference_in_attribute(char c) {
  switch (c) {
    case '"':
      return "&quot;";
    case '\t':
      return "&#9;";
    case '\n':
      return "&#10;";
    default:
      return reference_in_content(c);
  }
}

std::string escaped(std::string_view text, std::string_view (*reference_for)(char)) {
  std::string xml;
  xml.reserve(text.size());
  while (!text.empty()) {
    const auto length = base::utf8_sequence_length(text);
    const auto sequence = text.substr(0, length == 0 ? 1 : length);
    if (length == 0 || !is_character(sequence)) {
      for (const char c : sequence)
        fmt::format_to(std::back_inserter(xml), "\\x{:02x}", static_cast<unsigned char>(c));
    } else if (const auto reference = reference_for(sequence.front()); !reference.empty()) {
      xml += reference;
    } else {
      xml += sequence;
    }
    text.remove_prefix(sequence.size());
  }
  return xml;
}

}  // namespace

std::string xml_content(std::string_view text) { return escaped(text, reference_in_content); }

std::string xml_attribute(std::string_view text) { return escaped(text, reference_in_attribute); }

}  // namespace ssert::reports
