// Text made fit for Markdown as GitHub reads it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ssert::reports {

// Words of ours as running text: no character of them is markup, a mention or a reference.
std::string markdown_text(std::string_view words);

// `text`, which is one line, as code inside a line or a cell of a table; "(empty)" where there is
// none. In it, | is written as \x7c, for tables end their cells at it even inside code.
std::string markdown_code(std::string_view text);

// A fenced block of these lines, none of which has a line break.
std::string markdown_block(const std::vector<std::string>& lines);

}  // namespace ssert::reports
