// What the flags of `ssert check` and the scenario files that it is given become: one Scenario per
// target, checked.
#pragma once

#include "base/result.h"
#include "scenario/inputs.h"
#include "scenario/quantity.h"
#include "scenario/request.h"
#include "scenario/scenario.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

inline constexpr int max_requests_most = 1'000;
inline constexpr SizeRange response_size_range{.least = 1024, .most = std::uint64_t{4} << 30U};

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
  std::optional<std::string> wait;
  std::vector<std::string> only;
  std::vector<std::string> skip;
  std::vector<std::string> allow_hosts;
  std::vector<std::string> secrets;  // names: a header's, a query parameter's, a variable's

  bool operator==(const CheckFlags&) const = default;
};

struct Targets {
  std::vector<Scenario> scenarios;  // one at least, in the order of the words
  std::vector<std::string> notes;   // what a user should know before anything is sent
};

// By what exchanges are judged that are there already: what the flags say of judging, over what one
// scenario file says of it. No request comes of it; flags that say how to send one are a Problem.
base::Result<Scenario> judging_from(const CheckFlags& flags, const Inputs& inputs);

// Flags go over what a scenario file says (docs/formats/scenario.md, "Flags and file").
base::Result<Targets> targets_from(const CheckFlags& flags, const Inputs& inputs);

std::string_view to_string(FailOn fail_on);  // "not-shown"
std::optional<FailOn> fail_on_from(std::string_view text);

}  // namespace ssert::scenario
