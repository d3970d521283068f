// What is secret by its name. Whoever shows, keeps or sends on a value asks here, so that a report
// and a recording hide the same.
#pragma once

#include <string_view>

namespace ssert::http {

// Authorization, Cookie, Set-Cookie, X-Api-Key, Private-Token ...
bool field_is_secret(std::string_view name);

// Of a query, of an environment variable, of a captured value: api_key, sig, accessToken ...
bool parameter_is_secret(std::string_view name);

}  // namespace ssert::http
