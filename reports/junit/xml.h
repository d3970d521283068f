// Text made fit for XML 1.0.
#pragma once

#include <string>
#include <string_view>

namespace ssert::reports {

// `text` as character data, or as the value of an attribute in double quotes: a parser gives it
// back as it was, line breaks included. What XML 1.0 has no way to say (most control characters,
// U+FFFE, U+FFFF) and what is not UTF-8 is written as \xNN.
std::string xml_content(std::string_view text);
std::string xml_attribute(std::string_view text);

}  // namespace ssert::reports
