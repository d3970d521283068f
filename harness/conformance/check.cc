#include "conformance/check.h"

#include "base/check.h"
#include "conformance/catalogue.h"
#include "conformance/probe.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::conformance {
namespace {

using dialect::Dialect;
using dialect::TerminalMode;

constexpr std::size_t events_to_detect_by = 8;

struct ChosenDialect {
  const Dialect* dialect = nullptr;
  std::string how;
  bool provisional = false;  // the first response may still tell
};

std::string path_of(const scenario::Scenario& scenario) {
  const auto endpoint = transport::endpoint_of(scenario.url);
  return endpoint ? endpoint->target.substr(0, endpoint->target.find('?')) : "/";
}

base::Problem ask_for_dialect(const scenario::Scenario& scenario,
                              const std::vector<const Dialect*>& candidates) {
  std::string names;
  for (const auto* candidate : candidates) names += (names.empty() ? "" : ", ") + candidate->name;
  return {scenario.url, "fits more than one dialect: " + names, "--dialect with one of them"};
}

base::Result<ChosenDialect> choose_before_sending(const scenario::Scenario& scenario) {
  if (scenario.dialect) return ChosenDialect{&*scenario.dialect, scenario.dialect_how};
  const auto detection = dialect::detect_by_path(path_of(scenario));
  if (detection.candidates.size() > 1) return ask_for_dialect(scenario, detection.candidates);
  if (detection.candidates.size() == 1) {
    return ChosenDialect{detection.candidates.front(), detection.how};
  }
  const auto* generic = dialect::find_built_in("generic");
  HARNESS_CHECK(generic != nullptr, "the dialect \"generic\" is not built in");
  return ChosenDialect{generic, "no dialect fits the URL's path", true};
}

bool is_refused_post(const ObservedExchange& observed) {
  const auto& head = observed.reading.head;
  return observed.exchange.request.method == "POST" && head &&
         (head->status_code == 404 || head->status_code == 405);
}

// The mode, and what already follows from it. An optional terminal is decided by what the target
// does.
TerminalDecision decide_by_rule(const scenario::Scenario& scenario, const Dialect& dialect) {
  if (scenario.terminal && *scenario.terminal != TerminalMode::optional) {
    return {.mode = *scenario.terminal,
            .required = *scenario.terminal == TerminalMode::required,
            .decided_by = "--terminal"};
  }
  const auto mode = scenario.terminal.value_or(dialect.terminal);
  return {.mode = mode,
          .required = mode == TerminalMode::required,
          .decided_by = "dialect " + dialect.name};
}

bool ended_cleanly_without_terminal(const ObservedExchange& observed) {
  const auto& reading = observed.reading;
  return reading.is_event_stream && reading.framing.message_complete && reading.terminals == 0 &&
         reading.content_bytes > 0;
}

void decide_by_exchanges(TerminalDecision& decision,
                         const std::vector<ObservedExchange>& exchanges) {
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    const auto& reading = exchanges[i].reading;
    if (exchanges[i].probe == Probe::get_same_url || !reading.is_event_stream) continue;
    decision.decided_by = fmt::format("exchange {}, which ended without a terminal event", i + 1);
    if (reading.terminals == 0) continue;
    decision.required = true;
    decision.decided_by = fmt::format("exchange {} ({}), which sent a terminal event", i + 1,
                                      to_string(exchanges[i].probe));
    return;
  }
}

class Check {
 public:
  Check(const scenario::Scenario& scenario, transport::Client& client, const Progress& progress)
      : client_(client), progress_(progress) {
    result_.scenario = scenario;
    const auto chosen = choose_before_sending(scenario);
    HARNESS_CHECK(chosen.has_value(), "a check was run with a scenario that planning refuses");
    result_.dialect = *chosen->dialect;
    result_.dialect_how = chosen->how;
    dialect_is_provisional_ = chosen->provisional;
  }

  CheckResult run() {
    make(Probe::reference);
    if (dialect_is_provisional_) choose_by_response();
    if (is_refused_post(reference())) make(Probe::get_same_url);
    const auto decision = decide_by_rule(result_.scenario, result_.dialect);
    if (decision.mode == TerminalMode::optional && result_.scenario.content &&
        ended_cleanly_without_terminal(reference())) {
      make(Probe::example_body);
    }
    judge_exchanges(result_);
    return std::move(result_);
  }

 private:
  const ObservedExchange& reference() const { return result_.exchanges.front(); }

