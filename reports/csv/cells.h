// Rows of CSV after RFC 4180: cells between commas, lines ended by CR LF.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::reports {

// A line of text, in quotes. Spreadsheets run what begins with = + - @ as a
// formula, so such text has an apostrophe before it; so has text that begins with an apostrophe,
// and taking one away always gives the text back.
std::string csv_text(std::string_view line);
// As a machine reads it back: no thousands, a point, all digits that are needed. Empty for none.
std::string csv_number(const std::optional<double>& value);
std::string csv_count(std::uint64_t value);

std::string csv_row(const std::vector<std::string>& cells);

}  // namespace ssert::reports
