// What rules look at: the exchanges of one target, each with its reading and its ending.
#pragma once

#include "dialect/dialect.h"
#include "exchange/ending.h"
#include "exchange/exchange.h"
#include "reading/reading.h"
#include "scenario/scenario.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::conformance {

// What an exchange was made for. Every probe but the reference differs from it in one thing.
enum class Probe : std::uint8_t {
  reference,       // the request as the user gave it
  get_same_url,    // GET on the same URL, after a POST was refused; stopped once its head is there
  example_body,    // the dialect's example body, to decide whether the target sends a terminal
  repeat,          // the reference again, on the same connection where it was kept
  no_token,        // without the credentials
  wrong_token,     // with credentials that nobody has
  malformed_json,  // the body's last bracket is missing
  missing_field,   // a required member of the body is missing
  unknown_resource,  // the id in the URL is one that nobody has
  echo_words,        // asks for words to be said again
  echo_other_words,  // the same with other words
};
inline constexpr std::array<Probe, 11> all_probes{
    Probe::reference,        Probe::get_same_url, Probe::example_body,    Probe::repeat,
    Probe::no_token,         Probe::wrong_token,  Probe::malformed_json,  Probe::missing_field,
    Probe::unknown_resource, Probe::echo_words,   Probe::echo_other_words};
std::string_view to_string(Probe probe);  // "get-same-url"
std::optional<Probe> probe_from(std::string_view text);
// False for probes that should be refused: what they stream is not judged as a stream.
bool asks_for_stream(Probe probe);

struct ObservedExchange {
  Probe probe = Probe::reference;
  exchange::Exchange exchange;
  reading::Reading reading;
  exchange::Ending ending;

  // False for a raw response dump.
  bool times_are_known() const;
  bool request_is_known() const;
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
