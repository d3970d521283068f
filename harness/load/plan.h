// Everything that a load run needs to know before its first request.
#pragma once

#include "base/result.h"
#include "dialect/dialect.h"
#include "exchange/exchange.h"
#include "scenario/scenario.h"
#include "statistics/objective.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace ssert::load {

struct Plan {
  scenario::Scenario scenario;  // without references
  scenario::LoadShape shape;
  exchange::Request request;  // complete (transport::complete_fields)
  dialect::Dialect dialect;
  bool terminal_required = false;
  std::vector<statistics::Objective> objectives;
};

// How many requests will be due in the window, counted up to `enough`. Of readers at most how many,
// as that depends on the answers: as many as they have, and as their think time leaves room for;
// none where neither bounds them.
std::optional<std::uint64_t> requests_in_window(const scenario::LoadShape& shape,
                                                std::uint64_t enough);

// A Problem, at the place where it was written, for an objective that cannot be read, that the plan
// cannot give samples enough for, or that can end no run because only its end tells.
base::Result<std::vector<statistics::Objective>> read_objectives(const scenario::LoadShape& shape);

}  // namespace ssert::load
