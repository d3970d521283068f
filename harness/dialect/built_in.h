// The dialect files that CMake embeds from scenarios/dialects.
#pragma once

#include <span>
#include <string_view>

namespace ssert::dialect {

struct EmbeddedFile {
  std::string_view name;  // "conversation.json"
  std::string_view text;
};
std::span<const EmbeddedFile> embedded_files();  // in the order of CMakeLists.txt

}  // namespace ssert::dialect
