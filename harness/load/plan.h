// Everything that a load run needs to know before its first request.
#pragma once

#include "dialect/dialect.h"
#include "exchange/exchange.h"
#include "scenario/scenario.h"

#include <chrono>
#include <string>
#include <vector>

namespace ssert::load {

// What a single stream must keep to count as good; from the objectives.
struct StreamBound {
  std::string metric;  // a name of named_metrics()
  std::chrono::nanoseconds bound{0};
  bool inclusive = false;  // `<=`

  bool operator==(const StreamBound&) const = default;
};

struct Plan {
  scenario::Scenario scenario;  // without references
  scenario::LoadShape shape;
  exchange::Request request;  // complete (transport::complete_fields)
  dialect::Dialect dialect;
  bool terminal_required = false;
  std::vector<StreamBound> bounds;
};

}  // namespace ssert::load
