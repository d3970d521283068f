// The compiled form of a dialect file, checked: names are resolved to indexes, places are parsed.
#pragma once

#include "dialect/constraint.h"
#include "dialect/dialect.h"
#include "dialect/place.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ssert::dialect {

struct Output {
  EventClass event_class = EventClass::content;
  std::vector<Place> places;  // their texts are joined
};

// An event kind. Everything that names one holds its index in Grammar::kinds.
struct Kind {
  std::string name;
  EventClass event_class = EventClass::meta;
  std::vector<std::string> values;  // at Grammar::kind_at; a last "*" stands for any rest
  bool told_by_when = false;        // whatever stands at Grammar::kind_at; no values
  Alternatives when;
  std::optional<std::string> sentinel;
  bool payload_is_json = true;
  Conditions members;
  Conditions should;  // what clients expect beyond what they need
  std::vector<Output> outputs;
  std::optional<Place> tokens;
  bool terminal = false;
  bool reopens = false;
};

// States and what leads from one to another. Letters are kinds, or the steps of a track.
struct StateMachine {
  std::vector<std::string> states;
  std::size_t start = 0;
  std::vector<std::map<std::size_t, std::size_t>> transitions;  // by state: letter -> state
  std::vector<bool> letters;                                    // by letter: some state lists it
  // By letter: the one state that it leads to from wherever it is listed; none where there are
  // several. Damage does not spread: after a slip the machine goes there.
  std::vector<std::optional<std::size_t>> only_target;
};

struct Step {
  std::string name;
  Alternatives when;
};

struct Track {
  // At events of this kind the tracks whose key begins with `key` must be settled.
  struct Settling {
    std::size_t kind = 0;
    std::vector<Place> key;
  };

  std::string name;
  Place each;
  std::vector<Place> key;
  std::vector<bool> kinds;  // by kind: looked at
  std::vector<Step> steps;  // empty: the kind is the letter
  std::vector<std::string> letter_names;
  StateMachine machine;
  std::vector<bool> settled;  // by state
  std::vector<Settling> settled_at;
  std::vector<bool> forget_at;  // by kind
  bool is_invariant = false;    // "balanced": found as invariant_broken
};

enum class InvariantType : std::uint8_t {
  monotone_by_one,
  not_decreasing,
  constant,
  unique,
  equal,
  joined_equals_final,
  joined_is_json,
};

struct Invariant {
  InvariantType type = InvariantType::constant;
  Place place;
  std::vector<bool> kinds;  // by kind: looked at
  std::vector<Place> per;
  std::optional<std::int64_t> first;      // monotone_by_one
  bool or_constant = false;               // monotone_by_one
  std::optional<Place> to;                // equal
  std::optional<std::size_t> final_kind;  // joined_equals_final
  std::optional<Place> final_place;
  std::vector<Place> final_per;
  Alternatives unless;  // joined_is_json; empty: never waived
};

struct Grammar {
  bool payloads_are_json = true;
  std::optional<Place> kind_at;
  bool unknown_kinds_refused = false;
  std::vector<Kind> kinds;
  std::optional<StateMachine> order;
  std::vector<Track> tracks;
  std::vector<Invariant> invariants;
  std::vector<bool> after_terminal;  // by kind: may follow
  std::vector<bool> after_error;
};

// The event's data as far as its kind tells that it is read, its kind, and why it has none.
enum class KindFault : std::uint8_t { none, unreadable, discriminator_missing, unknown };

struct ReadEvent {
  const Kind* kind = nullptr;
  std::size_t kind_index = 0;
  KindFault fault = KindFault::none;
  std::string unknown_kind;      // escaped, shortened; with KindFault::unknown
  std::string missing;           // what stands at kind_at instead: with discriminator_missing
  std::optional<JsonRead> json;  // where the data was read as JSON

  const JsonValue* payload() const {
    return json && json->fault == JsonFault::none ? &json->value : nullptr;
  }
};

// Reads the data and finds the kind; judges nothing.
ReadEvent read_event(const Grammar& grammar, const event_stream::DispatchedEvent& event);

}  // namespace ssert::dialect
