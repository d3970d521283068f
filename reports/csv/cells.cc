#include "reports/csv/cells.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace ssert::reports {
namespace {

// Also the wide forms, which some spreadsheets take for the same.
constexpr std::array<std::string_view, 9> needs_apostrophe{
    "=", "+", "-", "@", "'", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};

}  // namespace

std::string csv_text(std::string_view line) {
  const auto first = std::min(line.find_first_not_of(' '), line.size());
  const auto rest = line.substr(first);
  const bool is_formula =
      std::any_of(needs_apostrophe.begin(), needs_apostrophe.end(),
                  [&](std::string_view sign) { return rest.starts_with(sign); });
  std::string cell = is_formula ? "\"'" : "\"";
  for (const char c : line) cell += c == '"' ? std::string("\"\"") : std::string(1, c);
  return cell + "\"";
}

std::string csv_number(const std::optional<double>& value) {
  return value ? fmt::format("{}", *value) : "";
}

std::string csv_count(std::uint64_t value) { return fmt::format("{}", value); }

std::string csv_row(const std::vector<std::string>& cells) {
  return fmt::format("{}\r\n", fmt::join(cells, ","));
}

}  // namespace ssert::reports
