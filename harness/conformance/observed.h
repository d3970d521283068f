// What rules look at: the exchanges of one target, each with its reading and its ending.
#pragma once

#include "dialect/dialect.h"
#include "exchange/ending.h"
#include "exchange/exchange.h"
#include "reading/reading.h"
#include "scenario/scenario.h"

#include <string>
#include <vector>

namespace ssert::conformance {

// What an exchange was made for. Passive rules judge every exchange that asked for a stream.
enum class Probe : std::uint8_t {
  reference,     // the request as the user gave it
  get_same_url,  // GET on the same URL, after a POST was refused; stopped once its head is there
  example_body,  // the dialect's example body, to decide whether the target sends a terminal
};
std::string_view to_string(Probe probe);

struct ObservedExchange {
  Probe probe = Probe::reference;
  exchange::Exchange exchange;
  reading::Reading reading;
  exchange::Ending ending;
};

// Whether a stream must end with the dialect's terminal. Decided once, before anything is judged.
struct TerminalDecision {
  dialect::TerminalMode mode = dialect::TerminalMode::none;  // what the dialect or the user says
  bool required = false;                                     // what follows for this target
  std::string decided_by;  // "--terminal", "dialect conversation", "exchange 1"

  bool operator==(const TerminalDecision&) const = default;
};

// Everything that a rule may look at; all of it outlives the judging.
struct Facts {
  const std::vector<ObservedExchange>& exchanges;
  const scenario::Scenario& scenario;
  const dialect::Dialect& dialect;
  const TerminalDecision& terminal;
};

}  // namespace ssert::conformance
