// What a command line refers to and does not contain: environment variables, files, standard input,
// rules and probes.
// The program gives the real ones (cli/inputs.h), tests give tables.
#pragma once

#include "base/result.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

struct Inputs {
  // The variable's value, or none where it is not set.
  std::function<std::optional<std::string>(const std::string& name)> variable;
  // All bytes of the file, up to limits::input_file_bytes. `where` is the flag, for the Problem.
  std::function<base::Result<std::string>(const std::string& path, std::string_view where)> file;
  // All bytes of standard input, under the same limit.
  std::function<base::Result<std::string>(std::string_view where)> standard_input;
  // Of rules and probes, what --only and --skip choose from. They outlive the Inputs.
  std::vector<std::string_view> selectable_names;
};

}  // namespace ssert::scenario
