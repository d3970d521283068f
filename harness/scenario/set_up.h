// The requests around a check: before it, to log in or to create what is asked for, and after it,
// to clean up.
#pragma once

#include "http/field.h"
#include "scenario/references.h"

#include <optional>
#include <string>
#include <vector>

namespace ssert::scenario {

struct Capture {
  std::string name;
  std::string pointer;  // into the JSON of the response (RFC 6901)
  bool secret = false;  // by its name, or because `secrets` names it

  bool operator==(const Capture&) const = default;
};

struct SetUpRequest {
  std::string name;  // "before 1" where the file gives none
  std::string method;
  std::string place;  // of the URL, for a Problem: "slow.json:9: /before/0/url"
  std::string url;    // this, the values of `fields` and the content may have references
  http::FieldSection fields;
  std::vector<std::string> fields_left_out;
  std::string content;
  std::optional<Surroundings> content_references;  // none: the content is sent as it is
  std::optional<int> expected_status;              // none: any 2xx
  std::vector<Capture> captures;

  bool operator==(const SetUpRequest&) const = default;
};

struct SetUp {
  std::vector<SetUpRequest> before;
  std::vector<SetUpRequest> after;

  bool operator==(const SetUp&) const = default;
};

}  // namespace ssert::scenario
