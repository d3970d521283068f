// The report of a load run for a person at a terminal. Everything that a target sent is escaped.
#pragma once

#include "report/load_report.h"
#include "reports/console/console.h"

#include <string>

namespace ssert::reports {

std::string render_console(const report::LoadReport& report, const ConsoleStyle& style);

}  // namespace ssert::reports
