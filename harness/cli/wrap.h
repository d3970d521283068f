// Text in columns.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ssert::cli {

inline constexpr std::size_t text_columns =
    96;  // of help and lists, where no terminal says another

// `text` broken between words so that each line, `indent` included, fits `text_columns`. Every line
// but the first begins with `indent` spaces; the first continues what is there. A character of
// several bytes counts once.
std::string wrapped(std::string_view text, std::size_t indent);

// `left` padded to `column`, then `text` wrapped there. A `left` that is too long gets a line of
// its own.
std::string in_columns(std::string_view left, std::size_t column, std::string_view text);

}  // namespace ssert::cli
