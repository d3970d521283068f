#include "reports/console/console.h"

#include "base/text.h"
#include "reports/words/words.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::Finding;
using report::TargetReport;

constexpr std::size_t label_width = 10;
constexpr std::size_t evidence_shown = 3;
constexpr std::size_t evidence_bytes_shown = 120;

std::string_view color_of(std::string_view verdict) {
  if (verdict == "fail") return "\x1b[31;1m";
  if (verdict == "warn") return "\x1b[33;1m";
  if (verdict == "pass") return "\x1b[32;1m";
  return "\x1b[36m";
}

// Columns that the text takes: a character of several bytes counts once.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

class Renderer {
 public:
  explicit Renderer(const ConsoleStyle& style) : style_(style) {}

  std::string render(const report::ReportModel& model) {
    for (const auto& target : model.targets) target_block(target);
    if (model.interrupted) line("INTERRUPTED: this is what there was until then");
    return std::move(text_);
  }

 private:
  void target_block(const TargetReport& target) {
    const bool was_checked = target.ending != "NOT_CHECKED";
    verdict_line(target, was_checked);
    if (target.name != target.url) labelled("name", escape_bytes(target.name));
    labelled("target", escape_bytes(target.url));
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
    line(counts_text(target.counts));
    line("");
  }

  void verdict_line(const TargetReport& target, bool was_checked) {
    const auto payload = painted(upper(target.payload), target.payload);
    if (!was_checked)
      return line(fmt::format("{}  {}  no rule was judged", payload, target.ending));
    line(fmt::format("{}  {}  {} {}", payload, target.ending,
                     base::counted(target.counts.not_shown, "rule"), "not shown"));
  }

  void finding_block(const Finding& finding) {
    const bool is_consequence = !finding.explained_by.empty();
    const std::size_t indent = is_consequence ? 6 : 0;
    auto head = fmt::format("{}{}  {}  {} {}  {}", std::string(indent, ' '),
                            painted(fmt::format("{:<4}", upper(finding.verdict)), finding.verdict),
                            finding.rule, finding.level, finding.code, finding.title);
    line(head);
    if (is_consequence) {
      detail(indent, "follows", "from " + finding.explained_by);
      detail(indent, "seen", escape_bytes(finding.message));
      return;
    }
    detail(indent, "seen", escape_bytes(finding.message));
    for (std::size_t i = 0; i < std::min(finding.evidence.size(), evidence_shown); ++i) {
      detail(indent, i == 0 ? "got" : "", evidence_text(finding.evidence[i], evidence_bytes_shown));
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

  void labelled(std::string_view label, std::string_view text) {
    wrapped(fmt::format("{:<12}", label), text);
  }

  void detail(std::size_t indent, std::string_view label, std::string_view text) {
    wrapped(std::string(indent + 6, ' ') + fmt::format("{:<8}", label), text);
  }

  // Puts `text` behind `lead` and breaks it between words; later lines are indented alike.
  void wrapped(std::string lead, std::string_view text) {
    const std::string indent(lead.size(), ' ');
    const auto width = static_cast<std::size_t>(std::max(style_.width, 40));
    auto current = std::move(lead);
    bool has_word = false;
    while (!text.empty()) {
      const auto end = std::min(text.find(' '), text.size());
      const auto word = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      if (has_word && columns(current) + 1 + columns(word) > width) {
        line(current);
        current = indent;
        has_word = false;
      }
      if (has_word) current += ' ';
      current += word;
      has_word = true;
    }
    line(current);
  }

  std::string painted(std::string_view text, std::string_view verdict) const {
    if (!style_.color) return std::string(text);
    return fmt::format("{}{}\x1b[0m", color_of(verdict), text);
  }

  void line(std::string_view text) {
    auto end = text.find_last_not_of(' ');
    text_ += text.substr(0, end == std::string_view::npos ? 0 : end + 1);
    text_ += '\n';
  }

  ConsoleStyle style_;
  std::string text_;
};

}  // namespace

std::string render_console(const report::ReportModel& model, const ConsoleStyle& style) {
  return Renderer(style).render(model);
}

}  // namespace ssert::reports
