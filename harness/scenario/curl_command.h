// A pasted curl command: the same request that curl would send.
//
// Not the same are User-Agent (ours, where the command gives none), white space around field
// values, a Content-Length of 0 with a POST that has no content (RFC 9110 asks for it, curl leaves
// it out), and what a redirect would lead to (none is followed). Options that only change curl's
// output are accepted and have no effect; one that would change the request in a way that this
// version cannot do is a Problem. Nothing is expanded: the shell has done that, and what stood in
// single quotes is meant.
#pragma once

#include "base/result.h"
#include "scenario/inputs.h"
#include "scenario/request.h"

#include <span>
#include <string>

namespace ssert::scenario {

// `words` begin with "curl" or a path to it.
base::Result<RequestPlan> plan_curl_request(std::span<const std::string> words,
                                            const Inputs& inputs);

}  // namespace ssert::scenario
