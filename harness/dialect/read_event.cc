#include "base/text.h"
#include "dialect/grammar.h"
#include "dialect/limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

bool value_matches(std::string_view pattern, std::string_view value) {
  if (pattern.ends_with('*')) return value.starts_with(pattern.substr(0, pattern.size() - 1));
  return pattern == value;
}

bool has_value(const Kind& kind, std::optional<std::string_view> value) {
  return value && std::any_of(kind.values.begin(), kind.values.end(),
                              [&](const auto& pattern) { return value_matches(pattern, *value); });
}

void set_kind(ReadEvent& read, const Grammar& grammar, std::size_t index) {
  read.kind = &grammar.kinds[index];
  read.kind_index = index;
}

bool find_sentinel(ReadEvent& read, const Grammar& grammar, std::string_view data) {
  for (std::size_t i = 0; i < grammar.kinds.size(); ++i) {
    if (grammar.kinds[i].sentinel == data) {
      set_kind(read, grammar, i);
      return true;
    }
  }
  return false;
}

bool find_text_kind(ReadEvent& read, const Grammar& grammar,
                    const event_stream::DispatchedEvent& event) {
  for (std::size_t i = 0; i < grammar.kinds.size(); ++i) {
    const auto& kind = grammar.kinds[i];
    if (kind.payload_is_json || kind.sentinel) continue;
    if (!kind.told_by_when && !has_value(kind, event.type)) continue;
    if (!holds(kind.when, {.event = &event})) continue;
    set_kind(read, grammar, i);
    return true;
  }
  return false;
}

std::string member_names(const JsonValue* payload) {
  if (payload == nullptr || payload->type() != JsonValue::Type::object)
    return fmt::format("the payload is {}", shown({.value = payload}));
  std::string names = "its members are ";
  std::size_t listed = 0;
  for (const auto& member : payload->children()) {
    if (listed++ == 5) return names + ", …";
    if (listed > 1) names += ", ";
    names += base::escape_bytes_shortened(member.name(), limits::shown_bytes);
  }
  return listed == 0 ? "it has no members" : names;
}

std::string what_is_missing(const Place& kind_at, const Found& found, const Subject& subject) {
  const bool is_object =
      subject.payload != nullptr && subject.payload->type() == JsonValue::Type::object;
  return fmt::format(
      "{} is {}; {}", kind_at.text(), shown(found),
      is_object && !found.is_absent() ? "a string tells the kind" : member_names(subject.payload));
}

void say_why_none(ReadEvent& read, const Grammar& grammar, const Found& at_kind,
                  const Subject& subject) {
  const auto value = string_of(at_kind);
  if (grammar.kind_at && !value) {
    read.fault = KindFault::discriminator_missing;
    read.missing = what_is_missing(*grammar.kind_at, at_kind, subject);
    return;
  }
  read.fault = KindFault::unknown;
  read.unknown_kind = value ? base::escape_bytes_shortened(*value, limits::shown_bytes)
                            : member_names(subject.payload);
}

void find_kind(ReadEvent& read, const Grammar& grammar, const Subject& subject) {
  const auto at_kind = grammar.kind_at ? grammar.kind_at->find_bound(subject, {}, 0) : Found{};
  const auto value = string_of(at_kind);
  for (std::size_t i = 0; i < grammar.kinds.size(); ++i) {
    const auto& kind = grammar.kinds[i];
    if (kind.sentinel || !kind.payload_is_json) continue;
    if (grammar.kind_at && !kind.told_by_when && !has_value(kind, value)) continue;
    if (!holds(kind.when, subject)) continue;
    set_kind(read, grammar, i);
    return;
  }
  say_why_none(read, grammar, at_kind, subject);
}

}  // namespace

ReadEvent read_event(const Grammar& grammar, const event_stream::DispatchedEvent& event) {
  ReadEvent read;
  if (find_sentinel(read, grammar, event.data)) return read;
  if (find_text_kind(read, grammar, event)) return read;
  if (grammar.payloads_are_json) {
    read.json = read_json(event.data);
    if (read.json->fault != JsonFault::none) {
      read.fault = KindFault::unreadable;
      return read;
    }
  }
  find_kind(read, grammar, {.event = &event, .payload = read.payload()});
  return read;
}

}  // namespace ssert::dialect
