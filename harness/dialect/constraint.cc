#include "dialect/constraint.h"

#include <algorithm>
#include <array>

namespace ssert::dialect {
namespace {

enum Leaf : TypeSet {
  leaf_absent = 1U << 0U,
  leaf_null = 1U << 1U,
  leaf_boolean = 1U << 2U,
  leaf_integer = 1U << 3U,
  leaf_fraction = 1U << 4U,
  leaf_empty_string = 1U << 5U,
  leaf_string = 1U << 6U,
  leaf_empty_array = 1U << 7U,
  leaf_array = 1U << 8U,
  leaf_empty_object = 1U << 9U,
  leaf_object = 1U << 10U,
};

struct TypeName {
  std::string_view name;
  TypeSet types;
};

constexpr std::array<TypeName, 15> names{{
    {"string", leaf_empty_string | leaf_string},
    {"integer", leaf_integer},
    {"number", leaf_integer | leaf_fraction},
    {"boolean", leaf_boolean},
    {"object", leaf_empty_object | leaf_object},
    {"array", leaf_empty_array | leaf_array},
    {"null", leaf_null},
    {"absent", leaf_absent},
    {"present", leaf_null | leaf_boolean | leaf_integer | leaf_fraction | leaf_empty_string |
                    leaf_string | leaf_empty_array | leaf_array | leaf_empty_object | leaf_object},
    {"empty-string", leaf_empty_string},
    {"non-empty-string", leaf_string},
    {"empty-array", leaf_empty_array},
    {"non-empty-array", leaf_array},
    {"empty-object", leaf_empty_object},
    {"non-empty-object", leaf_object},
}};

bool some_value_allows(const PlaceConstraint& condition, const std::vector<Found>& found) {
  if (found.empty()) return condition.constraint.allows({});
  return std::any_of(found.begin(), found.end(),
                     [&](const Found& each) { return condition.constraint.allows(each); });
}

template <class Finder>
bool any_alternative(const Alternatives& alternatives, const Finder& find) {
  if (alternatives.empty()) return true;
  return std::any_of(alternatives.begin(), alternatives.end(), [&](const Conditions& conditions) {
    return std::all_of(conditions.begin(), conditions.end(), [&](const PlaceConstraint& each) {
      return some_value_allows(each, find(each.place));
    });
  });
}

}  // namespace

std::optional<TypeSet> type_set_from(std::string_view text, std::string_view& unknown) {
  TypeSet types = 0;
  for (;;) {
    const auto end = std::min(text.find('|'), text.size());
    const auto name = text.substr(0, end);
    const auto* const known = std::find_if(names.begin(), names.end(),
                                           [&](const auto& each) { return each.name == name; });
    if (known == names.end()) {
      unknown = name;
      return std::nullopt;
    }
    types |= known->types;
    if (end == text.size()) return types;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> type_names() {
  std::vector<std::string_view> all;
  all.reserve(names.size());
  for (const auto& each : names) all.push_back(each.name);
  return all;
}

TypeSet type_of(const Found& found) {
  if (const auto text = string_of(found)) return text->empty() ? leaf_empty_string : leaf_string;
  if (found.value == nullptr) return leaf_absent;
  const bool empty = found.value->children().empty();
  switch (found.value->type()) {
    case JsonValue::Type::null:
      return leaf_null;
    case JsonValue::Type::boolean:
      return leaf_boolean;
    case JsonValue::Type::integer:
      return leaf_integer;
    case JsonValue::Type::number:
      return leaf_fraction;
    case JsonValue::Type::array:
      return empty ? leaf_empty_array : leaf_array;
    case JsonValue::Type::object:
      return empty ? leaf_empty_object : leaf_object;
    case JsonValue::Type::string:
      break;
  }
  return leaf_string;
}

bool Constraint::allows(const Found& found) const {
  bool allowed = (type_of(found) & types) != 0;
  if (!allowed && !values.empty())
    allowed = std::find(values.begin(), values.end(), canonical(found)) != values.end();
  if (!allowed && prefix) {
    const auto string = string_of(found);
    allowed = string && string->starts_with(*prefix);
  }
  return allowed != negated;
}

bool holds(const Alternatives& alternatives, const Subject& subject) {
  bool truncated = false;
  return any_alternative(alternatives,
                         [&](const Place& place) { return place.find_all(subject, truncated); });
}

bool every_value_holds(const Conditions& conditions, const Subject& subject) {
  return std::all_of(conditions.begin(), conditions.end(), [&](const PlaceConstraint& each) {
    bool truncated = false;
    const auto found = each.place.find_all(subject, truncated);
    return std::all_of(found.begin(), found.end(),
                       [&](const Found& value) { return each.constraint.allows(value); });
  });
}

bool holds_for(const Alternatives& alternatives, const Subject& subject, const Found& bound,
               const Place& each) {
  bool truncated = false;
  return any_alternative(alternatives, [&](const Place& place) {
    return place.find_all_bound(subject, bound, place.stars_shared_with(each), truncated);
  });
}

}  // namespace ssert::dialect
