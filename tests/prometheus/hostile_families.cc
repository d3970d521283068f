// Writes a check and a load run with hostile text wherever a target can put some, in Prometheus'
// text format.
#include "reports/prometheus/prometheus.h"
#include "reports/test_model.h"

#include <iostream>
#include <string>

int main() {
  using namespace ssert;
  const auto hostile = reports::testing::hostile_text();
  const std::string breaking = "x\"} 7\nssert_planted 1\n\\\xff\x1b[31m";
  report::LoadReport load{.version = "1", .name = hostile, .url = breaking, .dialect = "generic"};
  load.whole.failures = {{hostile, 1}, {breaking, 2}};
  load.findings = {{.rule = breaking, .verdict = "fail", .streams = 1, .times = 1}};
  std::cout << reports::render_prometheus(reports::testing::hostile_model())
            << reports::render_prometheus(load);
  return std::cout.flush() ? 0 : 1;
}
