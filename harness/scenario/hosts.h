// Which hosts a scenario may send to.
#pragma once

#include "base/result.h"

#include <span>
#include <string>
#include <string_view>

namespace ssert::scenario {

// localhost, 127.0.0.0/8 or [::1]; IPv6 in brackets, as in a URL.
bool is_this_machine(std::string_view host);

// The host of a complete URL as it stands there: without port, IPv6 in brackets.
std::string_view host_of(std::string_view url);

// An entry of the list: a host as host_of gives it. Brackets are added where they lack. `where` is
// the flag.
base::Result<std::string> checked_host(std::string_view text, std::string_view where);

// Without a list every host is allowed; with one, those in it (ignoring case) and this machine.
bool host_is_allowed(std::string_view url, std::span<const std::string> allowed);

// "is example.com, which the list of hosts does not have", as the parts of a Problem.
base::Problem host_problem(std::string_view where, std::string_view url);

}  // namespace ssert::scenario
