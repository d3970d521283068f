#include "report/exit_status.h"

namespace ssert::report {

bool counts_for_exit(const TargetReport& target, const Finding& finding) {
  if (finding.expected) return false;
  return finding.verdict == "fail" || (finding.verdict == "warn" && target.fail_on != "fail");
}

bool not_shown_counts_for_exit(const TargetReport& target) { return target.fail_on == "not-shown"; }

bool is_stale(const Expectation& expectation) { return expectation.state == "stale"; }

BrokenCounts count_broken(const TargetReport& target) {
  BrokenCounts counts;
  for (const auto& finding : target.findings) {
    if (finding.verdict == "note") continue;
    ++(finding.expected ? counts.expected : counts.unexpected);
  }
  return counts;
}

}  // namespace ssert::report
