#include "base/text.h"
#include "dialect/limits.h"
#include "dialect/read_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

std::optional<std::size_t> index_of(const std::vector<std::string>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

std::optional<std::size_t> read_state_name(Complaints& complaints, const Node& node,
                                           const std::vector<std::string>& states,
                                           std::string_view verb) {
  const auto name = read_string(complaints, node, "the name of a state");
  if (!name) return std::nullopt;
  const auto state = index_of(states, *name);
  if (!state)
    complaints.add(node, {.what = fmt::format("{} {}, which is not a state", verb,
                                              shown({.value = node.value})),
                          .way_out = suggest(*name, states)});
  return state;
}

void read_transitions(Complaints& complaints, const Node& node,
                      const std::vector<std::string>& letters, std::string_view noun,
                      StateMachine& machine) {
  auto& transitions = machine.transitions.emplace_back();
  for (const auto& each : members_of(complaints, node, "an object from kind to next state")) {
    const auto letter = index_of(letters, each.value->name());
    if (!letter) {
      complaints.add(each, {.what = fmt::format("is not {}", noun),
                            .way_out = suggest(each.value->name(), letters)});
      continue;
    }
    const auto target = read_state_name(complaints, each, machine.states, "leads to");
    if (target) transitions.emplace(*letter, *target);
  }
}

void derive(StateMachine& machine, std::size_t letter_count) {
  machine.letters.assign(letter_count, false);
  machine.only_target.assign(letter_count, std::nullopt);
  std::vector<bool> several(letter_count, false);
  for (const auto& transitions : machine.transitions) {
    for (const auto& [letter, target] : transitions) {
      auto& only = machine.only_target[letter];
      several[letter] = several[letter] || (machine.letters[letter] && only != target);
      machine.letters[letter] = true;
      only = target;
    }
  }
  for (std::size_t i = 0; i < letter_count; ++i) {
    if (several[i]) machine.only_target[i].reset();
  }
}

std::vector<bool> reachable_states(const StateMachine& machine) {
  std::vector<bool> reached(machine.states.size(), false);
  std::vector<std::size_t> to_visit{machine.start};
  reached[machine.start] = true;
  while (!to_visit.empty()) {
    const auto state = to_visit.back();
    to_visit.pop_back();
    for (const auto& [letter, target] : machine.transitions[state]) {
      if (reached[target]) continue;
      reached[target] = true;
      to_visit.push_back(target);
    }
  }
  return reached;
}

void complain_of_unreachable(Complaints& complaints, const std::vector<Node>& states,
                             const StateMachine& machine) {
  const auto reached = reachable_states(machine);
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (!reached[i])
      complaints.add(states[i], {.what = fmt::format("cannot be reached from \"{}\"",
                                                     machine.states[machine.start]),
                                 .way_out = "a transition that leads to it, or no such state"});
  }
}

std::vector<Step> read_steps(Complaints& complaints, const Node& node) {
  std::vector<Step> steps;
  for (const auto& each : elements_of(complaints, node, "an array of {\"step\", \"when\"}")) {
    const ObjectReader object(complaints, each, "a step", {"step", "when"});
    Step step;
    step.name = object.require_string("step", "a name");
    if (const auto when = object.find("when")) step.when = read_alternatives(complaints, *when);
    judge_name(complaints, each, step.name);
    if (std::any_of(steps.begin(), steps.end(),
                    [&](const Step& other) { return other.name == step.name; }))
      complaints.add(each, {.what = fmt::format("is named \"{}\", as a step before", step.name),
                            .way_out = "another name; `when` may be an array of alternatives"});
    steps.push_back(std::move(step));
  }
  if (steps.empty())
    complaints.add(node, {.what = "is an empty array", .way_out = "steps, or no such member"});
  return steps;
}

void read_track_kinds(Complaints& complaints, const ObjectReader& object, const Grammar& grammar,
                      Track& track) {
  if (const auto kinds = object.find("kinds")) {
    track.kinds = read_kind_set(complaints, *kinds, grammar);
  } else if (track.steps.empty()) {
    track.kinds = track.machine.letters;
  } else {
    track.kinds.assign(grammar.kinds.size(), true);
  }
}

void read_settled(Complaints& complaints, const ObjectReader& object, Track& track) {
  track.settled.assign(track.machine.states.size(), false);
  const auto node = object.find("settled");
  if (!node) return;
  for (const auto& each : elements_of(complaints, *node, "an array of states")) {
    if (const auto state = read_state_name(complaints, each, track.machine.states, "is"))
      track.settled[*state] = true;
  }
}

