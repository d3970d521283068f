// Header fields as curl's -H takes them.
#pragma once

#include "base/result.h"
#include "http/field.h"
#include "scenario/inputs.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

struct GivenHeaders {
  http::FieldSection fields;
  std::vector<std::string> left_out;  // "Name:" asks that no such field be sent

  // Adds the field unless one of that name was given or left out: what the user says goes first.
  void add_default(std::string_view name, std::string_view value);
  bool says(std::string_view name) const;  // given or left out
};

// "Name: value"; "Name;" is a field with an empty value; "Name:" leaves it out; "@FILE" has one of
// these a line. Host may be given; fields that follow from the content (Content-Length,
// Transfer-Encoding) are a Problem, for the request would be another than its head says.
base::Result<GivenHeaders> read_headers(std::span<const std::string> texts, std::string_view where,
                                        const Inputs& inputs);

// "Basic dXNlcjpwYXNz" of "user:pass" (RFC 7617).
std::string basic_credentials(std::string_view user_and_password);

}  // namespace ssert::scenario
