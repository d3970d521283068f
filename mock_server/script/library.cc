#include "mock_server/script/library.h"

#include "base/check.h"
#include "mock_server/script/script_reader.h"

namespace ssert::mock_server {
namespace {

std::vector<Script> read_all() {
  std::vector<Script> scripts;
  for (const auto& embedded : embedded_scripts()) {
    auto script = read_script(embedded.json, std::string(embedded.name) + ".json");
    HARNESS_CHECK(script.has_value(), script ? "" : base::to_string(script.error()));
    HARNESS_CHECK(script->name == embedded.name, "a script's name is the name of its file");
    scripts.push_back(std::move(*script));
  }
  return scripts;
}

}  // namespace

const std::vector<Script>& script_library() {
  static const std::vector<Script> scripts = read_all();
  return scripts;
}

const Script* find_script(std::string_view name) {
  for (const auto& script : script_library()) {
    if (script.name == name) return &script;
  }
  return nullptr;
}

const Script& honest_script() {
  const auto* script = find_script("honest");
  HARNESS_CHECK(script != nullptr, "there is an honest script");
  return *script;
}

}  // namespace ssert::mock_server
