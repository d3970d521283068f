// How reading a result ended, for the tests of it.
#pragma once

#include "reports/json/read.h"

#include <string>
#include <string_view>

namespace ssert::reports::testing {

inline std::string problem_of(std::string_view text) {
  const auto result = read_result(text, "r.json");
  return result ? "was read" : to_string(result.error());
}

}  // namespace ssert::reports::testing
