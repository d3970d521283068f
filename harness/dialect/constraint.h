// What must stand at a place. docs/formats/dialect.md, "Constraints".
#pragma once

#include "dialect/place.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::dialect {

// A set of kinds of value; every value is of exactly one.
using TypeSet = std::uint32_t;

// "string|null" and the like; none where a name is unknown, which `unknown` then is.
std::optional<TypeSet> type_set_from(std::string_view names, std::string_view& unknown);
std::vector<std::string_view> type_names();
TypeSet type_of(const Found& found);

struct Constraint {
  TypeSet types = 0;                  // allowed whatever the values below
  std::vector<std::string> values;    // canonical; any of these
  std::optional<std::string> prefix;  // a string that begins so
  bool negated = false;               // of all the above
  std::string text;                   // for messages: "string|null", "\"token\""

  bool allows(const Found& found) const;
};

struct PlaceConstraint {
  Place place;
  Constraint constraint;
};

// All of the conditions hold, each for some value of its place.
using Conditions = std::vector<PlaceConstraint>;
// One of them holds; holds always where there are none.
using Alternatives = std::vector<Conditions>;

bool holds(const Alternatives& alternatives, const Subject& subject);
// As the members of an event: each condition holds for every value of its place.
bool every_value_holds(const Conditions& conditions, const Subject& subject);
// For the elements that `bound` stands for, found by `each`.
bool holds_for(const Alternatives& alternatives, const Subject& subject, const Found& bound,
               const Place& each);

}  // namespace ssert::dialect
