// The file of expected failures: docs/formats/expected.md.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace ssert::conformance {

struct ExpectedFailure {
  std::string target;  // its name; "*" is every target
  std::string rule;    // an id of the catalogue
  std::string why;     // for people

  bool operator==(const ExpectedFailure&) const = default;
};

// The entries in the file's order. The Problem says file, line and JSON pointer.
base::Result<std::vector<ExpectedFailure>> read_expected(std::string_view text,
                                                         std::string_view file_name);

}  // namespace ssert::conformance
