// The result of a load run as Markdown, for a comment on a pull request: the verdict first, then
// the doubts of the instrument, then the numbers with their formulas. What a target sent stands in
// code alone.
#pragma once

#include "report/load_report.h"

#include <string>

namespace ssert::reports {

// At most markdown_bytes_max bytes; what did not fit is counted at the end.
std::string render_markdown(const report::LoadReport& report);

}  // namespace ssert::reports
