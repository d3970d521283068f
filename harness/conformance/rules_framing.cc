// The bytes of the event stream.
#include "base/text.h"
#include "conformance/judging.h"
#include "conformance/rules.h"

#include <fmt/format.h>

namespace ssert::conformance::rules {
namespace {

Judgement damage_in_streams(const Facts& facts, const Damage& damage) {
  return on_each_stream(
      facts, [&](const ObservedExchange& observed) { return judge_damage(observed, damage); });
}

Judgement line_length_of_one(const ObservedExchange& observed,
                             const scenario::Thresholds& thresholds) {
  auto cut = judge_damage(observed, {.rule = "framing/line-length",
                                     .what = "a line or an event is longer than is read at all"});
  if (cut.verdict != Verdict::pass) return cut;
  const auto longest = observed.reading.longest_line;
  const auto length = longest.end - longest.begin;
  if (length <= thresholds.line_bytes_warn) return passed();
  const bool fails = length > thresholds.line_bytes_fail;
  return {
      .verdict = fails ? Verdict::fail : Verdict::warn,
      .message = fmt::format(
          "the longest line has {} bytes (limit {})", base::with_thousands(length),
          base::with_thousands(fails ? thresholds.line_bytes_fail : thresholds.line_bytes_warn)),
      .evidence = {content_evidence(observed, longest)},
      .evidence_total = 1};
}

// A stream of which we can read nothing is not right because nothing is found in it.
Judgement undecodable_coding_of_one(const ObservedExchange& observed) {
  const auto& reading = observed.reading;
  const bool is_unread_stream = !reading.undecodable_coding.empty() &&
                                reading::is_success(reading.head->status_code) &&
                                reading::announces_event_stream(*reading.head);
  if (!is_unread_stream) return passed();
  return {.verdict = Verdict::harness_error,
          .message = fmt::format("this version cannot take off the content coding \"{}\": nothing "
                                 "of the stream was judged",
                                 base::escape_bytes_shortened(reading.undecodable_coding, 40)),
          .evidence = {head_evidence(observed, "Content-Encoding")},
          .evidence_total = 1};
}

}  // namespace

Judgement coded_content(const Facts& facts) {
  const auto unread = on_each(facts, undecodable_coding_of_one);
  if (unread.verdict == Verdict::harness_error) return unread;
  return damage_in_streams(
      facts, {.rule = "framing/coded-content", .what = "the coded content cannot be decoded"});
}

Judgement utf8(const Facts& facts) {
  return damage_in_streams(facts, {.rule = "framing/utf8", .what = "bytes that are not UTF-8"});
}

Judgement bom(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/bom",
              .what = "the stream begins with U+FEFF, which simple clients take for text"});
}

Judgement terminators(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/terminators", .what = "line terminators that many clients misread"});
}

Judgement final_blank_line(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    if (!observed.reading.framing.message_complete) return not_shown("the message did not end");
    return judge_damage(observed,
                        {.rule = "framing/final-blank-line",
                         .what = "the last event has no blank line after it, so it is discarded"});
  });
}

Judgement known_fields(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/known-fields", .what = "a line that every client ignores"});
}

Judgement field_name(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/field-name",
              .what = "a field name that no client knows, as it is compared to the letter"});
}

Judgement id_nul(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/id-nul", .what = "an id with a NUL, which clients ignore"});
}

Judgement retry_digits(const Facts& facts) {
  return damage_in_streams(facts, {.rule = "framing/retry-digits",
                                   .what = "a retry that is not all digits, which clients ignore"});
}

Judgement line_length(const Facts& facts) {
  return on_each_stream(facts, [&](const ObservedExchange& observed) {
    return line_length_of_one(observed, facts.scenario.thresholds);
  });
}

Judgement keepalive_form(const Facts& facts) {
  return damage_in_streams(facts, {.rule = "framing/keepalive-form",
                                   .what = "a heartbeat comment is sent as an event's data"});
}

Judgement replacement_character(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    if (observed.exchange.request.content.find("\uFFFD") != std::string::npos) {
      return not_shown("the request itself holds U+FFFD, which may be echoed");
    }
    return judge_damage(observed,
                        {.rule = "framing/replacement-character",
                         .what = "a payload holds U+FFFD: text was lost before it was sent"});
  });
}

Judgement event_without_data(const Facts& facts) {
  return damage_in_streams(facts, {.rule = "framing/event-without-data",
                                   .what = "an event type without data, which browsers drop"});
}

Judgement empty_data(const Facts& facts) {
  return damage_in_streams(facts,
                           {.rule = "framing/empty-data",
                            .what = "an event with empty data, which JSON readers trip over"});
}

Judgement field_without_colon(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/field-without-colon", .what = "a field name alone on its line"});
}

Judgement retry_sane(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/retry-sane", .what = "retry is 0 or more than an hour"});
}

Judgement comment_block(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/comment-block",
              .what = "a comment with a blank line behind it, while an id is in use"});
}

Judgement json_over_lines(const Facts& facts) {
  return damage_in_streams(facts, {.rule = "framing/json-over-lines",
                                   .what = "one JSON payload over several data lines"});
}

Judgement leading_space(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/leading-space",
              .what = "data begins with a space of its own, which clients that trim lose"});
}

Judgement comment_with_data(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/comment-with-data",
              .what = "a comment carries a value, which conforming clients never see"});
}

Judgement extra_blank_line(const Facts& facts) {
  return damage_in_streams(
      facts, {.rule = "framing/extra-blank-line", .what = "a blank line that ends nothing"});
}

}  // namespace ssert::conformance::rules
