#include "load/stream.h"

#include "base/limits.h"
#include "http/field.h"
#include "load/judge.h"

#include <algorithm>

namespace ssert::load {
namespace {

constexpr std::string_view replacement_character = "\uFFFD";

transport::Phase phase_of(reading::Stage stage) {
  using reading::Stage;
  using transport::Phase;
  switch (stage) {
    case Stage::head:
      return Phase::head;
    case Stage::first:
      return Phase::first;
    case Stage::streaming:
      return Phase::streaming;
    case Stage::after_terminal:
      return Phase::after_terminal;
    case Stage::complete:
      return Phase::complete;
  }
  return Phase::stop;
}

// The first damage of each code is evidence enough: many streams are open at once.
base::SizeLimits without_doubles(base::SizeLimits sizes) {
  sizes.violations = 0;
  return sizes;
}

// The line of the head that an ending's rule is about, and no other: they may hold cookies.
std::string quoted_head(std::string_view rule, const http::ResponseHead& head) {
  if (!rule.starts_with("head/")) return "";
  std::string_view rest = head.bytes;
  while (!rest.empty()) {
    const auto line = rest.substr(0, rest.find('\n') + 1);
    const auto name = line.substr(0, std::min(line.find(':'), line.size()));
    const bool wanted = rule == "head/status" ? line.starts_with("HTTP/")
                        : rule == "head/content-coding"
                            ? http::equals_ignoring_case(name, "Content-Encoding")
                            : http::equals_ignoring_case(name, "Content-Type");
    if (wanted) return std::string(line.substr(0, base::limits::evidence_bytes));
    if (line.empty()) break;
    rest.remove_prefix(line.size());
  }
  return "";
}

}  // namespace

LoadStream::LoadStream(const Plan& plan, const Due& due, ArrivalObserver& observer)
    : plan_(plan),
      observer_(observer),
      sample_{.number = due.number,
              .due = due.due,
              .taken_up = due.taken_up,
              .handed_over = due.handed_over},
      response_(plan.request.method,
                {.dialect = &plan.dialect,
                 .sizes = without_doubles(plan.scenario.sizes),
                 .keep_transcript = false,
                 .on_output = [this](const reading::Output& output) { on_output(output); }}) {}

void LoadStream::on_output(const reading::Output& output) {
  if (sample_.output_events++ == 0) sample_.first_tokens = output.tokens;
  if (sample_.outputs.size() < base::limits::outputs_kept_per_stream) {
    sample_.outputs.push_back(output.at);
  } else {
    ++sample_.outputs_not_kept;
  }
  observer_.on_output(output);
}

transport::Progress LoadStream::on_bytes(std::string_view bytes, const exchange::Arrival& arrival) {
  observer_.on_arrival(arrival);
  received_ += bytes.size();
  const bool progressed = response_.feed(bytes, arrival.at);
  if (!response_.reading().head)
    beginning_ += bytes.substr(0, base::limits::evidence_bytes - beginning_.size());
  note_new_damage(bytes, arrival);
  return {.phase = response_.gave_up() ? transport::Phase::stop : phase_of(response_.stage()),
          .progressed = progressed,
          .keeps_connection = response_.framing().keeps_connection};
}

void LoadStream::on_end_of_file() { end_of_file_ = true; }

// An echo of what was sent is no damage.
bool LoadStream::counts(violation::Code code) const {
  if (code == violation::Code::replacement_character)
    return plan_.request.content.find(replacement_character) == std::string::npos;
  return true;
}

// Damage is found while its bytes are at hand: they are kept for the first of each rule. How often
// it was found is counted by the reading.
void LoadStream::note_new_damage(std::string_view bytes, const exchange::Arrival& arrival) {
  const auto& violations = response_.reading().violations;
  for (; violations_seen_ < violations.size(); ++violations_seen_) {
    const auto& violation = violations[violations_seen_];
    const auto& row = violation::row(violation.code);
    if (!counts(violation.code)) continue;
    const bool known =
        std::any_of(sample_.broken.begin(), sample_.broken.end(), [&](const BrokenRule& broken) {
          return broken.rule == row.rule && broken.severity == row.severity;
        });
    if (known) continue;
    sample_.broken.push_back({.rule = row.rule,
                              .severity = row.severity,
                              .first = violation,
                              .at = arrival.at,
                              .bytes = quoted(violation, bytes, arrival)});
  }
}

// More is counted than is kept.
void LoadStream::count_damage(const reading::Reading& reading) {
  for (auto& broken : sample_.broken) {
    broken.times = 0;
    for (const auto& row : violation::table()) {
      const bool is_of_rule = row.rule == broken.rule && row.severity == broken.severity;
      if (is_of_rule && counts(row.code)) broken.times += reading.count(row.code);
    }
  }
}

// From a little before the damage on. Where it stands among the bytes is known exactly of the wire;
// of the content, from the end, as far as the framing between is short.
std::string LoadStream::quoted(const violation::Violation& violation, std::string_view bytes,
                               const exchange::Arrival& arrival) const {
  constexpr std::uint64_t before = 24;
  std::uint64_t begin = 0;
  if (violation::row(violation.code).space == violation::Space::wire) {
    begin = violation.offset - std::min(violation.offset, arrival.offset);
  } else {
    const auto content_bytes = response_.reading().content_bytes;
    const auto behind = content_bytes - std::min(content_bytes, violation.offset);
    begin = bytes.size() - std::min<std::uint64_t>(bytes.size(), behind);
  }
  begin = std::min<std::uint64_t>(begin - std::min(begin, before), bytes.size());
  return std::string(bytes.substr(begin, base::limits::evidence_bytes));
}

// An ending that a check fails for is a broken rule of the stream, too.
void LoadStream::note_ending(const reading::Reading& reading) {
  const auto rule = rule_of_ending(sample_.ending, reading);
  const bool known =
      std::any_of(sample_.broken.begin(), sample_.broken.end(), [&](const BrokenRule& broken) {
        return broken.rule == rule && broken.severity == violation::Severity::fails;
      });
  if (rule.empty() || known) return;
  sample_.broken.push_back({.rule = rule,
                            .severity = violation::Severity::fails,
                            .at = sample_.times.ended,
                            .bytes = reading.head ? quoted_head(rule, *reading.head) : beginning_,
                            .note = to_string(sample_.ending)});
}

StreamSample LoadStream::finish(const transport::Outcome& outcome) {
  const auto ended = outcome.times.ended;
  if (end_of_file_) response_.end_of_file(ended);
  response_.finish();
  note_new_damage({}, {.offset = received_, .at = ended});
  count_damage(response_.reading());
  const auto reading = response_.take();
  const exchange::Exchange facts{.end = outcome.end, .wait = outcome.wait};
  sample_.times = outcome.times;
  sample_.connection_reused = outcome.connection_reused;
  if (outcome.end == exchange::TransportEnd::no_resources) sample_.lacked = outcome.end_detail;
  sample_.ending = reading::ending_of(facts, reading, plan_.terminal_required);
  judge_whole(plan_, reading, sample_);
  const bool by_peer = outcome.end == exchange::TransportEnd::peer_closed ||
                       outcome.end == exchange::TransportEnd::peer_reset;
  if (outcome.connection_reused && received_ == 0 && by_peer) {
    sample_.failure = kept_connection_closed;
  } else {
    sample_.failure = failure_class(sample_.ending, reading, sample_.broken);
    note_ending(reading);
  }
  sample_.first_byte_at = reading.first_byte_at;
  sample_.first_event_at = reading.first_event_at;
  sample_.first_output_at = reading.first_output_at;
  sample_.last_output_at = reading.last_output_at;
  sample_.terminal_at = reading.terminal_at;
  sample_.events = reading.events;
  sample_.tokens = reading.usage_output.value_or(reading.tokens);
  sample_.tokens_from_usage = reading.usage_output.has_value();
  return std::move(sample_);
}

}  // namespace ssert::load
