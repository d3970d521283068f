// Checks one target: plans the exchanges, makes them, decides what must be decided first, and
// judges.
#pragma once

#include "base/result.h"
#include "conformance/judge.h"
#include "conformance/observed.h"
#include "scenario/scenario.h"
#include "transport/transport.h"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::conformance {

// What a check may send, known before it sends anything.
struct Plan {
  struct Request {
    Probe probe = Probe::reference;
    std::string why;
    std::string method;
    bool starts_generation = false;
    std::string only_if;  // the condition; empty for what is sent always
  };
  std::vector<Request> requests;
  int requests_max = 0;
  int generations_max = 0;
};

// Where exchanges come from that were not made now.
struct Origin {
  std::string file;
  std::string created_at;  // UTC; empty for a raw response dump
};

// What was found of one target. Owns all that the report may quote.
struct CheckResult {
  scenario::Scenario scenario;
  std::optional<Origin> origin;  // none: the exchanges were made now
  dialect::Dialect dialect;
  std::string dialect_how;
  TerminalDecision terminal;
  std::vector<ObservedExchange> exchanges;  // the reference first
  std::vector<RuleResult> results;          // in the catalogue's order
  Payload payload = Payload::pass;
  exchange::Ending ending;  // of the reference
  bool interrupted = false;
  // What went wrong with the requests around the check (setup.h), a line each, without secrets.
  std::vector<std::string> set_up_problems;
  bool set_up_failed = false;  // then nothing was judged
  bool set_up_gave_bytes = false;
  std::string set_up_lacked;  // as machine_lacked(), of the set-up

  bool any_response_byte() const;  // also of set-up that failed
  // What this machine had not, so that a request was not sent, by no fault of the target's. Empty:
  // it had all.
  std::string machine_lacked() const;
};

// Told as the check goes on; each may be empty.
struct Progress {
  std::function<void(std::string_view line)> say;  // one line without its end
  // Each exchange, when it has ended and before another begins. Its secrets are in it.
  std::function<void(const ObservedExchange& observed)> ended;
};

// Whether --only and --skip leave a rule to judge.
bool any_rule_selected(const scenario::Scenario& scenario);

// Nothing is sent. A Problem where the scenario cannot be checked as it stands.
base::Result<Plan> plan_check(const scenario::Scenario& scenario);

// Blocks until the check is done or the client is interrupted; then what there is is judged. The
// scenario has passed plan_check().
CheckResult run_check(const scenario::Scenario& scenario, transport::Client& client,
                      const Progress& progress);

// Judges exchanges that are there already: the same findings every time. Then takes their secrets
// out (hide_secrets.h).
void judge_exchanges(CheckResult& result);

}  // namespace ssert::conformance
