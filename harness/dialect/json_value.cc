#include "dialect/json_value.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/limits.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <iterator>
#include <unordered_set>

namespace ssert::dialect {
namespace {

// Lets a place in the text be known while the library reads it: how far its lexer has come.
class CountingIterator {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  CountingIterator(const char* at, const char** reached) : at_(at), reached_(reached) {}
  reference operator*() const { return *at_; }
  CountingIterator& operator++() {
    *reached_ = ++at_;
    return *this;
  }
  CountingIterator operator++(int) {
    const auto before = *this;
    ++*this;
    return before;
  }
  bool operator==(const CountingIterator& other) const { return at_ == other.at_; }
  bool operator!=(const CountingIterator& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** reached_;
};

// "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing
// value - invalid literal; last read: 'x'" becomes "invalid literal; last read: 'x'".
std::string short_reason(std::string_view library_text) {
  if (const auto id = library_text.find("] "); id != std::string_view::npos)
    library_text.remove_prefix(id + 2);
  if (library_text.starts_with("parse error at")) {
    if (const auto colon = library_text.find(": "); colon != std::string_view::npos)
      library_text.remove_prefix(colon + 2);
  }
  if (library_text.starts_with("syntax error while parsing")) {
    if (const auto dash = library_text.find(" - "); dash != std::string_view::npos)
      library_text.remove_prefix(dash + 3);
  }
  return base::escape_bytes_shortened(library_text, 120);
}

std::optional<unsigned> hex_quad(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return std::nullopt;
  unsigned value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const char c = text[i];
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value * 16 + digit;
  }
  return value;
}

// The grammar of RFC 8259, "Numbers".
bool is_json_number(std::string_view token) {
  const auto take_digits = [&] {
    const auto end = std::min(token.find_first_not_of("0123456789"), token.size());
    token.remove_prefix(end);
    return end;
  };
  if (token.starts_with('-')) token.remove_prefix(1);
  const bool zero_first = token.starts_with('0');
  const auto whole = take_digits();
  if (whole == 0 || (zero_first && whole > 1)) return false;
  if (token.starts_with('.')) {
    token.remove_prefix(1);
    if (take_digits() == 0) return false;
  }
  if (token.starts_with('e') || token.starts_with('E')) {
    token.remove_prefix(1);
    if (token.starts_with('+') || token.starts_with('-')) token.remove_prefix(1);
    if (take_digits() == 0) return false;
  }
  return token.empty();
}

// Rewrites, byte for byte in place, what is grammatical JSON and yet refused by the library: half a
// surrogate pair in an escape, and numbers that are too large for a double.
class Repair {
 public:
  explicit Repair(std::string_view text) : text_(text) {}

  bool run() {
    while (at_ < text_.size()) {
      if (in_string_) {
        step_in_string();
      } else {
        step_outside();
      }
    }
    return changed_;
  }

  const std::string& text() const { return text_; }
  std::optional<std::size_t> first_surrogate() const { return first_surrogate_; }

 private:
  void step_in_string() {
    if (text_[at_] == '"') in_string_ = false;
    if (text_[at_] != '\\') {
      ++at_;
      return;
    }
    const auto unit =
        at_ + 1 < text_.size() && text_[at_ + 1] == 'u' ? hex_quad(text_, at_ + 2) : std::nullopt;
    if (!unit || *unit < 0xD800 || *unit > 0xDFFF) {
      at_ += 2;
      return;
    }
    if (*unit < 0xDC00 && low_half_follows()) {
      at_ += 12;
      return;
    }
    if (!first_surrogate_) first_surrogate_ = at_;
    text_.replace(at_, 6, "\\ufffd");
    changed_ = true;
    at_ += 6;
  }

  bool low_half_follows() const {
    if (text_.compare(at_ + 6, 2, "\\u") != 0) return false;
    const auto unit = hex_quad(text_, at_ + 8);
    return unit && *unit >= 0xDC00 && *unit <= 0xDFFF;
  }

  void step_outside() {
    if (text_[at_] == '"') in_string_ = true;
    if (text_[at_] != '-' && (text_[at_] < '0' || text_[at_] > '9')) {
      ++at_;
      return;
    }
    const auto end = std::min(text_.find_first_not_of("+-.0123456789eE", at_), text_.size());
    const auto number = text_.substr(at_, end - at_);
    if (is_json_number(number) && std::isinf(std::strtod(number.c_str(), nullptr))) {
      std::string large = number.front() == '-' ? "-9e300" : "9e300";
      large.resize(number.size(), ' ');  // the shortest that is too large, 1e309, is as long
      text_.replace(at_, number.size(), large);
      changed_ = true;
    }
    at_ = end;
  }

