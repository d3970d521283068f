#include "cli/console_report.h"

#include "cli/streams.h"
#include "reports/console/console.h"
#include "reports/console/load.h"

namespace ssert::cli {

bool write_console(const report::ReportModel& model, ColorMode color, bool verbose) {
  return write_out(reports::render_console(
      model, {.color = color_wanted(color), .width = stdout_columns(), .verbose = verbose}));
}

bool write_console(const report::LoadReport& report, ColorMode color) {
  return write_out(
      reports::render_console(report, {.color = color_wanted(color), .width = stdout_columns()}));
}

}  // namespace ssert::cli
