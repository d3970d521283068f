#include "event_stream/testing/observations.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ssert::event_stream::testing {
namespace {

std::string in_quotes(std::string_view text) {
  std::string result = "'";
  for (const char c : base::escape_bytes(text)) {
    if (c == '\'') result += '\\';
    result += c;
  }
  return result + "'";
}

std::string show(Range range) { return fmt::format("[{},{})", range.begin, range.end); }

}  // namespace

void Recorder::on_event(const DispatchedEvent& event) {
  observations_.push_back(fmt::format(
      "event {} type={} data={} id={} data_lines={}", show(event.range), in_quotes(event.type),
      in_quotes(event.data), in_quotes(event.last_event_id), event.data_lines));
}

void Recorder::on_block_without_data(std::string_view type, Range range) {
  observations_.push_back(
      fmt::format("block-without-data {} type={}", show(range), in_quotes(type)));
}

void Recorder::on_comment(std::string_view text, Range range) {
  observations_.push_back(fmt::format("comment {} {}", show(range), in_quotes(text)));
}

void Recorder::on_retry(std::uint64_t milliseconds, Range range) {
  observations_.push_back(fmt::format("retry {} {}", show(range), milliseconds));
}

void Recorder::on_violation(const violation::Violation& violation) {
  // The detail is escaped text already.
  observations_.push_back(fmt::format("violation {} {}+{} '{}'",
                                      violation::row(violation.code).name, violation.offset,
                                      violation.length, violation.detail));
}

void Recorder::on_field_without_colon(std::string_view name, Range line) {
  observations_.push_back(fmt::format("field-without-colon {} {}", show(line), name));
}

void Recorder::on_block_of_comments(Range range) {
  observations_.push_back(fmt::format("block-of-comments {}", show(range)));
}

void Recorder::on_extra_blank_line(Range line) {
  observations_.push_back(fmt::format("extra-blank-line {}", show(line)));
}

void Recorder::on_end(const End& end) {
  observations_.push_back(fmt::format("end last_event_id={} lines={} longest={}",
                                      in_quotes(end.last_event_id), end.lines.ended,
                                      show(end.lines.longest)));
}

Observations decode(const std::vector<std::string_view>& pieces, const base::SizeLimits& limits) {
  Recorder recorder;
  Decoder decoder(recorder, limits);
  for (const auto piece : pieces) decoder.feed(piece);
  decoder.finish();
  recorder.on_end({.last_event_id = decoder.last_event_id(), .lines = decoder.line_facts()});
  return recorder.observations();
}

Observations damage_last(Observations observations) {
  const auto damage =
      std::stable_partition(observations.begin(), observations.end(),
                            [](const auto& line) { return !line.starts_with("violation "); });
  std::sort(damage, observations.end());
  return observations;
}

std::string to_text(const Observations& observations) {
  std::string text;
  for (const auto& line : observations) text += line + "\n";
  return text;
}

}  // namespace ssert::event_stream::testing
