// A result as CSV, for spreadsheets and tables: of a check a row a rule, of a load run a row a
// metric. docs/formats/reports.md has the columns.
#pragma once

#include "report/load_report.h"
#include "report/report_model.h"

#include <string>

namespace ssert::reports {

// UTF-8 after RFC 4180, with a row of headings. Text from a target is on one line and no formula.
std::string render_csv(const report::ReportModel& model);
std::string render_csv(const report::LoadReport& report);

}  // namespace ssert::reports
