// Makes the LoadReport of a run: picks what is shown, takes secrets out, decides the exit status.
#pragma once

#include "conformance/check.h"
#include "load/plan.h"
#include "load/result.h"
#include "report/builder.h"
#include "report/load_report.h"

#include <optional>
#include <string>

namespace ssert::report {

struct LoadRun {
  RunFacts facts;
  const load::Plan& plan;
  const load::Result& result;
  std::string dialect_how;
  conformance::TerminalDecision terminal;
  std::optional<conformance::CheckResult> reference;  // the one exchange that decided those two
};

LoadReport build_load(const LoadRun& run);

// The same of a run that goes on, as far as it is cheap: identity, counts, findings without their
// evidence, histograms of the metrics. Rates, percentiles, objectives, seconds and what the
// instrument says of itself are left out: nothing may read them.
LoadReport build_progress(const LoadRun& run);

}  // namespace ssert::report
