#include "reports/csv/csv.h"

#include "base/limits.h"
#include "base/text.h"
#include "reports/csv/cells.h"
#include "reports/words/words.h"

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::TargetReport;

// One row; what a verdict does not have stays empty.
struct Row {
  std::string rule, verdict, code, level, explained_by;
  std::string times;    // a number
  std::string message;  // as received
  std::string evidence, fix;
  std::string expected;  // as received
};

std::string rendered(const std::string& target, const Row& row) {
  return csv_row({csv_text(escape_bytes(target)), csv_text(row.rule), csv_text(row.verdict),
                  csv_text(row.code), csv_text(row.level), csv_text(row.explained_by), row.times,
                  csv_text(escape_bytes(row.message)), csv_text(row.evidence), csv_text(row.fix),
                  csv_text(escape_bytes(row.expected))});
}

Row row_of(const report::Finding& finding) {
  Row row{.rule = finding.rule,
          .verdict = finding.verdict,
          .code = finding.code,
          .level = finding.level,
          .explained_by = finding.explained_by,
          .times = csv_count(finding.evidence_total),
          .message = finding.message,
          .fix = finding.fix,
          .expected = finding.expected.value_or("")};
  if (!finding.evidence.empty())
    row.evidence = evidence_text(finding.evidence.front(), base::limits::evidence_bytes);
  return row;
}

std::string rows_of(const TargetReport& target) {
  std::string text;
  for (const auto& finding : target.findings) text += rendered(target.name, row_of(finding));
  for (const auto& error : target.harness_errors)
    text += rendered(target.name, {.rule = error.rule,
                                   .verdict = "harness-error",
                                   .code = error.code,
                                   .message = error.message});
  for (const auto& rule : target.passed)
    text += rendered(target.name, {.rule = rule, .verdict = "pass"});
  for (const auto& rule : target.not_shown)
    text += rendered(
        target.name,
        {.rule = rule.rule, .verdict = "not-shown", .code = rule.code, .message = rule.why});
  if (target.ending != "NOT_CHECKED") return text;
  for (const auto& problem : target.set_up_problems)
    text += rendered(target.name, {.rule = "set-up", .verdict = "not-checked", .message = problem});
  return text;
}

}  // namespace

std::string render_csv(const report::ReportModel& model) {
  auto text = csv_row({"target", "rule", "verdict", "code", "level", "explained_by", "times",
                       "message", "evidence", "fix", "expected"});
  for (const auto& target : model.targets) text += rows_of(target);
  for (const auto& entry : model.expectations) {
    if (entry.state == "in-use") continue;  // its findings have rows of their own
    text += rendered(entry.target, {.rule = entry.rule,
                                    .verdict = entry.state,
                                    .message = entry.because,
                                    .expected = entry.why});
  }
  return text;
}

}  // namespace ssert::reports
