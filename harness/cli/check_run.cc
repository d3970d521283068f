#include "cli/check_run.h"

#include "base/text.h"
#include "cli/streams.h"
#include "conformance/setup.h"
#include "scenario/redact.h"
#include "scenario/references.h"
#include "scenario/secrets.h"

#include <fmt/format.h>

#include <optional>
#include <string>
#include <utility>

namespace ssert::cli {
namespace {

using scenario::Scenario;

std::uint64_t set_up_requests(const Scenario& scenario) {
  return scenario.set_up.before.size() + scenario.set_up.after.size();
}

// Whatever names the target may have its secrets in it.
base::Problem hidden(base::Problem problem, const Scenario& scenario) {
  for (auto* part : {&problem.where, &problem.what, &problem.way_out})
    *part = scenario::hide_secrets(*part, scenario.secrets);
  return problem;
}

std::string bounds_of(const PlannedTarget& target) {
  const auto& plan = target.plan;
  auto text = fmt::format("at most {}, at most {} of which ask for an answer that is generated",
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

// The check has connections of its own: what set-up left on one must not be judged.
conformance::CheckResult check_one(const Scenario& scenario, UnderWay& under_way,
                                   const conformance::Progress& progress, Recorder* recorder) {
  const auto prepared = prepare(scenario, under_way, progress);
  conformance::Progress hiding;
  if (progress.say) {
    hiding.say = [&](std::string_view line) {
      progress.say(scenario::hide_secrets(line, prepared.scenario.secrets));
    };
  }
  if (recorder != nullptr) {
    hiding.ended = [&](const conformance::ObservedExchange& observed) {
      recorder->add(observed, prepared.scenario.secrets);
    };
  }
  auto result = conformance::CheckResult{};
  if (prepared.failure) {
    result = conformance::unchecked(prepared);
  } else {
    PartClient client({.waits = scenario.waits}, under_way);
    result = conformance::run_check(prepared.scenario, *client, hiding);
  }
  if (result.interrupted) return result;
  for (auto& problem : clean_up(prepared, under_way, hiding))
    result.set_up_problems.push_back(std::move(problem));
  return result;
}

}  // namespace

base::Result<std::vector<PlannedTarget>> plan_all(const std::vector<Scenario>& scenarios) {
  std::vector<PlannedTarget> planned;
  for (const auto& scenario : scenarios) {
    auto known = scenario;  // as far as it is before anything was captured
    if (!scenario.set_up.before.empty()) known.url = scenario::stand_in_url(scenario.url);
    auto plan = conformance::plan_check(known);
    if (!plan) return hidden(plan.error(), scenario);
    if (!conformance::any_rule_selected(known)) continue;
    planned.push_back({.scenario = scenario, .plan = *std::move(plan)});
  }
  return planned;
}

int list_only(std::span<const PlannedTarget> targets) {
  std::string text;
  for (const auto& target : targets) text += listed(target);
  return write_out(text + "nothing was sent.\n") ? done_status : fault_status;
}

std::vector<conformance::CheckResult> check_all(std::span<const PlannedTarget> targets,
                                                const CheckRun& run) {
  std::vector<conformance::CheckResult> results;
  for (const auto& target : targets) {
    const auto& scenario = target.scenario;
    if (run.under_way.interrupted()) break;
    conformance::Progress progress;
    if (!run.quiet) {
      say(fmt::format("{}: {}", scenario.name, bounds_of(target)));
      progress.say = [&scenario](std::string_view line) {
        say("  " + scenario::hide_secrets(line, scenario.secrets));
      };
    }
    results.push_back(check_one(scenario, run.under_way, progress, run.recorder));
  }
  return results;
}

}  // namespace ssert::cli
