// A place says where a value stands in an event: a JSON pointer in which `*` stands for every
// element of an array, or @event_type, @id, @data. docs/formats/dialect.md, "Places".
#pragma once

#include "dialect/json_value.h"
#include "event_stream/decoder.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::dialect {

// An event with its payload as read. `payload` is nullptr where there is no JSON to point into.
struct Subject {
  const event_stream::DispatchedEvent* event = nullptr;
  const JsonValue* payload = nullptr;
};

// What stands at a place: a JSON value, or the text of an SSE field, or nothing.
struct Found {
  const JsonValue* value = nullptr;
  std::optional<std::string_view> field;
  std::vector<const JsonValue*> stars;  // the elements that the place's `*` stand for, in order

  bool is_absent() const { return value == nullptr && !field; }
};

class Place {
 public:
  enum class Source : std::uint8_t { payload, event_type, id, data };

  // None where `text` is no place.
  static std::optional<Place> parse(std::string_view text);

  const std::string& text() const { return text_; }
  Source source() const { return source_; }
  std::size_t stars() const { return stars_; }

  // Every value that stands there. With a `*`, an element that lacks the rest is a Found that is
  // absent; without one, there is exactly one Found. `truncated` is set where there are more than
  // limits::values_of_place.
  std::vector<Found> find_all(const Subject& subject, bool& truncated) const;

  // How many of this place's `*` mean the same element as those of `other`.
  std::size_t stars_shared_with(const Place& other) const;
  // The value of this place for the elements that `bound` stands for: its first `shared` stars are
  // taken from it. Of further stars the first element is taken.
  Found find_bound(const Subject& subject, const Found& bound, std::size_t shared) const;
  // As find_all, for the elements that `bound` stands for.
  std::vector<Found> find_all_bound(const Subject& subject, const Found& bound, std::size_t shared,
                                    bool& truncated) const;

 private:
  struct Segment {
    bool star = false;
    std::string name;
    std::optional<std::size_t> index;  // where the name can be an array index

    bool operator==(const Segment&) const = default;
  };
  struct Walk;

  static const JsonValue* step(const JsonValue& from, const Segment& segment);
  void walk(Walk& walk, const JsonValue* from, std::size_t segment) const;
  std::optional<Found> field_of(const Subject& subject) const;
  std::size_t segment_after_star(std::size_t star) const;  // index behind the star-th `*`

  std::string text_;
  Source source_ = Source::payload;
  std::vector<Segment> segments_;
  std::size_t stars_ = 0;
};

// A string for comparing and for keys: two values have the same one exactly where JSON Schema calls
// them equal (1 and 1.0 are), except that objects compare in the order of their members.
std::string canonical(const Found& found);

// The string that stands there: a JSON string or the text of a field; none otherwise.
std::optional<std::string_view> string_of(const Found& found);

// A short, escaped quote for a detail: `"abc"`, `5`, `an array`, `absent`.
std::string shown(const Found& found);

}  // namespace ssert::dialect
