#include "reports/console/console.h"

#include "base/text.h"
#include "report/exit_status.h"
#include "reports/console/page.h"
#include "reports/words/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::Finding;
using report::TargetReport;

constexpr std::size_t evidence_shown = 3;

class Renderer {
 public:
  explicit Renderer(const ConsoleStyle& style) : style_(style), page_(style) {}

  std::string render(const report::ReportModel& model) {
    for (const auto& target : model.targets) target_block(target);
    expectations_block(model);
    if (model.interrupted) line("INTERRUPTED: this is what there was until then");
    return page_.take();
  }

 private:
  void target_block(const TargetReport& target) {
    const bool was_checked = target.ending != "NOT_CHECKED";
    verdict_line(target, was_checked);
    if (target.name != target.url) labelled("name", escape_bytes(target.name));
    if (!target.url.empty()) labelled("target", escape_bytes(target.url));
    if (target.origin) labelled("recorded", origin_text(*target.origin));
    for (const auto& problem : target.set_up_problems) labelled("set-up", escape_bytes(problem));
    if (!was_checked) return line("");
    labelled("dialect", target.dialect + " (" + escape_bytes(target.dialect_how) + ")");
    labelled("terminal", terminal_text(target));
    for (std::size_t i = 0; i < target.exchanges.size(); ++i) {
      labelled(fmt::format("exchange {}", i + 1), exchange_text(target.exchanges[i]));
    }
    line("");
    for (const auto& finding : target.findings) {
      if (finding.explained_by.empty() && &finding != &target.findings.front()) line("");
      finding_block(finding);
    }
    if (!target.findings.empty()) line("");
    if (style_.verbose) verbose_lists(target);
    for (const auto& error : target.harness_errors) {
      line(painted("HARNESS ERROR", "fail") + "  " + error.rule + ": " +
           escape_bytes(error.message));
    }
    line(counts_text(target));
    line("");
  }

  // What needs a word: those in use stand at their findings.
  void expectations_block(const report::ReportModel& model) {
    bool is_there = false;
    for (const auto& expectation : model.expectations) {
      if (expectation.state == "in-use") continue;
      is_there = true;
      const bool stale = is_stale(expectation);
      line(painted(stale ? "STALE" : "-----", stale ? "fail" : "note") + "  " +
           expectation_text(expectation));
    }
    if (is_there) line("");
  }

  void verdict_line(const TargetReport& target, bool was_checked) {
    const auto broken = count_broken(target);
    const bool is_all_expected = broken.expected > 0 && broken.unexpected == 0;
    const auto payload =
        painted(verdict_text(target), is_all_expected ? "warn" : payload_shown(target));
    if (!was_checked)
      return line(fmt::format("{}  {}  no rule was judged", payload, target.ending));
    line(fmt::format("{}  {}  {} {}", payload, target.ending,
                     base::counted(target.counts.not_shown, "rule"), "not shown"));
  }

  void finding_block(const Finding& finding) {
    const bool is_consequence = !finding.explained_by.empty();
    const std::size_t indent = is_consequence ? 6 : 0;
    auto head = fmt::format("{}{}  {}  {} {}  {}", std::string(indent, ' '),
                            painted(fmt::format("{:<4}", upper(finding.verdict)), finding.verdict) +
                                (finding.expected ? " expected" : ""),
                            finding.rule, finding.level, finding.code, finding.title);
    line(head);
    if (is_consequence) {
      detail(indent, "follows", "from " + finding.explained_by);
      detail(indent, "seen", escape_bytes(finding.message));
      return;
    }
    if (finding.expected) detail(indent, "why", escape_bytes(*finding.expected));
    detail(indent, "seen", escape_bytes(finding.message));
    for (std::size_t i = 0; i < std::min(finding.evidence.size(), evidence_shown); ++i) {
      detail(indent, i == 0 ? "got" : "", evidence_text(finding.evidence[i], evidence_bytes_max));
    }
    if (finding.evidence_total > evidence_shown) {
      detail(indent, "",
             fmt::format("… and {} more",
                         base::with_thousands(finding.evidence_total - evidence_shown)));
    }
    detail(indent, "rule", finding.quote + " (" + finding.source + ")");
    detail(indent, "fix", finding.fix + "; try: ssert explain " + finding.rule);
  }

  void verbose_lists(const TargetReport& target) {
    for (const auto& rule : target.passed) line(painted("PASS", "pass") + "  " + rule);
    for (const auto& rule : target.not_shown) {
      line(painted("----", "note") + "  " + rule.rule + "  not shown: " + escape_bytes(rule.why));
    }
    line("");
  }

  void line(std::string_view text) { page_.line(text); }
  void labelled(std::string_view label, std::string_view text) { page_.labelled(label, text); }
  void detail(std::size_t indent, std::string_view label, std::string_view text) {
    page_.detail(label, text, indent);
  }
  std::string painted(std::string_view text, std::string_view verdict) const {
    return page_.painted(text, verdict);
  }

  ConsoleStyle style_;
  Page page_;
};

}  // namespace

std::string render_console(const report::ReportModel& model, const ConsoleStyle& style) {
  return Renderer(style).render(model);
}

}  // namespace ssert::reports
