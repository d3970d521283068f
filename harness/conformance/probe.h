// Makes one exchange: builds the request, captures the response, reads it while it comes.
#pragma once

#include "conformance/observed.h"
#include "scenario/scenario.h"
#include "transport/transport.h"

#include <string>
#include <string_view>
#include <vector>

namespace ssert::conformance {

// The fact that `probe` needs and this target's request does not give, as it is said to the user:
// "no credentials were given". Empty where the probe can be made.
std::string missing_fact(const scenario::Scenario& scenario, const dialect::Dialect& dialect,
                         Probe probe);

// Sends a request whose fields are complete (transport::complete_fields) and reads its answer while
// it comes. `stop_after_head`: closes the connection once the response head is there.
ObservedExchange observe(exchange::Request request, const reading::Options& options,
                         transport::Client& client, bool stop_after_head = false);

// The request that `probe` sends, which has no missing_fact(). The scenario's fields are kept as
// given; Content-Type, Accept and Accept-Encoding are added where the user gave none. `nonce` makes
// the words of an echo probe this run's own.
exchange::Request request_of(const scenario::Scenario& scenario, const dialect::Dialect& dialect,
                             Probe probe, std::string_view nonce);

// The words that an echo probe's request asks to be said again; empty for any other request.
std::vector<std::string> words_asked_for(const exchange::Request& request,
                                         const dialect::Dialect& dialect);

// Completes the request's fields, sends it and waits for its end. The ending is not decided yet: it
// needs the TerminalDecision.
ObservedExchange make_exchange(exchange::Request request, Probe probe,
                               const scenario::Scenario& scenario, const dialect::Dialect& dialect,
                               transport::Client& client);

// Adds bytes that came behind the message, and reads the response again.
void append_stray_bytes(ObservedExchange& observed, transport::StrayBytes stray,
                        const scenario::Scenario& scenario, const dialect::Dialect& dialect);

}  // namespace ssert::conformance
