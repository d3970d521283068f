#include "reports/words/load.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ssert::reports {

using base::escape_bytes;
using base::with_thousands;
using report::LoadReport;

namespace {

std::string ms_or_dash(const std::optional<double>& value) {
  return value ? load_number(*value) + " ms" : "-";
}

}  // namespace

std::string load_headline(const LoadReport& report) {
  if (report.exit_code == 0) return "PASS";
  if (report.exit_code == 1) return "FAIL";
  return report.exit_code == 130 ? "INTERRUPTED" : "NO VERDICT";
}

std::string load_number(double value) {
  if (value >= 100'000) return fmt::format("{:.0f}", value);
  if (value >= 100) return fmt::format("{:.1f}", value);
  return fmt::format("{:.2f}", value);
}

std::string number_or_dash(const std::optional<double>& value) {
  return value ? load_number(*value) : "-";
}

std::string number_or_dash(const std::optional<report::PercentileRow>& percentile) {
  return percentile ? load_number(percentile->value_ms) : "-";
}

std::string percent(const std::optional<double>& share) {
  return share ? fmt::format("{:.2f} %", *share * 100) : "-";
}

std::string objective_value(const report::ObjectiveRow& objective) {
  if (!objective.value) return objective.verdict == "no_data" ? "no data" : "not enough samples";
  if (objective.unit == "ms") return load_number(*objective.value) + " ms";
  if (!objective.unit.empty()) return load_number(*objective.value) + objective.unit;
  // A count, or a fraction that may be small.
  const bool is_whole = std::floor(*objective.value) == *objective.value;
  return is_whole ? fmt::format("{:.0f}", *objective.value)
                  : fmt::format("{:.3g}", *objective.value);
}

std::string load_evidence_text(const report::Evidence& evidence, std::size_t bytes_max) {
  auto text = base::escape_bytes_shortened(evidence.bytes, bytes_max);
  if (!evidence.note.empty())
    text += (text.empty() ? "<" : "  <") + escape_bytes(evidence.note) + ">";
  auto place = fmt::format("request {}", evidence.exchange);
  if (evidence.offset)
    place +=
        fmt::format(", byte {} of the {}", with_thousands(*evidence.offset), evidence.offset_of);
  if (evidence.at_ms) place += fmt::format(", {} ms", load_number(*evidence.at_ms));
  return text + "   [" + place + "]";
}

std::vector<std::string> doubts_text(const report::InstrumentReport& instrument) {
  return {
      instrument.verdict + (instrument.why.empty() ? "" : ": " + escape_bytes(instrument.why)),
      fmt::format("p99 of schedule lag {}, loop lag {}, client lag {} · kernel stamps on "
                  "{:.0f} % of arrivals · {:.0f} % of gaps coalesced",
                  ms_or_dash(instrument.schedule_lag_p99_ms),
                  ms_or_dash(instrument.loop_lag_p99_ms), ms_or_dash(instrument.client_lag_p99_ms),
                  instrument.kernel_stamp_share * 100, instrument.coalesced_share * 100),
      fmt::format("thread {:.0f} % busy · steal {} · clock step {} ms · {:.0f} % of requests on a "
                  "kept connection · Little's law off by {}",
                  instrument.cpu_share * 100, percent(instrument.steal_share),
                  load_number(instrument.clock_step_ms), instrument.reuse_share * 100,
                  percent(instrument.little_residual))};
}

std::vector<Labelled> load_context(const LoadReport& report) {
  std::vector<Labelled> rows;
  if (report.name != report.url) rows.push_back({"name", escape_bytes(report.name)});
  rows.push_back({"target", escape_bytes(report.url)});
  rows.push_back({"dialect", report.dialect + " (" + escape_bytes(report.dialect_how) + ")"});
  rows.push_back({"terminal", fmt::format("{} (decided by {})",
                                          report.terminal_required ? "required" : "not required",
                                          escape_bytes(report.terminal_decided_by))});
  if (report.reference && !report.reference->ending.empty())
    rows.push_back({"reference", report.reference->ending + ", " + report.reference->payload});
  rows.push_back({"load", fmt::format("{}; seed {}", report.model, report.seed)});
  rows.push_back(
      {"time", fmt::format("warm-up {:.1f} s · window {:.1f} s · drain {:.1f} s (limit {:.0f} s)",
                           report.warm_up_ms / 1000, report.window_ms / 1000,
                           report.drained_ms / 1000, report.drain_limit_ms / 1000)});
  if (!report.aborted_by.empty()) rows.push_back({"ended by", escape_bytes(report.aborted_by)});
  return rows;
}

std::vector<Labelled> load_rates(const LoadReport& report) {
  return {
      {"offered", fmt::format("{}/s · completed {}/s · good {}/s ({} of scheduled: {})",
                              number_or_dash(report.offered_per_second),
                              number_or_dash(report.throughput_per_second),
                              number_or_dash(report.goodput_per_second),
                              percent(report.goodput_share), escape_bytes(report.goodput_means))},
      {"tokens", fmt::format("{}/s in the window, {}/s over the whole run ({})",
                             number_or_dash(report.tokens_per_second),
                             load_number(report.tokens_per_second_whole),
                             escape_bytes(report.tokens_source))},
      {"in flight", fmt::format("{} on average, {} at most", number_or_dash(report.in_flight_mean),
                                report.in_flight_most)},
      {"stalls", fmt::format("{} in {}, {} ms too long together", report.stalls,
                             base::counted(report.stalled_streams, "stream"),
                             load_number(report.stalled_ms))}};
}

bool objectives_judge_errors(const LoadReport& report) {
  return std::any_of(report.objectives.begin(), report.objectives.end(),
                     report::says_how_many_may_fail);
}

}  // namespace ssert::reports
