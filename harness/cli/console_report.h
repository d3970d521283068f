// The report for the person at the terminal.
#pragma once

#include "cli/options.h"

namespace ssert::report {
struct LoadReport;
struct ReportModel;
}  // namespace ssert::report

namespace ssert::cli {

// On stdout, as wide as the terminal. `verbose`: also what passed and what was not shown. False
// where stdout does not take it.
bool write_console(const report::ReportModel& model, ColorMode color, bool verbose);
bool write_console(const report::LoadReport& report, ColorMode color);

}  // namespace ssert::cli
