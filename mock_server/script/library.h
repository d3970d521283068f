// The scripts that come with the program: mock_server/faults/*.json and mock_server/honest/*.json,
// built into it.
#pragma once

#include "mock_server/script/script.h"

#include <span>
#include <string_view>
#include <vector>

namespace ssert::mock_server {

struct EmbeddedScript {
  std::string_view name;
  std::string_view json;
};

// In the order of script/CMakeLists.txt. Generated from the files at build time.
std::span<const EmbeddedScript> embedded_scripts();

// All of them, read. Any thread; they live as long as the program.
const std::vector<Script>& script_library();

// The one of that name, or null.
const Script* find_script(std::string_view name);

// What the server sends when nothing else is asked for.
const Script& honest_script();

}  // namespace ssert::mock_server
