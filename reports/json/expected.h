// What is broken now, as a file of expected failures: docs/formats/expected.md.
#pragma once

#include "report/report_model.h"

#include <string>

namespace ssert::reports {

// Entries that the run was given stay as they stand, but for those that are stale; behind them
// comes an entry for each root that warns or fails, or explains what does, and is not expected yet.
std::string render_expected(const report::ReportModel& model);

}  // namespace ssert::reports
