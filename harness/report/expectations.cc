#include "report/expectations.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace ssert::report {
namespace {

using conformance::ExpectedFailure;

bool is_about(const ExpectedFailure& entry, const TargetReport& target) {
  return entry.target == "*" || entry.target == target.name;
}

// Its own rule, or the root that it stands under.
bool covers(const ExpectedFailure& entry, const TargetReport& target, const Finding& finding) {
  return finding.verdict != "note" && is_about(entry, target) &&
         (entry.rule == finding.rule || entry.rule == finding.explained_by);
}

// Of several entries for one finding, the one that names the target tells why.
void mark(const std::vector<ExpectedFailure>& expected, const TargetReport& target,
          Finding& finding) {
  for (const auto& entry : expected) {
    if (!covers(entry, target, finding)) continue;
    if (!finding.expected || entry.target != "*") finding.expected = entry.why;
  }
}

enum class Rule : std::uint8_t { broken, holds, unknown };
struct Seen {
  Rule rule = Rule::unknown;
  std::string because;  // it is unknown
};

bool has_rule(const auto& list, std::string_view rule) {
  return std::any_of(list.begin(), list.end(), [&](const auto& one) { return one.rule == rule; });
}

// What the target showed of the entry's rule. A note is no failure, so the rule holds.
Seen seen_of(const ExpectedFailure& entry, const TargetReport& target) {
  if (std::any_of(target.findings.begin(), target.findings.end(),
                  [&](const Finding& finding) { return covers(entry, target, finding); }))
    return {.rule = Rule::broken, .because = ""};
  if (std::find(target.passed.begin(), target.passed.end(), entry.rule) != target.passed.end() ||
      has_rule(target.findings, entry.rule))
    return {.rule = Rule::holds, .because = ""};
  const auto unseen = std::find_if(target.not_shown.begin(), target.not_shown.end(),
                                   [&](const NotShown& rule) { return rule.rule == entry.rule; });
  if (unseen != target.not_shown.end()) return {.because = "not shown: " + unseen->why};
  if (has_rule(target.harness_errors, entry.rule))
    return {.because = "we failed to judge the rule"};
  if (target.ending == "NOT_CHECKED") return {.because = "the target was not checked"};
  return {.because = "the rule was not selected"};
}

// Broken anywhere: in use. Unknown anywhere: not judged. It is stale only where the rule holds at
// every target that the entry is about.
Expectation judged(const ExpectedFailure& entry, const ReportModel& model) {
  Expectation result{.target = entry.target,
                     .rule = entry.rule,
                     .why = entry.why,
                     .state = "not-judged",
                     .because = "the run has no target of that name"};
  bool holds = false;
  std::string unknown;
  for (const auto& target : model.targets) {
    if (!is_about(entry, target)) continue;
    const auto seen = seen_of(entry, target);
    if (seen.rule == Rule::broken) {
      result.state = "in-use";
      result.because.clear();
      return result;
    }
    holds = holds || seen.rule == Rule::holds;
    if (seen.rule == Rule::unknown && unknown.empty()) unknown = seen.because;
  }
  if (model.interrupted) unknown = "the run was interrupted";
  if (!unknown.empty()) {
    result.because = unknown;
  } else if (holds) {
    result.state = "stale";
    result.because.clear();
  }
  return result;
}

}  // namespace

void apply_expected(const std::vector<ExpectedFailure>& expected, ReportModel& model) {
  for (auto& target : model.targets) {
    for (auto& finding : target.findings) mark(expected, target, finding);
  }
  for (const auto& entry : expected) model.expectations.push_back(judged(entry, model));
}

}  // namespace ssert::report
