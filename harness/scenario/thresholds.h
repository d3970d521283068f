// The thresholds of rules by name: the one table that the reader of scenario files has, and that
// tests hold the schema and the page on the format to.
#pragma once

#include "scenario/scenario.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

namespace ssert::scenario {

struct NamedThreshold {
  std::string_view name;
  std::variant<std::uint64_t Thresholds::*, std::chrono::milliseconds Thresholds::*> member;
};

// Where there are a NAME_warn and a NAME_fail, the first is not above the second.
std::span<const NamedThreshold> named_thresholds();

}  // namespace ssert::scenario
