// The result of a run for the textfile collector of Prometheus' node exporter.
#pragma once

#include "report/load_report.h"
#include "report/report_model.h"

#include <string>

namespace ssert::reports {

std::string render_prometheus(const report::ReportModel& model);
std::string render_prometheus(const report::LoadReport& report);  // of a run that is over

}  // namespace ssert::reports
