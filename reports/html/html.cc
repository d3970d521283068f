#include "reports/html/html.h"

#include "base/limits.h"
#include "base/text.h"
#include "reports/html/charts.h"
#include "reports/html/document.h"
#include "reports/words/words.h"

#include <fmt/format.h>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::Finding;
using report::TargetReport;

bool was_checked(const TargetReport& target) { return target.ending != "NOT_CHECKED"; }

std::string fact(std::string_view name, const std::string& markup) {
  return fmt::format("<dt>{}</dt><dd>{}</dd>\n", name, markup);
}

std::string link_of(const Finding& finding) {
  const auto source = html_text(finding.source);
  if (!finding.link.starts_with("https://")) return source;
  return fmt::format("<a href=\"{}\" rel=\"noreferrer noopener\">{}</a>",
                     html_received(finding.link), source);
}

std::string evidence_of(const Finding& finding) {
  std::string text;
  for (const auto& evidence : finding.evidence)
    text += "<pre>" + html_text(evidence_text(evidence, base::limits::evidence_bytes)) + "</pre>\n";
  if (finding.evidence_total > finding.evidence.size())
    text += fmt::format("<p class=\"quiet\">and {} more</p>\n",
                        base::with_thousands(finding.evidence_total - finding.evidence.size()));
  return text;
}

std::string rendered(const Finding& finding) {
  std::string facts = fact("seen", html_received(finding.message) + evidence_of(finding));
  facts += fact("rule", fmt::format("{}: {} ({})", html_text(finding.level),
                                    html_text(finding.quote), link_of(finding)));
  facts +=
      fact("fix", html_text(finding.fix) + "; try " + html_code("ssert explain " + finding.rule));
  if (!finding.explained_by.empty()) facts += fact("follows from", html_code(finding.explained_by));
  if (finding.expected) facts += fact("expected", html_received(*finding.expected));
  return fmt::format(
      "<article class=\"finding{}\">\n<h3>{} {} <span class=\"quiet\">{} {}</span></h3>\n"
      "<p class=\"lead\">{}</p>\n<dl>\n{}</dl>\n</article>\n",
      finding.explained_by.empty() ? "" : " follows",
      html_badge(upper(finding.verdict), finding.verdict), html_code(finding.rule),
      html_text(finding.level), html_text(finding.code), html_text(finding.title), facts);
}

std::string not_shown_of(const TargetReport& target) {
  if (target.not_shown.empty()) return "";
  std::vector<HtmlCells> rows;
  for (const auto& rule : target.not_shown)
    rows.push_back({html_code(rule.rule), html_text(rule.code), html_received(rule.why)});
  return html_folded(fmt::format("Not shown: {}", base::counted(target.not_shown.size(), "rule")),
                     html_table({"rule", "code", "because"}, rows));
}

std::string passed_of(const TargetReport& target) {
  if (target.passed.empty()) return "";
  std::string items;
  for (const auto& rule : target.passed) items += "<li>" + html_code(rule) + "</li>\n";
  return html_folded(fmt::format("Passed: {}", base::counted(target.passed.size(), "rule")),
                     "<ul class=\"rules\">\n" + items + "</ul>\n");
}

std::string moment(const std::optional<double>& value) {
  if (!value) return "-";
  return *value < 10'000 ? three_digits(*value) + " ms" : milliseconds(*value);
}

std::string exchanges_of(const TargetReport& target) {
  if (target.exchanges.empty()) return "";
  std::vector<HtmlCells> rows;
  for (std::size_t i = 0; i < target.exchanges.size(); ++i) {
    const auto& one = target.exchanges[i];
    const auto ending =
        html_code(one.ending) + (one.end_detail.empty() ? "" : " " + html_received(one.end_detail));
    rows.push_back({fmt::format("{}", i + 1), html_text(one.probe + " " + one.method),
                    html_text(answer_text(one)), html_received(one.content_type), ending,
                    base::with_thousands(one.events), base::with_thousands(one.output_events),
                    base::with_thousands(one.content_bytes), moment(one.first_output_ms),
                    moment(one.ended_ms)});
  }
  return "<h3>Exchanges</h3>\n" +
         html_table({"#", "request", "answer", "media type", "ending", "events", "with output",
                     "bytes", "first output", "ended"},
                    rows);
}

