#include "load/judge.h"

#include <algorithm>

namespace ssert::load {
namespace {

using exchange::EndingKind;
using violation::Severity;

constexpr std::string_view no_output = "end/no-output";

void judge_line_length(const scenario::Thresholds& thresholds, const reading::Reading& reading,
                       StreamSample& sample) {
  const auto length = reading.longest_line.end - reading.longest_line.begin;
  if (length <= thresholds.line_bytes_warn) return;
  sample.broken.push_back(
      {.rule = "framing/line-length",
       .severity = length > thresholds.line_bytes_fail ? Severity::fails : Severity::warns,
       .first = violation::Violation{.code = violation::Code::line_too_long,
                                     .offset = reading.longest_line.begin,
                                     .length = length,
                                     .detail = std::to_string(length) + " bytes"},
       .at = sample.times.ended});
}

void judge_prompt_end(const scenario::Thresholds& thresholds, const reading::Reading& reading,
                      StreamSample& sample) {
  if (!reading.terminal_at || sample.ending.kind == EndingKind::aborted) return;
  const auto ended = sample.times.ended;
  const auto wait = reading.message_end_at.value_or(ended) - *reading.terminal_at;
  if (wait <= thresholds.end_after_terminal_warn) return;
  sample.broken.push_back(
      {.rule = "end/prompt-end",
       .severity = wait > thresholds.end_after_terminal_fail ? Severity::fails : Severity::warns,
       .at = ended});
}

std::string_view rule_of_no_stream(const reading::Reading& reading) {
  if (!reading.is_http || !reading.head) return "head/syntax";
  const auto status = reading.head->status_code;
  if (status == 204 || status == 205) return "head/status";  // they have no content
  return reading.undecodable_coding.empty() ? "head/content-type" : "head/content-coding";
}

}  // namespace

void judge_whole(const Plan& plan, const reading::Reading& reading, StreamSample& sample) {
  if (!reading.is_event_stream) return;
  judge_line_length(plan.scenario.thresholds, reading, sample);
  judge_prompt_end(plan.scenario.thresholds, reading, sample);
  const bool is_whole = reading.framing.message_complete && !reading.error_in_band;
  if (is_whole && reading.output_events == 0)
    sample.broken.push_back(
        {.rule = no_output, .severity = Severity::warns, .at = sample.times.ended});
}

std::string_view rule_of_ending(const exchange::Ending& ending, const reading::Reading& reading) {
  switch (ending.kind) {
    case EndingKind::complete:
    case EndingKind::aborted:
    case EndingKind::unreachable:
      return "";
    case EndingKind::truncated:
      return "end/silent-truncation";
    case EndingKind::incomplete_transport:
    case EndingKind::stalled:
      return "end/transport-complete";
    case EndingKind::error_in_band:
      return "end/error-in-band";
    case EndingKind::empty:
      return "end/empty";
    case EndingKind::refused:
      return "head/status";
    case EndingKind::not_a_stream:
      return rule_of_no_stream(reading);
  }
  return "";
}

std::string failure_class(const exchange::Ending& ending, const reading::Reading& reading,
                          const std::vector<BrokenRule>& broken) {
  if (ending.kind != exchange::EndingKind::complete) return to_string(ending);
  const auto fails = std::find_if(broken.begin(), broken.end(), [](const BrokenRule& rule) {
    return rule.severity == Severity::fails;
  });
  if (fails != broken.end()) return std::string(fails->rule);
  return reading.output_events == 0 ? std::string(no_output) : "";
}

}  // namespace ssert::load
