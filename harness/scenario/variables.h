// $NAME and ${NAME} in header values, URLs and -u: secrets come from the environment, so that they
// stand neither in scripts nor in the process list. "$$" is a dollar sign; a dollar sign in front
// of anything else stays.
#pragma once

#include "base/result.h"
#include "scenario/inputs.h"

#include <string>
#include <string_view>
#include <vector>

namespace ssert::scenario {

struct UsedVariable {
  std::string name;
  std::string value;

  bool operator==(const UsedVariable&) const = default;
};

// Appends what was put in to `used`. A variable that is not set is a Problem: an empty token would
// test something else than was meant. `where` is the flag.
base::Result<std::string> expand_variables(std::string_view text, std::string_view where,
                                           const Inputs& inputs, std::vector<UsedVariable>& used);

// Whether the whole text is one reference: "$TOKEN", "${TOKEN}".
bool is_reference(std::string_view text);

}  // namespace ssert::scenario
