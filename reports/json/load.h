// The result of a load run for scripts: one JSON object, as docs/formats/load-result.md describes
// it.
#pragma once

#include "report/load_report.h"

#include <string>

namespace ssert::reports {

// UTF-8, a member a line, with a line break at its end.
std::string render_json(const report::LoadReport& report);

}  // namespace ssert::reports
