// The report for a person at a terminal. Everything that a target sent is escaped.
#pragma once

#include "report/report_model.h"

#include <string>

namespace ssert::reports {

struct ConsoleStyle {
  bool color = false;    // ANSI colours; never where there is no terminal
  int width = 100;       // columns; text is wrapped, evidence is cut
  bool verbose = false;  // also what passed and what was not shown, each by name
};

std::string render_console(const report::ReportModel& model, const ConsoleStyle& style);

}  // namespace ssert::reports
