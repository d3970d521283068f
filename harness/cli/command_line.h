// argv into a Command. The only place that knows CLI11, which costs more to compile than the rest
// of the program's front together.
#pragma once

#include "base/result.h"
#include "cli/options.h"

#include <span>
#include <string>

namespace ssert::cli {

// `words` are argv without the program's name. A Problem names what is unknown and what is nearest.
base::Result<Command> parse_command_line(std::span<const std::string> words);

}  // namespace ssert::cli