  std::string text_;
  std::size_t at_ = 0;
  bool in_string_ = false;
  bool changed_ = false;
  std::optional<std::size_t> first_surrogate_;
};

}  // namespace

// Receives what the library reads (its "SAX" interface) and builds the value.
class JsonBuilder {
 public:
  struct Options {
    bool is_file = false;
    std::size_t most_values = limits::json_values;
    const char* text = nullptr;            // files: where it begins
    const char* const* reached = nullptr;  // files: how far the lexer has come
  };
  JsonBuilder(JsonRead& result, const Options& options) : result_(result), options_(options) {}

  bool null() { return add({}) != nullptr; }
  bool boolean(bool value) {
    JsonValue made;
    made.type_ = JsonValue::Type::boolean;
    made.boolean_ = value;
    return add(std::move(made)) != nullptr;
  }
  bool number_integer(std::int64_t value) {
    return add_integer(value, static_cast<double>(value), std::to_string(value));
  }
  bool number_unsigned(std::uint64_t value) {
    const bool fits = value <= static_cast<std::uint64_t>(INT64_MAX);
    return add_integer(fits ? std::optional(static_cast<std::int64_t>(value)) : std::nullopt,
                       static_cast<double>(value), std::to_string(value));
  }
  bool number_float(double value, const std::string& written) {
    const bool integral = std::trunc(value) == value;
    const bool fits = integral && std::abs(value) < 9.2e18;
    if (integral)
      return add_integer(fits ? std::optional(static_cast<std::int64_t>(value)) : std::nullopt,
                         value, written);
    JsonValue made;
    made.type_ = JsonValue::Type::number;
    made.number_ = value;
    made.text_ = written;
    return add(std::move(made)) != nullptr;
  }
  bool string(std::string& value) {
    JsonValue made;
    made.type_ = JsonValue::Type::string;
    made.text_ = std::move(value);
    return add(std::move(made)) != nullptr;
  }
  bool binary(std::vector<std::uint8_t>&) { return false; }  // JSON text has none
  bool start_object(std::size_t) { return open(JsonValue::Type::object); }
  bool start_array(std::size_t) { return open(JsonValue::Type::array); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }

  bool key(std::string& name) {
    if (options_.is_file && !names_.back().insert(name).second)
      return stop(JsonFault::duplicate_member,
                  fmt::format("has the member \"{}\" twice",
                              base::escape_bytes_shortened(name, limits::shown_bytes)));
    name_ = std::move(name);
    return true;
  }

  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception& exception) {
    return stop(JsonFault::not_json, short_reason(exception.what()));
  }

 private:
  bool add_integer(std::optional<std::int64_t> value, double number, std::string written) {
    JsonValue made;
    made.type_ = JsonValue::Type::integer;
    made.integer_fits_ = value.has_value();
    made.integer_ = value.value_or(0);
    made.number_ = number;
    made.text_ = std::move(written);
    return add(std::move(made)) != nullptr;
  }

  JsonValue* add(JsonValue value) {
    if (++count_ > options_.most_values) {
      stop(JsonFault::too_many_values,
           fmt::format("has more than {} values", base::with_thousands(options_.most_values)));
      return nullptr;
    }
    value.name_ = std::exchange(name_, {});
    value.line_ = current_line();
    if (open_.empty()) {
      result_.value = std::move(value);
      return &result_.value;
    }
    return &open_.back()->children_.emplace_back(std::move(value));
  }

  bool open(JsonValue::Type type) {
    if (open_.size() == base::limits::json_depth)
      return stop(JsonFault::too_deep,
                  fmt::format("is nested deeper than {}", base::limits::json_depth));
    JsonValue made;
    made.type_ = type;
    auto* const added = add(std::move(made));
    if (added == nullptr) return false;
    open_.push_back(added);  // stays valid: its parent gets no sibling before it is closed
    if (options_.is_file) names_.emplace_back();
    return true;
  }

  bool close() {
    open_.pop_back();
    if (options_.is_file) names_.pop_back();
    return true;
  }

  bool stop(JsonFault fault, std::string reason) {
    result_.fault = fault;
    result_.reason = std::move(reason);
    result_.line = current_line();
    return false;
  }

