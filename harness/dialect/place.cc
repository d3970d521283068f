#include "dialect/place.h"

#include "base/text.h"
#include "dialect/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace ssert::dialect {
namespace {

// RFC 6901: "~1" is "/", "~0" is "~"; any other "~" is an error.
std::optional<std::string> unescape_segment(std::string_view segment) {
  std::string name;
  for (std::size_t i = 0; i < segment.size(); ++i) {
    if (segment[i] != '~') {
      name += segment[i];
      continue;
    }
    if (i + 1 == segment.size() || (segment[i + 1] != '0' && segment[i + 1] != '1'))
      return std::nullopt;
    name += segment[++i] == '0' ? '~' : '/';
  }
  return name;
}

std::optional<std::size_t> array_index(std::string_view name) {
  if (name.empty() || name.size() > 9 || (name.size() > 1 && name.front() == '0'))
    return std::nullopt;
  std::size_t index = 0;
  const auto [end, ec] = std::from_chars(name.data(), name.data() + name.size(), index);
  if (ec != std::errc{} || end != name.data() + name.size()) return std::nullopt;
  return index;
}

}  // namespace

struct Place::Walk {
  std::vector<Found>* found = nullptr;
  std::vector<const JsonValue*> stars;
  bool truncated = false;
};

std::optional<Place> Place::parse(std::string_view text) {
  Place place;
  place.text_ = text;
  if (text.starts_with('@')) {
    if (text == "@event_type") {
      place.source_ = Source::event_type;
    } else if (text == "@id") {
      place.source_ = Source::id;
    } else if (text == "@data") {
      place.source_ = Source::data;
    } else {
      return std::nullopt;
    }
    return place;
  }
  if (!text.empty() && text.front() != '/') return std::nullopt;
  while (!text.empty()) {
    text.remove_prefix(1);
    const auto end = std::min(text.find('/'), text.size());
    auto name = unescape_segment(text.substr(0, end));
    if (!name) return std::nullopt;
    const bool star = *name == "*";
    if (star) ++place.stars_;
    const auto index = array_index(*name);
    place.segments_.push_back({.star = star, .name = std::move(*name), .index = index});
    text.remove_prefix(end);
  }
  return place;
}

const JsonValue* Place::step(const JsonValue& from, const Segment& segment) {
  if (from.type() == JsonValue::Type::object) return from.find(segment.name);
  if (from.type() == JsonValue::Type::array && segment.index &&
      *segment.index < from.children().size())
    return &from.children()[*segment.index];
  return nullptr;
}

std::optional<Found> Place::field_of(const Subject& subject) const {
  switch (source_) {
    case Source::payload:
      return std::nullopt;
    case Source::event_type:
      return Found{.field = subject.event->type};
    case Source::id:
      return Found{.field = subject.event->last_event_id};
    case Source::data:
      return Found{.field = subject.event->data};
  }
  return std::nullopt;
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the place has stars
void Place::walk(Walk& walk, const JsonValue* from, std::size_t segment) const {
  for (; segment < segments_.size() && from != nullptr && !segments_[segment].star; ++segment)
    from = step(*from, segments_[segment]);
  if (from == nullptr || segment == segments_.size()) {
    // Before the first star, or between two, nothing there means no elements.
    const bool star_ahead = std::any_of(segments_.begin() + static_cast<std::ptrdiff_t>(segment),
                                        segments_.end(), [](const auto& s) { return s.star; });
    if (from == nullptr && star_ahead) return;
    walk.found->push_back({.value = from, .stars = walk.stars});
    return;
  }
  if (from->type() != JsonValue::Type::array) return;
  for (const auto& element : from->children()) {
    if (walk.found->size() >= limits::values_of_place) {
      walk.truncated = true;
      return;
    }
    walk.stars.push_back(&element);
    this->walk(walk, &element, segment + 1);
    walk.stars.pop_back();
  }
}

std::vector<Found> Place::find_all(const Subject& subject, bool& truncated) const {
  return find_all_bound(subject, {}, 0, truncated);
}

std::vector<Found> Place::find_all_bound(const Subject& subject, const Found& bound,
                                         std::size_t shared, bool& truncated) const {
  std::vector<Found> found;
  if (auto field = field_of(subject)) {
    found.push_back(std::move(*field));
    return found;
  }
  Walk walk{.found = &found};
  walk.stars.assign(bound.stars.begin(), bound.stars.begin() + static_cast<std::ptrdiff_t>(shared));
  this->walk(walk, shared == 0 ? subject.payload : bound.stars[shared - 1],
             segment_after_star(shared));
  truncated = truncated || walk.truncated;
  return found;
}

Found Place::find_bound(const Subject& subject, const Found& bound, std::size_t shared) const {
  bool truncated = false;
  auto found = find_all_bound(subject, bound, shared, truncated);
  return found.empty() ? Found{} : std::move(found.front());
}

std::size_t Place::segment_after_star(std::size_t star) const {
  std::size_t segment = 0;
  for (; star > 0; ++segment) {
    if (segments_[segment].star) --star;
  }
  return segment;
}

std::size_t Place::stars_shared_with(const Place& other) const {
  if (source_ != Source::payload || other.source_ != Source::payload) return 0;
  std::size_t shared = 0;
  const auto alike = std::min(segments_.size(), other.segments_.size());
  for (std::size_t i = 0; i < alike && segments_[i] == other.segments_[i]; ++i) {
    if (segments_[i].star) ++shared;
  }
  return shared;
}

std::string canonical(const Found& found) {
  if (found.field) return fmt::format("\"{}", *found.field);
  if (found.value == nullptr) return {};
  if (found.value->type() == JsonValue::Type::string)
    return fmt::format("\"{}", found.value->text());
  if (const auto integer = found.value->as_integer()) return fmt::format("{}", *integer);
  if (found.value->type() == JsonValue::Type::number)
    return fmt::format("{}", *found.value->as_number());
  return compact_json(*found.value);
}

std::optional<std::string_view> string_of(const Found& found) {
  if (found.field) return found.field;
  if (found.value != nullptr && found.value->type() == JsonValue::Type::string)
    return found.value->text();
  return std::nullopt;
}

std::string shown(const Found& found) {
  if (const auto text = string_of(found))
    return fmt::format("\"{}\"", base::escape_bytes_shortened(*text, limits::shown_bytes));
  if (found.value == nullptr) return "absent";
  switch (found.value->type()) {
    case JsonValue::Type::array:
      return found.value->children().empty() ? "an empty array" : "an array";
    case JsonValue::Type::object:
      return found.value->children().empty() ? "an empty object" : "an object";
    default:
      return base::escape_bytes_shortened(compact_json(*found.value), limits::shown_bytes);
  }
}

}  // namespace ssert::dialect
