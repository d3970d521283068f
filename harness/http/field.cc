#include "http/field.h"

#include "http/syntax.h"

#include <algorithm>

namespace ssert::http {
namespace {

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), to_lower);
  return lower;
}

// "HTTP whitespace" of the WHATWG standards: LF and CR too, which a value handed in may still have.
constexpr bool is_http_white_space(char c) { return is_blank(c) || c == '\n' || c == '\r'; }

std::string_view trim_start(std::string_view text) {
  while (!text.empty() && is_http_white_space(text.front())) text.remove_prefix(1);
  return text;
}

std::string_view trim_end(std::string_view text) {
  while (!text.empty() && is_http_white_space(text.back())) text.remove_suffix(1);
  return text;
}

// Takes from `rest` what stands before the first of `stops`, or all.
std::string_view take_until(std::string_view& rest, std::string_view stops) {
  const std::string_view taken = rest.substr(0, rest.find_first_of(stops));
  rest.remove_prefix(taken.size());
  return taken;
}

// Takes a quoted string (WHATWG Fetch, "collect an HTTP quoted string", extract-value true); a
// missing end quote is forgiven.
std::string take_quoted_string(std::string_view& rest) {
  rest.remove_prefix(1);
  std::string value;
  while (!rest.empty()) {
    const char c = rest.front();
    rest.remove_prefix(1);
    if (c == '"') break;
    if (c == '\\' && !rest.empty()) {
      value += rest.front();
      rest.remove_prefix(1);
    } else {
      value += c;
    }
  }
  return value;
}

// Takes one ";name=value", and leaves `rest` at the next ';' or at its end.
std::optional<FieldLine> take_parameter(std::string_view& rest) {
  rest.remove_prefix(1);
  rest = trim_start(rest);
  FieldLine parameter{.name = in_lower_case(take_until(rest, ";=")), .value = {}};
  if (rest.empty() || rest.front() == ';') return std::nullopt;
  rest.remove_prefix(1);
  if (!rest.empty() && rest.front() == '"') {
    parameter.value = take_quoted_string(rest);
    take_until(rest, ";");
  } else {
    parameter.value = trim_end(take_until(rest, ";"));
    if (parameter.value.empty()) return std::nullopt;
  }
  if (!is_token(parameter.name)) return std::nullopt;
  if (std::ranges::any_of(parameter.value, is_forbidden_control)) return std::nullopt;
  return parameter;
}

// Where the list member that starts at `begin` ends: at a comma outside quotes, or at the end.
std::size_t end_of_member(std::string_view value, std::size_t begin) {
  bool in_quotes = false;
  for (std::size_t i = begin; i < value.size(); ++i) {
    if (value[i] == '"') in_quotes = !in_quotes;
    if (value[i] == '\\' && in_quotes)
      ++i;
    else if (value[i] == ',' && !in_quotes)
      return i;
  }
  return value.size();
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, to_lower, to_lower);
}

std::optional<std::string_view> find_field(const FieldSection& fields, std::string_view name) {
  for (const FieldLine& line : fields) {
    if (equals_ignoring_case(line.name, name)) return line.value;
  }
  return std::nullopt;
}

std::optional<std::string> combined_field(const FieldSection& fields, std::string_view name) {
  std::optional<std::string> combined;
  for (const FieldLine& line : fields) {
    if (!equals_ignoring_case(line.name, name)) continue;
    if (combined) {
      combined->append(", ").append(line.value);
    } else {
      combined = line.value;
    }
  }
  return combined;
}

std::vector<std::string> list_members(std::string_view value) {
  std::vector<std::string> members;
  for (std::size_t begin = 0; begin <= value.size();) {
    const std::size_t end = end_of_member(value, begin);
    const std::string_view member = trim_blanks(value.substr(begin, end - begin));
    if (!member.empty()) members.emplace_back(member);
    begin = end + 1;
  }
  return members;
}

std::optional<std::string_view> MediaType::parameter(std::string_view name) const {
  return find_field(parameters, name);
}

std::optional<MediaType> parse_media_type(std::string_view value) {
  std::string_view rest = trim_start(trim_end(value));
  const std::string_view type = take_until(rest, "/");
  if (!is_token(type) || rest.empty()) return std::nullopt;
  rest.remove_prefix(1);
  const std::string_view subtype = trim_end(take_until(rest, ";"));
  if (!is_token(subtype)) return std::nullopt;

  MediaType media_type{.essence = in_lower_case(type) + '/' + in_lower_case(subtype),
                       .parameters = {}};
  while (!rest.empty()) {
    auto parameter = take_parameter(rest);
    if (parameter && !media_type.parameter(parameter->name)) {
      media_type.parameters.push_back(*std::move(parameter));
    }
  }
  return media_type;
}

std::optional<MediaType> extract_media_type(std::string_view combined) {
  std::optional<MediaType> extracted;
  for (const std::string& member : list_members(combined)) {
    auto media_type = parse_media_type(member);
    if (!media_type || media_type->essence == "*/*") continue;
    const bool is_equal = extracted && extracted->essence == media_type->essence;
    const auto charset = is_equal ? extracted->parameter("charset") : std::nullopt;
    if (charset && !media_type->parameter("charset"))
      media_type->parameters.push_back({.name = "charset", .value = std::string(*charset)});
    extracted = std::move(media_type);
  }
  return extracted;
}

}  // namespace ssert::http
