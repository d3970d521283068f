#include "reports/markdown/markdown.h"

#include "base/limits.h"
#include "base/text.h"
#include "reports/markdown/escape.h"
#include "reports/words/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::Finding;
using report::TargetReport;

// Kept free for the note on what was left out.
bool was_checked(const TargetReport& target) { return target.ending != "NOT_CHECKED"; }

std::string table_row(const TargetReport& target) {
  const auto& counts = target.counts;
  return fmt::format("| {} | **{}** | {} | {} | {} | {} | {} | {} | {} |\n",
                     markdown_code(escape_bytes(target.name)), verdict_text(target),
                     markdown_code(target.ending), counts.pass, counts.fail, counts.warn,
                     counts.note, counts.not_shown, counts.harness_error);
}

std::string exchanges_of(const TargetReport& target) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < target.exchanges.size(); ++i)
    lines.push_back(fmt::format("exchange {}  {}", i + 1, exchange_text(target.exchanges[i])));
  return lines.empty() ? "" : markdown_block(lines);
}

std::string head_of(const TargetReport& target) {
  auto text = fmt::format("\n### {} {}: {}\n\n", verdict_text(target), markdown_code(target.ending),
                          markdown_code(escape_bytes(target.name)));
  if (target.name != target.url && !target.url.empty())
    text += markdown_code(escape_bytes(target.url)) + "\n\n";
  if (target.origin) text += "Recorded: " + markdown_code(origin_text(*target.origin)) + "\n\n";
  if (was_checked(target)) {
    text +=
        fmt::format("dialect {}, terminal {}\n\n",
                    markdown_code(target.dialect + " (" + escape_bytes(target.dialect_how) + ")"),
                    markdown_code(escape_bytes(terminal_text(target))));
    text += exchanges_of(target);
  } else {
    text += "The set-up failed, so no rule was judged.\n";
  }
  std::vector<std::string> problems;
  for (const auto& problem : target.set_up_problems)
    problems.push_back("set-up  " + escape_bytes(problem));
  for (const auto& error : target.harness_errors)
    problems.push_back("harness error  " + error.rule + ": " + escape_bytes(error.message));
  if (!problems.empty()) text += "\n" + markdown_block(problems);
  return text;
}

bool is_fit_for_a_link(std::string_view url) {
  const bool is_web = url.starts_with("https://") || url.starts_with("http://");
  return is_web && std::all_of(url.begin(), url.end(), [](char c) {
           return c > ' ' && c <= '~' && c != '<' && c != '>' && c != '\\';
         });
}

std::string source_of(const Finding& finding) {
  const auto source = markdown_text(finding.source);
  return is_fit_for_a_link(finding.link) ? "[" + source + "](<" + finding.link + ">)" : source;
}

std::vector<std::string> lines_of(const Finding& finding) {
  std::vector<std::string> lines;
  if (finding.expected) lines.push_back("why   " + escape_bytes(*finding.expected));
  lines.push_back("seen  " + escape_bytes(finding.message));
  for (const auto& evidence : finding.evidence)
    lines.push_back("got   " + evidence_text(evidence, base::limits::evidence_bytes));
  if (finding.evidence_total > finding.evidence.size())
    lines.push_back(
        fmt::format("      and {} more",
                    base::with_thousands(finding.evidence_total - finding.evidence.size())));
  return lines;
}

std::string rendered(const Finding& finding) {
  const auto verdict = upper(finding.verdict) + (finding.expected ? " expected" : "");
  if (!finding.explained_by.empty())
    return fmt::format("- {} {} follows from it: {}\n", verdict, markdown_code(finding.rule),
                       markdown_code(escape_bytes(finding.message)));
  return fmt::format("\n#### {} {}\n\n{} {}: {}\n\n{}\n- rule: {} ({})\n- fix: {}; try {}\n",
                     verdict, markdown_code(finding.rule), finding.level,
                     markdown_code(finding.code), markdown_text(finding.title),
                     markdown_block(lines_of(finding)), markdown_text(finding.quote),
                     source_of(finding), markdown_text(finding.fix),
                     markdown_code("ssert explain " + finding.rule));
}

std::string not_shown_head() { return "\n| not shown | because |\n| --- | --- |\n"; }

std::string rendered(const report::NotShown& rule) {
  return fmt::format("| {} | {} |\n", markdown_code(rule.rule),
                     markdown_code(escape_bytes(rule.why)));
}

class Renderer {
 public:
  std::string render(const report::ReportModel& model) {
    text_ = fmt::format("## {}: exit status {}, {}\n\n", check_headline(model), model.exit_code,
                        markdown_text(model.exit_reason));
    add("| target | verdict | ending | pass | fail | warn | note | not shown | harness error |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n");
    for (const auto& target : model.targets) count(targets_left_out_, add(table_row(target)));
    expectations_of(model);
    for (const auto& target : model.targets) details_of(target);
    add(fmt::format("\nssert {}, rules {}, {}\n", markdown_text(model.version),
                    markdown_text(model.rules), markdown_text(model.started_at)));
    if (targets_left_out_ + findings_left_out_ + rows_left_out_ > 0)
      text_ += fmt::format(
          "\n**Too long for a comment.** Left out: {}, {}, {}. The JSON result has them.\n",
          base::counted(targets_left_out_, "target"), base::counted(findings_left_out_, "finding"),
          base::counted(rows_left_out_, "other row"));
    return std::move(text_);
  }

 private:
  void details_of(const TargetReport& target) {
    if (!add(head_of(target))) {
      findings_left_out_ += target.findings.size();
      rows_left_out_ += target.not_shown.size() + 1;
      return;
    }
    for (const auto& finding : target.findings) count(findings_left_out_, add(rendered(finding)));
    if (target.not_shown.empty()) return;
    const bool has_head = add(not_shown_head());
    for (const auto& rule : target.not_shown)
      count(rows_left_out_, has_head && add(rendered(rule)));
  }

  // Before all findings, for a stale one fails the run.
  void expectations_of(const report::ReportModel& model) {
    std::vector<std::string> lines;
    for (const auto& expectation : model.expectations) {
      if (expectation.state != "in-use") lines.push_back(expectation_text(expectation));
    }
    if (!lines.empty() && !add("\n" + markdown_block(lines))) rows_left_out_ += lines.size();
  }

  static void count(std::size_t& left_out, bool was_added) { left_out += was_added ? 0 : 1; }

  // False where it does not fit; then nothing was added. Once something did not, nothing does, so
  // that no part stands under the heading of another.
  bool add(const std::string& part) {
    is_full_ =
        is_full_ || text_.size() + part.size() + markdown_note_bytes_max > markdown_bytes_max;
    if (!is_full_) text_ += part;
    return !is_full_;
  }

  std::string text_;
  std::size_t targets_left_out_ = 0;
  std::size_t findings_left_out_ = 0;
  std::size_t rows_left_out_ = 0;
  bool is_full_ = false;
};

}  // namespace

std::string render_markdown(const report::ReportModel& model) { return Renderer().render(model); }

}  // namespace ssert::reports
