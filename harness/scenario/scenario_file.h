// A scenario file, read: docs/formats/scenario.md.
#pragma once

#include "base/result.h"
#include "scenario/inputs.h"
#include "scenario/request.h"
#include "scenario/scenario.h"

#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

// Whether a word of the command line names a scenario file: it ends in ".json" and is no URL.
bool is_scenario_file(std::string_view word);

struct FileScenario {
  RequestPlan request;  // what the file says of it; Content-Type is not added yet
  // By the target: what the file calls it; empty where it gives no name.
  std::vector<std::string> target_names;
  std::vector<std::string> target_places;  // "slow.json:4: /url", for Problems
  // Everything else, the same for each target. Without url and fields, which are in `request`.
  Scenario common;
};

// `file_name` is for messages, and the files that it names are looked for in its folder. The
// Problem says file, line and JSON pointer, and shows no secret.
base::Result<FileScenario> read_scenario_file(std::string_view text, std::string_view file_name,
                                              const Inputs& inputs);

// Hides the values of that name: fields, query parameters, captures, a variable. False where there
// is nothing of that name.
bool hide_named(std::string_view name, const Inputs& inputs, RequestPlan& request, SetUp& set_up);

}  // namespace ssert::scenario
