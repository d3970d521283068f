// A number that may be unknown, as results write it.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>

namespace ssert::reports {

nlohmann::ordered_json or_null(const std::optional<double>& value);

}  // namespace ssert::reports
