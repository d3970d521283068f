#include "reports/console/load.h"

#include "base/text.h"
#include "reports/console/page.h"
#include "reports/words/load.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using base::with_thousands;
using report::LoadReport;
using report::MetricRow;
using report::RequestCounts;

constexpr std::size_t load_evidence_shown = 2;
constexpr std::size_t failures_shown = 8;

std::string_view verdict_of(const LoadReport& report) {
  return report.exit_code == 0 ? "pass" : report.exit_code == 1 ? "fail" : "warn";
}

class LoadPage {
 public:
  explicit LoadPage(const ConsoleStyle& style) : page_(style) {}

  std::string render(const LoadReport& report) {
    page_.line(fmt::format("{}  {}  instrument {}",
                           page_.painted(load_headline(report), verdict_of(report)),
                           escape_bytes(report.exit_reason), report.instrument.verdict));
    labelled(load_context(report));
    page_.line("");
    requests(report);
    page_.line("");
    metrics(report);
    objectives(report);
    findings(report);
    doubts(report);
    return page_.take();
  }

 private:
  void labelled(const std::vector<Labelled>& rows) {
    for (const auto& row : rows) page_.labelled(row.label, row.text);
  }

  void requests(const LoadReport& report) {
    page_.line(fmt::format("{:<10}{:>11}{:>11}{:>11}{:>11}{:>11}", "requests", "scheduled", "sent",
                           "completed", "failed", "never sent"));
    counts("window", report.window);
    counts("whole run", report.whole);
    const auto& failures = report.whole.failures;
    for (std::size_t i = 0; i < std::min(failures.size(), failures_shown); ++i)
      page_.line(fmt::format("  {} {} {}", page_.painted("failed", "fail"),
                             with_thousands(failures[i].count), escape_bytes(failures[i].failure)));
    if (failures.size() > failures_shown)
      page_.line(fmt::format("  … and {} more classes", failures.size() - failures_shown));
    page_.line("");
    labelled(load_rates(report));
  }

  void counts(std::string_view label, const RequestCounts& counts) {
    page_.line(fmt::format("{:<10}{:>11}{:>11}{:>11}{:>11}{:>11}", label,
                           with_thousands(counts.scheduled), with_thousands(counts.sent),
                           with_thousands(counts.completed), with_thousands(counts.failed),
                           with_thousands(counts.never_sent)));
  }

  void metrics(const LoadReport& report) {
    page_.line(fmt::format("{:<13}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}", "metric, ms", "count",
                           "min", "mean", "p50", "p90", "p99", "max", "± bound"));
    for (const auto& metric : report.metrics) row(metric);
    if (!report.failed_metrics.empty()) page_.line("of streams that failed:");
    for (const auto& metric : report.failed_metrics) {
      if (metric.name == "ttft" || metric.name == "e2e") row(metric);
    }
    page_.line("");
    for (const auto& metric : report.metrics) {
      if (metric.count > 0) page_.labelled(metric.name, "= " + metric.formula, 12);
    }
  }

  void row(const MetricRow& metric) {
    if (metric.count == 0) return;
    page_.line(fmt::format("{:<13}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}{:>9}", metric.name,
                           with_thousands(metric.count), number_or_dash(metric.min_ms),
                           number_or_dash(metric.mean_ms), number_or_dash(metric.p50),
                           number_or_dash(metric.p90), number_or_dash(metric.p99),
                           number_or_dash(metric.max_ms), load_number(metric.error_bound_ms)));
  }

  void objectives(const LoadReport& report) {
    if (report.objectives.empty()) return;
    page_.line("");
    for (const auto& objective : report.objectives) {
      const bool passed = objective.verdict == "pass";
      const bool failed = objective.verdict == "fail";
      const auto word = passed   ? page_.painted("PASS", "pass")
                        : failed ? page_.painted("FAIL", "fail")
                                 : page_.painted("----", "warn");
      page_.line(fmt::format("{}  {}   {}{}", word, escape_bytes(objective.expression),
                             objective_value(objective),
                             passed || failed ? "" : " (" + objective.verdict + ")"));
    }
  }

  void findings(const LoadReport& report) {
    for (const auto& finding : report.findings) {
      if (finding.verdict == "note") continue;
      page_.line("");
      page_.line(
          fmt::format("{:<4}  {}  {} {}  {}",
                      page_.painted(finding.verdict == "fail" ? "FAIL" : "WARN", finding.verdict),
                      finding.rule, finding.level, finding.code, finding.title));
      page_.detail("seen", fmt::format("in {} ({})", base::counted(finding.streams, "stream"),
                                       base::counted(finding.times, "time")));
      for (std::size_t i = 0; i < std::min(finding.evidence.size(), load_evidence_shown); ++i)
        page_.detail(i == 0 ? "got" : "",
                     load_evidence_text(finding.evidence[i], evidence_bytes_max));
      page_.detail("fix", finding.fix + "; try: ssert explain " + finding.rule);
    }
  }

  void doubts(const LoadReport& report) {
    page_.line("");
    std::string_view label = "instrument";
    for (const auto& line : doubts_text(report.instrument)) {
      page_.labelled(label, line);
      label = "";
    }
  }

  Page page_;
};

}  // namespace

std::string render_console(const report::LoadReport& report, const ConsoleStyle& style) {
  return LoadPage(style).render(report);
}

}  // namespace ssert::reports
