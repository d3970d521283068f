#include "reports/console/load.h"

#include "base/text.h"
#include "reports/console/page.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using base::with_thousands;
using report::LoadReport;
using report::MetricRow;
using report::RequestCounts;

constexpr std::size_t evidence_shown = 2;
constexpr std::size_t evidence_bytes_shown = 120;
constexpr std::size_t failures_shown = 8;

std::string number(double value) {
  if (value >= 100'000) return fmt::format("{:.0f}", value);
  if (value >= 100) return fmt::format("{:.1f}", value);
  return fmt::format("{:.2f}", value);
}

std::string cell(const std::optional<double>& value) { return value ? number(*value) : "-"; }

std::string cell(const std::optional<report::PercentileRow>& percentile) {
  return percentile ? number(percentile->value_ms) : "-";
}

std::string percent(const std::optional<double>& share) {
  return share ? fmt::format("{:.2f} %", *share * 100) : "-";
}

std::string_view verdict_of(const LoadReport& report) {
  return report.exit_code == 0 ? "pass" : report.exit_code == 1 ? "fail" : "warn";
}

std::string headline(const LoadReport& report) {
  if (report.exit_code == 0) return "PASS";
  if (report.exit_code == 1) return "FAIL";
  return report.exit_code == 130 ? "INTERRUPTED" : "NO VERDICT";
}

class LoadPage {
 public:
  explicit LoadPage(const ConsoleStyle& style) : page_(style) {}

  std::string render(const LoadReport& report) {
    page_.line(fmt::format("{}  {}  instrument {}",
                           page_.painted(headline(report), verdict_of(report)),
                           escape_bytes(report.exit_reason), report.instrument.verdict));
    context(report);
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
  void context(const LoadReport& report) {
    if (report.name != report.url) page_.labelled("name", escape_bytes(report.name));
    page_.labelled("target", escape_bytes(report.url));
    page_.labelled("dialect", report.dialect + " (" + escape_bytes(report.dialect_how) + ")");
    page_.labelled("terminal", fmt::format("{} (decided by {})",
                                           report.terminal_required ? "required" : "not required",
                                           escape_bytes(report.terminal_decided_by)));
    if (report.reference && !report.reference->exchanges.empty())
      page_.labelled("reference",
                     fmt::format("{}, {}", report.reference->ending, report.reference->payload));
    page_.labelled("load", fmt::format("{}; seed {}", report.model, report.seed));
    page_.labelled(
        "time", fmt::format("warm-up {:.1f} s · window {:.1f} s · drain {:.1f} s (limit {:.0f} s)",
                            report.warm_up_ms / 1000, report.window_ms / 1000,
                            report.drained_ms / 1000, report.drain_limit_ms / 1000));
    if (!report.aborted_by.empty()) page_.labelled("ended by", escape_bytes(report.aborted_by));
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
    page_.labelled("offered", fmt::format("{}/s · completed {}/s · good {}/s ({} of scheduled: {})",
                                          number(report.offered_per_second),
                                          number(report.throughput_per_second),
                                          number(report.goodput_per_second),
                                          percent(report.goodput_share), report.goodput_means));
    page_.labelled("tokens",
                   fmt::format("{}/s in the window, {}/s over the whole run ({})",
                               number(report.tokens_per_second),
                               number(report.tokens_per_second_whole), report.tokens_source));
    page_.labelled("in flight", fmt::format("{} on average, {} at most",
                                            number(report.in_flight_mean), report.in_flight_most));
    page_.labelled("stalls", fmt::format("{} in {}, {} ms too long together", report.stalls,
                                         base::counted(report.stalled_streams, "stream"),
                                         number(report.stalled_ms)));
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
                           with_thousands(metric.count), cell(metric.min_ms), cell(metric.mean_ms),
                           cell(metric.p50), cell(metric.p90), cell(metric.p99),
                           cell(metric.max_ms), number(metric.error_bound_ms)));
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
      const auto value = objective.value
                             ? fmt::format("{}{}{}", number(*objective.value),
                                           objective.unit == "ms" ? " " : "", objective.unit)
                             : std::string("no data");
      page_.line(fmt::format("{}  {}   {}{}", word, escape_bytes(objective.expression), value,
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
      for (std::size_t i = 0; i < std::min(finding.evidence.size(), evidence_shown); ++i)
        page_.detail(i == 0 ? "got" : "", evidence_text(finding.evidence[i]));
      page_.detail("fix", finding.fix + "; try: ssert explain " + finding.rule);
    }
  }

  static std::string evidence_text(const report::Evidence& evidence) {
    auto text = base::escape_bytes_shortened(evidence.bytes, evidence_bytes_shown);
    if (!evidence.note.empty())
      text += (text.empty() ? "<" : "  <") + escape_bytes(evidence.note) + ">";
    auto place = fmt::format("request {}", evidence.exchange);
    if (evidence.offset)
      place +=
          fmt::format(", byte {} of the {}", with_thousands(*evidence.offset), evidence.offset_of);
    if (evidence.at_ms) place += fmt::format(", {} ms", number(*evidence.at_ms));
    return text + "   [" + place + "]";
  }

  void doubts(const LoadReport& report) {
    const auto& instrument = report.instrument;
    page_.line("");
    page_.labelled(
        "instrument",
        instrument.verdict + (instrument.why.empty() ? "" : ": " + escape_bytes(instrument.why)));
    page_.labelled(
        "", fmt::format("p99 of schedule lag {} ms, loop lag {} ms, client lag {} ms · "
                        "kernel stamps on {:.0f} % of arrivals · {:.0f} % of gaps "
                        "coalesced",
                        cell(instrument.schedule_lag_p99_ms), cell(instrument.loop_lag_p99_ms),
                        cell(instrument.client_lag_p99_ms), instrument.kernel_stamp_share * 100,
                        instrument.coalesced_share * 100));
    page_.labelled("",
                   fmt::format("thread {:.0f} % busy · steal {} · clock step {} ms · {:.0f} % of "
                               "requests on a kept connection · Little's law off by {}",
                               instrument.cpu_share * 100, percent(instrument.steal_share),
                               number(instrument.clock_step_ms), instrument.reuse_share * 100,
                               percent(instrument.little_residual)));
  }

  Page page_;
};

}  // namespace

std::string render_console(const report::LoadReport& report, const ConsoleStyle& style) {
  return LoadPage(style).render(report);
}

}  // namespace ssert::reports