  // The last byte read is left out: after a number the lexer has read one byte more.
  std::uint32_t current_line() {
    if (!options_.is_file) return 0;
    const char* const end = *options_.reached - (*options_.reached > options_.text ? 1 : 0);
    if (counted_to_ == nullptr) counted_to_ = options_.text;
    if (end > counted_to_) {
      line_ += static_cast<std::uint32_t>(std::count(counted_to_, end, '\n'));
      counted_to_ = end;
    }
    return line_;
  }

  JsonRead& result_;
  Options options_;
  std::vector<JsonValue*> open_;
  std::vector<std::unordered_set<std::string>> names_;  // of the open objects (arrays: unused)
  std::string name_;
  std::size_t count_ = 0;
  std::uint32_t line_ = 1;
  const char* counted_to_ = nullptr;
};

namespace {

JsonRead read_once(std::string_view text, JsonBuilder::Options options) {
  JsonRead result;
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  const char* reached = begin;
  options.text = begin;
  options.reached = &reached;
  JsonBuilder builder(result, options);
  if (options.is_file) {
    nlohmann::json::sax_parse(CountingIterator(begin, &reached), CountingIterator(end, &reached),
                              &builder);
  } else {
    nlohmann::json::sax_parse(begin, end, &builder);
  }
  if (result.fault != JsonFault::none) result.value = {};
  return result;
}

JsonRead refuse(std::string reason, std::uint32_t line) {
  JsonRead result;
  result.fault = JsonFault::not_json;
  result.reason = std::move(reason);
  result.line = line;
  return result;
}

JsonRead read(std::string_view text, const JsonBuilder::Options& options) {
  // The library skips a byte order mark and takes NUL for the end; RFC 8259 allows neither.
  if (text.empty()) return refuse("is empty", 1);
  if (text.starts_with("\xEF\xBB\xBF")) return refuse("begins with a byte order mark (U+FEFF)", 1);
  if (const auto nul = text.find('\0'); nul != std::string_view::npos)
    return refuse("has a NUL byte",
                  1 + static_cast<std::uint32_t>(std::count(
                          text.begin(), text.begin() + static_cast<std::ptrdiff_t>(nul), '\n')));
  auto result = read_once(text, options);
  if (result.fault != JsonFault::not_json) return result;
  Repair repair(text);
  if (!repair.run()) return result;
  auto second = read_once(repair.text(), options);
  if (second.fault == JsonFault::not_json) return result;
  second.unpaired_surrogate = repair.first_surrogate().has_value();
  second.surrogate_offset = repair.first_surrogate().value_or(0);
  return second;
}

void append_string(std::string& text, std::string_view value) {
  text += '"';
  for (const char c : value) {
    if (c == '"' || c == '\\') {
      text += '\\';
      text += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(text), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      text += c;
    }
  }
  text += '"';
}

// NOLINTNEXTLINE(misc-no-recursion): at most json_depth deep, the reader sees to it
void append_value(std::string& text, const JsonValue& value) {
  switch (value.type()) {
    case JsonValue::Type::null:
      text += "null";
      return;
    case JsonValue::Type::boolean:
      text += value.boolean() ? "true" : "false";
      return;
    case JsonValue::Type::integer:
    case JsonValue::Type::number:
      text += value.text();
      return;
    case JsonValue::Type::string:
      append_string(text, value.text());
      return;
    case JsonValue::Type::array:
    case JsonValue::Type::object:
      break;
  }
  const bool is_object = value.type() == JsonValue::Type::object;
  text += is_object ? '{' : '[';
  bool first = true;
  for (const auto& child : value.children()) {
    if (!first) text += ',';
    first = false;
    if (is_object) {
      append_string(text, child.name());
      text += ':';
    }
    append_value(text, child);
  }
  text += is_object ? '}' : ']';
}

}  // namespace

std::optional<std::int64_t> JsonValue::as_integer() const {
  if (type_ != Type::integer || !integer_fits_) return std::nullopt;
  return integer_;
}

std::optional<double> JsonValue::as_number() const {
  if (type_ != Type::integer && type_ != Type::number) return std::nullopt;
  return number_;
}

const JsonValue* JsonValue::find(std::string_view name) const {
  if (type_ != Type::object) return nullptr;
  const auto found = std::find_if(children_.rbegin(), children_.rend(),
                                  [&](const JsonValue& child) { return child.name_ == name; });
  return found == children_.rend() ? nullptr : &*found;
}

JsonRead read_json(std::string_view text) { return read(text, {}); }
JsonRead read_json_file(std::string_view text, std::size_t most_values) {
  return read(text, {.is_file = true, .most_values = most_values});
}

std::string compact_json(const JsonValue& value) {
  std::string text;
  append_value(text, value);
  return text;
}

}  // namespace ssert::dialect
