// The rules, written out: one reading shows all there is.
#pragma once

#include "conformance/rule.h"

#include <span>
#include <string_view>

namespace ssert::conformance {

// In the order in which findings are shown.
std::span<const Rule> catalogue();

// By id or by code ("F-06"), ignoring case; nullptr where there is none.
const Rule* find_rule(std::string_view id_or_code);

// The version of the rule set, "2026.1". A later set may add rules; it changes none.
std::string_view rules_version();

}  // namespace ssert::conformance
