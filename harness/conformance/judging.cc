#include "conformance/judging.h"

#include "base/text.h"
#include "conformance/judge.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::conformance {
namespace {

using violation::Space;

std::string_view bytes_of(const ObservedExchange& observed, Space space) {
  if (space == Space::wire) return observed.exchange.response;
  const auto& transcript = observed.reading.transcript;
  return transcript ? std::string_view(transcript->content) : std::string_view();
}

std::optional<base::TimePoint> wire_arrival(const exchange::Exchange& exchange,
                                            std::uint64_t offset) {
  for (const auto& arrival : exchange.arrivals) {
    if (offset < arrival.offset + arrival.length) return arrival.at;
  }
  return std::nullopt;
}

std::optional<base::TimePoint> arrival_of(const ObservedExchange& observed, Space space,
                                          std::uint64_t offset) {
  if (space == Space::wire) return wire_arrival(observed.exchange, offset);
  const auto& transcript = observed.reading.transcript;
  return transcript ? transcript->arrival_of(offset) : std::nullopt;
}

Evidence quote_bytes(const ObservedExchange& observed, Space space, std::uint64_t offset,
                     std::uint64_t length) {
  const auto bytes = bytes_of(observed, space);
  Evidence evidence{.offset = offset, .space = space, .at = arrival_of(observed, space, offset)};
  if (offset < bytes.size()) {
    const auto most =
        std::min<std::uint64_t>(std::max<std::uint64_t>(length, 1), base::limits::evidence_bytes);
    evidence.bytes = bytes.substr(offset, most);
  }
  return evidence;
}

// Rank of a verdict when several exchanges are put together.
int weight(Verdict verdict) {
  switch (verdict) {
    case Verdict::not_shown:
      return 0;
    case Verdict::pass:
      return 1;
    case Verdict::note:
      return 2;
    case Verdict::warn:
      return 3;
    case Verdict::fail:
      return 4;
    case Verdict::harness_error:
      return 5;
  }
  return 0;
}

void add_evidence(Judgement& whole, const Judgement& part, std::size_t exchange) {
  whole.evidence_total += std::max<std::uint64_t>(part.evidence_total, part.evidence.size());
  for (auto evidence : part.evidence) {
    if (whole.evidence.size() == base::limits::evidence_per_finding) break;
    evidence.exchange = exchange;
    whole.evidence.push_back(std::move(evidence));
  }
}

}  // namespace

Judgement passed() { return {.verdict = Verdict::pass}; }

Judgement not_shown(std::string missing_fact) {
  return {.verdict = Verdict::not_shown, .message = std::move(missing_fact)};
}

// A few damaged bytes say little by themselves: the line that they stand in is quoted.
Evidence evidence_of(const ObservedExchange& observed, const violation::Violation& violation) {
  constexpr std::uint64_t bytes_before_most = 80;
  const auto space = violation::row(violation.code).space;
  const auto bytes = bytes_of(observed, space);
  auto begin = std::min<std::uint64_t>(violation.offset, bytes.size());
  while (begin > 0 && violation.offset - begin < bytes_before_most && bytes[begin - 1] != '\n') {
    --begin;
  }
  const auto end = std::max(violation.offset + violation.length, begin + 1);
  auto evidence = quote_bytes(observed, space, begin, end - begin);
  evidence.at = arrival_of(observed, space, violation.offset);
  if (begin != violation.offset) {
    evidence.note = fmt::format("damage at byte {}", base::with_thousands(violation.offset));
  }
  return evidence;
}

Evidence content_evidence(const ObservedExchange& observed, event_stream::Range range) {
  return quote_bytes(observed, Space::content, range.begin, range.end - range.begin);
}

Evidence head_evidence(const ObservedExchange& observed, std::string_view field_name) {
  const auto& head = observed.reading.head;
  if (!head) {
    Evidence evidence{.note = "no response head"};
    if (observed.exchange.response.empty()) return evidence;
    evidence = quote_bytes(observed, Space::wire, 0, base::limits::evidence_bytes);
    evidence.note = "no response head";
    return evidence;
  }
  std::size_t begin = 0;
  while (begin < head->bytes.size()) {
    const auto end = std::min(head->bytes.find('\n', begin), head->bytes.size() - 1) + 1;
    const auto line = std::string_view(head->bytes).substr(begin, end - begin);
    const auto colon = line.find(':');
    const bool wanted = field_name.empty()
                            ? line.starts_with("HTTP/")
                            : colon != std::string_view::npos &&
                                  http::equals_ignoring_case(line.substr(0, colon), field_name);
    if (wanted) return quote_bytes(observed, Space::wire, head->offset + begin, line.size());
    begin = end;
  }
  return field_name.empty() ? quote_bytes(observed, Space::wire, head->offset, head->bytes.size())
                            : head_evidence(observed);
}

