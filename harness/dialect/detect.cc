#include "base/text.h"
#include "dialect/dialect.h"
#include "dialect/grammar.h"
#include "dialect/limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  while (!path.empty()) {
    const auto end = std::min(path.find('/'), path.size());
    if (end > 0) segments.push_back(path.substr(0, end));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return segments;
}

bool segment_matches(std::string_view pattern, std::string_view segment) {
  const auto open = pattern.find('{');
  if (open == std::string_view::npos) return pattern == segment;
  const auto before = pattern.substr(0, open);
  const auto after = pattern.substr(pattern.find('}') + 1);
  return segment.size() > before.size() + after.size() && segment.starts_with(before) &&
         segment.ends_with(after);
}

bool path_matches(std::string_view pattern, std::string_view path) {
  const auto expected = segments_of(pattern);
  const auto given = segments_of(path.substr(0, path.find_first_of("?#")));
  return !expected.empty() && expected.size() <= given.size() &&
         std::equal(expected.rbegin(), expected.rend(), given.rbegin(), segment_matches);
}

// What an event says for a dialect.
enum class Fit : std::uint8_t {
  sound,    // it speaks for it
  alike,    // it would, if it had the members that it lacks
  nothing,  // one kind of many that look like it elsewhere, or damage
  foreign,  // it speaks against it
};

// Errors, usage and what only ends a stream are told alike in many dialects; output is not. A kind
// that takes whatever comes tells nothing.
bool is_telling(const Grammar& grammar, const Kind& kind) {
  return !kind.outputs.empty() && (grammar.kind_at || !kind.when.empty());
}

// A sentinel is no damage of anything else: no event of a stream becomes one by a slip.
bool is_sentinel_of_another(const Dialect& dialect, std::string_view data) {
  const auto& all = built_in_dialects();
  return std::any_of(all.begin(), all.end(), [&](const Dialect& other) {
    const auto& kinds = other.grammar->kinds;
    return other.name != dialect.name &&
           std::any_of(kinds.begin(), kinds.end(),
                       [&](const Kind& kind) { return kind.sentinel == data; });
  });
}

struct FirstLook {
  Fit fit = Fit::nothing;
  std::string kind;
};

FirstLook look_at(const Dialect& dialect, const event_stream::DispatchedEvent& event) {
  const auto read = read_event(*dialect.grammar, event);
  if (read.kind == nullptr)
    return {is_sentinel_of_another(dialect, event.data) ? Fit::foreign : Fit::nothing, ""};
  if (!is_telling(*dialect.grammar, *read.kind)) return {};
  const bool is_sound =
      every_value_holds(read.kind->members, {.event = &event, .payload = read.payload()});
  return {is_sound ? Fit::sound : Fit::alike, read.kind->name};
}

// The first event that is sound, else the first that looks like one; foreign where one event is.
FirstLook look_at_all(const Dialect& dialect, std::span<const FirstEvent> events) {
  FirstLook best;
  for (const auto& each : events) {
    auto look = look_at(dialect, {.type = each.type, .data = each.data});
    if (look.fit == Fit::foreign) return look;
    if (look.fit < best.fit) best = std::move(look);
  }
  return best;
}

void add_to_list(std::string& list, std::string_view kind, const Dialect& dialect) {
  list += fmt::format("{}{} of {}", list.empty() ? "" : " and like ", kind, dialect.name);
}

std::string why_none(std::span<const FirstEvent> events, const std::string& alike) {
  if (events.empty()) return "there was no event";
  if (alike.empty()) return "the first events are of no known dialect";
  return fmt::format("some of the first events look like {}, but none of them is a sound one",
                     alike);
}

}  // namespace

Detection detect_by_path(std::string_view url_path) {
  Detection detection;
  for (const auto& dialect : built_in_dialects()) {
    if (dialect.request.path_pattern.empty() ||
        !path_matches(dialect.request.path_pattern, url_path))
      continue;
    detection.candidates.push_back(&dialect);
    detection.how += detection.how.empty() ? "the URL's path looks like " : " and like ";
    detection.how += dialect.request.path_pattern;
  }
  if (detection.candidates.empty()) detection.how = "the URL's path is that of no known dialect";
  return detection;
}

Detection detect_by_first_events(std::span<const FirstEvent> events) {
  Detection detection;
  std::string sound;
  std::string alike;
  for (const auto& dialect : built_in_dialects()) {
    const auto look = look_at_all(dialect, events);
    if (look.fit == Fit::alike) add_to_list(alike, look.kind, dialect);
    if (look.fit != Fit::sound) continue;
    detection.candidates.push_back(&dialect);
    add_to_list(sound, look.kind, dialect);
  }
  detection.how =
      sound.empty() ? why_none(events, alike) : fmt::format("the first events look like {}", sound);
  return detection;
}

}  // namespace ssert::dialect
