// What --only and --skip leave of the rules and probes.
#pragma once

#include "base/result.h"
#include "scenario/scenario.h"

#include <span>
#include <string>
#include <string_view>

namespace ssert::scenario {

// `*` is any run of characters, `?` any one; the whole of `text` has to fit.
bool glob_fits(std::string_view glob, std::string_view text);

// Whether the rule or probe is judged or made. A glob with a "/" is about rules, whose ids have
// one, another is about probes; where `only` has none about a kind, all of that kind are in.
bool selected(const Scenario& scenario, std::string_view name);

// A Problem where the glob fits none of `names`. `where` is the flag.
base::Result<void> check_glob(std::string_view glob, std::string_view where,
                              std::span<const std::string_view> names);

}  // namespace ssert::scenario
