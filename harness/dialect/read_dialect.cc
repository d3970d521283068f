#include "dialect/dialect.h"
#include "dialect/read_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

constexpr std::string_view whole_file = "one JSON object (docs/formats/dialect.md)";

bool is_dialect_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool read_choice(Complaints& complaints, const ObjectReader& object, std::string_view name,
                 const std::vector<std::string_view>& otherwise_then_other) {
  const auto node = object.find(name);
  if (!node) return false;
  const auto text = read_string(complaints, *node, suggest("", otherwise_then_other));
  if (!text) return false;
  const auto found =
      std::find(otherwise_then_other.begin(), otherwise_then_other.end(), std::string_view(*text));
  if (found == otherwise_then_other.end())
    complaints.add_wrong(*node, suggest(*text, otherwise_then_other));
  return found == otherwise_then_other.begin() + 1;
}

void read_format(Complaints& complaints, const ObjectReader& object) {
  const auto node = object.require("dialect_format", "\"dialect_format\": 1");
  if (node && node->value->as_integer() != 1)
    complaints.add_wrong(*node, "1, the one format that this version reads");
}

void read_head(Complaints& complaints, const ObjectReader& object, Dialect& dialect) {
  dialect.name = object.require_string("name", "the dialect's name");
  if (const auto node = object.find("name"); node && !is_dialect_name(dialect.name))
    complaints.add_wrong(*node, "lower-case letters, digits and \"-\"");
  dialect.title = object.require_string("title", "one line for reports");
  if (const auto node = object.find("title")) judge_name(complaints, *node, dialect.title);
  const auto terminal = object.require_string("terminal", "required, optional or none");
  const auto mode = terminal_mode_from(terminal);
  if (const auto node = object.find("terminal"); node && !mode)
    complaints.add_wrong(
        *node, suggest(terminal, std::vector<std::string_view>{"required", "optional", "none"}));
  dialect.terminal = mode.value_or(TerminalMode::none);
}

bool points_into_payload(const Place& place) { return place.source() == Place::Source::payload; }

// In a dialect whose data is no JSON, a JSON pointer can find nothing.
void complain_of_pointers(Complaints& complaints, const Node& events, const Grammar& grammar) {
  for (std::size_t i = 0; i < grammar.kinds.size(); ++i) {
    const auto& kind = grammar.kinds[i];
    bool points = std::any_of(kind.members.begin(), kind.members.end(),
                              [](const auto& each) { return points_into_payload(each.place); });
    for (const auto& output : kind.outputs)
      points =
          points || std::any_of(output.places.begin(), output.places.end(), points_into_payload);
    for (const auto& conditions : kind.when)
      points = points || std::any_of(conditions.begin(), conditions.end(), [](const auto& each) {
                 return points_into_payload(each.place);
               });
    if (points && (!grammar.payloads_are_json || !kind.payload_is_json))
      complaints.add(child_of(events, events.value->children()[i], std::to_string(i)),
                     {.what = "has a JSON pointer, and its data is not read as JSON",
                      .way_out = "@data, @event_type or @id"});
  }
}

void complain_of_terminals(Complaints& complaints, const ObjectReader& object,
                           const Dialect& dialect, const Grammar& grammar) {
  const bool has_one = std::any_of(grammar.kinds.begin(), grammar.kinds.end(),
                                   [](const Kind& kind) { return kind.terminal; });
  const auto node = object.find("terminal");
  if (!node || has_one == (dialect.terminal != TerminalMode::none)) return;
  complaints.add(*node, {.what = fmt::format("is \"{}\", and {} event kind is terminal",
                                             to_string(dialect.terminal), has_one ? "an" : "no"),
                         .way_out = has_one ? "required or optional"
                                            : "none, or \"terminal\": true in an event kind"});
}

Grammar read_grammar(Complaints& complaints, const ObjectReader& object, const Dialect& dialect) {
  Grammar grammar;
  grammar.payloads_are_json = dialect.payloads_are_json;
  if (const auto node = object.find("kind_at")) {
    grammar.kind_at = read_place(complaints, *node);
    if (grammar.kind_at && grammar.kind_at->stars() > 0)
      complaints.add_wrong(*node, "a place without `*`");
    if (grammar.kind_at && points_into_payload(*grammar.kind_at) && !grammar.payloads_are_json)
      complaints.add_wrong(*node, "@event_type: the payload is no JSON");
  }
  grammar.unknown_kinds_refused =
      read_choice(complaints, object, "unknown_kinds", {"tolerated", "refused"});
  if (const auto node = object.require("events", "an array of event kinds")) {
    read_kinds(complaints, *node, grammar);
    complain_of_pointers(complaints, *node, grammar);
  }
  complain_of_terminals(complaints, object, dialect, grammar);
  if (const auto node = object.find("order")) read_order(complaints, *node, grammar);
  if (const auto node = object.find("tracks")) read_tracks(complaints, *node, grammar);
  if (const auto node = object.find("invariants")) read_invariants(complaints, *node, grammar);
  grammar.after_terminal.assign(grammar.kinds.size(), false);
  grammar.after_error = grammar.after_terminal;
  if (const auto node = object.find("after_terminal"))
    grammar.after_terminal = read_kind_set(complaints, *node, grammar);
  if (const auto node = object.find("after_error"))
    grammar.after_error = read_kind_set(complaints, *node, grammar);
  return grammar;
}

}  // namespace

base::Result<Dialect> read_dialect(std::string_view text, std::string_view file_name) {
  Complaints complaints(file_name);
  const auto value = read_json_object(complaints, text, whole_file);
  if (!value) return *complaints.first();
  const Node root{.value = &*value};
  const ObjectReader object(complaints, root, "a dialect file",
                            {"dialect_format", "name", "title", "terminal", "payload", "kind_at",
                             "unknown_kinds", "events", "order", "tracks", "invariants",
                             "after_terminal", "after_error", "request", "usage", "finish_reason"});
  read_format(complaints, object);
  Dialect dialect;
  read_head(complaints, object, dialect);
  dialect.payloads_are_json = !read_choice(complaints, object, "payload", {"json", "text"});
  auto grammar = read_grammar(complaints, object, dialect);
  if (const auto node = object.find("request")) dialect.request = read_request(complaints, *node);
  if (const auto node = object.find("usage")) dialect.usage = read_usage(complaints, *node);
  if (const auto node = object.find("finish_reason"))
    dialect.finish_reason = read_finish_reason(complaints, *node);
  if (complaints.first()) return *complaints.first();
  dialect.grammar = std::make_shared<const Grammar>(std::move(grammar));
  return dialect;
}

}  // namespace ssert::dialect
