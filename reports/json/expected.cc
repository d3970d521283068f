#include "reports/json/expected.h"

#include "base/text.h"
#include "report/exit_status.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ssert::reports {
namespace {

using nlohmann::ordered_json;

struct Entry {
  std::string target;
  std::string rule;
  std::string why;  // printable
};

// Whether the finding, or one that follows from it, warns or fails and is not expected.
bool needs_an_entry(const report::TargetReport& target, const report::Finding& root) {
  return root.explained_by.empty() &&
         std::any_of(target.findings.begin(), target.findings.end(), [&](const auto& finding) {
           const bool is_of_root = finding.rule == root.rule || finding.explained_by == root.rule;
           return is_of_root && finding.verdict != "note" && !finding.expected;
         });
}

std::vector<Entry> entries_of(const report::ReportModel& model) {
  std::vector<Entry> entries;
  for (const auto& expectation : model.expectations) {
    if (!is_stale(expectation))
      entries.push_back({expectation.target, expectation.rule, expectation.why});
  }
  for (const auto& target : model.targets) {
    for (const auto& finding : target.findings) {
      const bool is_there = std::any_of(entries.begin(), entries.end(), [&](const Entry& entry) {
        return entry.target == target.name && entry.rule == finding.rule;
      });
      if (!is_there && needs_an_entry(target, finding))
        entries.push_back({target.name, finding.rule, base::escape_bytes(finding.message)});
    }
  }
  return entries;
}

}  // namespace

std::string render_expected(const report::ReportModel& model) {
  ordered_json json{{"expected_format", 1}, {"expected", ordered_json::array()}};
  for (const auto& entry : entries_of(model)) {
    json["expected"].push_back(
        {{"target", base::escape_bytes(entry.target)}, {"rule", entry.rule}, {"why", entry.why}});
  }
  return json.dump(2) + "\n";
}

}  // namespace ssert::reports
