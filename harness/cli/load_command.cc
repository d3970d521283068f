#include "base/clock.h"
#include "base/text.h"
#include "cli/commands.h"
#include "cli/console_report.h"
#include "cli/inputs.h"
#include "cli/interruption.h"
#include "cli/load_progress.h"
#include "cli/metrics_publisher.h"
#include "cli/open_files.h"
#include "cli/outputs.h"
#include "cli/prometheus_options.h"
#include "cli/streams.h"
#include "cli/target_session.h"
#include "conformance/check.h"
#include "conformance/probe.h"
#include "load/engine.h"
#include "load/values.h"
#include "report/builder.h"
#include "report/load_builder.h"
#include "reports/console/load.h"
#include "scenario/hosts.h"
#include "scenario/redact.h"
#include "scenario/references.h"
#include "scenario/secrets.h"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

namespace ssert::cli {
namespace {

using scenario::Scenario;

// Everything about the run that is known before anything is sent.
struct Asked {
  Scenario scenario;
  scenario::LoadShape shape;
  std::vector<statistics::Objective> objectives;
  PrometheusOptions prometheus;
  std::vector<std::string> notes;
};

// A load on somebody else's machine is asked for by name.
base::Result<void> check_host(const Scenario& scenario) {
  if (!scenario.allow_hosts.empty() || !scenario::host_is_known(scenario.url)) return {};
  const auto host = scenario::host_of(scenario.url);
  if (scenario::is_this_machine(host)) return {};
  return base::Problem{
      .where = scenario::hide_secrets(scenario::redacted_url(scenario.url), scenario.secrets),
      .what = "is not on this machine, and a load run needs to be told that it may go there",
      .way_out = "--allow-host " + base::escape_bytes(host) + ", where the host is yours to load"};
}

base::Result<Asked> read(const LoadOptions& options) {
  auto targets = scenario::targets_from(options.flags, real_inputs());
  if (!targets) return targets.error();
  if (targets->scenarios.size() != 1)
    return base::Problem{.where = options.flags.request.urls.front(),
                         .what = "has several targets",
                         .way_out = "a scenario with one: a load run measures one target"};
  Asked asked{.scenario = std::move(targets->scenarios.front()), .notes = targets->notes};
  const auto seed = static_cast<std::uint64_t>(base::realtime_now().count()) % 1'000'000;
  auto shape = scenario::load_shape_from(options.load, asked.scenario.load, seed);
  if (!shape) return shape.error();
  asked.shape = *std::move(shape);
  auto objectives = load::read_objectives(asked.shape);
  if (!objectives) return objectives.error();
  asked.objectives = *std::move(objectives);
  if (const auto host = check_host(asked.scenario); !host) return host.error();
  auto prometheus = prometheus_options(options.prometheus, asked.scenario.allow_hosts);
  if (!prometheus) return prometheus.error();
  asked.prometheus = *std::move(prometheus);
  auto known = asked.scenario;
  if (!known.set_up.before.empty()) known.url = scenario::stand_in_url(known.url);
  if (const auto plan = conformance::plan_check(known); !plan) return plan.error();
  return asked;
}

std::string bounds_of(const scenario::LoadShape& shape) {
  constexpr std::uint64_t most_counted = 1'000'000;
  const auto planned = load::requests_in_window(shape, most_counted);
  const bool is_open = std::holds_alternative<scenario::OpenModel>(shape.model);
  const auto seconds =
      std::chrono::duration<double>(shape.warm_up + shape.window + shape.drain).count();
  return fmt::format("{} in the window, for at most {:.0f} s all in all",
                     !planned ? std::string("as many requests as its readers make")
                     : is_open && *planned == most_counted
                         ? "at least " + base::counted(*planned, "request")
                         : (is_open ? "" : "at most ") + base::counted(*planned, "request"),
                     seconds);
}

bool is_decided(const Scenario& scenario) {
  const auto mode = scenario.terminal ? *scenario.terminal
                                      : (scenario.dialect ? scenario.dialect->terminal
                                                          : dialect::TerminalMode::optional);
  return scenario.dialect && mode != dialect::TerminalMode::optional;
}

// What a run needs that only an answer may tell.
struct Decided {
  dialect::Dialect dialect;
  std::string dialect_how;
  conformance::TerminalDecision terminal;
  std::optional<conformance::CheckResult> reference;
};

Decided decide(const Scenario& scenario, UnderWay& under_way,
               const conformance::Progress& progress) {
  if (is_decided(scenario)) {
    conformance::CheckResult nothing{.scenario = scenario, .dialect = *scenario.dialect};
    conformance::judge_exchanges(nothing);
    return {.dialect = *scenario.dialect,
            .dialect_how = scenario.dialect_how,
            .terminal = nothing.terminal};
  }
  auto once = scenario;
  once.max_requests = 1;
  PartClient client({.waits = scenario.waits}, under_way);
  auto reference = conformance::run_check(once, *client, progress);
  return {.dialect = reference.dialect,
          .dialect_how = reference.dialect_how,
          .terminal = reference.terminal,
          .reference = std::move(reference)};
}

// Whether the reference shows that a load would only be a load of refusals.
bool can_be_loaded(const Decided& decided) {
  return !decided.reference || decided.reference->exchanges.front().reading.is_event_stream;
}

load::Plan plan_of(const Asked& asked, const Scenario& scenario, const Decided& decided) {
  load::Plan plan{.scenario = scenario,
                  .shape = asked.shape,
                  .request = conformance::request_of(scenario, decided.dialect,
                                                     conformance::Probe::reference, ""),
                  .dialect = decided.dialect,
                  .terminal_required = decided.terminal.required,
                  .objectives = asked.objectives};
  transport::complete_fields(plan.request, transport::endpoint_of(scenario.url).value());
  return plan;
}

class LoadRunner {
 public:
  LoadRunner(const LoadOptions& options, Asked asked, report::RunFacts facts, Outputs outputs,
             MetricsPublisher publisher, UnderWay& under_way)
      : options_(options),
        asked_(std::move(asked)),
        facts_(std::move(facts)),
        outputs_(std::move(outputs)),
        publisher_(std::move(publisher)),
        under_way_(under_way) {}

