#include "dialect/read_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ssert::dialect {
namespace {

constexpr std::array<EventClass, 9> classes_of_files{
    EventClass::meta,   EventClass::content, EventClass::reasoning,
    EventClass::tool,   EventClass::refusal, EventClass::usage,
    EventClass::finish, EventClass::error,   EventClass::done};

EventClass read_class(Complaints& complaints, const ObjectReader& object,
                      const std::vector<EventClass>& allowed) {
  std::vector<std::string_view> names;
  names.reserve(allowed.size());
  for (const auto each : allowed) names.push_back(to_string(each));
  const auto name =
      object.require_string("class", fmt::format("one of {}", fmt::join(names, ", ")));
  const auto found = std::find(names.begin(), names.end(), name);
  if (found != names.end()) return allowed[static_cast<std::size_t>(found - names.begin())];
  if (const auto node = object.find("class")) complaints.add_wrong(*node, suggest(name, names));
  return EventClass::meta;
}

std::vector<Output> read_outputs(Complaints& complaints, const Node& node) {
  std::vector<Output> outputs;
  for (const auto& each : elements_of(complaints, node, "an array of {\"class\", \"text\"}")) {
    const ObjectReader object(complaints, each, "an output", {"class", "text"});
    Output output;
    output.event_class = read_class(
        complaints, object,
        {EventClass::content, EventClass::reasoning, EventClass::tool, EventClass::refusal});
    if (const auto text = object.require("text", "the place where the text stands"))
      output.places = read_places(complaints, *text);
    outputs.push_back(std::move(output));
  }
  return outputs;
}

void read_values(Complaints& complaints, const ObjectReader& object, const Grammar& grammar,
                 Kind& kind) {
  const auto node = object.find("value");
  if (node && (!grammar.kind_at || kind.sentinel))
    complaints.add(*node, {.what = kind.sentinel ? "stands beside a sentinel"
                                                 : "stands in a file without `kind_at`",
                           .way_out = kind.sentinel ? "no value: the data is exactly the sentinel"
                                                    : "`when`, or `kind_at` in the file"});
  if (kind.told_by_when) {
    if (node)
      complaints.add(*node, {.what = "stands beside `told_by`", .way_out = "one of the two"});
    return;
  }
  if (!node) {
    kind.values = {kind.name};
    return;
  }
  for (const auto& each : one_or_many(complaints, *node, "a string or an array of strings")) {
    if (auto value = read_string(complaints, each, "a string")) kind.values.push_back(*value);
  }
}

void read_told_by(Complaints& complaints, const ObjectReader& object, const Grammar& grammar,
                  Kind& kind) {
  const auto node = object.find("told_by");
  if (!node) return;
  const auto text = read_string(complaints, *node, "\"when\"");
  if (text && *text != "when") complaints.add_wrong(*node, "\"when\", or no such member");
  if (!grammar.kind_at)
    complaints.add(*node, {.what = "stands in a file without `kind_at`",
                           .way_out = "no such member: every kind is told by its `when` there"});
  if (!object.find("when"))
    complaints.add(*node, {.what = "stands without `when`", .way_out = "`when` beside it"});
  kind.told_by_when = true;
}

void read_sentinel(Complaints& complaints, const ObjectReader& object, Kind& kind) {
  const auto node = object.find("sentinel");
  if (!node) return;
  kind.sentinel = read_string(complaints, *node, "the text that the data is, \"[DONE]\"");
  for (const auto* const name :
       {"told_by", "when", "members", "should", "text", "outputs", "tokens", "payload"}) {
    if (const auto other = object.find(name))
      complaints.add(*other, {.what = "stands beside a sentinel",
                              .way_out = "no such member: a sentinel is not read as JSON"});
  }
}

void read_kind_payload(Complaints& complaints, const ObjectReader& object, const Grammar& grammar,
                       Kind& kind) {
  const auto node = object.find("payload");
  if (!node) return;
  const auto text = read_string(complaints, *node, "\"text\"");
  if (text && *text != "text") complaints.add_wrong(*node, "\"text\", or no such member");
  const bool type_tells_it =
      grammar.kind_at && grammar.kind_at->source() == Place::Source::event_type;
  if (!type_tells_it && !kind.told_by_when)
    complaints.add(*node, {.what = "stands in a file whose `kind_at` is not \"@event_type\"",
                           .way_out = "a sentinel, \"told_by\": \"when\" beside it, or "
                                      "\"payload\" for the whole file"});
  kind.payload_is_json = false;
}

Kind read_kind(Complaints& complaints, const Node& node, const Grammar& grammar) {
  const ObjectReader object(
      complaints, node, "an event kind",
      {"kind", "class", "value", "told_by", "when", "sentinel", "payload", "members", "should",
       "text", "outputs", "tokens", "terminal", "reopens"});
  Kind kind;
  kind.name = object.require_string("kind", "a name");
  kind.event_class =
      read_class(complaints, object, {classes_of_files.begin(), classes_of_files.end()});
  read_sentinel(complaints, object, kind);
  read_told_by(complaints, object, grammar, kind);
  read_kind_payload(complaints, object, grammar, kind);
  read_values(complaints, object, grammar, kind);
  if (const auto when = object.find("when")) kind.when = read_alternatives(complaints, *when);
  if (const auto members = object.find("members"))
    kind.members = read_conditions(complaints, *members);
  if (const auto should = object.find("should")) kind.should = read_conditions(complaints, *should);
  if (const auto text = object.find("text"))
    kind.outputs.push_back(
        {.event_class = kind.event_class, .places = read_places(complaints, *text)});
  if (const auto outputs = object.find("outputs")) {
    if (object.find("text"))
      complaints.add(*outputs, {.what = "stands beside `text`", .way_out = "one of the two"});
    kind.outputs = read_outputs(complaints, *outputs);
  }
  if (const auto tokens = object.find("tokens")) kind.tokens = read_place(complaints, *tokens);
  kind.terminal = object.boolean_or("terminal", false);
  kind.reopens = object.boolean_or("reopens", false);
  return kind;
}

void judge_kind_name(Complaints& complaints, const Node& node, const Kind& kind,
                     const Grammar& grammar) {
  const auto* const name = node.value->find("kind");
  if (name == nullptr) return;
  const auto name_node = child_of(node, *name, "kind");
  judge_name(complaints, name_node, kind.name);
  for (std::size_t i = 0; i < grammar.kinds.size(); ++i) {
    if (grammar.kinds[i].name == kind.name)
      complaints.add(name_node, {.what = fmt::format("is \"{}\", as at /events/{}", kind.name, i),
                                 .way_out = "another name; several kinds may share a `value`"});
  }
}

bool takes_every_value_of(const Kind& earlier, const Kind& later) {
  return std::all_of(later.values.begin(), later.values.end(), [&](const std::string& value) {
    return std::any_of(earlier.values.begin(), earlier.values.end(), [&](const std::string& each) {
      if (!each.ends_with('*')) return each == value;
      return value.starts_with(std::string_view(each).substr(0, each.size() - 1));
    });
  });
}

// True where no event can be of the later kind.
bool hides(const Kind& earlier, const Kind& later, bool by_value) {
  if (earlier.sentinel || later.sentinel) return earlier.sentinel == later.sentinel;
  if (!earlier.when.empty() || earlier.payload_is_json != later.payload_is_json) return false;
  if (later.told_by_when) return false;
  return !by_value || takes_every_value_of(earlier, later);
}

void complain_of_hidden(Complaints& complaints, const Node& node, const Kind& kind,
                        const Grammar& grammar) {
  for (std::size_t i = 0; i < grammar.kinds.size(); ++i) {
    if (hides(grammar.kinds[i], kind, grammar.kind_at.has_value()))
      complaints.add(node, {.what = fmt::format("can never be found: /events/{} fits first", i),
                            .way_out = "the narrower kind first, or a `when` in the other"});
  }
}

}  // namespace

