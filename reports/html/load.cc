#include "reports/words/load.h"

#include "base/limits.h"
#include "base/text.h"
#include "reports/html/charts.h"
#include "reports/html/document.h"
#include "reports/html/html.h"
#include "reports/words/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {
namespace {

using base::with_thousands;
using report::LoadReport;
using report::MetricRow;

std::string kind_of(const LoadReport& report) {
  return report.exit_code == 0 ? "pass" : report.exit_code == 1 ? "fail" : "warn";
}

std::string facts_of(const std::vector<Labelled>& rows) {
  std::string text = "<dl>\n";
  for (const auto& [label, words] : rows)
    text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", label, html_text(words));
  return text + "</dl>\n";
}

std::string head_of(const LoadReport& report) {
  std::string command;
  for (const auto& word : report.command)
    command += (command.empty() ? "" : " ") + base::escape_bytes(word);
  return fmt::format(
      "<header class=\"{}\">\n<h1>{}</h1>\n<p class=\"reason\">{}</p>\n"
      "<p>instrument {}</p>\n"
      "<p class=\"quiet\">exit status {} · took {} · ssert {} · {}</p>\n"
      "<p class=\"command\">{}</p>\n</header>\n",
      kind_of(report), load_headline(report), html_received(report.exit_reason),
      html_badge(upper(report.instrument.verdict),
                 report.instrument.verdict == "valid" ? "pass" : "warn"),
      report.exit_code, milliseconds(report.elapsed_ms), html_received(report.version),
      html_received(report.started_at), html_code(command));
}

std::string objectives_of(const LoadReport& report) {
  if (report.objectives.empty()) return "";
  std::vector<HtmlCells> rows;
  for (const auto& one : report.objectives) {
    const bool decided = one.verdict == "pass" || one.verdict == "fail";
    rows.push_back(
        {html_badge(decided ? upper(one.verdict) : "NO VERDICT", decided ? one.verdict : "warn"),
         html_code(base::escape_bytes(one.expression)), html_text(objective_value(one))});
  }
  return "<h2>Objectives</h2>\n" + html_table({"verdict", "objective", "value"}, rows);
}

std::string doubts_of(const LoadReport& report) {
  std::string text = "<h2>How far the instrument can be trusted</h2>\n";
  for (const auto& line : doubts_text(report.instrument))
    text += "<p>" + html_text(line) + "</p>\n";
  return text;
}

HtmlCells counts_row(std::string label, const report::RequestCounts& counts) {
  return {std::move(label),
          with_thousands(counts.scheduled),
          with_thousands(counts.sent),
          with_thousands(counts.completed),
          with_thousands(counts.good),
          with_thousands(counts.failed),
          with_thousands(counts.never_sent)};
}

std::string requests_of(const LoadReport& report) {
  auto text =
      "<h2>Requests</h2>\n" +
      html_table({"", "scheduled", "sent", "completed", "good", "failed", "never sent"},
                 {counts_row("window", report.window), counts_row("whole run", report.whole)});
  std::vector<HtmlCells> rows;
  for (const auto& one : report.whole.failures)
    rows.push_back({html_code(base::escape_bytes(one.failure)), with_thousands(one.count)});
  if (!rows.empty()) text += html_table({"failed, of the whole run", "requests"}, rows);
  return text + facts_of(load_rates(report));
}

std::string cell(const std::optional<double>& value) { return value ? three_digits(*value) : "-"; }

// With its 95 % interval below it, where there is one.
std::string cell(const std::optional<report::PercentileRow>& row) {
  if (!row) return "-";
  auto text = three_digits(row->value_ms);
  if (row->low_ms && row->high_ms)
    text += fmt::format("<span class=\"interval\">{} – {}</span>", three_digits(*row->low_ms),
                        three_digits(*row->high_ms));
  return text;
}

std::string metrics_of(const std::vector<MetricRow>& metrics, std::string_view heading) {
  std::vector<HtmlCells> rows;
  for (const auto& row : metrics) {
    if (row.count == 0) continue;
    rows.push_back(
        {html_code(row.name) + "<span class=\"formula\">" + html_text(row.formula) + "</span>",
         with_thousands(row.count), cell(row.min_ms), cell(row.mean_ms), cell(row.p50),
         cell(row.p90), cell(row.p99), cell(row.p999), cell(row.max_ms),
         "± " + three_digits(row.error_bound_ms) +
             (row.trust == "valid" ? "" : " " + html_badge(row.trust, "warn"))});
  }
  if (rows.empty()) return "";
  return fmt::format("<h2>{}</h2>\n", heading) +
         html_table({"metric and formula", "count", "min", "mean", "p50", "p90", "p99", "p99.9",
                     "max", "error bound"},
                    rows);
}

std::string rendered(const report::LoadFinding& finding) {
  std::string evidence;
  for (const auto& one : finding.evidence)
    evidence +=
        "<pre>" + html_text(load_evidence_text(one, base::limits::evidence_bytes)) + "</pre>\n";
  return fmt::format(
      "<article class=\"finding\">\n<h3>{} {} <span class=\"quiet\">{} {}</span></h3>\n"
      "<p class=\"lead\">{}</p>\n<dl>\n<dt>seen</dt><dd>in {} ({}){}</dd>\n"
      "<dt>fix</dt><dd>{}; try {}</dd>\n</dl>\n</article>\n",
      html_badge(upper(finding.verdict), finding.verdict), html_code(finding.rule),
      html_text(finding.level), html_text(finding.code), html_text(finding.title),
      base::counted(finding.streams, "stream"), base::counted(finding.times, "time"), evidence,
      html_text(finding.fix), html_code("ssert explain " + finding.rule));
}

std::string findings_of(const LoadReport& report) {
  if (report.findings.empty()) return "";
  std::string text = "<h2>Rules that streams broke</h2>\n";
  for (const auto& finding : report.findings) text += rendered(finding);
  return text;
}

std::string table_of(const Chart& chart) {
  HtmlCells headings{chart.x};
  for (const auto& series : chart.series) headings.push_back(series.name);
  std::vector<HtmlCells> rows;
  for (std::size_t i = 0; i < chart.labels.size(); ++i) {
    HtmlCells row{chart.labels[i]};
    for (const auto& series : chart.series) row.push_back(cell(series.values[i]));
    rows.push_back(std::move(row));
  }
  return html_folded("The same numbers", html_table(headings, rows));
}

std::string figure_of(const Chart& chart) {
  return fmt::format(
      "<figure>\n<figcaption><b>{0}</b><span class=\"quiet\">{1}</span></figcaption>\n"
      "<div class=\"chart\"><canvas id=\"{2}\" role=\"img\" aria-label=\"{0}; the same numbers "
      "stand in the table below\"></canvas></div>\n{3}</figure>\n",
      html_text(chart.title), html_text(chart.caption), html_text(chart.id), table_of(chart));
}

std::vector<Chart> charts_of(const LoadReport& report) {
  std::vector<Chart> charts;
  for (auto chart : {distribution_chart(report, "ttft"), distribution_chart(report, "gap"),
                     ttft_by_second(report), requests_by_second(report)}) {
    if (chart) charts.push_back(*std::move(chart));
  }
  return charts;
}

}  // namespace

std::string render_html(const LoadReport& report) {
  const auto charts = charts_of(report);
  auto body = head_of(report) + objectives_of(report) + doubts_of(report) +
              "<h2>What was run</h2>\n" + facts_of(load_context(report)) + requests_of(report) +
              metrics_of(report.metrics, "Durations, ms") +
              metrics_of(report.failed_metrics, "Durations of streams that failed, ms") +
              findings_of(report);
  if (!charts.empty()) body += "<h2>Charts</h2>\n";
  for (const auto& chart : charts) body += figure_of(chart);
  return html_document({.title = "ssert load: " + load_headline(report),
                        .body = body,
                        .data = charts.empty() ? "" : charts_json(charts)});
}

}  // namespace ssert::reports
