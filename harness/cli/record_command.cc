#include "base/text.h"
#include "cli/check_run.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/interruption.h"
#include "cli/recorder.h"
#include "cli/streams.h"
#include "scenario/check_flags.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::cli {
namespace {

constexpr int nothing_selected_status = 5;
constexpr int no_byte_status = 4;

int status_of(const std::vector<conformance::CheckResult>& results) {
  using conformance::CheckResult;
  if (std::none_of(results.begin(), results.end(),
                   [](const CheckResult& result) { return result.any_response_byte(); }))
    return no_byte_status;
  const bool set_up_failed = std::any_of(results.begin(), results.end(),
                                         [](const auto& result) { return result.set_up_failed; });
  return set_up_failed ? fault_status : done_status;
}

void say_what_is_kept(const RecordOptions& options, const Recorder& recorder) {
  say(fmt::format("recorded {} in {}", base::counted(recorder.exchanges(), "exchange"),
                  options.output == "-" ? "stdout" : base::escape_bytes(options.output)));
}

void say_set_up_problems(const std::vector<conformance::CheckResult>& results) {
  for (const auto& result : results) {
    for (const auto& problem : result.set_up_problems)
      say(fmt::format("{}: set-up: {}", result.scenario.name, base::escape_bytes(problem)));
  }
}

}  // namespace

int run_record(const RecordOptions& options) {
  const auto targets = scenario::targets_from(options.flags, real_inputs());
  if (!targets) return refuse(targets.error());
  const auto planned = plan_all(targets->scenarios);
  if (!planned) return refuse(planned.error());
  if (!options.quiet) {
    for (const auto& note : targets->notes) say("note: " + note);
  }
  if (planned->empty()) {
    say("nothing was selected: --only and --skip leave no rule; nothing was sent");
    return nothing_selected_status;
  }
  if (options.dry_run) return list_only(*planned);

  UnderWay under_way;
  const Interruption interruption([&under_way] { under_way.interrupt(); });
  // A recording that cannot be written is no reason to go on asking.
  auto recorder = Recorder::open({.path = options.output, .flag = "-o", .on_problem = [&under_way] {
                                    under_way.interrupt();
                                  }});
  if (!recorder) return refuse(recorder.error());
  const auto results = check_all(
      *planned, {.under_way = under_way, .quiet = options.quiet, .recorder = recorder->get()});
  say_set_up_problems(results);
  if (const auto& problem = (*recorder)->problem()) return give_up(*problem);
  if (!options.quiet) say_what_is_kept(options, **recorder);
  return interruption.happened() ? interrupted_status : status_of(results);
}

}  // namespace ssert::cli
