#include "reports/junit/load.h"

#include "base/limits.h"
#include "base/text.h"
#include "reports/junit/suite.h"
#include "reports/words/load.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::LoadReport;

Case case_of(const report::ObjectiveRow& objective) {
  const auto expression = escape_bytes(objective.expression);
  const auto outcome = objective.verdict == "pass"   ? Outcome::passed
                       : objective.verdict == "fail" ? Outcome::failed
                                                     : Outcome::error;
  return {.class_name = "objectives",
          .name = expression,
          .outcome = outcome,
          .type = objective.verdict,
          .message = expression + ": " + objective_value(objective),
          .details = outcome == Outcome::error ? "no verdict; a longer window has more samples\n"
                                               : objective_value(objective) + "\n"};
}

Case no_stream_failed(const LoadReport& report) {
  const auto bad = report.whole.errors;
  Case one{.class_name = "streams",
           .name = "no stream failed",
           .outcome = bad == 0 ? Outcome::passed : Outcome::failed,
           .type = bad == 0 ? "pass" : "fail",
           .message = fmt::format("{} of {} failed or were never sent", base::with_thousands(bad),
                                  base::counted(report.whole.scheduled, "request"))};
  for (const auto& row : report.whole.failures)
    one.details +=
        fmt::format("{} {}\n", base::with_thousands(row.count), escape_bytes(row.failure));
  if (report.whole.never_sent > 0)
    one.details += base::with_thousands(report.whole.never_sent) + " never sent\n";
  return one;
}

// A rule that fails makes its streams fail; where an objective says how many may, the objective
// alone decides.
Case case_of(const LoadReport& report, const report::LoadFinding& finding) {
  const bool decides =
      finding.verdict == "fail" && report.exit_code != 0 && !objectives_judge_errors(report);
  Case one{.class_name = finding.rule.substr(0, finding.rule.find('/')),
           .name = finding.rule,
           .outcome = decides ? Outcome::failed : Outcome::passed,
           .type = finding.verdict,
           .message = fmt::format("{}: seen in {} ({})", finding.title,
                                  base::counted(finding.streams, "stream"),
                                  base::counted(finding.times, "time"))};
  for (const auto& evidence : finding.evidence)
    one.details += "got   " + load_evidence_text(evidence, base::limits::evidence_bytes) + "\n";
  one.details += "fix   " + finding.fix + "; try: ssert explain " + finding.rule + "\n";
  return one;
}

Suite suite_of(const LoadReport& report) {
  Suite suite{.name = escape_bytes(report.name), .seconds = report.elapsed_ms / 1000};
  for (const auto& [label, text] : load_context(report)) suite.properties.emplace_back(label, text);
  suite.properties.emplace_back("instrument", doubts_text(report.instrument).front());
  for (const auto& objective : report.objectives) suite.cases.push_back(case_of(objective));
  if (!objectives_judge_errors(report)) suite.cases.push_back(no_stream_failed(report));
  for (const auto& finding : report.findings) suite.cases.push_back(case_of(report, finding));
  return suite;
}

}  // namespace

std::string render_junit(const LoadReport& report) {
  std::vector<Suite> suites{suite_of(report)};
  // 1 is told by a failure above; what else ends a run without a verdict is told here.
  const bool is_untold = report.exit_code != 0 && suites.front().is_green();
  if (report.interrupted || report.exit_code > 1 || is_untold)
    suites.push_back(run_suite(report.exit_code, report.exit_reason, report.command));
  return rendered_suites(
      suites,
      {.name = "ssert load", .started_at = report.started_at, .elapsed_ms = report.elapsed_ms});
}

}  // namespace ssert::reports
