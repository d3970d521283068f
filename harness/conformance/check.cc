#include "conformance/check.h"

#include "base/check.h"
#include "base/random.h"
#include "conformance/catalogue.h"
#include "conformance/choose_dialect.h"
#include "conformance/hide_secrets.h"
#include "conformance/probe.h"
#include "scenario/redact.h"
#include "scenario/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ssert::conformance {
namespace {

using dialect::Dialect;
using dialect::TerminalMode;

// What a check may send after the reference, in this order, one fault at a time.
struct PlannedProbe {
  Probe probe;
  std::string_view why;
  bool starts_generation;
  std::string_view only_if = "the reference is answered by a whole stream";
};
constexpr std::array<PlannedProbe, 9> planned_probes{{
    {Probe::example_body, "decides whether this target sends a terminal event", true,
     "the reference ends cleanly without one"},
    {Probe::repeat, "the reference once more, on the same connection", true},
    {Probe::no_token, "must be refused", false},
    {Probe::wrong_token, "must be refused", false},
    {Probe::malformed_json, "must be refused", false},
    {Probe::missing_field, "must be refused", false},
    {Probe::unknown_resource, "must be refused", false},
    {Probe::echo_words, "shows whether tokens are lost, doubled or out of order", true},
    {Probe::echo_other_words, "shows whether the answer is to the prompt that was sent", true},
}};

bool is_rate_limited(const ObservedExchange& observed) {
  const auto& head = observed.reading.head;
  return head && (head->status_code == 429 || head->status_code == 503);
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
            .decided_by = scenario.terminal_how};
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

bool is_aborted(const ObservedExchange& observed) {
  const auto ending = reading::ending_of(observed.exchange, observed.reading, false);
  return ending.kind == exchange::EndingKind::aborted;
}

void decide_by_exchanges(TerminalDecision& decision,
                         const std::vector<ObservedExchange>& exchanges) {
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    const auto& reading = exchanges[i].reading;
    if (!asks_for_stream(exchanges[i].probe) || !reading.is_event_stream) continue;
    // What ends by an error does not show how an answer ends, nor does what we cut off.
    if (reading.error_in_band || is_aborted(exchanges[i])) continue;
    decision.decided_by = fmt::format("exchange {}, which ended without a terminal event", i + 1);
    if (reading.terminals == 0) continue;
    decision.required = true;
    decision.decided_by = fmt::format("exchange {} ({}), which sent a terminal event", i + 1,
                                      to_string(exchanges[i].probe));
    return;
  }
}

bool is_selected(const scenario::Scenario& scenario, Probe probe) {
  return scenario::selected(scenario, to_string(probe));
}

// Where the dialect is provisional, the response may still show any of ours.
bool can_be_made(const scenario::Scenario& scenario, const ChosenDialect& chosen, Probe probe) {
  if (!is_selected(scenario, probe)) return false;
  if (missing_fact(scenario, *chosen.dialect, probe).empty()) return true;
  const auto& known = dialect::built_in_dialects();
  return chosen.provisional && std::any_of(known.begin(), known.end(), [&](const auto& dialect) {
           return missing_fact(scenario, dialect, probe).empty();
         });
}

Plan plan_of(const scenario::Scenario& scenario, const ChosenDialect& chosen) {
  Plan plan;
  plan.requests.push_back({.probe = Probe::reference,
                           .why = "the request as it is given",
                           .method = scenario.method,
                           .starts_generation = true});
  if (is_selected(scenario, Probe::get_same_url) &&
      missing_fact(scenario, *chosen.dialect, Probe::get_same_url).empty()) {
    plan.requests.push_back({.probe = Probe::get_same_url,
                             .why = "tells a GET-only stream route from a missing one",
                             .method = "GET",
                             .starts_generation = true,
                             .only_if = "the POST is answered with 404 or 405"});
  }
  const auto terminal = decide_by_rule(scenario, *chosen.dialect).mode;
  int after_reference = 0;
  int generations = 0;
  for (const auto& planned : planned_probes) {
    if (!can_be_made(scenario, chosen, planned.probe)) continue;
    const bool may_be_open = terminal == TerminalMode::optional || chosen.provisional;
    if (planned.probe == Probe::example_body && !may_be_open) continue;
    plan.requests.push_back({.probe = planned.probe,
                             .why = std::string(planned.why),
                             .method = scenario.method,
                             .starts_generation = planned.starts_generation,
                             .only_if = std::string(planned.only_if)});
    ++after_reference;
    generations += planned.starts_generation ? 1 : 0;
  }
  // A refused POST gets a GET and nothing else; a streamed one gets no GET.
  const bool may_get = plan.requests.size() > 1 && plan.requests[1].probe == Probe::get_same_url;
  plan.requests_max =
      std::min(scenario.max_requests, 1 + std::max(after_reference, may_get ? 1 : 0));
  plan.generations_max =
      std::min(scenario.max_requests, 1 + std::max(generations, may_get ? 1 : 0));
  return plan;
}

