// Makes one exchange: builds the request, captures the response, reads it while it comes.
#pragma once

#include "conformance/observed.h"
#include "scenario/scenario.h"
#include "transport/transport.h"

namespace ssert::conformance {

// The request that `probe` sends. The scenario's fields are kept as given; Content-Type, Accept and
// Accept-Encoding are added where the user gave none.
exchange::Request request_of(const scenario::Scenario& scenario, const dialect::Dialect& dialect,
                             Probe probe);

// Sends it and waits for its end. The ending is not decided yet: it needs the TerminalDecision.
ObservedExchange make_exchange(const scenario::Scenario& scenario, const dialect::Dialect& dialect,
                               Probe probe, transport::Client& client);

}  // namespace ssert::conformance
