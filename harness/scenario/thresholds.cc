#include "scenario/thresholds.h"

#include <array>

namespace ssert::scenario {
namespace {

constexpr std::array<NamedThreshold, 4> table{
    {{"line_bytes_warn", &Thresholds::line_bytes_warn},
     {"line_bytes_fail", &Thresholds::line_bytes_fail},
     {"end_after_terminal_warn", &Thresholds::end_after_terminal_warn},
     {"end_after_terminal_fail", &Thresholds::end_after_terminal_fail}}};

// All members are eight bytes: a new one that is not in the table does not compile.
static_assert(sizeof(Thresholds) == table.size() * sizeof(std::uint64_t));

}  // namespace

std::span<const NamedThreshold> named_thresholds() { return table; }

}  // namespace ssert::scenario
