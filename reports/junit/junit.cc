#include "reports/junit/junit.h"

#include "base/limits.h"
#include "base/text.h"
#include "report/exit_status.h"
#include "reports/junit/xml.h"
#include "reports/words/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::Finding;
using report::TargetReport;

enum class Outcome : std::uint8_t { passed, skipped, failed, error };

struct Case {
  std::string class_name;
  std::string name;
  Outcome outcome = Outcome::passed;
  std::string type;     // the verdict, in our words
  std::string message;  // one line
  std::string details;  // lines
};

struct Suite {
  std::string name;
  double seconds = 0;
  std::vector<std::pair<std::string, std::string>> properties;
  std::vector<Case> cases;
  std::string notes;  // lines

  std::ptrdiff_t count(Outcome outcome) const {
    return std::count_if(cases.begin(), cases.end(),
                         [&](const Case& one) { return one.outcome == outcome; });
  }
  bool is_green() const { return count(Outcome::failed) + count(Outcome::error) == 0; }
};

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

std::string words_of(const std::vector<std::string>& command) {
  std::string text;
  for (const auto& word : command) text += (text.empty() ? "" : " ") + escape_bytes(word);
  return text;
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

// A case of the run itself, where its exit status is not told by any other case.
Suite run_suite(const report::ReportModel& model) {
  Suite suite{.name = "ssert"};
  suite.cases.push_back({.class_name = "ssert",
                         .name = "exit status",
                         .outcome = Outcome::error,
                         .type = fmt::format("{}", model.exit_code),
                         .message = fmt::format("exit status {}: {}", model.exit_code,
                                                escape_bytes(model.exit_reason)),
                         .details = words_of(model.command) + "\n"});
  return suite;
}

std::string attribute(std::string_view name, std::string_view value) {
  return fmt::format(" {}=\"{}\"", name, xml_attribute(value));
}

std::string attribute(std::string_view name, std::ptrdiff_t value) {
  return fmt::format(" {}=\"{}\"", name, value);
}

std::string element(std::string_view name, const std::string& attributes,
                    std::string_view content) {
  if (content.empty()) return fmt::format("      <{}{}/>\n", name, attributes);
  return fmt::format("      <{0}{1}>{2}</{0}>\n", name, attributes, xml_content(content));
}

std::string content_of(const Case& one) {
  const auto said = attribute("message", one.message) + attribute("type", one.type);
  switch (one.outcome) {
    case Outcome::skipped:
      return element("skipped", said, one.details);
    case Outcome::failed:
      return element("failure", said, one.details);
    case Outcome::error:
      return element("error", said, one.details);
    case Outcome::passed:
      break;
  }
  if (one.details.empty()) return "";
  return element("system-out", "", one.type + ": " + one.message + "\n" + one.details);
}

std::string rendered(const Case& one) {
  const auto head =
      "    <testcase" + attribute("classname", one.class_name) + attribute("name", one.name);
  const auto content = content_of(one);
  return content.empty() ? head + "/>\n" : head + ">\n" + content + "    </testcase>\n";
}

std::string rendered(const Suite& suite, const std::string& started_at) {
  auto text = "  <testsuite" + attribute("name", suite.name) +
              attribute("tests", std::ssize(suite.cases)) +
              attribute("failures", suite.count(Outcome::failed)) +
              attribute("errors", suite.count(Outcome::error)) +
              attribute("skipped", suite.count(Outcome::skipped)) +
              attribute("time", fmt::format("{:.3f}", suite.seconds)) +
              attribute("timestamp", started_at) + ">\n";
  if (!suite.properties.empty()) {
    text += "    <properties>\n";
    for (const auto& [name, value] : suite.properties)
      text += element("property", attribute("name", name) + attribute("value", value), "");
    text += "    </properties>\n";
  }
  for (const auto& one : suite.cases) text += rendered(one);
  if (!suite.notes.empty())
    text += "    <system-err>" + xml_content(suite.notes) + "</system-err>\n";
  return text + "  </testsuite>\n";
}

}  // namespace

std::string render_junit(const report::ReportModel& model) {
  std::vector<Suite> suites;
  for (std::size_t i = 0; i < model.targets.size(); ++i)
    suites.push_back(SuiteBuilder(model.targets[i], prefix_of(model, i)).build());
  if (auto suite = expected_suite(model); !suite.cases.empty()) suites.push_back(std::move(suite));
  const bool is_green = std::all_of(suites.begin(), suites.end(),
                                    [](const Suite& suite) { return suite.is_green(); });
  if (model.interrupted || (model.exit_code != 0 && is_green)) suites.push_back(run_suite(model));

  std::ptrdiff_t tests = 0;
  std::ptrdiff_t failures = 0;
  std::ptrdiff_t errors = 0;
  std::string content;
  for (const auto& suite : suites) {
    tests += std::ssize(suite.cases);
    failures += suite.count(Outcome::failed);
    errors += suite.count(Outcome::error);
    content += rendered(suite, model.started_at);
  }
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
         attribute("name", "ssert " + model.kind) + attribute("tests", tests) +
         attribute("failures", failures) + attribute("errors", errors) +
         attribute("time", fmt::format("{:.3f}", model.elapsed_ms / 1000)) + ">\n" + content +
         "</testsuites>\n";
}

}  // namespace ssert::reports
