#include "base/text.h"
#include "dialect/dialect.h"
#include "dialect/grammar.h"
#include "dialect/limits.h"
#include "dialect/running.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace ssert::dialect {
namespace {

using violation::Code;

bool is_output(EventClass event_class) {
  return event_class == EventClass::content || event_class == EventClass::reasoning ||
         event_class == EventClass::tool || event_class == EventClass::refusal;
}

void append_text(std::string& text, const Found& found) {
  if (const auto string = string_of(found)) {
    text += *string;
  } else if (found.value != nullptr && !found.value->children().empty()) {
    text += compact_json(*found.value);
  }
}

}  // namespace

struct Interpreter::State {
  State(const Dialect& dialect, violation::Sink sink)
      : grammar(*dialect.grammar), report(std::move(sink)) {
    if (!dialect.usage.output.empty()) usage_output = Place::parse(dialect.usage.output);
    if (grammar.order) order_state = grammar.order->start;
    for (const auto& track : grammar.tracks) tracks.emplace_back(track, grammar);
    for (const auto& invariant : grammar.invariants)
      invariants.push_back(make_invariant_run(invariant, grammar));
  }

  void say_read_faults(const ReadEvent& read);
  bool judge_members(const Kind& kind, const Subject& subject);
  bool judge_conditions(const Kind& kind, const Conditions& conditions, Code code,
                        const Subject& subject);
  Interpreted interpret(const Kind& kind, const Subject& subject);
  bool judge_position(const ReadEvent& read);
  void judge_order(const ReadEvent& read);
  void note_end(const Kind& kind);
  std::string name_of(const ReadEvent& read) const;

  std::optional<std::uint64_t> usage_told(const Subject& subject) const;

  const Grammar& grammar;
  Report report;
  std::optional<Place> usage_output;
  std::size_t order_state = 0;
  std::vector<TrackRun> tracks;
  std::vector<std::unique_ptr<InvariantRun>> invariants;
  bool terminal_seen = false;
  bool error_seen = false;
  std::string ended_by;  // the kind of the terminal or the error
  bool value_limit_said = false;
};

std::string Interpreter::State::name_of(const ReadEvent& read) const {
  if (read.kind != nullptr) return read.kind->name;
  return read.fault == KindFault::unknown && grammar.kind_at
             ? fmt::format("unknown kind {}", read.unknown_kind)
             : "an event of no kind";
}

void Interpreter::State::say_read_faults(const ReadEvent& read) {
  if (read.json) {
    if (read.json->fault == JsonFault::not_json)
      report.add(Code::data_not_json, read.json->reason);
    else if (read.json->fault != JsonFault::none)
      report.add(Code::interpreter_limit, fmt::format("the data {}", read.json->reason));
    else if (read.json->unpaired_surrogate)
      report.add(Code::unpaired_surrogate,
                 fmt::format("byte {} of the data", read.json->surrogate_offset));
  }
  if (read.fault == KindFault::discriminator_missing)
    report.add(Code::discriminator_missing, read.missing);
  if (read.fault == KindFault::unknown && !grammar.unknown_kinds_refused)
    report.add(Code::event_unknown, read.unknown_kind);
}

// False where a member is missing or wrong.
bool Interpreter::State::judge_members(const Kind& kind, const Subject& subject) {
  judge_conditions(kind, kind.should, Code::event_unusual, subject);
  return judge_conditions(kind, kind.members, Code::event_malformed, subject);
}

bool Interpreter::State::judge_conditions(const Kind& kind, const Conditions& conditions, Code code,
                                          const Subject& subject) {
  bool well_formed = true;
  for (const auto& member : conditions) {
    bool truncated = false;
    const auto found = member.place.find_all(subject, truncated);
    const auto wrong = std::find_if(found.begin(), found.end(), [&](const Found& each) {
      return !member.constraint.allows(each);
    });
    if (truncated)
      report.add_limit(value_limit_said, fmt::format("more than {} values at {}",
                                                     base::with_thousands(limits::values_of_place),
                                                     member.place.text()));
    if (wrong == found.end()) continue;
    well_formed = false;
    report.add(code, fmt::format("{}: {} is {}, expected {}", kind.name,
                                 member.place.text().empty() ? "the payload" : member.place.text(),
                                 shown(*wrong), member.constraint.text));
  }
  return well_formed;
}

