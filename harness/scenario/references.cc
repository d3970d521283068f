#include "scenario/references.h"

#include "base/text.h"
#include "http/syntax.h"
#include "scenario/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ssert::scenario {
namespace {

struct Reference {
  std::string_view text;  // "{{id}}"
  std::string_view name;
};

// The first one at or after `from`.
std::optional<Reference> next_reference(std::string_view text, std::size_t from) {
  for (auto open = text.find("{{", from); open != std::string_view::npos;
       open = text.find("{{", open + 1)) {
    const auto close = text.find("}}", open);
    if (close == std::string_view::npos) return std::nullopt;
    const auto name = text.substr(open + 2, close - open - 2);
    if (is_capture_name(name)) return Reference{text.substr(open, close + 2 - open), name};
  }
  return std::nullopt;
}

std::string escaped_for_json(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      escaped += '\\';
      escaped += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      escaped += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      escaped += c;
    }
  }
  return escaped;
}

// Whether what follows `text` is path, query or fragment.
bool authority_has_ended(std::string_view text) {
  const auto begin = authority_begin(text);
  return begin != 0 && text.find_first_of("/?#", begin) != std::string_view::npos;
}

std::string written(std::string_view value, Surroundings surroundings, std::string_view before) {
  if (surroundings == Surroundings::json) return escaped_for_json(value);
  const bool encode = surroundings == Surroundings::url && authority_has_ended(before);
  return encode ? percent_encoded(value) : std::string(value);
}

}  // namespace

bool is_capture_name(std::string_view text) {
  const auto is_letter = [](char c) {
    const char lower = http::to_lower(c);
    return (lower >= 'a' && lower <= 'z') || c == '_';
  };
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || http::is_digit(c); });
}

std::vector<std::string> references_in(std::string_view text) {
  std::vector<std::string> names;
  std::size_t from = 0;
  while (const auto reference = next_reference(text, from)) {
    names.emplace_back(reference->name);
    from = static_cast<std::size_t>(reference->text.data() - text.data()) + reference->text.size();
  }
  return names;
}

std::string fill(std::string_view text, Surroundings surroundings,
                 std::span<const Captured> captured) {
  std::string filled;
  std::size_t from = 0;
  while (const auto reference = next_reference(text, from)) {
    const auto at = static_cast<std::size_t>(reference->text.data() - text.data());
    filled += text.substr(from, at - from);
    from = at + reference->text.size();
    const auto found = std::find_if(captured.begin(), captured.end(), [&](const Captured& one) {
      return one.name == reference->name;
    });
    filled += found == captured.end() ? std::string(reference->text)
                                      : written(found->value, surroundings, filled);
  }
  return filled + std::string(text.substr(from));
}

std::string percent_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const char lower = http::to_lower(c);
    const bool unreserved = (lower >= 'a' && lower <= 'z') || http::is_digit(c) ||
                            std::string_view("-._~").find(c) != std::string_view::npos;
    encoded += unreserved
                   ? std::string(1, c)
                   : fmt::format("%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
  }
  return encoded;
}

std::string stand_in_url(std::string_view url) {
  if (url.starts_with("{{") && !references_in(url).empty()) return "http://127.0.0.1/";
  std::vector<Captured> stand_ins;
  for (auto& name : references_in(url)) stand_ins.push_back({.name = name, .value = "1"});
  return fill(url, Surroundings::url, stand_ins);
}

bool host_is_known(std::string_view url) {
  return references_in(url.substr(0, url.find_first_of("/?#", authority_begin(url)))).empty();
}

}  // namespace ssert::scenario
