#include "conformance/choose_dialect.h"

#include "base/check.h"

#include <vector>

namespace ssert::conformance {
namespace {

using dialect::Dialect;

constexpr std::size_t events_to_detect_by = 8;

std::string path_of(const scenario::Scenario& scenario) {
  const auto endpoint = transport::endpoint_of(scenario.url);
  return endpoint ? endpoint->target.substr(0, endpoint->target.find('?')) : "/";
}

base::Problem ask_for_dialect(const scenario::Scenario& scenario,
                              const std::vector<const Dialect*>& candidates) {
  std::string names;
  for (const auto* candidate : candidates) names += (names.empty() ? "" : ", ") + candidate->name;
  return {scenario.url, "fits more than one dialect: " + names, "--dialect with one of them"};
}

}  // namespace

base::Result<ChosenDialect> choose_dialect(const scenario::Scenario& scenario) {
  if (scenario.dialect) return ChosenDialect{&*scenario.dialect, scenario.dialect_how};
  const auto detection = dialect::detect_by_path(path_of(scenario));
  if (detection.candidates.size() > 1) return ask_for_dialect(scenario, detection.candidates);
  if (detection.candidates.size() == 1) {
    return ChosenDialect{detection.candidates.front(), detection.how};
  }
  const auto* generic = dialect::find_built_in("generic");
  HARNESS_CHECK(generic != nullptr, "the dialect \"generic\" is not built in");
  return ChosenDialect{generic,
                       scenario.url.empty() ? "neither URL nor events tell another"
                                            : "no dialect fits the URL's path",
                       true};
}

void choose_dialect_by_reference(CheckResult& result) {
  auto& reference = result.exchanges.front();
  if (!reference.reading.transcript || reference.reading.transcript->events.empty()) return;
  std::vector<dialect::FirstEvent> events;
  for (const auto& event : reference.reading.transcript->events) {
    if (events.size() == events_to_detect_by) break;
    events.push_back({.type = event.type, .data = event.data});
  }
  const auto detection = dialect::detect_by_first_events(events);
  if (detection.candidates.size() != 1) {
    if (detection.candidates.size() > 1) {
      result.dialect_how =
          ask_for_dialect(result.scenario, detection.candidates).what + "; choose with --dialect";
    }
    return;
  }
  result.dialect = *detection.candidates.front();
  result.dialect_how = detection.how;
  reference.reading = reading::read_exchange(
      reference.exchange, {.dialect = &result.dialect, .sizes = result.scenario.sizes});
}

}  // namespace ssert::conformance
