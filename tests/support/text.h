// Questions that tests ask of a text.
#pragma once

#include <string>
#include <string_view>

namespace ssert::testing {

inline bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace ssert::testing
