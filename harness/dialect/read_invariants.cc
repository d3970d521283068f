#include "dialect/read_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace ssert::dialect {
namespace {

constexpr std::array<std::pair<std::string_view, InvariantType>, 7> types{{
    {"monotone_by_one", InvariantType::monotone_by_one},
    {"not_decreasing", InvariantType::not_decreasing},
    {"constant", InvariantType::constant},
    {"unique", InvariantType::unique},
    {"equal", InvariantType::equal},
    {"joined_equals_final", InvariantType::joined_equals_final},
    {"joined_is_json", InvariantType::joined_is_json},
}};
constexpr std::string_view balanced = "balanced";

std::vector<std::string_view> members_of_type(InvariantType type) {
  std::vector<std::string_view> members{"invariant", "place", "kinds"};
  if (type != InvariantType::equal) members.emplace_back("per");
  switch (type) {
    case InvariantType::monotone_by_one:
      members.emplace_back("first");
      members.emplace_back("or_constant");
      break;
    case InvariantType::equal:
      members.emplace_back("to");
      break;
    case InvariantType::joined_equals_final:
      members.emplace_back("final");
      break;
    case InvariantType::joined_is_json:
      members.emplace_back("unless");
      break;
    case InvariantType::not_decreasing:
    case InvariantType::constant:
    case InvariantType::unique:
      break;
  }
  return members;
}

void read_final(Complaints& complaints, const Node& node, const Grammar& grammar,
                Invariant& invariant) {
  const ObjectReader object(complaints, node, "final", {"kind", "place", "per"});
  if (const auto kind = object.require("kind", "the kind of the event with the whole text"))
    invariant.final_kind = read_kind_name(complaints, *kind, grammar);
  if (const auto place = object.require("place", "the place of the whole text"))
    invariant.final_place = read_place(complaints, *place);
  invariant.final_per = invariant.per;
  const auto per = object.find("per");
  if (per) invariant.final_per = read_key(complaints, *per, *Place::parse(""));
  for (const auto& place : invariant.final_per) {
    if (place.stars() > 0)
      complaints.add(per.value_or(node), {.what = fmt::format("has the key {}", place.text()),
                                          .way_out = "`per` with places without `*`"});
  }
  if (invariant.final_per.size() != invariant.per.size())
    complaints.add(per.value_or(node), {.what = "has another number of places than `per`",
                                        .way_out = "as many, in the same order"});
  if (invariant.final_place && invariant.final_place->stars() > 0)
    complaints.add(node, {.what = fmt::format("has the place {}", invariant.final_place->text()),
                          .way_out = "a place without `*`"});
}

void read_specific(Complaints& complaints, const ObjectReader& object, const Grammar& grammar,
                   Invariant& invariant) {
  if (const auto first = object.find("first")) {
    invariant.first = first->value->as_integer();
    if (!invariant.first) complaints.add_wrong(*first, "an integer");
  }
  invariant.or_constant = object.boolean_or("or_constant", false);
  if (invariant.type == InvariantType::equal) {
    if (const auto to = object.require("to", "the place to compare with")) {
      const auto key = read_key(complaints, *to, invariant.place);
      if (key.size() == 1)
        invariant.to = key.front();
      else
        complaints.add_wrong(*to, "one place");
    }
  }
  if (invariant.type == InvariantType::joined_equals_final) {
    if (const auto final = object.require("final", "{\"kind\", \"place\"} of the whole text"))
      read_final(complaints, *final, grammar, invariant);
  }
  if (const auto unless = object.find("unless"))
    invariant.unless = read_alternatives(complaints, *unless);
}

Invariant read_invariant(Complaints& complaints, const Node& node, InvariantType type,
                         const Grammar& grammar) {
  const ObjectReader object(complaints, node, "this invariant", members_of_type(type));
  Invariant invariant;
  invariant.type = type;
  if (const auto place = object.require("place", "the place that is judged")) {
    if (auto read = read_place(complaints, *place)) invariant.place = std::move(*read);
  }
  invariant.kinds.assign(grammar.kinds.size(), true);
  if (const auto kinds = object.find("kinds"))
    invariant.kinds = read_kind_set(complaints, *kinds, grammar);
  if (const auto per = object.find("per"))
    invariant.per = read_key(complaints, *per, invariant.place);
  read_specific(complaints, object, grammar, invariant);
  return invariant;
}

std::optional<std::size_t> require_kind(Complaints& complaints, const ObjectReader& object,
                                        std::string_view name, const Grammar& grammar) {
  const auto node = object.require(name, "the name of an event kind");
  return node ? read_kind_name(complaints, *node, grammar) : std::nullopt;
}

// Short for a track: closed, open, ended.
Track read_balanced(Complaints& complaints, const Node& node, const Grammar& grammar) {
  const ObjectReader object(
      complaints, node, "this invariant",
      {"invariant", "start", "between", "end", "per", "settled_at", "forget_at"});
  Track track;
  track.is_invariant = true;
  track.each = *Place::parse("");
  track.kinds.assign(grammar.kinds.size(), false);
  track.settled = {true, false, true};
  auto& machine = track.machine;
  machine.states = {"not started", "open", "ended"};
  machine.transitions.resize(3);
  machine.letters.assign(grammar.kinds.size(), false);
  machine.only_target.assign(grammar.kinds.size(), std::nullopt);
  const auto add = [&](std::size_t from, std::size_t kind, std::size_t to) {
    machine.transitions[from].emplace(kind, to);
    machine.letters[kind] = true;
    machine.only_target[kind] = to;
    track.kinds[kind] = true;
  };
  if (const auto start = require_kind(complaints, object, "start", grammar)) {
    track.name = grammar.kinds[*start].name;
    add(0, *start, 1);
  }
  if (const auto end = require_kind(complaints, object, "end", grammar)) add(1, *end, 2);
  if (const auto between = object.find("between")) {
    for (const auto& each : elements_of(complaints, *between, "an array of event kinds")) {
      if (const auto kind = read_kind_name(complaints, each, grammar)) add(1, *kind, 1);
    }
  }
  if (const auto per = object.require("per", "the place of the id"))
    track.key = read_key(complaints, *per, track.each);
  read_settling(complaints, object, grammar, track);
  return track;
}

std::vector<std::string_view> type_names_of_invariants() {
  std::vector<std::string_view> names;
  names.reserve(types.size() + 1);
  for (const auto& [name, type] : types) names.push_back(name);
  names.push_back(balanced);
  return names;
}

}  // namespace

void read_invariants(Complaints& complaints, const Node& node, Grammar& grammar) {
  for (const auto& each : elements_of(complaints, node, "an array of invariants")) {
    if (each.value->type() != JsonValue::Type::object) {
      complaints.add_wrong(each, "an object with the member \"invariant\"");
      continue;
    }
    const auto* const name = each.value->find("invariant");
    if (name == nullptr) {
      complaints.add(each, {.what = "lacks the member \"invariant\"",
                            .way_out = suggest("", type_names_of_invariants())});
      continue;
    }
    if (name->text() == balanced) {
      grammar.tracks.push_back(read_balanced(complaints, each, grammar));
      continue;
    }
    const auto* const type = std::find_if(
        types.begin(), types.end(), [&](const auto& known) { return known.first == name->text(); });
    if (type == types.end()) {
      complaints.add_wrong(child_of(each, *name, "invariant"),
                           suggest(name->text(), type_names_of_invariants()));
      continue;
    }
    grammar.invariants.push_back(read_invariant(complaints, each, type->second, grammar));
  }
}

}  // namespace ssert::dialect
