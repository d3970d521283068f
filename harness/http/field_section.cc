#include "http/field_section.h"

#include "base/text.h"
#include "http/syntax.h"

#include <string>
#include <utility>

namespace ssert::http {
namespace {

using violation::Code;
using violation::Violation;

// One violation for each run of bytes that may not stand in a value.
void note_forbidden_bytes(std::string_view line, std::uint64_t offset, std::size_t from,
                          std::vector<Violation>& violations) {
  for (std::size_t at = find_forbidden_control(line, from); at != std::string_view::npos;) {
    std::size_t end = at + 1;
    while (end < line.size() && is_forbidden_control(line[end])) ++end;
    violations.push_back({.code = Code::field_value_forbidden_byte,
                          .offset = offset + at,
                          .length = end - at,
                          .detail = base::escape_bytes_shortened(line.substr(at, end - at), 8)});
    at = find_forbidden_control(line, end);
  }
}

}  // namespace

void FieldSectionReader::add_line(std::string_view line, std::uint64_t offset,
                                  std::vector<Violation>& violations) {
  const bool is_first_line = !std::exchange(any_line_seen_, true);
  if (is_blank(line.front()) && !is_first_line) {
    add_continuation(line, offset, violations);
    return;
  }
  last_line_was_kept_ = false;
  const auto malformed = [&](std::string detail) {
    violations.push_back({.code = Code::field_line_malformed,
                          .offset = offset,
                          .length = line.size(),
                          .detail = std::move(detail)});
  };
  // RFC 9112, "Message Parsing": white space between the start line and the first field makes that
  // line worthless.
  if (is_blank(line.front())) return malformed("white space before the first field");
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return malformed("no colon");

  std::string_view name = line.substr(0, colon);
  while (!name.empty() && is_blank(name.back())) name.remove_suffix(1);
  if (name.empty()) return malformed("no name before the colon");
  if (!is_token(name))
    malformed("the name is no token: " + base::escape_bytes_shortened(name, base::shown_bytes_max));
  if (name.size() != colon) {
    violations.push_back({.code = Code::field_name_trailing_space,
                          .offset = offset + name.size(),
                          .length = colon - name.size(),
                          .detail = base::escape_bytes_shortened(name, base::shown_bytes_max)});
  }
  note_forbidden_bytes(line, offset, colon + 1, violations);
  fields_.push_back(
      {.name = std::string(name), .value = std::string(trim_blanks(line.substr(colon + 1)))});
  places_.push_back({.offset = offset, .length = line.size()});
  last_line_was_kept_ = true;
}

// RFC 9112, "Obsolete Line Folding": a user agent replaces each with a space.
void FieldSectionReader::add_continuation(std::string_view line, std::uint64_t offset,
                                          std::vector<Violation>& violations) {
  violations.push_back({.code = Code::obsolete_line_folding,
                        .offset = offset,
                        .length = leading_blanks(line),
                        .detail = last_line_was_kept_
                                      ? "in " + base::escape_bytes_shortened(fields_.back().name,
                                                                             base::shown_bytes_max)
                                      : std::string("after a line that is no field")});
  note_forbidden_bytes(line, offset, 0, violations);
  if (!last_line_was_kept_) return;
  std::string& value = fields_.back().value;
  const std::string_view more = trim_blanks(line);
  if (!value.empty() && !more.empty()) value += ' ';
  value += more;
}

}  // namespace ssert::http
