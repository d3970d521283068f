#include "base/clock.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/console_report.h"
#include "cli/inputs.h"
#include "cli/interruption.h"
#include "cli/outputs.h"
#include "cli/streams.h"
#include "conformance/check.h"
#include "conformance/expected.h"
#include "conformance/setup.h"
#include "report/builder.h"
#include "scenario/check_flags.h"
#include "scenario/redact.h"
#include "scenario/references.h"
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

std::uint64_t set_up_requests(const Scenario& scenario) {
  return scenario.set_up.before.size() + scenario.set_up.after.size();
}

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
    auto known = scenario;  // as far as it is before anything was captured
    if (!scenario.set_up.before.empty()) known.url = scenario::stand_in_url(scenario.url);
    auto plan = conformance::plan_check(known);
    if (!plan) return hidden(plan.error(), scenario);
    if (plan->rules == 0) continue;  // --only and --skip leave nothing to judge
    planned.push_back({.scenario = scenario, .plan = *std::move(plan)});
  }
  return planned;
}

std::string bounds_of(const PlannedTarget& target) {
  const auto& plan = target.plan;
  auto text = fmt::format("at most {}, at most {} of which start a generation",
                          base::counted(static_cast<std::uint64_t>(plan.requests_max), "request"),
                          plan.generations_max);
  if (const auto count = set_up_requests(target.scenario); count > 0)
    text += fmt::format("; {} of set-up beside them", base::counted(count, "request"));
  return text;
}

std::string listed(std::string_view when, const std::vector<scenario::SetUpRequest>& requests,
                   const std::vector<std::string>& secrets) {
  std::string text;
  for (const auto& request : requests) {
    const auto url = scenario::hide_secrets(scenario::redacted_url(request.url), secrets);
    text += fmt::format("  {:<6}  {:<6} {}  {}\n", when, request.method, url,
                        scenario::hide_secrets(request.name, secrets));
  }
  return text;
}

std::string listed(const PlannedTarget& target) {
  auto text = fmt::format("{}: {}\n", target.scenario.name, bounds_of(target));
  if (target.scenario.wait)
    text += fmt::format("  until it accepts a connection, at most {}\n",
                        base::show_duration(*target.scenario.wait));
  const auto& [before, after] = target.scenario.set_up;
  text += listed("before", before, target.scenario.secrets);
  int number = 0;
  for (const auto& request : target.plan.requests) {
    text += fmt::format("  {:>2}  {:<6} {:<14} {}", ++number, request.method,
                        to_string(request.probe), request.why);
    if (!request.only_if.empty()) text += "; only if " + request.only_if;
    text += "\n";
  }
  return text + listed("after", after, target.scenario.secrets);
}

int list_only(const std::vector<PlannedTarget>& targets) {
  std::string text;
  for (const auto& target : targets) text += listed(target);
  return write_out(text + "nothing was sent.\n") ? done_status : fault_status;
}

// The first URL whose host is known: the target's, as a rule.
std::optional<transport::Endpoint> endpoint_to_wait_for(const Scenario& scenario) {
  std::vector<std::string> urls{scenario.url};
  for (const auto& request : scenario.set_up.before) urls.push_back(request.url);
  for (const auto& url : urls) {
    if (!scenario::host_is_known(url)) continue;
    if (auto endpoint = transport::endpoint_of(scenario::stand_in_url(url)))
      return *std::move(endpoint);
  }
  return std::nullopt;
}

// A target that never accepts is not refused here: the check that follows says it in its report.
void wait_for_target(const Scenario& scenario, transport::Client& client,
                     const conformance::Progress& progress) {
  const auto endpoint = scenario.wait ? endpoint_to_wait_for(scenario) : std::nullopt;
  if (!endpoint) return;
  bool said = false;
  const auto tell = [&](const std::string& line) {
    if (progress.say) progress.say(line);
  };
  const auto acceptance =
      client.wait_until_accepting(*endpoint, *scenario.wait, [&](const std::string& why) {
        if (!std::exchange(said, true))
          tell(fmt::format("waiting for {}, at most {}: {}", endpoint->host_field,
                           base::show_duration(*scenario.wait), base::escape_bytes(why)));
      });
  if (said && acceptance.accepted) tell(endpoint->host_field + " accepts connections");
  if (!acceptance.accepted && !acceptance.interrupted)
    tell(fmt::format("{} accepted no connection within {}", endpoint->host_field,
                     base::show_duration(*scenario.wait)));
}

