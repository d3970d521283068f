// What is sent: from ssert's own flags here, from a pasted curl command in curl_command.h. Both
// give the same struct.
#pragma once

#include "base/result.h"
#include "http/field.h"
#include "scenario/headers.h"
#include "scenario/inputs.h"
#include "scenario/secrets.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

// One request for one URL or several.
struct RequestPlan {
  std::vector<std::string> urls;  // complete, see url.h
  std::string method = "POST";
  bool method_given = false;
  http::FieldSection fields;
  std::vector<std::string> fields_left_out;  // see Scenario
  std::optional<std::string> content;        // none: the dialect's example body
  std::optional<std::chrono::nanoseconds> connect_limit;
  std::optional<std::chrono::nanoseconds> total_limit;
  SecretValues secrets;
  std::vector<std::string> notes;  // what a user should know, one line each
};

// Flags as typed, before anything is checked.
struct RequestFlags {
  std::vector<std::string> urls;
  std::optional<std::string> method;
  std::vector<std::string> headers;
  std::optional<std::string> data;  // TEXT, @FILE, @- or -
  std::optional<std::string> user;  // NAME:PASSWORD

  bool operator==(const RequestFlags&) const = default;
};

// The words of `urls` that name scenario files are left out: without another, the plan is what the
// flags say to the files. $NAME is put in for URLs, headers and the user. With content,
// Content-Type is application/json where -H gives none.
base::Result<RequestPlan> plan_request(const RequestFlags& flags, const Inputs& inputs);

// What both ways have in common: takes the users out of the URLs, adds Authorization, collects the
// secrets. `headers` go into `plan.fields`.
struct Credentials {
  std::vector<std::string> urls;    // as typed
  bool other_targets = false;       // beside these URLs
  std::optional<std::string> user;  // goes before one in a URL
  std::string_view user_flag = "-u";
};
base::Result<void> complete_plan(RequestPlan& plan, const Credentials& typed, GivenHeaders headers);

// A method whose requests have no content by default: GET, HEAD, DELETE, OPTIONS.
bool method_has_no_content(std::string_view method);

base::Result<std::string> checked_method(std::string_view text, std::string_view where);

}  // namespace ssert::scenario
