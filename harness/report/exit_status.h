// What makes the exit status 1. The program and every report ask here, so that no report is green
// where the run is not.
#pragma once

#include "report/report_model.h"

#include <cstddef>
#include <string>

namespace ssert::report {

struct Exit {
  int code = 0;
  std::string reason;
};

// The target's fail_on decides; what is expected never counts, and neither does a note.
bool counts_for_exit(const TargetReport& target, const Finding& finding);
// Whether a rule of the target that was not shown counts.
bool not_shown_counts_for_exit(const TargetReport& target);

bool is_stale(const Expectation& expectation);

// Findings that warn or fail and are expected, and those that are not.
struct BrokenCounts {
  std::size_t expected = 0;
  std::size_t unexpected = 0;
};
BrokenCounts count_broken(const TargetReport& target);

}  // namespace ssert::report
