#include "reports/prometheus/building.h"
#include "reports/prometheus/prometheus.h"

#include <cstddef>
#include <string_view>

namespace ssert::reports {
namespace {

using report::TargetReport;

struct Counted {
  std::string_view verdict;
  std::uint64_t count;
};

// Two targets may have one name: the number tells them apart.
using Labels = decltype(LabelledValue::labels);
Labels with_target(const TargetReport& target, std::size_t number_of_target, Labels more) {
  Labels labels{{"number", std::to_string(number_of_target)}, {"name", target.name}};
  labels.insert(labels.end(), more.begin(), more.end());
  return labels;
}

void add_rules(std::vector<LabelledValue>& values, const TargetReport& target,
               std::size_t number_of_target) {
  const auto& counts = target.counts;
  for (const auto& [verdict, count] :
       {Counted{"pass", counts.pass}, Counted{"fail", counts.fail}, Counted{"warn", counts.warn},
        Counted{"note", counts.note}, Counted{"not-shown", counts.not_shown},
        Counted{"harness-error", counts.harness_error}}) {
    values.push_back(
        {.labels = with_target(target, number_of_target, {{"verdict", std::string(verdict)}}),
         .value = number(count)});
  }
}

}  // namespace

MetricFamilies families_of(const report::ReportModel& model) {
  std::vector<LabelledValue> info;
  std::vector<LabelledValue> rules;
  std::vector<LabelledValue> findings;
  for (std::size_t i = 0; i < model.targets.size(); ++i) {
    const auto& target = model.targets[i];
    info.push_back({.labels = with_target(target, i + 1,
                                          {{"version", model.version},
                                           {"rules", model.rules},
                                           {"target", target.url},
                                           {"dialect", target.dialect},
                                           {"payload", target.payload},
                                           {"ending", target.ending}}),
                    .value = 1});
    add_rules(rules, target, i + 1);
    for (const auto& finding : target.findings) {
      findings.push_back({.labels = with_target(target, i + 1,
                                                {{"rule", finding.rule},
                                                 {"verdict", finding.verdict},
                                                 {"expected", finding.expected ? "yes" : "no"}}),
                          .value = number(finding.evidence_total)});
    }
  }
  MetricFamilies families{
      gauge({"ssert_check_exit_status",
             "the exit status of ssert check, but for reports that could not be written"},
            model.exit_code)};
  if (!info.empty()) {
    families.push_back(
        gauge({"ssert_check_info", "a target: 1, and its verdict in the labels"}, info));
    families.push_back(gauge({"ssert_check_rules", "rules by verdict"}, rules));
  }
  if (!findings.empty())
    families.push_back(gauge(
        {"ssert_check_findings", "rules that are broken: how many pieces of evidence there are"},
        findings));
  return families;
}

std::string render_prometheus(const report::ReportModel& model) {
  return text_of(families_of(model));
}

}  // namespace ssert::reports
