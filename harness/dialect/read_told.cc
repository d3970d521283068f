// What a stream tells of itself beside its output: usage, and why it ended.
#include "dialect/read_parts.h"

namespace ssert::dialect {
namespace {

// A place of the payload, as text; empty after a complaint.
std::string read_payload_place(Complaints& complaints, const Node& node) {
  const auto place = read_place(complaints, node);
  if (!place) return {};
  if (place->source() != Place::Source::payload)
    complaints.add_wrong(node, "a JSON pointer into the payload");
  return place->text();
}

}  // namespace

UsagePlaces read_usage(Complaints& complaints, const Node& node) {
  const ObjectReader object(complaints, node, "usage", {"input", "output", "total", "asked_by"});
  UsagePlaces usage;
  if (const auto input = object.require("input", "where the tokens of the prompt stand"))
    usage.input = read_payload_place(complaints, *input);
  if (const auto output = object.require("output", "where the tokens of the answer stand"))
    usage.output = read_payload_place(complaints, *output);
  if (const auto total = object.require("total", "where their sum stands"))
    usage.total = read_payload_place(complaints, *total);
  if (const auto asked_by = object.find("asked_by"))
    usage.asked_by = read_payload_place(complaints, *asked_by);
  return usage;
}

FinishReason read_finish_reason(Complaints& complaints, const Node& node) {
  const ObjectReader object(complaints, node, "finish_reason", {"place", "cut_short"});
  FinishReason reason;
  if (const auto place = object.require("place", "where the reason stands"))
    reason.place = read_payload_place(complaints, *place);
  if (const auto cut = object.require("cut_short", "an array of reasons")) {
    for (const auto& each : elements_of(complaints, *cut, "an array of reasons")) {
      if (const auto text = read_string(complaints, each, "a reason, \"length\""))
        reason.cut_short.push_back(*text);
    }
  }
  return reason;
}

}  // namespace ssert::dialect
