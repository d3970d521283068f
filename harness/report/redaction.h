// Takes secrets out of text that is about to be shown.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ssert::report {

// Replaces every occurrence of each secret by as many '*' as it has bytes, so that offsets stay
// right.
std::string redact(std::string_view text, const std::vector<std::string>& secrets);

}  // namespace ssert::report
