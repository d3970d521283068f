#include "reports/console/console.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using report::ExchangeSummary;
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

std::string upper(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
  });
  return result;
}

std::string milliseconds(double value) {
  if (value >= 10'000) return fmt::format("{:.1f} s", value / 1000);
  return fmt::format("{:.1f} ms", value);
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
      exchange_line(i + 1, target.exchanges[i]);
    }
    line("");
    for (const auto& finding : target.findings) {
      if (finding.explained_by.empty() && &finding != &target.findings.front()) line("");
      finding_block(finding);
    }
    if (!target.findings.empty()) line("");
    if (style_.verbose) verbose_lists(target);
    for (const auto& error : target.harness_errors) {
      line(painted("HARNESS ERROR", "fail") + "  " + escape_bytes(error));
    }
    summary_line(target);
    line("");
  }

  void verdict_line(const TargetReport& target, bool was_checked) {
    const auto payload = painted(upper(target.payload), target.payload);
    if (!was_checked)
      return line(fmt::format("{}  {}  no rule was judged", payload, target.ending));
    line(fmt::format("{}  {}  {} {}", payload, target.ending,
                     base::counted(target.counts.not_shown, "rule"), "not shown"));
  }

  static std::string terminal_text(const TargetReport& target) {
    if (target.terminal == "optional") {
      return fmt::format("optional, {} here (decided by {})",
                         target.terminal_required ? "required" : "not required",
                         target.terminal_decided_by);
    }
    return fmt::format("{} (decided by {})", target.terminal, target.terminal_decided_by);
  }

  void exchange_line(std::size_t number, const ExchangeSummary& exchange) {
    auto text = fmt::format("{} {}: ", exchange.probe, exchange.method);
    text += exchange.status_code == 0 ? "no response"
                                      : fmt::format("{} {}, {}", exchange.http_version,
                                                    exchange.status_code, exchange.framing);
    if (!exchange.content_type.empty()) text += ", " + escape_bytes(exchange.content_type);
    text += " · " + exchange.ending;
    if (!exchange.end_detail.empty()) text += " (" + escape_bytes(exchange.end_detail) + ")";
    if (exchange.events > 0) {
      text += fmt::format(" · {}, {} with output", base::counted(exchange.events, "event"),
                          base::with_thousands(exchange.output_events));
    }
    if (exchange.first_output_ms)
      text += " · first output " + milliseconds(*exchange.first_output_ms);
    if (exchange.ended_ms) text += " · ended " + milliseconds(*exchange.ended_ms);
    labelled(fmt::format("exchange {}", number), text);
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
      detail(indent, i == 0 ? "got" : "", evidence_text(finding.evidence[i]));
    }
    if (finding.evidence_total > evidence_shown) {
      detail(indent, "",
             fmt::format("… and {} more",
                         base::with_thousands(finding.evidence_total - evidence_shown)));
    }
    detail(indent, "rule", finding.quote + " (" + finding.source + ")");
    detail(indent, "fix", finding.fix + "; try: ssert explain " + finding.rule);
  }

  static std::string evidence_text(const report::Evidence& evidence) {
    auto text = base::escape_bytes_shortened(evidence.bytes, evidence_bytes_shown);
    std::string place;
    if (evidence.offset) {
      place = fmt::format("byte {} of the {}", base::with_thousands(*evidence.offset),
                          evidence.offset_of);
    }
    if (evidence.at_ms) place += (place.empty() ? "" : ", ") + milliseconds(*evidence.at_ms);
    if (evidence.exchange > 0) place += fmt::format(", exchange {}", evidence.exchange + 1);
    if (!evidence.note.empty())
      text += (text.empty() ? "" : "  ") + ("<" + escape_bytes(evidence.note) + ">");
    return place.empty() ? text : text + "   [" + place + "]";
  }

  void verbose_lists(const TargetReport& target) {
    for (const auto& rule : target.passed) line(painted("PASS", "pass") + "  " + rule);
    for (const auto& rule : target.not_shown) {
      line(painted("----", "note") + "  " + rule.rule + "  not shown: " + escape_bytes(rule.why));
    }
    line("");
  }

  void summary_line(const TargetReport& target) {
    const auto& counts = target.counts;
    line(fmt::format("{} pass · {} fail · {} warn · {} note · {} not shown · {} harness error",
                     counts.pass, counts.fail, counts.warn, counts.note, counts.not_shown,
                     counts.harness_error));
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
