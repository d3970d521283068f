#include "base/text.h"
#include "cli/commands.h"
#include "cli/console_report.h"
#include "cli/inputs.h"
#include "cli/outputs.h"
#include "cli/streams.h"
#include "reports/json/read.h"

#include <variant>

namespace ssert::cli {
namespace {

// A format that a result of this kind does not have.
base::Result<void> check_formats(const reports::AnyResult& result, const OutputPaths& paths) {
  const bool is_load = std::holds_alternative<report::LoadReport>(result);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    if (is_load && paths[i] && output_formats()[i].render_load == nullptr)
      return base::Problem{.where = std::string(output_formats()[i].flag),
                           .what = "is not to be had of a load run",
                           .way_out = "the result of a check"};
  }
  return {};
}

bool show(const report::ReportModel& model, const ReportOptions& options) {
  return write_console(model, options.color, options.verbose);
}

bool show(const report::LoadReport& report, const ReportOptions& options) {
  return write_console(report, options.color);
}

}  // namespace

int run_report(const ReportOptions& options) {
  const auto text = read_result_file(options.result, "ssert report");
  if (!text) return refuse(text.error());
  const auto result = reports::read_result(
      *text, options.result == "-" ? "standard input" : base::escape_bytes(options.result));
  if (!result) return refuse(result.error());
  if (const auto formats = check_formats(*result, options.outputs); !formats)
    return refuse(formats.error());
  auto outputs = Outputs::open(options.outputs);
  if (!outputs) return refuse(outputs.error());
  const bool written = std::visit(
      [&](const auto& model) {
        const bool committed = outputs->commit(model);
        return (outputs->takes_stdout() || show(model, options)) && committed;
      },
      *result);
  return written ? done_status : fault_status;
}

}  // namespace ssert::cli
