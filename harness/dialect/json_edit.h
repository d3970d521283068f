// A JSON text with one thing changed, for requests that are to be wrong in one place.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::dialect {

// None where `json_text` is no JSON, or nothing stands at `pointer` (RFC 6901). Members keep their
// order; white space is lost.
std::optional<std::string> json_with_text_at(std::string_view json_text, std::string_view pointer,
                                             std::string_view text);
std::optional<std::string> json_without(std::string_view json_text, std::string_view pointer);
// The string, or the integer, that stands at `pointer`; none where there is another value, or none.
std::optional<std::string> json_text_at(std::string_view json_text, std::string_view pointer);
std::optional<std::int64_t> json_integer_at(std::string_view json_text, std::string_view pointer);

}  // namespace ssert::dialect
