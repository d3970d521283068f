#include "conformance/observed.h"

#include "exchange/raw_response.h"

#include <algorithm>

namespace ssert::conformance {

std::string_view to_string(Probe probe) {
  switch (probe) {
    case Probe::reference:
      return "reference";
    case Probe::get_same_url:
      return "get-same-url";
    case Probe::example_body:
      return "example-body";
    case Probe::repeat:
      return "repeat";
    case Probe::no_token:
      return "no-token";
    case Probe::wrong_token:
      return "wrong-token";
    case Probe::malformed_json:
      return "malformed-json";
    case Probe::missing_field:
      return "missing-field";
    case Probe::unknown_resource:
      return "unknown-resource";
    case Probe::echo_words:
      return "echo-words";
    case Probe::echo_other_words:
      return "echo-other-words";
  }
  return "";
}

std::optional<Probe> probe_from(std::string_view text) {
  const auto found = std::find_if(all_probes.begin(), all_probes.end(),
                                  [&](Probe probe) { return to_string(probe) == text; });
  if (found == all_probes.end()) return std::nullopt;
  return *found;
}

bool asks_for_stream(Probe probe) {
  switch (probe) {
    case Probe::reference:
    case Probe::example_body:
    case Probe::repeat:
    case Probe::echo_words:
    case Probe::echo_other_words:
      return true;
    default:
      return false;
  }
}

bool ObservedExchange::times_are_known() const { return exchange::times_are_known(exchange); }

bool ObservedExchange::request_is_known() const { return !exchange.request.url.empty(); }

}  // namespace ssert::conformance
