// Dates as HTTP writes them (RFC 9110 "Date/Time Formats"). No clock.
#pragma once

#include <string_view>

namespace ssert::http {

// Whether it is an HTTP-date: IMF-fixdate, or one of the two obsolete forms, which a recipient must
// accept as well. Whether that day was a Sunday is not looked at.
bool is_http_date(std::string_view text);

}  // namespace ssert::http
