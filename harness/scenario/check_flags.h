// What the flags of `ssert check` give: one Scenario per target, checked.
#pragma once

#include "base/result.h"
#include "scenario/inputs.h"
#include "scenario/request.h"
#include "scenario/scenario.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

// Flags as typed, before anything is checked; none where a flag was not given.
struct CheckFlags {
  RequestFlags request;
  std::vector<std::string> curl;  // a pasted curl command, in place of `request`

  std::optional<std::string> dialect;  // the name of one of ours, or a file
  std::optional<std::string> terminal;
  std::optional<std::string> max_requests;
  std::optional<std::string> connect_timeout;
  std::optional<std::string> head_timeout;
  std::optional<std::string> first_token_timeout;
  std::optional<std::string> gap_timeout;
  std::optional<std::string> total_timeout;
  std::optional<std::string> max_response;
  std::optional<std::string> fail_on;
  std::vector<std::string> secrets;  // names: a header's, a query parameter's, a variable's

  bool operator==(const CheckFlags&) const = default;
};

struct Targets {
  std::vector<Scenario> scenarios;  // one at least, in the order of the URLs
  std::vector<std::string> notes;   // what a user should know before anything is sent
};

base::Result<Targets> targets_from(const CheckFlags& flags, const Inputs& inputs);

std::string_view to_string(FailOn fail_on);  // "not-shown"
std::optional<FailOn> fail_on_from(std::string_view text);

}  // namespace ssert::scenario
