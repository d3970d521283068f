#include "dialect/read_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

constexpr std::string_view place_way_out =
    "a place: a JSON pointer such as \"/delta/text\", or @event_type, @id or @data";
constexpr std::string_view constraint_way_out =
    "types such as \"string|null\", or an object with equals, one_of, starts_with or not";

TypeSet read_types(Complaints& complaints, const Node& node) {
  const auto text = read_string(complaints, node, constraint_way_out);
  if (!text) return 0;
  std::string_view unknown;
  const auto types = type_set_from(*text, unknown);
  if (!types) complaints.add_wrong(node, suggest(unknown, type_names()));
  return types.value_or(0);
}

void read_value(Complaints& complaints, const Node& node, Constraint& constraint) {
  if (node.value->type() == JsonValue::Type::array || node.value->type() == JsonValue::Type::object)
    complaints.add_wrong(node, "a string, a number, true, false or null");
  constraint.values.push_back(canonical({.value = node.value}));
}

Constraint read_constraint(Complaints& complaints, const Node& node);

void read_negated(Complaints& complaints, const Node& node, Constraint& constraint) {
  constraint = read_constraint(complaints, node);
  constraint.negated = !constraint.negated;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the file, which has a limit
Constraint read_constraint(Complaints& complaints, const Node& node) {
  Constraint constraint;
  if (node.value->type() == JsonValue::Type::string) {
    constraint.types = read_types(complaints, node);
    constraint.text = node.value->text();
    return constraint;
  }
  if (node.value->type() != JsonValue::Type::object) {
    complaints.add_wrong(node, std::string(constraint_way_out));
    return constraint;
  }
  const ObjectReader object(complaints, node, "a constraint",
                            {"equals", "one_of", "starts_with", "not", "or"});
  int given = 0;
  if (const auto value = object.find("equals")) {
    read_value(complaints, *value, constraint);
    ++given;
  }
  if (const auto values = object.find("one_of")) {
    for (const auto& each : elements_of(complaints, *values, "an array of values"))
      read_value(complaints, each, constraint);
    ++given;
  }
  if (const auto prefix = object.find("starts_with")) {
    constraint.prefix = read_string(complaints, *prefix, "a string");
    ++given;
  }
  if (const auto negated = object.find("not")) {
    read_negated(complaints, *negated, constraint);
    ++given;
  }
  if (given != 1)
    complaints.add(node, {.what = given == 0 ? "says nothing" : "says several things",
                          .way_out = "exactly one of equals, one_of, starts_with, not"});
  if (const auto types = object.find("or")) {
    if (constraint.negated)
      complaints.add(*types, {.what = "stands beside \"not\"", .way_out = "no \"or\" there"});
    constraint.types |= read_types(complaints, *types);
  }
  constraint.text = compact_json(*node.value);
  return constraint;
}

}  // namespace

std::optional<Place> read_place(Complaints& complaints, const Node& node) {
  const auto text = read_string(complaints, node, place_way_out);
  if (!text) return std::nullopt;
  auto place = Place::parse(*text);
  if (!place) complaints.add_wrong(node, std::string(place_way_out));
  return place;
}

std::vector<Place> read_places(Complaints& complaints, const Node& node) {
  std::vector<Place> places;
  for (const auto& each : one_or_many(complaints, node, place_way_out)) {
    if (auto place = read_place(complaints, each)) places.push_back(std::move(*place));
  }
  return places;
}

std::vector<Place> read_key(Complaints& complaints, const Node& node, const Place& each) {
  auto places = read_places(complaints, node);
  for (const auto& place : places) {
    if (place.stars_shared_with(each) == place.stars()) continue;
    complaints.add(node,
                   {.what = fmt::format("has a `*` in {} that {} does not begin with", place.text(),
                                        each.text().empty() ? "the event" : each.text()),
                    .way_out = "a place with one value for each"});
  }
  return places;
}

Conditions read_conditions(Complaints& complaints, const Node& node) {
  Conditions conditions;
  for (const auto& member : members_of(
           complaints, node, "an object from place to constraint, {\"/delta\": \"object\"}")) {
    auto place = Place::parse(member.value->name());
    if (!place) {
      complaints.add(member, {.what = "is not a place", .way_out = std::string(place_way_out)});
      continue;
    }
    conditions.push_back(
        {.place = std::move(*place), .constraint = read_constraint(complaints, member)});
  }
  return conditions;
}

Alternatives read_alternatives(Complaints& complaints, const Node& node) {
  Alternatives alternatives;
  if (node.value->type() != JsonValue::Type::array) {
    alternatives.push_back(read_conditions(complaints, node));
    return alternatives;
  }
  for (const auto& each : elements_of(complaints, node, "an array of conditions"))
    alternatives.push_back(read_conditions(complaints, each));
  if (alternatives.empty())
    complaints.add(node,
                   {.what = "is an empty array", .way_out = "at least one object of conditions"});
  return alternatives;
}

}  // namespace ssert::dialect
