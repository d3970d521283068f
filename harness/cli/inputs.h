// The real environment, files and standard input.
#pragma once

#include "base/result.h"
#include "scenario/inputs.h"

#include <string>
#include <string_view>

namespace ssert::cli {

// Standard input is read once; a second flag that asks for it is a Problem.
scenario::Inputs real_inputs();

// All bytes of a file up to limits::input_file_bytes. Pipes are files, too.
base::Result<std::string> read_input_file(const std::string& path, std::string_view where);

// The same of a result that ssert wrote, up to the bytes of reports::result_file_limits; "-" is
// standard input.
base::Result<std::string> read_result_file(const std::string& path, std::string_view where);

}  // namespace ssert::cli
