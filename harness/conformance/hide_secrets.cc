#include "conformance/hide_secrets.h"

#include "conformance/catalogue.h"
#include "exchange/redaction.h"

#include <utility>

namespace ssert::conformance {
namespace {

// True where the response has a secret that could be replaced.
bool hide_in(ObservedExchange& observed, const CheckResult& result) {
  auto redacted = exchange::redact_exchange(observed.exchange, result.scenario.secrets);
  if (!redacted) return false;
  observed.exchange.request = std::move(redacted->exchange.request);
  if (redacted->exchange.response == observed.exchange.response) return false;
  observed.exchange.response = std::move(redacted->exchange.response);
  observed.reading = reading::read_exchange(
      observed.exchange, {.dialect = &result.dialect, .sizes = result.scenario.sizes});
  return true;
}

}  // namespace

void hide_secrets(CheckResult& result) {
  bool any_hidden = false;
  for (auto& observed : result.exchanges) any_hidden = hide_in(observed, result) || any_hidden;
  if (!result.exchanges.empty())
    result.scenario.url = result.exchanges.front().exchange.request.url;
  if (!any_hidden) return;
  auto again = judge(
      {
          .exchanges = result.exchanges,
          .scenario = result.scenario,
          .dialect = result.dialect,
          .terminal = result.terminal,
      },
      catalogue());
  for (std::size_t i = 0; i < again.size(); ++i) {
    auto& judgement = result.results[i].judgement;
    if (again[i].judgement.verdict == judgement.verdict) judgement = std::move(again[i].judgement);
  }
}

}  // namespace ssert::conformance
