// Judges exchanges that a check made earlier, as that check did: nothing is sent. What the rules
// are told of the request comes from the recorded reference.
#pragma once

#include "base/result.h"
#include "conformance/check.h"

#include <vector>

namespace ssert::conformance {

struct StoredExchange {
  Probe probe = Probe::reference;
  exchange::Exchange exchange;
};

// Exchanges of one target, the reference first. `by` says by what to judge: dialect, terminal,
// limits of sizes, thresholds, selection (also of probes), secrets; what it says of the request is
// not looked at. A Problem where the dialect has to be named.
base::Result<CheckResult> judge_recorded(const scenario::Scenario& by,
                                         std::vector<StoredExchange> exchanges);

}  // namespace ssert::conformance
