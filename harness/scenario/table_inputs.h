// Inputs out of tables, for tests.
#pragma once

#include "scenario/inputs.h"

#include <map>
#include <string>

namespace ssert::scenario {

using Table = std::map<std::string, std::string>;

struct Tables {
  Table variables;
  Table files;
  std::string standard_input;
};

inline Inputs table_inputs(Tables tables = {}) {
  const auto find = [](const Table& table, const std::string& name) -> std::optional<std::string> {
    const auto found = table.find(name);
    if (found == table.end()) return std::nullopt;
    return found->second;
  };
  return {
      .variable = [=](const std::string& name) { return find(tables.variables, name); },
      .file = [=](const std::string& path, std::string_view where) -> base::Result<std::string> {
        const auto text = find(tables.files, path);
        if (text) return base::text_result(*text);
        return base::Problem{std::string(where), "names " + path + ", which is not there",
                             "a file"};
      },
      .standard_input = [=](std::string_view) -> base::Result<std::string> {
        return base::text_result(tables.standard_input);
      }};
}

}  // namespace ssert::scenario