  int run(const Interruption& interruption) {
    if (publisher_.is_live() && !options_.quiet) say("metrics at " + publisher_.url());
    const int status = send(interruption);
    if (const auto limit = publisher_.linger_limit(); limit.count() > 0) {
      if (!options_.quiet)
        say(fmt::format("metrics stay at {} until they are scraped, at most {}", publisher_.url(),
                        base::show_duration(limit)));
      publisher_.linger(under_way_);
    }
    return status;
  }

 private:
  int send(const Interruption& interruption) {
    const auto started = base::now();
    conformance::Progress progress;
    if (!options_.quiet) {
      progress.say = [this](std::string_view line) {
        say("  " + scenario::hide_secrets(line, asked_.scenario.secrets));
      };
      say(fmt::format("{}: {}", asked_.scenario.name, bounds_of(asked_.shape)));
    }
    const auto prepared = prepare(asked_.scenario, under_way_, progress);
    if (prepared.failure) return not_loaded(conformance::unchecked(prepared));
    auto decided = decide(prepared.scenario, under_way_, progress);
    int status = 0;
    if (!can_be_loaded(decided)) {
      status = not_loaded(*decided.reference);
    } else {
      status = load(prepared.scenario, decided, interruption, started);
    }
    if (!interruption.happened()) {
      for (const auto& problem : clean_up(prepared, under_way_, progress)) say("note: " + problem);
    }
    return status;
  }

  // The report of a check says why there was no load.
  int not_loaded(const conformance::CheckResult& result) {
    if (!options_.quiet) say("no load was sent: what came before it did not give an event stream");
    facts_.interrupted = under_way_.interrupted();
    const auto model = report::build(facts_, {result});
    bool written = outputs_.commit(model);
    if (!outputs_.takes_stdout()) written = write_console(model, options_.color, false) && written;
    written = publisher_.finish(reports::families_of(model)) && written;
    return written || model.exit_code != done_status ? model.exit_code : fault_status;
  }

