// What the program says: the report on stdout, progress and problems on stderr.
#pragma once

#include "base/result.h"
#include "cli/options.h"

#include <string_view>

namespace ssert::cli {

// Exit statuses that no report decides.
inline constexpr int done_status = 0;
inline constexpr int usage_status = 2;
inline constexpr int fault_status = 3;

// Gives a standard stream that was closed before the program began to nobody, so that no file or
// socket of ours gets its number and then our report. Call it first.
void keep_standard_streams();

// Writes all of it, at once. False where stdout does not take it (a full disk, a closed pipe); then
// stderr has said so. A reader that went away is no error worth words, but false all the same.
bool write_out(std::string_view text);

// One line on stderr; the end of line is added.
void say(std::string_view line);

// A line that the next one is drawn over, on stderr; no end of line is added.
void say_over(std::string_view line);

// "error: WHERE WHAT\n  expected: WAY OUT\n  nothing was sent."; returns usage_status.
int refuse(const base::Problem& problem);

// The same where something was done already; returns fault_status.
int give_up(const base::Problem& problem);

bool color_wanted(ColorMode mode);  // for stdout
int stdout_columns();               // 100 where stdout is no terminal
int stderr_columns();

}  // namespace ssert::cli
