#include "conformance/choose_dialect.h"

#include "base/check.h"

#include <fmt/format.h>

#include <vector>

namespace ssert::conformance {
namespace {

using dialect::Dialect;

constexpr std::size_t first_events_to_detect_by = 8;

std::string path_of(const scenario::Scenario& scenario) {
  const auto endpoint = transport::endpoint_of(scenario.url);
  return endpoint ? endpoint->target.substr(0, endpoint->target.find('?')) : "/";
}

// The first events and the last one: where a foreign stream ends as no stream of ours does, it must
// not depend on its length what it is taken for.
std::vector<dialect::FirstEvent> telling_events(const std::vector<reading::Event>& all) {
  std::vector<dialect::FirstEvent> events;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i < first_events_to_detect_by || i + 1 == all.size())
      events.push_back({.type = all[i].type, .data = all[i].data});
  }
  return events;
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
  return ChosenDialect{
      generic, scenario.url.empty() ? "there is no URL" : "no dialect fits the URL's path", true};
}

void choose_dialect_by_reference(CheckResult& result) {
  auto& reference = result.exchanges.front();
  if (!reference.reading.transcript || reference.reading.transcript->events.empty()) return;
  const auto detection =
      dialect::detect_by_first_events(telling_events(reference.reading.transcript->events));
  if (detection.candidates.size() != 1) {
    result.dialect_how = detection.candidates.empty()
                             ? fmt::format("{}; {}", result.dialect_how, detection.how)
                             : ask_for_dialect(result.scenario, detection.candidates).what +
                                   "; choose with --dialect";
    return;
  }
  result.dialect = *detection.candidates.front();
  result.dialect_how = detection.how;
  reference.reading = reading::read_exchange(
      reference.exchange, {.dialect = &result.dialect, .sizes = result.scenario.sizes});
}

}  // namespace ssert::conformance