  int load(const Scenario& scenario, Decided& decided, const Interruption& interruption,
           base::TimePoint started) {
    const auto plan = plan_of(asked_, scenario, decided);
    auto engine = load::Engine::create(plan);
    if (!engine) return refuse(engine.error());
    under_way_.set([&] { (*engine)->interrupt(); });
    const auto result = run(**engine, plan, decided);
    under_way_.set({});
    facts_.elapsed_ms = base::to_ms(base::now() - started);
    facts_.interrupted = interruption.happened();
    const auto report = report::build_load({.facts = facts_,
                                            .plan = plan,
                                            .result = result,
                                            .dialect_how = decided.dialect_how,
                                            .terminal = decided.terminal,
                                            .reference = std::move(decided.reference)});
    return write(report);
  }

  // On the engine's thread: what others may read is a copy.
  void publish(const load::Plan& plan, const load::Result& so_far, const Decided& decided) {
    if (!publisher_.is_live() || so_far.phase == load::Phase::over) return;
    publisher_.show(report::build_progress({.facts = facts_,
                                            .plan = plan,
                                            .result = so_far,
                                            .dialect_how = decided.dialect_how,
                                            .terminal = decided.terminal,
                                            .reference = {}}),
                    {.in_flight = so_far.in_flight, .queued = so_far.queued});
  }

  // Progress is gone when it returns.
  load::Result run(load::Engine& engine, const load::Plan& plan, const Decided& decided) {
    LoadProgress progress(options_.quiet);
    return engine.run({.on_second = [&](const load::Result& so_far) {
      progress.show(so_far);
      publish(plan, so_far, decided);
      return load::missed_by_now(plan, so_far);
    }});
  }

  int write(const report::LoadReport& report) {
    bool written = outputs_.commit(report);
    if (!outputs_.takes_stdout())
      written = write_out(reports::render_console(report, style())) && written;
    if (outputs_.takes_stdout() && !options_.quiet)
      say(fmt::format("exit status {}: {}", report.exit_code, report.exit_reason));
    written = publisher_.finish(reports::families_of({.report = report, .over = true})) && written;
    return written || report.exit_code != done_status ? report.exit_code : fault_status;
  }

  reports::ConsoleStyle style() const {
    return {.color = color_wanted(options_.color), .width = stdout_columns()};
  }

  const LoadOptions& options_;
  Asked asked_;
  report::RunFacts facts_;
  Outputs outputs_;
  MetricsPublisher publisher_;
  UnderWay& under_way_;
};

}  // namespace

int run_load(const LoadOptions& options, std::span<const std::string> words) {
  auto asked = read(options);
  if (!asked) return refuse(asked.error());
  if (!options.quiet) {
    for (const auto& note : asked->notes) say("note: " + note);
  }
  if (options.dry_run) {
    const auto text =
        fmt::format("{}: {}\nnothing was sent.\n", asked->scenario.name, bounds_of(asked->shape));
    return write_out(text) ? done_status : fault_status;
  }
  raise_open_files_limit();
  // Before all that follows: from here on, an interrupted run leaves no temporary file.
  UnderWay under_way;
  const Interruption interruption([&under_way] { under_way.interrupt(); });
  auto outputs = Outputs::open(options.outputs);
  if (!outputs) return refuse(outputs.error());
  auto publisher = MetricsPublisher::open(asked->prometheus);
  if (!publisher) return refuse(publisher.error());
  report::RunFacts facts{.version = SSERT_VERSION,
                         .command = scenario::redact_command(words, asked->scenario.secrets),
                         .started_at = base::utc_now()};
  return LoadRunner(options, *std::move(asked), std::move(facts), *std::move(outputs),
                    *std::move(publisher), under_way)
      .run(interruption);
}

}  // namespace ssert::cli
