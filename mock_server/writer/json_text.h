// Writes JSON strings byte by byte; the only JSON that the writer makes itself.
#pragma once

#include <string>
#include <string_view>

namespace ssert::mock_server {

// `text` as inside a JSON string: quote, backslash and control characters are escaped, all other
// bytes stay as they are.
void append_json_escaped(std::string& out, std::string_view text);

// The same with the quotes around it.
void append_json_string(std::string& out, std::string_view text);

}  // namespace ssert::mock_server
