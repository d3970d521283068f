#include "conformance/recorded.h"

#include "base/check.h"
#include "conformance/choose_dialect.h"
#include "scenario/redact.h"
#include "scenario/selection.h"

#include <utility>

namespace ssert::conformance {
namespace {

// The scenario whose reference request this was. Of a raw response dump no request is known.
scenario::Scenario scenario_of(const scenario::Scenario& by, const exchange::Request& request) {
  auto scenario = by;
  scenario.url = request.url;
  scenario.method = request.method;
  scenario.fields = request.fields;
  scenario.fields_left_out.clear();
  scenario.content.reset();
  if (request.url.empty()) return scenario;
  scenario.content = request.content;
  if (scenario.name.empty()) scenario.name = scenario::redacted_url(request.url);
  return scenario;
}

}  // namespace

base::Result<CheckResult> judge_recorded(const scenario::Scenario& by,
                                         std::vector<StoredExchange> exchanges) {
  HARNESS_CHECK(!exchanges.empty() && exchanges.front().probe == Probe::reference,
                "a recorded check begins with its reference");
  CheckResult result;
  result.scenario = scenario_of(by, exchanges.front().exchange.request);
  const auto chosen = choose_dialect(result.scenario);
  if (!chosen) return chosen.error();
  result.dialect = *chosen->dialect;
  result.dialect_how = chosen->how;
  for (auto& [probe, exchange] : exchanges) {
    if (probe != Probe::reference && !scenario::selected(by, to_string(probe))) continue;
    auto reading = reading::read_exchange(
        exchange, {.dialect = &result.dialect, .sizes = result.scenario.sizes});
    result.exchanges.push_back(
        {.probe = probe, .exchange = std::move(exchange), .reading = std::move(reading)});
    const bool is_reference = result.exchanges.size() == 1;
    if (is_reference && chosen->provisional) choose_dialect_by_reference(result);
  }
  judge_exchanges(result);
  return result;
}

}  // namespace ssert::conformance
