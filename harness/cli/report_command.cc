#include "base/text.h"
#include "cli/commands.h"
#include "cli/console_report.h"
#include "cli/inputs.h"
#include "cli/outputs.h"
#include "cli/streams.h"
#include "reports/json/read.h"

namespace ssert::cli {
namespace {

constexpr std::string_view where = "ssert report";

base::Result<std::string> text_of(const std::string& path) {
  return path == "-" ? real_inputs().standard_input(where) : read_input_file(path, where);
}

}  // namespace

int run_report(const ReportOptions& options) {
  const auto text = text_of(options.result);
  if (!text) return refuse(text.error());
  const auto model = reports::read_result(
      *text, options.result == "-" ? "standard input" : base::escape_bytes(options.result));
  if (!model) return refuse(model.error());
  auto outputs = Outputs::open(options.outputs);
  if (!outputs) return refuse(outputs.error());
  bool written = outputs->commit(*model);
  if (!outputs->takes_stdout())
    written = write_console(*model, options.color, options.verbose) && written;
  return written ? done_status : fault_status;
}

}  // namespace ssert::cli
