// A result as one HTML file for people: the verdict first, all of it readable without a script and
// without a network. What a target sent is text in it, and never markup.
#pragma once

#include "report/load_report.h"
#include "report/report_model.h"

#include <string>

namespace ssert::reports {

std::string render_html(const report::ReportModel& model);
std::string render_html(const report::LoadReport& report);

}  // namespace ssert::reports
