// The few shapes that families are made of.
#pragma once

#include "reports/prometheus/families.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ssert::reports {

inline double number(std::uint64_t count) { return static_cast<double>(count); }

struct LabelledValue {
  std::vector<std::pair<std::string_view, std::string>> labels;  // values as received
  double value = 0;
};

struct FamilyName {
  std::string name;
  std::string help;  // one line
};

::prometheus::MetricFamily counter(FamilyName name, const std::vector<LabelledValue>& values);
::prometheus::MetricFamily gauge(FamilyName name, const std::vector<LabelledValue>& values);
// Without labels.
::prometheus::MetricFamily counter(FamilyName name, std::uint64_t value);
::prometheus::MetricFamily gauge(FamilyName name, double value);

::prometheus::MetricFamily histogram(FamilyName name, const statistics::Histogram::Parts& parts);

}  // namespace ssert::reports
