// The result as JUnit XML, which CI systems show as tests: docs/formats/reports.md says what
// becomes of which verdict. One test suite a target, one test case a rule.
#pragma once

#include "report/report_model.h"

#include <string>

namespace ssert::reports {

// Well-formed XML 1.0 in UTF-8, whatever a target sent. At least one failure or error stands in it
// wherever the exit status is not 0, and none where it is 0.
std::string render_junit(const report::ReportModel& model);

}  // namespace ssert::reports
