// A result file read back, so that it can be rendered again: docs/formats/result.md, and
// docs/formats/load-result.md of a load run.
#pragma once

#include "base/result.h"
#include "dialect/file_node.h"
#include "report/load_report.h"
#include "report/report_model.h"

#include <cstddef>
#include <string_view>
#include <variant>

namespace ssert::reports {

// A result may be larger than the files that people write: an hour of load has a histogram for each
// second and metric.
inline constexpr dialect::FileLimits result_file_limits{.bytes = std::size_t{256} * 1024 * 1024,
                                                        .values = 10'000'000};

// What render_json() made of it, exactly. A file that is none of ours is refused: a member that is
// missing or unknown, counts that are not those of the lists, a newer format. The Problem says
// file, line and JSON pointer. Text in the model is as it was received, so hostile as ever.
using AnyResult = std::variant<report::ReportModel, report::LoadReport>;
base::Result<AnyResult> read_result(std::string_view text, std::string_view file_name);

}  // namespace ssert::reports
