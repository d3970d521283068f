// Reads a script from its JSON text (docs/formats/mock-script.md).
#pragma once

#include "base/result.h"
#include "mock_server/script/script.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace ssert::mock_server {

// `file` is said in problems. A script without a name gets `file` as its name.
base::Result<Script> read_script(std::string_view text, const std::string& file);

// The same from a file of at most `bytes_max` bytes.
base::Result<Script> read_script_file(const std::string& path, std::size_t bytes_max);

}  // namespace ssert::mock_server