std::string counts_of(const report::Counts& counts) {
  std::string text = "<ul class=\"counts\">\n";
  const auto add = [&](std::uint64_t count, std::string_view word) {
    text += fmt::format("<li class=\"{}\"><b>{}</b> {}</li>\n", count == 0 ? "zero" : word,
                        base::with_thousands(count), word);
  };
  add(counts.fail, "fail");
  add(counts.warn, "warn");
  add(counts.pass, "pass");
  add(counts.note, "note");
  add(counts.not_shown, "not shown");
  add(counts.harness_error, "harness error");
  return text + "</ul>\n";
}

std::string problems_of(const TargetReport& target) {
  std::string text;
  for (const auto& problem : target.set_up_problems)
    text += "<p class=\"problem\">set-up: " + html_received(problem) + "</p>\n";
  for (const auto& error : target.harness_errors)
    text += fmt::format("<p class=\"problem\">harness error: {} {}</p>\n", html_code(error.rule),
                        html_received(error.message));
  return text;
}

std::string rendered(const TargetReport& target) {
  auto text = fmt::format("<section>\n<h2>{} {} <span class=\"name\">{}</span></h2>\n",
                          html_badge(verdict_text(target), payload_shown(target)),
                          html_code(target.ending), html_received(target.name));
  std::string facts;
  if (target.name != target.url && !target.url.empty())
    facts += fact("target", html_received(target.url));
  if (target.origin) facts += fact("recorded", html_text(origin_text(*target.origin)));
  if (was_checked(target)) {
    facts +=
        fact("dialect", html_text(target.dialect) + " (" + html_received(target.dialect_how) + ")");
    facts += fact("terminal", html_received(terminal_text(target)));
  }
  if (!facts.empty()) text += "<dl>\n" + facts + "</dl>\n";
  text += problems_of(target);
  if (!was_checked(target))
    return text + "<p>The set-up failed, so no rule was judged.</p>\n</section>\n";
  text += counts_of(target.counts);
  for (const auto& finding : target.findings) text += rendered(finding);
  text += not_shown_of(target) + passed_of(target) + exchanges_of(target);
  return text + "</section>\n";
}

std::string expectations_of(const report::ReportModel& model) {
  if (model.expectations.empty()) return "";
  std::vector<HtmlCells> rows;
  for (const auto& entry : model.expectations)
    rows.push_back({html_badge(upper(entry.state), entry.state == "stale" ? "fail" : "none"),
                    html_code(entry.rule), html_received(entry.target), html_received(entry.why),
                    html_received(entry.because)});
  return "<section>\n<h2>Expected failures</h2>\n" +
         html_table({"state", "rule", "target", "why", "because"}, rows) + "</section>\n";
}

std::string command_of(const std::vector<std::string>& command) {
  std::string line;
  for (const auto& word : command) line += (line.empty() ? "" : " ") + escape_bytes(word);
  return html_code(line);
}

}  // namespace

std::string render_html(const report::ReportModel& model) {
  auto body = fmt::format(
      "<header class=\"{}\">\n<h1>{}</h1>\n<p class=\"reason\">{}</p>\n"
      "<p class=\"quiet\">exit status {} · took {} · ssert {}, rules {} · {}</p>\n"
      "<p class=\"command\">{}</p>\n</header>\n",
      model.interrupted ? "none" : worst_payload(model), check_headline(model),
      html_received(model.exit_reason), model.exit_code, milliseconds(model.elapsed_ms),
      html_received(model.version), html_received(model.rules), html_received(model.started_at),
      command_of(model.command));
  for (const auto& target : model.targets) body += rendered(target);
  body += expectations_of(model);
  return html_document({.title = "ssert check: " + check_headline(model), .body = body});
}

}  // namespace ssert::reports
