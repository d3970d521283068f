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
  std::ptrdiff_t rules = 0;  // that are judged; 0: there is nothing to check
  int requests_max = 0;
  int generations_max = 0;
};

// What was found of one target. Owns all that the report may quote.
struct CheckResult {
  scenario::Scenario scenario;
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

  bool any_response_byte() const;  // also of set-up that failed
};

// Told as the check goes on; `say` gets one line without its end. It may be empty.
struct Progress {
  std::function<void(std::string_view line)> say;
};

// Nothing is sent. A Problem where the scenario cannot be checked as it stands.
base::Result<Plan> plan_check(const scenario::Scenario& scenario);

// Blocks until the check is done or the client is interrupted; then what there is is judged. The
// scenario has passed plan_check().
CheckResult run_check(const scenario::Scenario& scenario, transport::Client& client,
                      const Progress& progress);

// Judges exchanges that are there already: the same findings every time.
void judge_exchanges(CheckResult& result);

}  // namespace ssert::conformance
