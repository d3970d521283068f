#include "base/clock.h"
#include "base/text.h"
#include "cli/check_run.h"
#include "cli/commands.h"
#include "cli/console_report.h"
#include "cli/inputs.h"
#include "cli/interruption.h"
#include "cli/outputs.h"
#include "cli/recorded_input.h"
#include "cli/recorder.h"
#include "cli/streams.h"
#include "conformance/check.h"
#include "conformance/expected.h"
#include "report/builder.h"
#include "scenario/check_flags.h"
#include "scenario/redact.h"

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ssert::cli {
namespace {

// What a run writes beside its report on stdout.
struct Files {
  Outputs reports;
  std::unique_ptr<Recorder> recorder;
};

base::Result<Files> open_files(const CheckOptions& options) {
  for (std::size_t i = 0; options.record && i < options.outputs.size(); ++i) {
    if (options.outputs[i] && is_same_file(*options.outputs[i], *options.record))
      return base::Problem{
          .where = "--record",
          .what = "writes to the same file as " + std::string(output_formats()[i].flag) + " does",
          .way_out = "a file for each"};
  }
  auto reports = Outputs::open(options.outputs);
  if (!reports) return reports.error();
  Files files{.reports = *std::move(reports)};
  if (options.record) {
    auto recorder = Recorder::open({.path = *options.record, .flag = "--record", .on_problem = {}});
    if (!recorder) return recorder.error();
    files.recorder = *std::move(recorder);
  }
  return files;
}

base::Result<std::vector<conformance::ExpectedFailure>> expected_of(const CheckOptions& options) {
  if (!options.expected) return std::vector<conformance::ExpectedFailure>{};
  const auto text = read_input_file(*options.expected, "--expected");
  if (!text) return text.error();
  return conformance::read_expected(*text, base::escape_bytes(*options.expected));
}

// The exit status of the run, or 3 where a report of a run that is well got lost.
int write_reports(const report::ReportModel& model, const CheckOptions& options, Files& files) {
  bool written = files.reports.commit(model);
  if (files.recorder && files.recorder->problem()) {
    give_up(*files.recorder->problem());
    written = false;
  }
  if (files.reports.takes_stdout()) {
    if (!options.quiet) say(fmt::format("exit status {}: {}", model.exit_code, model.exit_reason));
  } else {
    written = write_console(model, options.color, options.verbose) && written;
  }
  return written || model.exit_code != done_status ? model.exit_code : fault_status;
}

// Nothing is sent: the exchanges were made earlier.
int judge_recorded(const CheckOptions& options, std::span<const std::string> words) {
  const auto by = scenario::judging_from(options.flags, real_inputs());
  if (!by) return refuse(by.error());
  const auto expected = expected_of(options);
  if (!expected) return refuse(expected.error());
  report::RunFacts facts{.version = SSERT_VERSION,
                         .command = scenario::redact_command(words, by->secrets),
                         .started_at = base::utc_now()};
  const auto started = base::now();
  auto results =
      judge_files({.recordings = options.recordings, .responses = options.responses}, *by);
  if (!results) return refuse(results.error());
  if (!conformance::any_rule_selected(*by)) {
    say("nothing was selected: --only and --skip leave no rule");
    results->clear();
  }
  auto files = open_files(options);
  if (!files) return refuse(files.error());
  facts.elapsed_ms = base::to_ms(base::now() - started);
  return write_reports(report::build(facts, *results, *expected), options, *files);
}

}  // namespace

int run_check(const CheckOptions& options, std::span<const std::string> words) {
  if (!options.recordings.empty() || !options.responses.empty())
    return judge_recorded(options, words);
  const auto targets = scenario::targets_from(options.flags, real_inputs());
  if (!targets) return refuse(targets.error());
  const auto expected = expected_of(options);
  if (!expected) return refuse(expected.error());
  const auto planned = plan_all(targets->scenarios);
  if (!planned) return refuse(planned.error());
  if (!options.quiet) {
    for (const auto& note : targets->notes) say("note: " + note);
  }
  if (planned->empty())
    say("nothing was selected: --only and --skip leave no rule; nothing was sent");
  if (options.dry_run && !planned->empty()) return list_only(*planned);

  // First of all: from here on, an interrupted run leaves no temporary file.
  UnderWay under_way;
  const Interruption interruption([&under_way] { under_way.interrupt(); });
  auto files = open_files(options);
  if (!files) return refuse(files.error());
  report::RunFacts facts{
      .version = SSERT_VERSION,
      // every target of one command has all of its secrets
      .command = scenario::redact_command(words, targets->scenarios.front().secrets),
      .started_at = base::utc_now()};
  const auto started = base::now();
  const auto results = check_all(
      *planned,
      {.under_way = under_way, .quiet = options.quiet, .recorder = files->recorder.get()});
  facts.elapsed_ms = base::to_ms(base::now() - started);
  facts.interrupted = interruption.happened();
  return write_reports(report::build(facts, results, *expected), options, *files);
}

}  // namespace ssert::cli
