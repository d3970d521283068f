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

// What an event says for a dialect: that it is of it, that it has a kind of a name that many have,
// nothing, or that it cannot be of it.
enum class Fit : std::uint8_t { known, common, open, no };

// Beside kinds that the dialect does not know, one that carries no output tells nothing: many a
// stream ends with a "done".
bool is_common(const Grammar& grammar, const Kind& kind) {
  return grammar.kind_at && kind.outputs.empty();
}

Fit fit_of(const Grammar& grammar, const event_stream::DispatchedEvent& event, std::string& kind) {
  const auto read = read_event(grammar, event);
  switch (read.fault) {
    case KindFault::unreadable:
    case KindFault::discriminator_missing:
      return Fit::no;
    case KindFault::unknown:
      return grammar.kind_at ? Fit::open : Fit::no;
    case KindFault::none:
      break;
  }
  // A kind that takes whatever comes tells nothing.
  const bool takes_all = !grammar.kind_at && !read.kind->sentinel && read.kind->when.empty();
  if (takes_all) return Fit::open;
  kind = read.kind->name;
  return is_common(grammar, *read.kind) ? Fit::common : Fit::known;
}

// The kind that decided it; none where the dialect does not fit.
std::optional<std::string> fitting_kind(const Dialect& dialect,
                                        std::span<const FirstEvent> events) {
  std::optional<std::string> decided_by;
  bool any_known = false;
  bool any_open = false;
  for (const auto& each : events) {
    std::string kind;
    const auto fit = fit_of(*dialect.grammar, {.type = each.type, .data = each.data}, kind);
    if (fit == Fit::no) return std::nullopt;
    any_known = any_known || fit == Fit::known;
    any_open = any_open || fit == Fit::open;
    if (fit != Fit::open && !decided_by) decided_by = kind;
  }
  return any_known || !any_open ? decided_by : std::nullopt;
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
  for (const auto& dialect : built_in_dialects()) {
    const auto kind = fitting_kind(dialect, events);
    if (!kind) continue;
    detection.candidates.push_back(&dialect);
    detection.how += detection.how.empty() ? "the first events look like " : " and like ";
    detection.how += fmt::format("{} of {}", *kind, dialect.name);
  }
  if (detection.candidates.empty())
    detection.how =
        events.empty() ? "there was no event" : "the first events are of no known dialect";
  return detection;
}

}  // namespace ssert::dialect
