// The request as it goes over the wire, but for its content.
#pragma once

#include "exchange/exchange.h"

#include <string>
#include <string_view>

namespace ssert::transport {

// Request line, every field line in order as it stands, and the empty line. The request is one that
// validate() accepts.
std::string request_head(const exchange::Request& request, std::string_view target);

// Whether the request says "Connection: close": the target will close, whatever it answers.
bool asks_to_close(const exchange::Request& request);

}  // namespace ssert::transport
