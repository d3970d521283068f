#include "base/clock.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/interruption.h"
#include "cli/output_file.h"
#include "cli/streams.h"
#include "conformance/check.h"
#include "report/builder.h"
#include "reports/console/console.h"
#include "reports/json/json.h"
#include "scenario/check_flags.h"
#include "scenario/redact.h"
#include "scenario/secrets.h"

#include <fmt/format.h>

#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace ssert::cli {
namespace {

using scenario::Scenario;

// The client of the target under way, so that the watcher of signals can interrupt it.
class ActiveClient {
 public:
  void interrupt() {
    const std::scoped_lock lock(mutex_);
    interrupted_ = true;
    if (client_ != nullptr) client_->interrupt();
  }
  // nullptr when the target is done. A client that comes after the interruption is interrupted.
  void set(transport::Client* client) {
    const std::scoped_lock lock(mutex_);
    client_ = client;
    if (client_ != nullptr && interrupted_) client_->interrupt();
  }

 private:
  std::mutex mutex_;
  transport::Client* client_ = nullptr;
  bool interrupted_ = false;
};

struct PlannedTarget {
  Scenario scenario;
  conformance::Plan plan;
};

// Whatever names the target may have its secrets in it.
base::Problem hidden(base::Problem problem, const Scenario& scenario) {
  for (auto* part : {&problem.where, &problem.what, &problem.way_out})
    *part = scenario::hide_secrets(*part, scenario.secrets);
  return problem;
}

base::Result<std::vector<PlannedTarget>> plan_all(const std::vector<Scenario>& scenarios) {
  std::vector<PlannedTarget> planned;
  for (const auto& scenario : scenarios) {
    auto plan = conformance::plan_check(scenario);
    if (!plan) return hidden(plan.error(), scenario);
    planned.push_back({.scenario = scenario, .plan = *std::move(plan)});
  }
  return planned;
}

std::string bounds_of(const conformance::Plan& plan) {
  return fmt::format("at most {}, at most {} of which start a generation",
                     base::counted(static_cast<std::uint64_t>(plan.requests_max), "request"),
                     plan.generations_max);
}

std::string listed(const PlannedTarget& target) {
  auto text = fmt::format("{}: {}\n", target.scenario.name, bounds_of(target.plan));
  int number = 0;
  for (const auto& request : target.plan.requests) {
    text += fmt::format("  {:>2}  {:<6} {:<14} {}", ++number, request.method,
                        to_string(request.probe), request.why);
    if (!request.only_if.empty()) text += "; only if " + request.only_if;
    text += "\n";
  }
  return text;
}

int list_only(const std::vector<PlannedTarget>& targets) {
  std::string text;
  for (const auto& target : targets) text += listed(target);
  return write_out(text + "nothing was sent.\n") ? done_status : fault_status;
}

std::vector<conformance::CheckResult> check_all(const std::vector<PlannedTarget>& targets,
                                                const Interruption& interruption,
                                                ActiveClient& active, bool quiet) {
  std::vector<conformance::CheckResult> results;
  for (const auto& [scenario, plan] : targets) {
    if (interruption.happened()) break;
    conformance::Progress progress;
    if (!quiet) {
      say(fmt::format("{}: {}", scenario.name, bounds_of(plan)));
      progress.say = [&secrets = scenario.secrets](std::string_view line) {
        say("  " + scenario::hide_secrets(line, secrets));
      };
    }
    transport::Client client({.waits = scenario.waits});
    active.set(&client);
    results.push_back(conformance::run_check(scenario, client, progress));
    active.set(nullptr);
  }
  return results;
}

// The exit status of the run, or 3 where a report of a run that is well got lost.
int write_reports(const report::ReportModel& model, const CheckOptions& options,
                  std::optional<OutputFile>& file) {
  bool written = true;
  if (file) {
    const auto committed = file->commit(reports::render_json(model));
    if (!committed) give_up(committed.error());
    written = committed.has_value();
  }
  if (options.json == "-") {
    written = write_out(reports::render_json(model)) && written;
    if (!options.quiet) say(fmt::format("exit status {}: {}", model.exit_code, model.exit_reason));
  } else {
    const reports::ConsoleStyle style{.color = color_wanted(options.color),
                                      .width = stdout_columns(),
                                      .verbose = options.verbose};
    written = write_out(reports::render_console(model, style)) && written;
  }
  return written || model.exit_code != done_status ? model.exit_code : fault_status;
}

}  // namespace

int run_check(const CheckOptions& options, std::span<const std::string> words) {
  const auto targets = scenario::targets_from(options.flags, real_inputs());
  if (!targets) return refuse(targets.error());
  const auto planned = plan_all(targets->scenarios);
  if (!planned) return refuse(planned.error());
  if (!options.quiet) {
    for (const auto& note : targets->notes) say("note: " + note);
  }
  if (options.dry_run) return list_only(*planned);

  // First of all: from here on, an interrupted run leaves no temporary file.
  ActiveClient active;
  const Interruption interruption([&active] { active.interrupt(); });
  std::optional<OutputFile> json_file;
  if (options.json && *options.json != "-") {
    auto opened = OutputFile::open(*options.json, "--json");
    if (!opened) return refuse(opened.error());
    json_file.emplace(*std::move(opened));
  }
  report::RunFacts facts{
      .version = SSERT_VERSION,
      // every target of one command has all of its secrets
      .command = scenario::redact_command(words, planned->front().scenario.secrets),
      .started_at = base::utc_now(),
      .fail_on = planned->front().scenario.fail_on};
  const auto started = base::now();
  const auto results = check_all(*planned, interruption, active, options.quiet);
  facts.elapsed_ms = base::to_ms(base::now() - started);
  facts.interrupted = interruption.happened();
  return write_reports(report::build(facts, results), options, json_file);
}

}  // namespace ssert::cli
