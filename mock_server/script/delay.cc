#include "mock_server/script/delay.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

namespace ssert::mock_server {
namespace {

struct Unit {
  std::string_view name;
  double nanoseconds = 1;
};
constexpr std::array units{Unit{"ns", 1}, Unit{"us", 1e3}, Unit{"ms", 1e6}, Unit{"s", 1e9}};

constexpr std::string_view duration_form = "a number and a unit, ns, us, ms or s: 20ms";
constexpr double nanoseconds_max = 24 * 3600 * 1e9;  // a day: longer is a slip of the pen

struct KindName {
  DelayKind kind{};
  std::string_view name;
  std::string_view form;
  char separator = 0;  // between its two values; 0: it has one
};
constexpr std::array kinds{
    KindName{DelayKind::fixed, "fixed", "fixed:20ms", 0},
    KindName{DelayKind::uniform, "uniform", "uniform:10ms-30ms", '-'},
    KindName{DelayKind::exponential, "exponential", "exponential:20ms", 0},
    KindName{DelayKind::normal, "normal", "normal:20ms,5ms (mean, deviation)", ','},
};

const KindName& kind_name(DelayKind kind) { return kinds.at(static_cast<std::size_t>(kind)); }

base::Problem delay_problem(std::string_view text) {
  return {.where = "",
          .what = fmt::format("is \"{}\"", text),
          .way_out = "20ms, fixed:20ms, uniform:10ms-30ms, exponential:20ms or normal:20ms,5ms"};
}

std::optional<KindName> find_kind(std::string_view name) {
  for (const auto& kind : kinds) {
    if (kind.name == name) return kind;
  }
  return std::nullopt;
}

base::Result<Delay> parse_values(const KindName& kind, std::string_view text) {
  const auto separator = kind.separator == 0 ? std::string_view::npos : text.find(kind.separator);
  if ((kind.separator != 0) != (separator != std::string_view::npos)) {
    return base::Problem{.where = "",
                         .what = fmt::format("is \"{}:{}\"", kind.name, text),
                         .way_out = std::string(kind.form)};
  }
  const auto first = parse_duration(text.substr(0, separator));
  if (!first) return first.error();
  Delay delay{.kind = kind.kind, .first = *first, .second = {}};
  if (separator == std::string_view::npos) return delay;
  const auto second = parse_duration(text.substr(separator + 1));
  if (!second) return second.error();
  delay.second = *second;
  if (kind.kind == DelayKind::uniform && delay.second < delay.first) {
    return base::Problem{.where = "",
                         .what = fmt::format("is \"uniform:{}\", the greater value first", text),
                         .way_out = std::string(kind.form)};
  }
  return delay;
}

std::string show(base::Duration value) {
  for (const auto& unit : {units[3], units[2], units[1]}) {
    const auto nanoseconds = static_cast<std::int64_t>(unit.nanoseconds);
    if (value.count() != 0 && value.count() % nanoseconds == 0) {
      return fmt::format("{}{}", value.count() / nanoseconds, unit.name);
    }
  }
  return fmt::format("{}ns", value.count());
}

}  // namespace

base::Result<base::Duration> parse_duration(std::string_view text) {
  double number = 0;
  const auto* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  const std::string_view unit_text(rest, static_cast<std::size_t>(end - rest));
  if (error == std::errc() && number >= 0) {
    for (const auto& unit : units) {
      const double nanoseconds = number * unit.nanoseconds;
      if (unit.name != unit_text || !(nanoseconds <= nanoseconds_max)) continue;
      return base::Duration(std::llround(nanoseconds));
    }
  }
  return base::Problem{.where = "",
                       .what = fmt::format("has \"{}\"", text),
                       .way_out = std::string(duration_form) + ", at most 86400s"};
}

base::Result<Delay> parse_delay(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos) {
    const auto value = parse_duration(text);
    if (!value) return delay_problem(text);
    return fixed_delay(*value);
  }
  const auto kind = find_kind(text.substr(0, colon));
  if (!kind) return delay_problem(text);
  return parse_values(*kind, text.substr(colon + 1));
}

std::string to_string(const Delay& delay) {
  const auto& kind = kind_name(delay.kind);
  auto text = fmt::format("{}:{}", kind.name, show(delay.first));
  if (kind.separator != 0) text += kind.separator + show(delay.second);
  return text;
}

}  // namespace ssert::mock_server
