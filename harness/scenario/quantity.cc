#include "scenario/quantity.h"

#include "base/text.h"
#include "http/syntax.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <optional>
#include <string>

namespace ssert::scenario {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  std::uint64_t count;  // nanoseconds, or bytes
};

constexpr std::array<Unit, 5> time_units{{{"us", 1'000},
                                          {"ms", 1'000'000},
                                          {"s", 1'000'000'000},
                                          {"m", 60'000'000'000},
                                          {"h", 3'600'000'000'000}}};
constexpr std::array<Unit, 8> size_units{{{"", 1},
                                          {"B", 1},
                                          {"kB", 1'000},
                                          {"KiB", 1'024},
                                          {"MB", 1'000'000},
                                          {"MiB", std::uint64_t{1} << 20U},
                                          {"GB", 1'000'000'000},
                                          {"GiB", std::uint64_t{1} << 30U}}};

constexpr std::string_view duration_way_out =
    "a number above 0 with its unit, at most 24h: 500ms, 30s, 2m";

base::Problem problem(std::string_view where, std::string what, std::string way_out) {
  return {.where = std::string(where), .what = std::move(what), .way_out = std::move(way_out)};
}

// Digits, and with `fraction` also a point and up to nine digits after it.
struct Number {
  std::uint64_t whole = 0;
  std::uint64_t billionths = 0;
};

// Takes the number off the front of `text`; none where there is none or it is too large.
std::optional<Number> take_number(std::string_view& text) {
  Number number;
  if (text.empty() || !http::is_digit(text.front())) return std::nullopt;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number.whole);
  if (read.ec != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
  if (text.size() < 2 || text[0] != '.' || !http::is_digit(text[1])) return number;
  text.remove_prefix(1);
  std::uint64_t place = 1'000'000'000;
  while (!text.empty() && http::is_digit(text.front())) {
    place /= 10;
    if (place == 0) return std::nullopt;
    number.billionths += place * static_cast<std::uint64_t>(text.front() - '0');
    text.remove_prefix(1);
  }
  return number;
}

// number * unit, or none above `most`.
std::optional<std::uint64_t> scaled(const Number& number, std::uint64_t unit, std::uint64_t most) {
  if (number.whole > most / unit) return std::nullopt;
  // Units are at most 3.6e12 ns, so a fraction is taken in two steps that cannot overflow.
  const std::uint64_t fraction = unit >= 1'000'000'000 ? unit / 1'000'000'000 * number.billionths
                                                       : unit * number.billionths / 1'000'000'000;
  const std::uint64_t value = number.whole * unit + fraction;
  if (value > most) return std::nullopt;
  return value;
}

template <std::size_t N>
const Unit* find_unit(const std::array<Unit, N>& units, std::string_view name) {
  for (const auto& unit : units) {
    if (unit.name == name) return &unit;
  }
  return nullptr;
}

base::Result<nanoseconds> duration_of(std::string_view text, std::string_view where,
                                      const Number& number, std::uint64_t unit,
                                      std::string_view way_out) {
  constexpr auto most = static_cast<std::uint64_t>(nanoseconds(duration_max).count());
  const auto count = scaled(number, unit, most);
  if (!count)
    return problem(where, "is " + base::in_quotes(text) + ": too long", std::string(way_out));
  if (*count == 0) return problem(where, "is " + base::in_quotes(text), std::string(way_out));
  return nanoseconds(static_cast<std::int64_t>(*count));
}

}  // namespace

base::Result<nanoseconds> parse_duration(std::string_view text, std::string_view where) {
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number) return problem(where, "is " + base::in_quotes(text), std::string(duration_way_out));
  if (rest.empty()) {
    return problem(where, "is " + base::in_quotes(text) + ", without a unit",
                   fmt::format("{0}s or {0}ms, say", text));
  }
  const Unit* unit = find_unit(time_units, rest);
  if (unit == nullptr)
    return problem(where, "is " + base::in_quotes(text), std::string(duration_way_out));
  return duration_of(text, where, *number, unit->count, duration_way_out);
}

base::Result<nanoseconds> parse_duration_or_0(std::string_view text, std::string_view where) {
  if (text == "0" || text == "0s") return nanoseconds(0);
  return parse_duration(text, where);
}

base::Result<nanoseconds> parse_seconds(std::string_view text, std::string_view where) {
  constexpr std::string_view way_out = "seconds, a number above 0 without a unit: 2.5";
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number || !rest.empty()) {
    return problem(where, "is " + base::in_quotes(text), std::string(way_out));
  }
  return duration_of(text, where, *number, 1'000'000'000, way_out);
}

base::Result<std::uint64_t> parse_size(std::string_view text, std::string_view where,
                                       const SizeRange& range) {
  const auto way_out =
      fmt::format("bytes, a whole number from {} to {}, or one with its unit: 64KiB, 10MB",
                  base::with_thousands(range.least), base::with_thousands(range.most));
  std::string_view rest = text;
  const auto number = take_number(rest);
  const Unit* unit = number && number->billionths == 0 ? find_unit(size_units, rest) : nullptr;
  if (unit == nullptr) return problem(where, "is " + base::in_quotes(text), way_out);
  const auto bytes = scaled(*number, unit->count, range.most);
  if (!bytes || *bytes < range.least) return problem(where, "is " + base::in_quotes(text), way_out);
  return *bytes;
}

base::Result<std::uint64_t> parse_count(std::string_view text, std::string_view where,
                                        const CountRange& range) {
  std::uint64_t count = 0;
  const auto* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  const bool whole = read.ec == std::errc{} && read.ptr == end;
  if (!whole || count < range.least || count > range.most) {
    return problem(where, "is " + base::in_quotes(text),
                   fmt::format("a whole number from {} to {}", base::with_thousands(range.least),
                               base::with_thousands(range.most)));
  }
  return count;
}

}  // namespace ssert::scenario
