// Takes secrets out of text that is about to be shown.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::report {

// Replaces every occurrence of each secret by as many '*' as it has bytes, so that offsets stay
// right.
std::string redact(std::string_view text, const std::vector<std::string>& secrets);

// The same of text that was cut out of a longer one: where a secret was cut, too, its part at the
// beginning or the end is replaced. Parts of fewer bytes than part_least stay: they tell nothing.
inline constexpr std::size_t part_least = 4;
std::string redact_cut(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace ssert::report