class Check {
 public:
  Check(const scenario::Scenario& scenario, transport::Client& client, const Progress& progress)
      : client_(client), progress_(progress) {
    result_.scenario = scenario;
    const auto chosen = choose_dialect(scenario);
    HARNESS_CHECK(chosen.has_value(), "a check was run with a scenario that planning refuses");
    result_.dialect = *chosen->dialect;
    result_.dialect_how = chosen->how;
    dialect_is_provisional_ = chosen->provisional;
  }

  CheckResult run() {
    make(Probe::reference);
    if (dialect_is_provisional_) choose_dialect_by_reference(result_);
    if (is_refused_post(reference())) make(Probe::get_same_url);
    if (reference().reading.is_event_stream && reference().reading.framing.message_complete) {
      for (const auto& planned : planned_probes) make(planned.probe);
    }
    settle_last();
    judge_exchanges(result_);
    return std::move(result_);
  }

 private:
  const ObservedExchange& reference() const { return result_.exchanges.front(); }

  // Sends the probe where it may be sent.
  void make(Probe probe) {
    const auto& scenario = result_.scenario;
    if (probe != Probe::reference) {
      const bool stop = result_.interrupted || is_rate_limited(result_.exchanges.back()) ||
                        static_cast<int>(result_.exchanges.size()) >= scenario.max_requests;
      if (stop || !is_selected(scenario, probe)) return;
      if (!missing_fact(scenario, result_.dialect, probe).empty()) return;
      if (probe == Probe::example_body && !terminal_is_open()) return;
    }
    if (!result_.exchanges.empty()) settle_last();
    // A connection that the target drops must not cost another probe its answer.
    if (probe != Probe::repeat) client_.close_kept_connection();
    if (progress_.say)
      progress_.say(fmt::format("{}: {}", scenario::redacted_url(scenario.url), to_string(probe)));
    result_.exchanges.push_back(make_exchange(request_of(scenario, result_.dialect, probe, nonce_),
                                              probe, scenario, result_.dialect, client_));
    result_.interrupted =
        result_.exchanges.back().exchange.end == exchange::TransportEnd::interrupted;
  }

  // The last moment to see what came behind the message when it had ended.
  void settle_last() {
    auto& last = result_.exchanges.back();
    if (auto stray = client_.take_stray_bytes()) {
      append_stray_bytes(last, std::move(*stray), result_.scenario, result_.dialect);
    }
    if (progress_.ended) progress_.ended(last);
  }

  // Whether a terminal is optional here, and the reference did not show one.
  bool terminal_is_open() const {
    return decide_by_rule(result_.scenario, result_.dialect).mode == TerminalMode::optional &&
           ended_cleanly_without_terminal(reference());
  }

  transport::Client& client_;
  const Progress& progress_;
  CheckResult result_;
  bool dialect_is_provisional_ = false;
  // Of this run, so that an answer out of a cache shows.
  std::string nonce_ = fmt::format(
      "{:06x}",
      base::Random(static_cast<std::uint64_t>(base::realtime_now().count()), "check/nonce").next() &
          0xffffffU);
};

}  // namespace

bool CheckResult::any_response_byte() const {
  return set_up_gave_bytes ||
         std::any_of(exchanges.begin(), exchanges.end(), [](const ObservedExchange& observed) {
           return !observed.exchange.response.empty();
         });
}

std::string CheckResult::machine_lacked() const {
  for (const auto& observed : exchanges) {
    if (observed.exchange.end == exchange::TransportEnd::no_resources)
      return observed.exchange.end_detail;
  }
  return set_up_lacked;
}

bool any_rule_selected(const scenario::Scenario& scenario) {
  const auto rules = catalogue();
  return std::any_of(rules.begin(), rules.end(),
                     [&](const Rule& rule) { return scenario::selected(scenario, rule.id); });
}

base::Result<Plan> plan_check(const scenario::Scenario& scenario) {
  const auto endpoint = transport::endpoint_of(scenario.url);
  if (!endpoint) return endpoint.error();
  const auto chosen = choose_dialect(scenario);
  if (!chosen) return chosen.error();
  if (scenario.max_requests < 1) {
    return base::Problem{"--max-requests", fmt::format("is {}", scenario.max_requests),
                         "at least 1: the reference request"};
  }
  return plan_of(scenario, *chosen);
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
  const bool is_harness_error = std::any_of(
      result.results.begin(), result.results.end(),
      [](const RuleResult& one) { return one.judgement.verdict == Verdict::harness_error; });
  if (!result.any_response_byte() && !is_harness_error)
    result.payload = Payload::fail;  // nothing was judged: never green
  if (!result.exchanges.empty()) result.ending = result.exchanges.front().ending;
  hide_secrets(result);
}

CheckResult run_check(const scenario::Scenario& scenario, transport::Client& client,
                      const Progress& progress) {
  return Check(scenario, client, progress).run();
}

}  // namespace ssert::conformance
