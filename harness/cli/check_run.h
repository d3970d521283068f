// Makes the checks of one command line, target after target: what `ssert check` reports of and
// `ssert record` keeps.
#pragma once

#include "base/result.h"
#include "cli/recorder.h"
#include "cli/target_session.h"
#include "conformance/check.h"
#include "scenario/scenario.h"

#include <span>
#include <vector>

namespace ssert::cli {

struct PlannedTarget {
  scenario::Scenario scenario;
  conformance::Plan plan;
};

// Targets of which --only and --skip leave no rule are left out. Nothing is sent.
base::Result<std::vector<PlannedTarget>> plan_all(const std::vector<scenario::Scenario>& scenarios);

// --dry-run: what would be sent, on stdout. Returns the exit status.
int list_only(std::span<const PlannedTarget> targets);

struct CheckRun {
  UnderWay& under_way;
  bool quiet = false;            // no progress on stderr
  Recorder* recorder = nullptr;  // gets each exchange; may be none
};

// Until all are done, or the run is interrupted: then the targets that follow are left out.
std::vector<conformance::CheckResult> check_all(std::span<const PlannedTarget> targets,
                                                const CheckRun& run);

}  // namespace ssert::cli