Interpreted Interpreter::State::interpret(const Kind& kind, const Subject& subject) {
  Interpreted meaning{.event_class = kind.event_class,
                      .terminal = kind.terminal,
                      .error = kind.event_class == EventClass::error,
                      .kind = kind.name};
  bool truncated = false;
  for (const auto& output : kind.outputs) {
    for (const auto& place : output.places) {
      for (const auto& found : place.find_all(subject, truncated)) append_text(meaning.text, found);
    }
    if (meaning.text.empty()) continue;
    meaning.event_class = output.event_class;
    break;
  }
  if (meaning.text.empty() || !is_output(meaning.event_class)) return meaning;
  meaning.tokens = 1;
  if (!kind.tokens) return meaning;
  const auto told = kind.tokens->find_bound(subject, {}, 0);
  if (const auto count = told.value == nullptr ? std::nullopt : told.value->as_integer())
    meaning.tokens = static_cast<std::uint32_t>(
        std::clamp<std::int64_t>(*count, 0, std::numeric_limits<std::uint32_t>::max()));
  return meaning;
}

std::optional<std::uint64_t> Interpreter::State::usage_told(const Subject& subject) const {
  if (!usage_output) return std::nullopt;
  const auto told = usage_output->find_bound(subject, {}, 0);
  const auto count = told.value == nullptr ? std::nullopt : told.value->as_integer();
  if (!count || *count < 0) return std::nullopt;
  return static_cast<std::uint64_t>(*count);
}

// False where the stream had ended before: order and invariants are not judged any more.
bool Interpreter::State::judge_position(const ReadEvent& read) {
  const auto* const kind = read.kind;
  if (error_seen) {
    if (kind != nullptr && grammar.after_error[read.kind_index]) return false;
    const bool repeated = terminal_seen && kind != nullptr && kind->terminal &&
                          kind->event_class == EventClass::error;
    report.add(repeated ? Code::terminal_repeated : Code::event_after_error,
               fmt::format("{} after {}", name_of(read), ended_by));
    return false;
  }
  if (!terminal_seen) return true;
  if (kind != nullptr && kind->reopens) {
    terminal_seen = false;
    return true;
  }
  if (kind != nullptr && grammar.after_terminal[read.kind_index]) return false;
  const bool repeated = kind != nullptr && kind->terminal;
  report.add(repeated ? Code::terminal_repeated : Code::event_after_terminal,
             fmt::format("{} after {}", name_of(read), ended_by));
  return false;
}

void Interpreter::State::judge_order(const ReadEvent& read) {
  if (!grammar.order || !grammar.order->letters[read.kind_index]) return;
  const auto state_before = order_state;
  if (advance(*grammar.order, order_state, read.kind_index)) return;
  report.add(Code::event_out_of_order,
             describe_slip(*grammar.order, state_before, read.kind->name,
                           [&](std::size_t each) { return grammar.kinds[each].name; }));
}

void Interpreter::State::note_end(const Kind& kind) {
  const bool is_error = kind.event_class == EventClass::error;
  if ((kind.terminal || is_error) && !terminal_seen && !error_seen) ended_by = kind.name;
  terminal_seen = terminal_seen || kind.terminal;
  error_seen = error_seen || is_error;
}

Interpreter::Interpreter(const Dialect& dialect, violation::Sink sink)
    : state_(std::make_unique<State>(dialect, std::move(sink))) {}
Interpreter::~Interpreter() = default;
Interpreter::Interpreter(Interpreter&&) noexcept = default;

Interpreted Interpreter::on_event(const event_stream::DispatchedEvent& event) {
  auto& state = *state_;
  state.report.set_event(event.range);
  const auto read = read_event(state.grammar, event);
  const Subject subject{.event = &event, .payload = read.payload()};
  state.say_read_faults(read);
  const bool goes_on = state.judge_position(read);
  if (read.kind == nullptr) {
    if (goes_on && read.fault == KindFault::unknown && state.grammar.unknown_kinds_refused)
      state.report.add(Code::event_out_of_order,
                       fmt::format("{}; the dialect refuses unknown kinds", state.name_of(read)));
    return {};
  }
  const bool well_formed = state.judge_members(*read.kind, subject);
  auto meaning = state.interpret(*read.kind, subject);
  meaning.usage_output = state.usage_told(subject);
  if (well_formed && meaning.text.empty() && is_output(read.kind->event_class))
    state.report.add(Code::empty_token, read.kind->name);
  if (goes_on) {
    state.judge_order(read);
    const Judged judged{.kind = read.kind_index, .subject = subject};
    for (auto& track : state.tracks) track.on_event(judged, state.report);
    for (auto& invariant : state.invariants) invariant->on_event(judged, state.report);
  }
  state.note_end(*read.kind);
  return meaning;
}

void Interpreter::finish() {
  if (!state_->terminal_seen || state_->error_seen) return;
  for (auto& invariant : state_->invariants) invariant->finish(state_->report);
}

bool Interpreter::terminal_seen() const { return state_->terminal_seen; }
bool Interpreter::error_seen() const { return state_->error_seen; }

}  // namespace ssert::dialect
