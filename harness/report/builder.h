// Makes the ReportModel of a run: picks what is shown, takes secrets out, decides the exit status.
#pragma once

#include "conformance/check.h"
#include "conformance/expected.h"
#include "report/report_model.h"

#include <string>
#include <vector>

namespace ssert::report {

// What the run itself is, as far as results do not tell.
struct RunFacts {
  std::string version;
  std::vector<std::string> command;  // redacted by the caller
  std::string started_at;
  double elapsed_ms = 0;
  bool interrupted = false;
};

// Exit status and the words for it, the first that holds (README, "Exit status"). `expected` are
// the failures that do not count for it.
ReportModel build(const RunFacts& run, const std::vector<conformance::CheckResult>& results,
                  const std::vector<conformance::ExpectedFailure>& expected = {});

}  // namespace ssert::report
