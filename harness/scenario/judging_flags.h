// What the flags of `ssert check` say about judging, limits and selection.
#pragma once

#include "base/result.h"
#include "scenario/check_flags.h"
#include "scenario/inputs.h"
#include "scenario/scenario.h"

namespace ssert::scenario {

// What is given goes over what `scenario` has; a list goes in place of its list.
base::Result<void> apply_judging_flags(const CheckFlags& flags, const Inputs& inputs,
                                       Scenario& scenario);

}  // namespace ssert::scenario