  void make(Probe probe) {
    const bool is_reference = probe == Probe::reference;
    const int sent = static_cast<int>(result_.exchanges.size());
    if (!is_reference && (result_.interrupted || sent >= result_.scenario.max_requests)) return;
    if (progress_.say) progress_.say(fmt::format("{}: {}", result_.scenario.url, to_string(probe)));
    result_.exchanges.push_back(make_exchange(result_.scenario, result_.dialect, probe, client_));
    result_.interrupted =
        result_.exchanges.back().exchange.end == exchange::TransportEnd::interrupted;
  }

  void choose_by_response() {
    const auto& reading = reference().reading;
    if (!reading.transcript || reading.transcript->events.empty()) return;
    std::vector<dialect::FirstEvent> events;
    for (const auto& event : reading.transcript->events) {
      if (events.size() == events_to_detect_by) break;
      events.push_back({.type = event.type, .data = event.data});
    }
    const auto detection = dialect::detect_by_first_events(events);
    if (detection.candidates.size() != 1) {
      if (detection.candidates.size() > 1) {
        result_.dialect_how = ask_for_dialect(result_.scenario, detection.candidates).what +
                              "; choose with --dialect";
      }
      return;
    }
    result_.dialect = *detection.candidates.front();
    result_.dialect_how = detection.how;
    auto& observed = result_.exchanges.front();
    observed.reading = reading::read_exchange(
        observed.exchange, {.dialect = &result_.dialect, .sizes = result_.scenario.sizes});
  }

  transport::Client& client_;
  const Progress& progress_;
  CheckResult result_;
  bool dialect_is_provisional_ = false;
};

}  // namespace

bool CheckResult::any_response_byte() const {
  return std::any_of(exchanges.begin(), exchanges.end(), [](const ObservedExchange& observed) {
    return !observed.exchange.response.empty();
  });
}

base::Result<Plan> plan_check(const scenario::Scenario& scenario) {
  const auto endpoint = transport::endpoint_of(scenario.url);
  if (!endpoint) return endpoint.error();
  const auto chosen = choose_before_sending(scenario);
  if (!chosen) return chosen.error();
  if (scenario.max_requests < 1) {
    return base::Problem{"--max-requests", fmt::format("is {}", scenario.max_requests),
                         "at least 1: the reference request"};
  }
  Plan plan;
  plan.requests.push_back({.probe = Probe::reference,
                           .why = "the request as it is given",
                           .method = scenario.method,
                           .starts_generation = true});
  if (scenario.method == "POST") {
    plan.requests.push_back({.probe = Probe::get_same_url,
                             .why = "tells a GET-only stream route from a missing one",
                             .method = "GET",
                             .starts_generation = true,
                             .only_if = "the POST is answered with 404 or 405"});
  }
  const auto decision = decide_by_rule(scenario, *chosen->dialect);
  const bool may_be_optional = decision.mode == TerminalMode::optional || chosen->provisional;
  if (scenario.content && may_be_optional) {
    plan.requests.push_back({.probe = Probe::example_body,
                             .why = "decides whether this target sends a terminal event",
                             .method = scenario.method,
                             .starts_generation = true,
                             .only_if = "the reference ends cleanly without one"});
  }
  plan.requests_max = std::min(scenario.max_requests, static_cast<int>(plan.requests.size()));
  plan.generations_max = plan.requests_max;
  return plan;
}

void judge_exchanges(CheckResult& result) {
  result.terminal = decide_by_rule(result.scenario, result.dialect);
  if (result.terminal.mode == TerminalMode::optional) {
    decide_by_exchanges(result.terminal, result.exchanges);
  }
  for (auto& observed : result.exchanges) {
    observed.ending =
        reading::ending_of(observed.exchange, observed.reading, result.terminal.required);
  }
  const Facts facts{.exchanges = result.exchanges,
                    .scenario = result.scenario,
                    .dialect = result.dialect,
                    .terminal = result.terminal};
  result.results = judge(facts, catalogue());
  result.payload = payload_of(result.results);
  if (!result.any_response_byte())
    result.payload = Payload::fail;  // nothing was judged: never green
  if (!result.exchanges.empty()) result.ending = result.exchanges.front().ending;
}

CheckResult run_check(const scenario::Scenario& scenario, transport::Client& client,
                      const Progress& progress) {
  return Check(scenario, client, progress).run();
}

}  // namespace ssert::conformance
