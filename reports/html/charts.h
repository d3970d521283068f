// The charts of a load run, as data: the same numbers are drawn by report.js and stand in tables.
#pragma once

#include "report/load_report.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::reports {

// Three significant digits: "0.0123", "1.23", "45.6", "789", "12,345"; "0" for 0.
std::string three_digits(double value);

struct ChartSeries {
  std::string name;
  std::vector<std::optional<double>> values;  // one a label; none is a gap in the line
  int colour = 0;                             // of those in report.js
  bool right = false;                         // on the right axis
};

struct Chart {
  std::string id, title, caption;
  std::string kind;         // "bar" or "line"
  std::string x, y, right;  // what the axes show; an empty `right`: there is none
  std::vector<std::string> labels;
  std::vector<ChartSeries> series;
};

// How many values lie where: bars of equal width on a logarithmic scale. None without values.
std::optional<Chart> distribution_chart(const report::LoadReport& report, std::string_view metric);
// The time to the first token, and the requests, second by second from the begin of the window.
// Of a long run several seconds are joined; histograms merge exactly.
std::optional<Chart> ttft_by_second(const report::LoadReport& report);
std::optional<Chart> requests_by_second(const report::LoadReport& report);

std::string charts_json(const std::vector<Chart>& charts);

}  // namespace ssert::reports
