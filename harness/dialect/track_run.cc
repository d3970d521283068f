#include "base/text.h"
#include "dialect/limits.h"
#include "dialect/running.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

using violation::Code;

struct InstanceKey {
  std::string text;   // unambiguous: every part with its length before it
  std::string shown;  // "0, 1"
};

InstanceKey key_of(const std::vector<Place>& places, const Subject& subject, const Found& element,
                   const Place& each) {
  InstanceKey key;
  for (const auto& place : places) {
    const auto found = place.find_bound(subject, element, place.stars_shared_with(each));
    const auto part = digest(canonical(found));
    fmt::format_to(std::back_inserter(key.text), "{}:{}", part.size(), part);
    if (!key.shown.empty()) key.shown += ", ";
    key.shown += shown(found);
  }
  return key;
}

}  // namespace

bool advance(const StateMachine& machine, std::size_t& state, std::size_t letter) {
  const auto& transitions = machine.transitions[state];
  if (const auto found = transitions.find(letter); found != transitions.end()) {
    state = found->second;
    return true;
  }
  state = machine.only_target[letter].value_or(state);
  return false;
}

std::string describe_slip(const StateMachine& machine, std::size_t state, std::string_view letter,
                          const std::function<std::string(std::size_t)>& name_of) {
  std::string expected;
  for (const auto& [each, target] : machine.transitions[state]) {
    if (!expected.empty()) expected += ", ";
    expected += name_of(each);
  }
  return fmt::format("{} in state \"{}\", where {} may come", letter, machine.states[state],
                     expected.empty() ? "nothing" : expected);
}

void TrackRun::on_event(const Judged& judged, const Report& report) {
  for (const auto& settling : track_.settled_at) {
    if (settling.kind == judged.kind) judge_settled(settling, judged, report);
  }
  if (track_.forget_at[judged.kind]) {
    positions_.clear();
    budget_ = {};
  }
  if (!track_.kinds[judged.kind]) return;
  bool truncated = false;
  for (const auto& element : track_.each.find_all(judged.subject, truncated)) {
    // An event whose data is no JSON is a step, too; an element that is not there is none.
    if (!element.is_absent() || track_.each.text().empty()) step(judged, element, report);
  }
  if (truncated)
    report.add_limit(limit_said_, fmt::format("{}: more than {} elements at {}", track_.name,
                                              base::with_thousands(limits::values_of_place),
                                              track_.each.text()));
}

void TrackRun::step(const Judged& judged, const Found& element, const Report& report) {
  const auto letter = letter_of(judged, element);
  if (!letter || !track_.machine.letters[*letter]) return;
  auto* const position = position_of(judged, element, report);
  if (position == nullptr) return;
  const auto state_before = position->state;
  if (advance(track_.machine, position->state, *letter)) return;
  // What was settled stays so, or the slip would be found again as a track that is left open.
  if (track_.settled[state_before] && state_before != track_.machine.start)
    position->state = state_before;
  const auto slip = describe_slip(track_.machine, state_before, letter_name(*letter),
                                  [&](std::size_t each) { return letter_name(each); });
  report.add(track_.is_invariant ? Code::invariant_broken : Code::event_out_of_order,
             fmt::format("{} {}: {}", track_.name, position->shown_key, slip));
}

std::optional<std::size_t> TrackRun::letter_of(const Judged& judged, const Found& element) const {
  if (track_.steps.empty()) return judged.kind;
  for (std::size_t i = 0; i < track_.steps.size(); ++i) {
    if (holds_for(track_.steps[i].when, judged.subject, element, track_.each)) return i;
  }
  return std::nullopt;
}

std::string TrackRun::letter_name(std::size_t letter) const {
  return track_.steps.empty() ? grammar_.kinds[letter].name : track_.steps[letter].name;
}

TrackRun::Position* TrackRun::position_of(const Judged& judged, const Found& element,
                                          const Report& report) {
  auto key = key_of(track_.key, judged.subject, element, track_.each);
  if (const auto found = positions_.find(key.text); found != positions_.end())
    return &found->second;
  if (!budget_.take(key.text.size() + key.shown.size())) {
    report.add_limit(limit_said_, fmt::format("{}: too many of them to follow", track_.name));
    return nullptr;
  }
  return &positions_
              .emplace(std::move(key.text),
                       Position{.state = track_.machine.start, .shown_key = std::move(key.shown)})
              .first->second;
}

void TrackRun::judge_settled(const Track::Settling& settling, const Judged& judged,
                             const Report& report) {
  const auto prefix = key_of(settling.key, judged.subject, {}, track_.each);
  const Position* first = nullptr;
  std::size_t count = 0;
  for (const auto& [key, position] : positions_) {
    if (!key.starts_with(prefix.text) || track_.settled[position.state]) continue;
    if (first == nullptr || position.shown_key < first->shown_key) first = &position;
    ++count;
  }
  if (first == nullptr) return;
  report.add(track_.is_invariant ? Code::invariant_broken : Code::event_out_of_order,
             fmt::format("{} while {} {} is in state \"{}\"{}", grammar_.kinds[judged.kind].name,
                         track_.name, first->shown_key, track_.machine.states[first->state],
                         count == 1 ? "" : fmt::format(", and {} more", count - 1)));
  std::erase_if(positions_, [&](const auto& each) {
    return each.first.starts_with(prefix.text) && !track_.settled[each.second.state];
  });
}

}  // namespace ssert::dialect
