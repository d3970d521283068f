// The requests around a check (scenario/set_up.h): sends those before it, fills in what they
// captured, and sends those after it. They are no probes: no rule judges them.
#pragma once

#include "conformance/check.h"
#include "scenario/references.h"
#include "scenario/scenario.h"
#include "transport/transport.h"

#include <optional>
#include <string>
#include <vector>

namespace ssert::conformance {

struct SetUpFailure {
  std::string why;  // one line, without secrets
  bool any_response_byte = false;
  std::string machine_lacked;  // CheckResult::machine_lacked
};

struct Prepared {
  // Where nothing failed: without references, and planned. Its secrets include what was captured.
  scenario::Scenario scenario;
  std::vector<scenario::Captured> captured;
  std::size_t succeeded = 0;  // requests of `before`
  std::optional<SetUpFailure> failure;
  bool interrupted = false;  // then `failure` says where
};

// Blocks until the requests of `before` are done, one failed, or the client is interrupted.
Prepared set_up(const scenario::Scenario& scenario, transport::Client& client,
                const Progress& progress);

// Sends the requests of `after`; each that fails gives a line, and the others are sent all the
// same. Nothing is sent after an interruption. Where set-up failed, only what an earlier request
// may have made is cleaned up.
std::vector<std::string> clean_up(const Prepared& prepared, transport::Client& client,
                                  const Progress& progress);

// The result of a target that was not checked because its set-up failed.
CheckResult unchecked(const Prepared& prepared);

}  // namespace ssert::conformance
