// What a mistyped name was probably meant to be.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::base {

// The known names that are a few letters away from `typed` (inserted, left out, changed or swapped)
// or that contain it, ignoring case; the closest first, at most three.
std::vector<std::string> nearest_names(std::string_view typed,
                                       std::span<const std::string_view> known);

// "a", "a or b", "a, b or c"; empty for no name.
std::string any_of(std::span<const std::string> names);

// Words split as a name is: `a-b`, `a_b` and `aB` are the words a and b, in lower case.
std::vector<std::string> words_of_name(std::string_view name);

}  // namespace ssert::base
