// A dialect as a user names it.
#pragma once

#include "base/result.h"
#include "dialect/dialect.h"
#include "scenario/inputs.h"

#include <string>
#include <string_view>

namespace ssert::scenario {

// A name with "/" in it, or that ends in ".json".
bool names_dialect_file(std::string_view name);

// One of ours by its name, or the dialect of a file. `where` is the flag; a fault inside the file
// is said with the file's own line.
base::Result<dialect::Dialect> dialect_named(const std::string& name, std::string_view where,
                                             const Inputs& inputs);

}  // namespace ssert::scenario