// A client for one part of the work on a target, interrupted where the run is.
class PartClient {
 public:
  PartClient(const transport::Options& options, ActiveClient& active)
      : client_(options), active_(active) {
    active_.set(&client_);
  }
  ~PartClient() { active_.set(nullptr); }
  PartClient(const PartClient&) = delete;
  PartClient& operator=(const PartClient&) = delete;

  transport::Client& operator*() { return client_; }

 private:
  transport::Client client_;
  ActiveClient& active_;
};

conformance::Prepared prepare(const Scenario& scenario, ActiveClient& active,
                              const conformance::Progress& progress) {
  PartClient client({.waits = scenario.waits, .reuse_connections = false}, active);
  wait_for_target(scenario, *client, progress);
  return conformance::set_up(scenario, *client, progress);
}

// The check has connections of its own: what set-up left on one must not be judged.
conformance::CheckResult check_one(const Scenario& scenario, ActiveClient& active,
                                   const conformance::Progress& progress) {
  const auto prepared = prepare(scenario, active, progress);
  conformance::Progress hiding;
  if (progress.say) {
    hiding.say = [&](std::string_view line) {
      progress.say(scenario::hide_secrets(line, prepared.scenario.secrets));
    };
  }
  auto result = conformance::CheckResult{};
  if (prepared.failure) {
    result = conformance::unchecked(prepared);
  } else {
    PartClient client({.waits = scenario.waits}, active);
    result = conformance::run_check(prepared.scenario, *client, hiding);
  }
  if (result.interrupted) return result;
  PartClient client({.waits = scenario.waits, .reuse_connections = false}, active);
  for (auto& problem : conformance::clean_up(prepared, *client, hiding))
    result.set_up_problems.push_back(std::move(problem));
  return result;
}

std::vector<conformance::CheckResult> check_all(const std::vector<PlannedTarget>& targets,
                                                const Interruption& interruption,
                                                ActiveClient& active, bool quiet) {
  std::vector<conformance::CheckResult> results;
  for (const auto& target : targets) {
    const auto& scenario = target.scenario;
    if (interruption.happened()) break;
    conformance::Progress progress;
    if (!quiet) {
      say(fmt::format("{}: {}", scenario.name, bounds_of(target)));
      progress.say = [&scenario](std::string_view line) {
        say("  " + scenario::hide_secrets(line, scenario.secrets));
      };
    }
    results.push_back(check_one(scenario, active, progress));
  }
  return results;
}

base::Result<std::vector<conformance::ExpectedFailure>> expected_of(const CheckOptions& options) {
  if (!options.expected) return std::vector<conformance::ExpectedFailure>{};
  const auto text = read_input_file(*options.expected, "--expected");
  if (!text) return text.error();
  return conformance::read_expected(*text, base::escape_bytes(*options.expected));
}

// The exit status of the run, or 3 where a report of a run that is well got lost.
int write_reports(const report::ReportModel& model, const CheckOptions& options, Outputs& outputs) {
  bool written = outputs.commit(model);
  if (outputs.takes_stdout()) {
    if (!options.quiet) say(fmt::format("exit status {}: {}", model.exit_code, model.exit_reason));
  } else {
    written = write_console(model, options.color, options.verbose) && written;
  }
  return written || model.exit_code != done_status ? model.exit_code : fault_status;
}

}  // namespace

int run_check(const CheckOptions& options, std::span<const std::string> words) {
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
  ActiveClient active;
  const Interruption interruption([&active] { active.interrupt(); });
  auto outputs = Outputs::open(options.outputs);
  if (!outputs) return refuse(outputs.error());
  report::RunFacts facts{
      .version = SSERT_VERSION,
      // every target of one command has all of its secrets
      .command = scenario::redact_command(words, targets->scenarios.front().secrets),
      .started_at = base::utc_now()};
  const auto started = base::now();
  const auto results = check_all(*planned, interruption, active, options.quiet);
  facts.elapsed_ms = base::to_ms(base::now() - started);
  facts.interrupted = interruption.happened();
  return write_reports(report::build(facts, results, *expected), options, *outputs);
}

}  // namespace ssert::cli
