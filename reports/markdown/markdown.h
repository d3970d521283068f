// The result as Markdown, for a comment on a pull request: the verdict first, then each finding
// with its evidence. GitHub's flavour (CommonMark with tables), without a line of HTML.
//
// What a target sent stands in code alone, between fences that it cannot end: no link, no picture,
// no mention and no markup comes of it.
#pragma once

#include "report/report_model.h"

#include <cstddef>
#include <string>

namespace ssert::reports {

// GitHub takes comments of 65,536 characters; bytes are never fewer.
inline constexpr std::size_t markdown_bytes_max = 65'000;
// Of them, those kept for the note that counts what did not fit.
inline constexpr std::size_t markdown_note_bytes_max = 200;

// At most markdown_bytes_max bytes; what did not fit is counted at the end.
std::string render_markdown(const report::ReportModel& model);

}  // namespace ssert::reports
