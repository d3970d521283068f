// Field lines and media types as values (RFC 9110 "Fields", "Content-Type"). No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::http {

struct FieldLine {
  std::string name;   // as received
  std::string value;  // optional white space around it removed

  bool operator==(const FieldLine&) const = default;
};

using FieldSection = std::vector<FieldLine>;

bool equals_ignoring_case(std::string_view a, std::string_view b);  // ASCII

// The first value of that name (compared ignoring case), or none.
std::optional<std::string_view> find_field(const FieldSection& fields, std::string_view name);

// Every value of that name joined with ", " (RFC 9110 "Combined field value"), or none.
std::optional<std::string> combined_field(const FieldSection& fields, std::string_view name);

// The members of a comma-separated list, white space and empty members removed; commas inside
// quoted strings do not separate.
std::vector<std::string> list_members(std::string_view value);

// A parsed Content-Type. `essence` is "type/subtype" in lower case.
struct MediaType {
  std::string essence;
  std::vector<FieldLine> parameters;  // names in lower case, values unquoted

  std::optional<std::string_view> parameter(std::string_view name) const;
  bool operator==(const MediaType&) const = default;
};

// None where there is no "type/subtype". A trailing ";" and unknown parameters are tolerated
// (WHATWG MIME Sniffing, "parse a MIME type").
std::optional<MediaType> parse_media_type(std::string_view value);

// The one that clients take where a combined Content-Type names several: the last that is one, with
// the charset of an equal one before it where it has none itself (WHATWG Fetch, "extract a MIME
// type"). None where none is.
std::optional<MediaType> extract_media_type(std::string_view combined);

}  // namespace ssert::http
