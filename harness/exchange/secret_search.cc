#include "exchange/secret_search.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace ssert::exchange {
namespace {

struct JsonStyle {
  bool escapes_slash = false;  // as PHP does
  bool escapes_non_ascii = false;
};

std::uint32_t code_point(std::string_view sequence) {
  std::uint32_t value = static_cast<unsigned char>(sequence[0]) & (0x7FU >> sequence.size());
  for (const char c : sequence.substr(1))
    value = value << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  return value;
}

void append_utf16_escapes(std::string& text, std::string_view sequence) {
  const auto value = code_point(sequence);
  if (value < 0x10000) {
    fmt::format_to(std::back_inserter(text), "\\u{:04x}", value);
    return;
  }
  fmt::format_to(std::back_inserter(text), "\\u{:04x}\\u{:04x}",
                 0xD800U + ((value - 0x10000) >> 10U), 0xDC00U + (value & 0x3FFU));
}

std::string json_escaped(std::string_view secret, JsonStyle style) {
  static constexpr std::string_view named = "\"\\\b\f\n\r\t";
  static constexpr std::string_view letters = "\"\\bfnrt";
  std::string text;
  while (!secret.empty()) {
    const auto length = std::max<std::size_t>(base::utf8_sequence_length(secret), 1);
    const auto sequence = secret.substr(0, length);
    const char c = sequence[0];
    if (const auto found = named.find(c); found != std::string_view::npos) {
      text += '\\';
      text += letters[found];
    } else if (c == '/' && style.escapes_slash) {
      text += "\\/";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(text), "\\u{:04x}", static_cast<unsigned char>(c));
    } else if (length > 1 && style.escapes_non_ascii) {
      append_utf16_escapes(text, sequence);
    } else {
      text += sequence;
    }
    secret.remove_prefix(length);
  }
  return text;
}

bool is_unreserved(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

struct PercentStyle {
  bool upper_case = true;
  bool plus_for_space = false;  // as in forms
};

std::string percent_encoded(std::string_view secret, PercentStyle style) {
  std::string text;
  for (const char c : secret) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c)) {
      text += c;
    } else if (c == ' ' && style.plus_for_space) {
      text += '+';
    } else if (style.upper_case) {
      fmt::format_to(std::back_inserter(text), "%{:02X}", byte);
    } else {
      fmt::format_to(std::back_inserter(text), "%{:02x}", byte);
    }
  }
  return text;
}

void find_form(std::string_view bytes, std::string_view form, std::vector<ByteRange>& ranges) {
  for (auto at = bytes.find(form); at != std::string_view::npos; at = bytes.find(form, at + 1)) {
    const bool touches_last = !ranges.empty() && at >= ranges.back().offset &&
                              at <= ranges.back().offset + ranges.back().length;
    if (touches_last) {
      ranges.back().length =
          std::max(ranges.back().length, at + form.size() - ranges.back().offset);
    } else {
      ranges.push_back({.offset = at, .length = form.size()});
    }
  }
}

}  // namespace

std::vector<std::string> written_forms(std::string_view secret) {
  if (secret.empty()) return {};
  std::vector<std::string> forms{std::string(secret)};
  const auto add = [&](std::string form) {
    if (std::find(forms.begin(), forms.end(), form) == forms.end())
      forms.push_back(std::move(form));
  };
  for (const bool slash : {false, true}) {
    for (const bool non_ascii : {false, true})
      add(json_escaped(secret, {.escapes_slash = slash, .escapes_non_ascii = non_ascii}));
  }
  for (const bool upper : {true, false}) {
    for (const bool plus : {false, true})
      add(percent_encoded(secret, {.upper_case = upper, .plus_for_space = plus}));
  }
  return forms;
}

std::vector<ByteRange> joined(std::vector<ByteRange> ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const ByteRange& a, const ByteRange& b) { return a.offset < b.offset; });
  std::vector<ByteRange> result;
  for (const auto& range : ranges) {
    if (result.empty() || range.offset > result.back().offset + result.back().length) {
      result.push_back(range);
    } else {
      auto& last = result.back();
      last.length = std::max(last.length, range.offset + range.length - last.offset);
    }
  }
  return result;
}

SecretSearch::SecretSearch(std::span<const std::string> secrets) {
  for (const auto& secret : secrets) {
    for (auto& form : written_forms(secret)) forms_.push_back(std::move(form));
  }
}

std::vector<ByteRange> SecretSearch::find(std::string_view bytes) const {
  std::vector<ByteRange> ranges;
  for (const auto& form : forms_) find_form(bytes, form, ranges);
  return joined(std::move(ranges));
}

}  // namespace ssert::exchange
