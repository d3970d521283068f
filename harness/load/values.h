// The numbers of a run as objectives name them.
#pragma once

#include "load/plan.h"
#include "load/result.h"
#include "statistics/objective.h"

#include <string>

namespace ssert::load {

// `result` outlives them. Of a run that is not over, what can be told so far.
statistics::Values values_of(const Result& result);

// The first objective that may end the run and is missed by now; empty where there is none.
std::string missed_by_now(const Plan& plan, const Result& so_far);

}  // namespace ssert::load
