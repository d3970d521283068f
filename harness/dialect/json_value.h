// JSON as read from an event or a dialect file. Hides the library that reads it.
//
// Strict by RFC 8259 where libraries differ: a leading U+FEFF or a NUL is no JSON, a number too
// large for a double is. Half a surrogate pair in an escape is grammatical JSON and no character:
// it is read as U+FFFD and said. Hostile text costs bounded memory and stack.
#pragma once

#include "dialect/limits.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::dialect {

class JsonValue {
 public:
  enum class Type : std::uint8_t { null, boolean, integer, number, string, array, object };

  Type type() const { return type_; }
  bool boolean() const { return boolean_; }
  // Strings: decoded, UTF-8. Numbers: as written. Others: empty.
  const std::string& text() const { return text_; }
  // None where the value is no integer or does not fit. 1.0 and 1e3 are integers.
  std::optional<std::int64_t> as_integer() const;
  // None where the value is no number. One too large for a double reads as a very large one.
  std::optional<double> as_number() const;

  // Array elements or object members, in order.
  const std::vector<JsonValue>& children() const { return children_; }
  const std::string& name() const { return name_; }  // of the member that this value is
  // The member of that name, the last one where it stands twice; nullptr where there is none.
  const JsonValue* find(std::string_view name) const;

  std::uint32_t line() const { return line_; }  // where the value (or its name) ends; 0 in events

 private:
  friend class JsonBuilder;
  Type type_ = Type::null;
  bool boolean_ = false;
  bool integer_fits_ = false;
  std::uint32_t line_ = 0;
  std::int64_t integer_ = 0;
  double number_ = 0;
  std::string name_;
  std::string text_;
  std::vector<JsonValue> children_;
};

enum class JsonFault : std::uint8_t { none, not_json, too_deep, too_many_values, duplicate_member };

struct JsonRead {
  JsonValue value;  // meaningful where fault is none
  JsonFault fault = JsonFault::none;
  std::string reason;  // one short line, escaped; empty where fault is none
  std::uint32_t line = 0;
  bool unpaired_surrogate = false;
  std::uint64_t surrogate_offset = 0;  // of the first such escape, in the text
};

// For events: duplicate members are tolerated, lines are not counted.
JsonRead read_json(std::string_view text);
// For files: a member that stands twice is a fault; lines are counted. More than `most_values`
// values are a fault.
JsonRead read_json_file(std::string_view text, std::size_t most_values = limits::json_values);

// The value as JSON text without white space.
std::string compact_json(const JsonValue& value);

}  // namespace ssert::dialect
