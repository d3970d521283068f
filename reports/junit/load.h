// The result of a load run as JUnit XML: one suite; a test case an objective, one for "no stream
// failed" where no objective says how many may, one a rule that a stream broke.
// docs/formats/reports.md says what becomes of which verdict.
#pragma once

#include "report/load_report.h"

#include <string>

namespace ssert::reports {

// Well-formed XML 1.0 in UTF-8, whatever a target sent. At least one failure or error stands in it
// wherever the exit status is not 0, and none where it is 0.
std::string render_junit(const report::LoadReport& report);

}  // namespace ssert::reports