namespace {

Judgement put_together(const Facts& facts, const JudgeOne& judge_one,
                       bool (*selects)(const ObservedExchange& observed)) {
  Judgement whole = not_shown("no exchange asked for a stream");
  bool first = true;
  for (std::size_t i = 0; i < facts.exchanges.size(); ++i) {
    const auto& observed = facts.exchanges[i];
    if (!selects(observed)) continue;
    const auto part = judge_one(observed);
    if (first || weight(part.verdict) > weight(whole.verdict)) {
      whole.verdict = part.verdict;
      whole.message = part.message;
    }
    first = false;
    add_evidence(whole, part, i);
  }
  return whole;
}

// What we made up may be refused: content that lacks a member of the user's own, or asks for no
// stream; a prompt that is longer than a message may be, or unwanted; the same message again.
bool is_refusal_of_what_we_made_up(const ObservedExchange& observed) {
  const auto& reading = observed.reading;
  if (!reading.head) return false;
  const int status = reading.head->status_code;
  switch (observed.probe) {
    case Probe::repeat:
      return status == 409;
    case Probe::example_body:
      return !reading.is_event_stream || (reading.error_in_band && reading.output_events == 0);
    case Probe::echo_words:
    case Probe::echo_other_words:
      return (status >= 400 && status < 500) ||
             (reading.error_in_band && reading.output_events == 0);
    default:
      return false;
  }
}

// Beside the reference, an exchange that the target did not take is no stream that went wrong.
bool is_stream_to_judge(const ObservedExchange& observed) {
  if (!asks_for_stream(observed.probe)) return false;
  return observed.probe == Probe::reference ||
         (was_taken(observed) && !is_refusal_of_what_we_made_up(observed));
}

bool is_response_to_judge(const ObservedExchange& observed) {
  return observed.probe != Probe::get_same_url;
}

}  // namespace

bool was_taken(const ObservedExchange& observed) {
  using exchange::TransportEnd;
  const auto& exchange = observed.exchange;
  const auto& head = observed.reading.head;
  if (head) return head->status_code != 429 && head->status_code != 503;
  const bool closed =
      exchange.end == TransportEnd::peer_closed || exchange.end == TransportEnd::peer_reset;
  return !(exchange.connection_reused && exchange.response.empty() && closed);
}

const ObservedExchange* find_probe(const Facts& facts, Probe probe) {
  for (const auto& observed : facts.exchanges) {
    if (observed.probe == probe) return &observed;
  }
  return nullptr;
}

bool keeps_all_events(const ObservedExchange& observed) {
  const auto& transcript = observed.reading.transcript;
  return transcript && transcript->events.size() == observed.reading.events;
}

Judgement if_all_events_are_kept(const ObservedExchange& observed, Judgement judgement) {
  if (is_broken(judgement.verdict) || keeps_all_events(observed)) return judgement;
  return not_shown(events_left_out);
}

Judgement on_each(const Facts& facts, const JudgeOne& judge_one) {
  return put_together(facts, judge_one, is_stream_to_judge);
}

Judgement on_each_response(const Facts& facts, const JudgeOne& judge_one) {
  return put_together(facts, judge_one, is_response_to_judge);
}

Judgement on_each_stream(const Facts& facts, const JudgeOne& judge_one) {
  return on_each(facts, [&](const ObservedExchange& observed) {
    if (!observed.reading.undecodable_coding.empty()) {
      return not_shown(
          fmt::format("the content coding \"{}\" cannot be taken off",
                      base::escape_bytes_shortened(observed.reading.undecodable_coding, 40)));
    }
    if (!observed.reading.is_event_stream) return not_shown("no event stream was received");
    return judge_one(observed);
  });
}

namespace {

Verdict verdict_of(violation::Severity severity) {
  switch (severity) {
    case violation::Severity::notes:
      return Verdict::note;
    case violation::Severity::warns:
      return Verdict::warn;
    case violation::Severity::fails:
      return Verdict::fail;
  }
  return Verdict::harness_error;
}

}  // namespace

Judgement judge_damage(const ObservedExchange& observed, const Damage& damage) {
  Judgement judgement = passed();
  for (const auto& row : violation::table()) {
    const auto count = row.rule == damage.rule ? observed.reading.count(row.code) : 0;
    if (count == 0) continue;
    judgement.evidence_total += count;
    const auto verdict = verdict_of(row.severity);
    if (weight(verdict) > weight(judgement.verdict)) judgement.verdict = verdict;
  }
  if (judgement.verdict == Verdict::pass) return judgement;
  judgement.message = damage.what;
  for (const auto& violation : observed.reading.violations) {
    if (violation::row(violation.code).rule != damage.rule) continue;
    if (judgement.evidence.empty() && !violation.detail.empty())
      judgement.message += ": " + violation.detail;
    if (judgement.evidence.size() == base::limits::evidence_per_finding) break;
    judgement.evidence.push_back(evidence_of(observed, violation));
  }
  if (judgement.evidence_total > 1) {
    judgement.message += fmt::format(" ({} times)", base::with_thousands(judgement.evidence_total));
  }
  return judgement;
}

}  // namespace ssert::conformance
