// The result for scripts: one JSON object, as docs/formats/result.md describes it.
#pragma once

#include "report/report_model.h"

#include <string>

namespace ssert::reports {

// Of every result, check or load. Raised with every change that a reader of the format before would
// misunderstand.
inline constexpr int result_format = 1;

// UTF-8, indented, with a line break at its end. Bytes that are not UTF-8 are written as \xNN
// escapes inside the text.
std::string render_json(const report::ReportModel& model);

}  // namespace ssert::reports
