// Reads an objective as it is written. Strictly: what is not understood whole is a Problem.
#include "base/nearest.h"
#include "base/text.h"
#include "statistics/objective.h"
#include "statistics/statistic_table.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

namespace ssert::statistics {
namespace {

// One read of one text. `rest` is what is not read yet.
struct Source {
  std::string_view text;
  std::string_view where;
  std::string_view rest;
};

base::Problem problem(const Source& source, std::string_view what, std::string way_out) {
  return {.where = std::string(source.where),
          .what = fmt::format("is {}: {}", base::in_quotes(source.text), what),
          .way_out = std::move(way_out)};
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_char(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' ||
         c == '-';
}

template <class Is>
std::string_view take_while(std::string_view& rest, Is is) {
  std::size_t length = 0;
  while (length < rest.size() && is(rest[length])) ++length;
  const auto taken = rest.substr(0, length);
  rest.remove_prefix(length);
  return taken;
}

std::string_view trimmed(std::string_view text) {
  take_while(text, is_blank);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

constexpr std::string_view example = "a metric, a comparison and a bound: ttft.p99 < 500ms";

// ---- METRIC[.STATISTIC]

struct Selector {
  const MetricRow* row = nullptr;
  Statistic statistic = Statistic::value;
};

// Everything that may stand before a comparison.
const std::vector<std::string>& selectors() {
  static const auto all = [] {
    std::vector<std::string> names;
    for (const auto& row : metric_rows()) {
      if (row.kind != Kind::duration) {
        names.emplace_back(row.name);
        continue;
      }
      for (const auto& statistic : statistic_rows)
        names.push_back(fmt::format("{}.{}", row.name, statistic.name));
    }
    return names;
  }();
  return all;
}

template <class Rows>
std::string names_of(const Rows& rows) {
  std::vector<std::string> names;
  names.reserve(rows.size());
  for (const auto& row : rows) names.emplace_back(row.name);
  return base::any_of(names);
}

base::Problem unknown_selector(const Source& source, std::string_view name) {
  const auto metric = name.substr(0, name.find('.'));
  const auto* row = find_metric(metric);
  const bool metric_is_known = row != nullptr && row->kind == Kind::duration;
  if (metric_is_known && metric == name) {
    return problem(source, fmt::format("{} has many values", name),
                   fmt::format("{}.p99, say; one of {}", name, names_of(statistic_rows)));
  }
  const std::vector<std::string_view> known(selectors().begin(), selectors().end());
  auto meant = base::any_of(base::nearest_names(name, known));
  if (metric_is_known) {
    if (meant.empty()) meant = names_of(statistic_rows);
    return problem(
        source,
        fmt::format("{} has no {}", metric, base::in_quotes(name.substr(metric.size() + 1))),
        std::move(meant));
  }
  if (meant.empty()) meant = names_of(metric_rows());
  return problem(source, fmt::format("there is no metric {}", base::in_quotes(name)),
                 std::move(meant));
}

base::Result<Selector> take_selector(Source& source) {
  const auto name = take_while(source.rest, is_name_char);
  if (name.empty()) return problem(source, "no metric stands there", std::string(example));
  if (const auto* row = find_metric(name); row != nullptr && row->kind != Kind::duration)
    return Selector{.row = row};
  const auto dot = name.find('.');
  const auto* row = find_metric(name.substr(0, dot));
  if (row == nullptr || row->kind != Kind::duration || dot == std::string_view::npos)
    return unknown_selector(source, name);
  for (const auto& statistic : statistic_rows) {
    if (statistic.name == name.substr(dot + 1))
      return Selector{.row = row, .statistic = statistic.statistic};
  }
  return unknown_selector(source, name);
}

// ---- COMPARISON

struct ComparisonSign {
  std::string_view sign;
  Comparison comparison{};
};

// The longer ones first: `<=` begins with `<`.
constexpr std::array<ComparisonSign, 5> signs{{{"<=", Comparison::at_most},
                                               {">=", Comparison::at_least},
                                               {"==", Comparison::equal},
                                               {"<", Comparison::below},
                                               {">", Comparison::above}}};

base::Result<Comparison> take_comparison(Source& source) {
  take_while(source.rest, is_blank);
  for (const auto& [sign, comparison] : signs) {
    if (!source.rest.starts_with(sign)) continue;
    source.rest.remove_prefix(sign.size());
    return comparison;
  }
  if (source.rest.empty()) return problem(source, "it has no bound", std::string(example));
  return problem(source, fmt::format("{} is no comparison", base::in_quotes(source.rest)),
                 "one of <, <=, >, >= or == after the metric");
}

// ---- NUMBER[UNIT]

struct Unit {
  std::string_view name;
  int power = 0;     // of ten
  double times = 1;  // a small whole number
};

constexpr std::array<Unit, 5> duration_units{
    {{"ns", 0}, {"us", 3}, {"ms", 6}, {"s", 9}, {"m", 9, 60}}};
constexpr std::array<Unit, 2> fraction_units{{{"%", -2}, {"", 0}}};
constexpr std::array<Unit, 1> rate_units{{{"/s", 0}}};
constexpr std::array<Unit, 2> named_rate_units{{{"", 0}, {"/s", 0}}};
constexpr std::array<Unit, 1> count_units{{{"", 0}}};

// The kind of the number that the selector stands for.
Kind kind_of(const Selector& selector) {
  return selector.statistic == Statistic::count ? Kind::count : selector.row->kind;
}

std::span<const Unit> units_of(const Selector& selector) {
  switch (kind_of(selector)) {
    case Kind::duration:
      return duration_units;
    case Kind::fraction:
      return fraction_units;
    case Kind::per_second:
      if (selector.row->name.ends_with("_per_second")) return named_rate_units;
      return rate_units;
    case Kind::count:
      return count_units;
  }
  return {};
}

std::string way_out_of_units(const Selector& selector, std::string_view number) {
  switch (kind_of(selector)) {
    case Kind::duration:
      return fmt::format("{0}ms or {0}s, say; units are ns, us, ms, s and m", number);
    case Kind::fraction:
      return "a fraction from 0 to 1, or a percentage: 0.01 or 1%";
    case Kind::per_second:
      return fmt::format("{}/s", number);
    case Kind::count:
      return fmt::format("a number without a unit: {}", number);
  }
  return {};
}

// The number moved by a power of ten before it is read, so that 99.9% is the double that is nearest
// to 0.999, and equals 999 / 1000.
std::optional<double> scaled(std::string_view number, const Unit& unit) {
  const auto text = fmt::format("{}e{}", number, unit.power);
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value * unit.times;
}

// Digits, and perhaps a point with digits after it.
std::string_view take_number(std::string_view& rest) {
  const auto begin = rest;
  if (take_while(rest, is_digit).empty()) return {};
  if (rest.size() >= 2 && rest[0] == '.' && is_digit(rest[1])) {
    rest.remove_prefix(1);
    take_while(rest, is_digit);
  }
  return begin.substr(0, begin.size() - rest.size());
}

constexpr double number_bound_most = 1e12;  // of rates and counts
constexpr std::chrono::nanoseconds duration_bound_most = std::chrono::hours(24);

base::Result<double> in_range(const Source& source, const Selector& selector,
                              std::optional<double> value, std::string_view number) {
  switch (kind_of(selector)) {
    case Kind::duration:
      if (value && *value <= static_cast<double>(duration_bound_most.count()))
        return std::round(*value);
      return problem(source, "the bound is too long", "at most 1440m");
    case Kind::fraction:
      if (value && *value <= 1) return *value;
      return problem(source, fmt::format("no fraction is {}", number),
                     way_out_of_units(selector, number));
    case Kind::per_second:
    case Kind::count:
      if (kind_of(selector) == Kind::count && value && *value != std::floor(*value))
        return problem(source, "a count is a whole number", way_out_of_units(selector, "10"));
      if (value && *value <= number_bound_most) return *value;
      return problem(source, "the bound is too large", "at most 1000000000000");
  }
  return problem(source, "the bound is of no kind", std::string(example));
}

base::Result<double> take_bound(Source& source, const Selector& selector) {
  take_while(source.rest, is_blank);
  if (source.rest.starts_with('-'))
    return problem(source, "nothing that is measured is negative", "a bound of 0 or more");
  const auto number = take_number(source.rest);
  if (number.empty())
    return problem(source, "no number stands for the bound", std::string(example));
  take_while(source.rest, is_blank);
  const auto name = take_while(source.rest, [](char c) { return !is_blank(c); });
  if (!source.rest.empty()) {
    return problem(source,
                   fmt::format("{} stands behind the bound", base::in_quotes(trimmed(source.rest))),
                   "one objective alone");
  }
  for (const auto& unit : units_of(selector)) {
    if (unit.name == name) return in_range(source, selector, scaled(number, unit), number);
  }
  const auto what = name.empty() ? fmt::format("{} of what?", number)
                                 : fmt::format("{} is no unit of this", base::in_quotes(name));
  return problem(source, what, way_out_of_units(selector, number));
}

// ---- the whole

// What cannot fail is no objective, and what cannot hold is none either.
std::optional<base::Problem> senseless(const Source& source, Kind kind, const Objective& read) {
  using enum Comparison;
  const bool at_zero = read.bound == 0;
  const bool at_one = kind == Kind::fraction && read.bound == 1;
  if ((at_zero && read.comparison == at_least) || (at_one && read.comparison == at_most))
    return problem(source, "that holds whatever is measured", "a bound that can be missed");
  if ((at_zero && read.comparison == below) || (at_one && read.comparison == above))
    return problem(source, "that never holds", at_zero ? "== 0, say" : "== 100%, say");
  const bool is_measured = kind == Kind::duration || kind == Kind::per_second;
  if (read.comparison == equal && is_measured && !at_zero)
    return problem(source, "what is measured is never exactly a number", "<= or >=");
  return std::nullopt;
}

}  // namespace

base::Result<Objective> parse_objective(std::string_view text, std::string_view where) {
  const auto whole = trimmed(text);
  Source source{.text = whole, .where = where, .rest = whole};
  const auto selector = take_selector(source);
  if (!selector) return selector.error();
  const auto comparison = take_comparison(source);
  if (!comparison) return comparison.error();
  const auto bound = take_bound(source, *selector);
  if (!bound) return bound.error();
  Objective objective{.text = std::string(whole),
                      .metric = selector->row->name,
                      .statistic = selector->statistic,
                      .comparison = *comparison,
                      .bound = *bound};
  if (auto wrong = senseless(source, kind_of(*selector), objective)) return *wrong;
  return objective;
}

}  // namespace ssert::statistics
