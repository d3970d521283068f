#include "reports/markdown/load.h"

#include "base/limits.h"
#include "base/text.h"
#include "reports/markdown/escape.h"
#include "reports/markdown/markdown.h"
#include "reports/words/load.h"
#include "reports/words/words.h"

#include <fmt/format.h>

namespace ssert::reports {
namespace {

using base::escape_bytes;
using base::with_thousands;
using report::LoadReport;

std::string objectives_of(const LoadReport& report) {
  if (report.objectives.empty()) return "";
  std::string text = "\n| objective | verdict | value |\n| --- | --- | --- |\n";
  for (const auto& row : report.objectives)
    text += fmt::format("| {} | **{}** | {} |\n", markdown_code(escape_bytes(row.expression)),
                        markdown_text(upper(row.verdict)), markdown_text(objective_value(row)));
  return text;
}

std::string block_of(const std::vector<Labelled>& rows) {
  std::vector<std::string> lines;
  for (const auto& [label, text] : rows) lines.push_back(fmt::format("{:<10}  {}", label, text));
  return "\n" + markdown_block(lines);
}

std::string counts_row(std::string_view label, const report::RequestCounts& counts) {
  return fmt::format("| {} | {} | {} | {} | {} | {} | {} |\n", label,
                     with_thousands(counts.scheduled), with_thousands(counts.sent),
                     with_thousands(counts.completed), with_thousands(counts.good),
                     with_thousands(counts.failed), with_thousands(counts.never_sent));
}

std::string requests_of(const LoadReport& report) {
  return "\n| requests | scheduled | sent | completed | good | failed | never sent |\n"
         "| --- | ---: | ---: | ---: | ---: | ---: | ---: |\n" +
         counts_row("window", report.window) + counts_row("whole run", report.whole);
}

std::string failures_of(const LoadReport& report) {
  if (report.whole.failures.empty()) return "";
  std::string text = "\n| failed, of the whole run | requests |\n| --- | ---: |\n";
  for (const auto& row : report.whole.failures)
    text += fmt::format("| {} | {} |\n", markdown_code(escape_bytes(row.failure)),
                        with_thousands(row.count));
  return text;
}

std::string metrics_of(const std::vector<report::MetricRow>& metrics, std::string_view heading) {
  std::string text;
  for (const auto& row : metrics) {
    if (row.count == 0) continue;
    text += fmt::format("| {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |\n",
                        markdown_code(row.name), with_thousands(row.count),
                        number_or_dash(row.min_ms), number_or_dash(row.mean_ms),
                        number_or_dash(row.p50), number_or_dash(row.p90), number_or_dash(row.p99),
                        number_or_dash(row.max_ms), load_number(row.error_bound_ms),
                        markdown_text(row.trust), markdown_text(row.formula));
  }
  if (text.empty()) return "";
  return fmt::format(
             "\n| {} | count | min | mean | p50 | p90 | p99 | max | ± bound | trust | formula |\n"
             "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- | --- |\n",
             heading) +
         text;
}

std::string rendered(const report::LoadFinding& finding) {
  std::vector<std::string> lines{fmt::format("seen  in {} ({})",
                                             base::counted(finding.streams, "stream"),
                                             base::counted(finding.times, "time"))};
  for (const auto& evidence : finding.evidence)
    lines.push_back("got   " + load_evidence_text(evidence, base::limits::evidence_bytes));
  return fmt::format("\n#### {} {}\n\n{} {}: {}\n\n{}\n- fix: {}; try {}\n", upper(finding.verdict),
                     markdown_code(finding.rule), finding.level, markdown_code(finding.code),
                     markdown_text(finding.title), markdown_block(lines),
                     markdown_text(finding.fix), markdown_code("ssert explain " + finding.rule));
}

// The parts in order, as many of them as fit.
class BoundedText {
 public:
  void add(const std::string& part) {
    if (part.empty()) return;
    is_full_ =
        is_full_ || text_.size() + part.size() + markdown_note_bytes_max > markdown_bytes_max;
    if (is_full_) {
      ++left_out_;
    } else {
      text_ += part;
    }
  }

  std::string take() {
    if (left_out_ > 0)
      text_ +=
          fmt::format("\n**Too long for a comment.** Left out: {}. The JSON result has them.\n",
                      base::counted(left_out_, "part"));
    return std::move(text_);
  }

 private:
  std::string text_;
  std::size_t left_out_ = 0;
  bool is_full_ = false;
};

}  // namespace

std::string render_markdown(const LoadReport& report) {
  BoundedText text;
  text.add(fmt::format("## {}: exit status {}, {}\n", load_headline(report), report.exit_code,
                       markdown_text(report.exit_reason)));
  text.add(objectives_of(report));
  text.add("\ninstrument:\n\n" + markdown_block(doubts_text(report.instrument)));
  text.add(block_of(load_context(report)));
  text.add(requests_of(report));
  text.add(failures_of(report));
  text.add(block_of(load_rates(report)));
  text.add(metrics_of(report.metrics, "metric, ms"));
  text.add(metrics_of(report.failed_metrics, "of streams that failed, ms"));
  for (const auto& finding : report.findings) text.add(rendered(finding));
  text.add(fmt::format("\nssert {}, {}\n", markdown_text(report.version),
                       markdown_text(report.started_at)));
  return text.take();
}

}  // namespace ssert::reports
