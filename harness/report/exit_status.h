// Which verdicts make the exit status 1. The program and every report ask here, so that no report
// is green where the run is not.
#pragma once

#include "report/report_model.h"

#include <string_view>

namespace ssert::report {

// `verdict` is "fail", "warn", "note" or "not-shown"; the target's fail_on decides.
bool counts_for_exit(const TargetReport& target, std::string_view verdict);

}  // namespace ssert::report