Track read_track(Complaints& complaints, const Node& node, const Grammar& grammar) {
  const ObjectReader object(complaints, node, "a track",
                            {"name", "key", "each", "kinds", "steps", "start", "states", "settled",
                             "settled_at", "forget_at"});
  Track track;
  track.name = object.require_string("name", "a name for reports");
  if (const auto name = object.find("name")) judge_name(complaints, *name, track.name);
  track.each = *Place::parse("");
  if (const auto each = object.find("each")) {
    if (const auto place = read_place(complaints, *each)) track.each = *place;
    if (track.each.source() != Place::Source::payload)
      complaints.add_wrong(*each, "a JSON pointer into the payload");
  }
  if (const auto key = object.require("key", "the place whose value tells the tracks apart"))
    track.key = read_key(complaints, *key, track.each);
  if (const auto steps = object.find("steps")) track.steps = read_steps(complaints, *steps);
  std::vector<std::string> letters;
  for (const auto& step : track.steps) letters.push_back(step.name);
  track.machine = track.steps.empty()
                      ? read_state_machine(complaints, object, kind_names(grammar), "an event kind")
                      : read_state_machine(complaints, object, letters, "a step of this track");
  read_track_kinds(complaints, object, grammar, track);
  read_settled(complaints, object, track);
  read_settling(complaints, object, grammar, track);
  return track;
}

}  // namespace

StateMachine read_state_machine(Complaints& complaints, const ObjectReader& object,
                                const std::vector<std::string>& letters, std::string_view noun) {
  StateMachine machine;
  const auto states_node = object.require("states", "an object from state to what may come in it");
  const auto start_node = object.require("start", "the name of the first state");
  const auto states = states_node ? members_of(complaints, *states_node,
                                               "an object from state to what may come in it")
                                  : std::vector<Node>{};
  for (const auto& each : states) {
    judge_name(complaints, each, each.value->name());
    machine.states.push_back(each.value->name());
  }
  if (machine.states.empty()) {
    complaints.add(states_node.value_or(object.node()),
                   {.what = "has no state", .way_out = "at least one"});
    machine.states.emplace_back();
    machine.transitions.emplace_back();
    derive(machine, letters.size());
    return machine;
  }
  for (const auto& each : states) read_transitions(complaints, each, letters, noun, machine);
  if (start_node)
    machine.start = read_state_name(complaints, *start_node, machine.states, "is").value_or(0);
  derive(machine, letters.size());
  if (!complaints.first()) complain_of_unreachable(complaints, states, machine);
  return machine;
}

void read_order(Complaints& complaints, const Node& node, Grammar& grammar) {
  const ObjectReader object(complaints, node, "order", {"start", "states", "anywhere"});
  grammar.order = read_state_machine(complaints, object, kind_names(grammar), "an event kind");
  auto anywhere = std::vector<bool>(grammar.kinds.size(), false);
  if (const auto kinds = object.find("anywhere"))
    anywhere = read_kind_set(complaints, *kinds, grammar);
  for (std::size_t i = 0; i < grammar.kinds.size(); ++i) {
    const auto& name = grammar.kinds[i].name;
    if (!grammar.order->letters[i] && !anywhere[i])
      complaints.add(node, {.what = fmt::format("does not say when \"{}\" may come", name),
                            .way_out = fmt::format("\"{}\" in a state, or in `anywhere`", name)});
    if (grammar.order->letters[i] && anywhere[i])
      complaints.add(node,
                     {.what = fmt::format("has \"{}\" both in a state and in `anywhere`", name),
                      .way_out = "one of the two"});
  }
}

void read_settling(Complaints& complaints, const ObjectReader& object, const Grammar& grammar,
                   Track& track) {
  track.forget_at.assign(grammar.kinds.size(), false);
  if (const auto kinds = object.find("forget_at"))
    track.forget_at = read_kind_set(complaints, *kinds, grammar);
  const auto settled_at = object.find("settled_at");
  if (!settled_at) return;
  for (const auto& each : elements_of(complaints, *settled_at, "an array of event kinds")) {
    Track::Settling settling;
    std::optional<Node> kind = each;
    if (each.value->type() == JsonValue::Type::object) {
      const ObjectReader settling_object(complaints, each, "settled_at", {"kind", "key"});
      kind = settling_object.require("kind", "the name of an event kind");
      if (const auto key = settling_object.find("key"))
        settling.key = read_key(complaints, *key, *Place::parse(""));
    }
    if (!kind) continue;
    settling.kind = read_kind_name(complaints, *kind, grammar).value_or(0);
    track.settled_at.push_back(std::move(settling));
  }
}

void read_tracks(Complaints& complaints, const Node& node, Grammar& grammar) {
  for (const auto& each : elements_of(complaints, node, "an array of tracks"))
    grammar.tracks.push_back(read_track(complaints, each, grammar));
}

}  // namespace ssert::dialect
