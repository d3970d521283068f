// The readers of the parts of a dialect file. Each complains and goes on; what it returns is
// meaningful where there was no complaint.
#pragma once

#include "dialect/file_node.h"
#include "dialect/grammar.h"

#include <optional>
#include <string>
#include <vector>

namespace ssert::dialect {

std::optional<Place> read_place(Complaints& complaints, const Node& node);
// One place or an array of them.
std::vector<Place> read_places(Complaints& complaints, const Node& node);
// Places that say which of several things an event belongs to. Their `*` must all be `each`'s own.
std::vector<Place> read_key(Complaints& complaints, const Node& node, const Place& each);
Conditions read_conditions(Complaints& complaints, const Node& node);
// An object of conditions, or an array of such objects.
Alternatives read_alternatives(Complaints& complaints, const Node& node);

// `grammar` holds kind_at and payloads_are_json; its kinds are added.
void read_kinds(Complaints& complaints, const Node& node, Grammar& grammar);
std::vector<std::string> kind_names(const Grammar& grammar);
std::optional<std::size_t> read_kind_name(Complaints& complaints, const Node& node,
                                          const Grammar& grammar);
// By kind: named in the array.
std::vector<bool> read_kind_set(Complaints& complaints, const Node& node, const Grammar& grammar);

// `start` and `states` of the object; letters are named by index.
StateMachine read_state_machine(Complaints& complaints, const ObjectReader& object,
                                const std::vector<std::string>& letters, std::string_view noun);
void read_order(Complaints& complaints, const Node& node, Grammar& grammar);
void read_tracks(Complaints& complaints, const Node& node, Grammar& grammar);
// `settled_at` and `forget_at`, which tracks and the invariant `balanced` have in common.
void read_settling(Complaints& complaints, const ObjectReader& object, const Grammar& grammar,
                   Track& track);

void read_invariants(Complaints& complaints, const Node& node, Grammar& grammar);
RequestShape read_request(Complaints& complaints, const Node& node);
UsagePlaces read_usage(Complaints& complaints, const Node& node);
FinishReason read_finish_reason(Complaints& complaints, const Node& node);

}  // namespace ssert::dialect
