#include "scenario/headers.h"

#include "base/text.h"
#include "http/syntax.h"
#include "scenario/secrets.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace ssert::scenario {
namespace {

constexpr std::string_view form = "\"Name: value\", as in 'Accept: text/event-stream'";

// A header line that is not understood may hold a secret anywhere: only its first word is shown.
std::string shown_start(std::string_view line) {
  const auto end = line.find_first_of(" \t");
  return base::escape_bytes_shortened(line.substr(0, end), 20) +
         (end == std::string_view::npos ? "" : " …");
}

struct Line {
  std::string_view text;
  std::string where;
};

base::Problem line_problem(const Line& line, std::string what, std::string way_out) {
  return {.where = line.where, .what = std::move(what), .way_out = std::move(way_out)};
}

base::Result<void> add_line(const Line& line, GivenHeaders& headers) {
  const auto colon = line.text.find(':');
  const bool empty_value = colon == std::string_view::npos && line.text.ends_with(';');
  if (colon == std::string_view::npos && !empty_value) {
    return line_problem(line, "\"" + shown_start(line.text) + "\" has no colon", std::string(form));
  }
  const auto name = line.text.substr(0, empty_value ? line.text.size() - 1 : colon);
  if (!http::is_token(name)) {
    return line_problem(line, "\"" + shown_start(name) + "\" is no header field name",
                        "letters, digits and hyphens, with no space before the colon");
  }
  const auto value =
      empty_value ? std::string_view() : http::trim_blanks(line.text.substr(colon + 1));
  if (std::any_of(value.begin(), value.end(), http::is_forbidden_control)) {
    return line_problem(line, "\"" + std::string(name) + "\" has a control byte in its value",
                        "one line of text");
  }
  for (const std::string_view own : {"Content-Length", "Transfer-Encoding"}) {
    if (http::equals_ignoring_case(name, own)) {
      return line_problem(line, "\"" + std::string(name) + "\" follows from the request's content",
                          "the request without it: ssert sends the right one");
    }
  }
  if (value.empty() && !empty_value) {
    headers.left_out.emplace_back(name);
  } else {
    headers.fields.push_back({.name = std::string(name), .value = std::string(value)});
  }
  return {};
}

base::Result<void> add_file(const Line& at_file, const Inputs& inputs, GivenHeaders& headers) {
  const std::string path(at_file.text.substr(1));
  const auto text =
      path == "-" ? inputs.standard_input(at_file.where) : inputs.file(path, at_file.where);
  if (!text) return text.error();
  std::string_view rest = *text;
  for (int number = 1; !rest.empty(); ++number) {
    const auto end = std::min(rest.find('\n'), rest.size());
    auto line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (http::trim_blanks(line).empty()) continue;
    const auto added =
        add_line({.text = line, .where = path + ":" + std::to_string(number) + ":"}, headers);
    if (!added) return added.error();
  }
  return {};
}

}  // namespace

bool GivenHeaders::says(std::string_view name) const {
  return http::find_field(fields, name).has_value() ||
         std::any_of(left_out.begin(), left_out.end(), [name](const std::string& other) {
           return http::equals_ignoring_case(name, other);
         });
}

void GivenHeaders::add_default(std::string_view name, std::string_view value) {
  if (!says(name)) fields.push_back({.name = std::string(name), .value = std::string(value)});
}

base::Result<GivenHeaders> read_headers(std::span<const std::string> texts, std::string_view where,
                                        const Inputs& inputs) {
  GivenHeaders headers;
  for (const auto& text : texts) {
    const Line line{.text = text, .where = std::string(where)};
    const auto added =
        text.starts_with('@') ? add_file(line, inputs, headers) : add_line(line, headers);
    if (!added) return added.error();
  }
  return headers;
}

std::string basic_credentials(std::string_view user_and_password) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text = "Basic ";
  for (std::size_t i = 0; i < user_and_password.size(); i += 3) {
    const auto group = user_and_password.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8U | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      text += j > group.size() ? '=' : alphabet[bits >> (18U - 6U * j) & 0x3FU];
  }
  return text;
}

}  // namespace ssert::scenario
