#include "reports/junit/junit.h"

#include "base/limits.h"
#include "base/text.h"
#include "report/exit_status.h"
#include "reports/junit/suite.h"
#include "reports/words/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::Finding;
using report::TargetReport;

std::string details_of(const Finding& finding) {
  std::string text;
  if (!finding.explained_by.empty()) text += "follows from " + finding.explained_by + "\n";
  text += "seen  " + escape_bytes(finding.message) + "\n";
  for (const auto& evidence : finding.evidence)
    text += "got   " + evidence_text(evidence, base::limits::evidence_bytes) + "\n";
  if (finding.evidence_total > finding.evidence.size())
    text += fmt::format("      and {} more\n",
                        base::with_thousands(finding.evidence_total - finding.evidence.size()));
  text += "rule  " + finding.level + ": " + finding.quote + " (" + finding.source + ")\n";
  return text + "fix   " + finding.fix + "; try: ssert explain " + finding.rule + "\n";
}

// The cases of one target. CI systems tell cases apart by class and name alone, so the class begins
// with `prefix` where there are several targets.
class SuiteBuilder {
 public:
  SuiteBuilder(const TargetReport& target, std::string prefix)
      : target_(target), prefix_(std::move(prefix)) {}

  Suite build() {
    suite_.name = escape_bytes(target_.name);
    for (const auto& exchange : target_.exchanges)
      suite_.seconds += exchange.ended_ms.value_or(0) / 1000;
    suite_.properties = {{"url", escape_bytes(target_.url)},   {"dialect", target_.dialect},
                         {"terminal", terminal_text(target_)}, {"payload", target_.payload},
                         {"ending", target_.ending},           {"fail_on", target_.fail_on}};
    add_set_up();
    for (const auto& finding : target_.findings) add(finding);
    for (const auto& error : target_.harness_errors)
      add(error.rule, {.outcome = Outcome::error,
                       .type = "harness-error",
                       .message = escape_bytes(error.message)});
    for (const auto& rule : target_.passed) add(rule, {});
    for (const auto& rule : target_.not_shown) {
      const bool counts = not_shown_counts_for_exit(target_);
      add(rule.rule, {.outcome = counts ? Outcome::failed : Outcome::skipped,
                      .type = "not-shown",
                      .message = "not shown: " + escape_bytes(rule.why)});
    }
    return std::move(suite_);
  }

 private:
  // What went wrong around a check is an error only where it kept us from checking.
  void add_set_up() {
    for (const auto& problem : target_.set_up_problems)
      suite_.notes += escape_bytes(problem) + "\n";
    if (target_.ending != "NOT_CHECKED") return;
    suite_.cases.push_back({.class_name = prefix_ + "set-up",
                            .name = "set-up",
                            .outcome = Outcome::error,
                            .type = target_.ending,
                            .message = "the set-up failed, so no rule was judged",
                            .details = suite_.notes});
  }

  void add(const Finding& finding) {
    const auto seen = finding.title + ": " + escape_bytes(finding.message);
    Case one{.outcome = Outcome::passed,
             .type = finding.verdict,
             .message = seen,
             .details = details_of(finding)};
    if (finding.expected) {
      one.outcome = Outcome::skipped;
      one.message = "expected (" + escape_bytes(*finding.expected) + "): " + seen;
    } else if (counts_for_exit(target_, finding)) {
      one.outcome = Outcome::failed;
    }
    add(finding.rule, std::move(one));
  }

  void add(const std::string& rule, Case one) {
    one.class_name = prefix_ + rule.substr(0, rule.find('/'));
    one.name = rule;
    suite_.cases.push_back(std::move(one));
  }

  const TargetReport& target_;
  std::string prefix_;
  Suite suite_;
};

std::string prefix_of(const report::ReportModel& model, std::size_t index) {
  if (model.targets.size() < 2) return "";
  const auto& name = model.targets[index].name;
  const auto same = std::count_if(model.targets.begin(),
                                  model.targets.begin() + static_cast<std::ptrdiff_t>(index),
                                  [&](const TargetReport& target) { return target.name == name; });
  return escape_bytes(name) + (same == 0 ? "." : fmt::format(" ({}).", same + 1));
}

// Entries of the file of expected failures: a stale one fails the run.
Suite expected_suite(const report::ReportModel& model) {
  Suite suite{.name = "expected failures"};
  for (const auto& expectation : model.expectations) {
    const bool stale = is_stale(expectation);
    if (expectation.state == "in-use") continue;  // its findings have cases of their own
    suite.cases.push_back({.class_name = "expected",
                           .name = expectation.rule + " at " + escape_bytes(expectation.target),
                           .outcome = stale ? Outcome::failed : Outcome::skipped,
                           .type = expectation.state,
                           .message = expectation_text(expectation),
                           .details = "why   " + escape_bytes(expectation.why) + "\n"});
  }
  return suite;
}

}  // namespace

std::string render_junit(const report::ReportModel& model) {
  std::vector<Suite> suites;
  for (std::size_t i = 0; i < model.targets.size(); ++i)
    suites.push_back(SuiteBuilder(model.targets[i], prefix_of(model, i)).build());
  if (auto suite = expected_suite(model); !suite.cases.empty()) suites.push_back(std::move(suite));
  const bool is_green = std::all_of(suites.begin(), suites.end(),
                                    [](const Suite& suite) { return suite.is_green(); });
  if (model.interrupted || (model.exit_code != 0 && is_green))
    suites.push_back(run_suite(model.exit_code, model.exit_reason, model.command));
  return rendered_suites(suites, {.name = "ssert " + model.kind,
                                  .started_at = model.started_at,
                                  .elapsed_ms = model.elapsed_ms});
}

}  // namespace ssert::reports
