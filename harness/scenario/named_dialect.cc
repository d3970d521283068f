#include "scenario/named_dialect.h"

#include "base/nearest.h"
#include "base/text.h"

#include <vector>

namespace ssert::scenario {
namespace {

base::Problem unknown_dialect(std::string_view name, std::string_view where) {
  std::vector<std::string_view> known;
  for (const auto& dialect : dialect::built_in_dialects()) known.push_back(dialect.name);
  const auto meant = base::nearest_names(name, known);
  return {.where = std::string(where),
          .what = "is " + base::in_quotes(name) + ", which is not one of ours",
          .way_out = (meant.empty() ? std::string("a name that `ssert list dialects` shows")
                                    : base::any_of(meant)) +
                     ", or a file: ./NAME.json"};
}

}  // namespace

bool names_dialect_file(std::string_view name) {
  return name.find('/') != std::string_view::npos || name.ends_with(".json");
}

base::Result<dialect::Dialect> dialect_named(const std::string& name, std::string_view where,
                                             const Inputs& inputs) {
  if (!names_dialect_file(name)) {
    const auto* built_in = dialect::find_built_in(name);
    if (built_in == nullptr) return unknown_dialect(name, where);
    return *built_in;
  }
  const auto text = inputs.file(name, where);
  if (!text) return text.error();
  return dialect::read_dialect(*text, name);
}

}  // namespace ssert::scenario