void read_kinds(Complaints& complaints, const Node& node, Grammar& grammar) {
  for (const auto& each : elements_of(complaints, node, "an array of event kinds")) {
    auto kind = read_kind(complaints, each, grammar);
    judge_kind_name(complaints, each, kind, grammar);
    complain_of_hidden(complaints, each, kind, grammar);
    grammar.kinds.push_back(std::move(kind));
  }
  if (grammar.kinds.empty())
    complaints.add(node, {.what = "is an empty array", .way_out = "at least one event kind"});
}

std::vector<std::string> kind_names(const Grammar& grammar) {
  std::vector<std::string> names;
  for (const auto& kind : grammar.kinds) names.push_back(kind.name);
  return names;
}

std::optional<std::size_t> read_kind_name(Complaints& complaints, const Node& node,
                                          const Grammar& grammar) {
  const auto name = read_string(complaints, node, "the name of an event kind");
  if (!name) return std::nullopt;
  const auto names = kind_names(grammar);
  const auto found = std::find(names.begin(), names.end(), *name);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  complaints.add(
      node, {.what = fmt::format("is {}, which is not an event kind", shown({.value = node.value})),
             .way_out = suggest(*name, names)});
  return std::nullopt;
}

std::vector<bool> read_kind_set(Complaints& complaints, const Node& node, const Grammar& grammar) {
  std::vector<bool> set(grammar.kinds.size(), false);
  for (const auto& each : elements_of(complaints, node, "an array of event kinds")) {
    if (const auto kind = read_kind_name(complaints, each, grammar)) set[*kind] = true;
  }
  return set;
}

}  // namespace ssert::dialect
