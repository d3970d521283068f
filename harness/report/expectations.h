// Expected failures, held against what a run found.
#pragma once

#include "conformance/expected.h"
#include "report/report_model.h"

#include <vector>

namespace ssert::report {

// Marks the findings that are expected and says of each entry what became of it
// (docs/formats/expected.md). The model is complete but for its exit status.
void apply_expected(const std::vector<conformance::ExpectedFailure>& expected, ReportModel& model);

}  // namespace ssert::report
