// What --recording and --response name: files of exchanges that were made earlier, judged.
#pragma once

#include "base/result.h"
#include "conformance/check.h"
#include "scenario/scenario.h"

#include <string>
#include <vector>

namespace ssert::cli {

struct RecordedFiles {
  std::vector<std::string> recordings;  // "-" is stdin
  std::vector<std::string> responses;   // raw response dumps

  bool empty() const { return recordings.empty() && responses.empty(); }
};

// A result for each target of the files, in their order. A Problem says file, line and JSON
// pointer.
base::Result<std::vector<conformance::CheckResult>> judge_files(const RecordedFiles& files,
                                                                const scenario::Scenario& by);

}  // namespace ssert::cli
