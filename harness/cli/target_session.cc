#include "cli/target_session.h"

#include "base/text.h"
#include "scenario/references.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace ssert::cli {
namespace {

using scenario::Scenario;

// The first URL whose host is known: the target's, as a rule.
std::optional<transport::Endpoint> endpoint_to_wait_for(const Scenario& scenario) {
  std::vector<std::string> urls{scenario.url};
  for (const auto& request : scenario.set_up.before) urls.push_back(request.url);
  for (const auto& url : urls) {
    if (!scenario::host_is_known(url)) continue;
    if (auto endpoint = transport::endpoint_of(scenario::stand_in_url(url)))
      return *std::move(endpoint);
  }
  return std::nullopt;
}

// A target that never accepts is not refused here: what follows says it in its report.
void wait_for_target(const Scenario& scenario, transport::Client& client,
                     const conformance::Progress& progress) {
  const auto endpoint = scenario.wait ? endpoint_to_wait_for(scenario) : std::nullopt;
  if (!endpoint) return;
  bool said = false;
  const auto tell = [&](const std::string& line) {
    if (progress.say) progress.say(line);
  };
  const auto acceptance =
      client.wait_until_accepting(*endpoint, *scenario.wait, [&](const std::string& why) {
        if (!std::exchange(said, true))
          tell(fmt::format("waiting for {}, at most {}: {}", endpoint->host_field,
                           base::show_duration(*scenario.wait), base::escape_bytes(why)));
      });
  if (said && acceptance.accepted) tell(endpoint->host_field + " accepts connections");
  if (!acceptance.accepted && !acceptance.interrupted)
    tell(fmt::format("{} accepted no connection within {}", endpoint->host_field,
                     base::show_duration(*scenario.wait)));
}

transport::Options for_set_up(const Scenario& scenario) {
  return {.waits = scenario.waits, .reuse_connections = false};
}

}  // namespace

void UnderWay::interrupt() {
  const std::scoped_lock lock(mutex_);
  interrupted_ = true;
  if (interrupt_) interrupt_();
}

bool UnderWay::interrupted() const {
  const std::scoped_lock lock(mutex_);
  return interrupted_;
}

void UnderWay::set(std::function<void()> interrupt) {
  const std::scoped_lock lock(mutex_);
  interrupt_ = std::move(interrupt);
  if (interrupt_ && interrupted_) interrupt_();
}

PartClient::PartClient(const transport::Options& options, UnderWay& under_way)
    : client_(options), under_way_(under_way) {
  under_way_.set([this] { client_.interrupt(); });
}

PartClient::~PartClient() { under_way_.set({}); }

conformance::Prepared prepare(const Scenario& scenario, UnderWay& under_way,
                              const conformance::Progress& progress) {
  PartClient client(for_set_up(scenario), under_way);
  wait_for_target(scenario, *client, progress);
  return conformance::set_up(scenario, *client, progress);
}

std::vector<std::string> clean_up(const conformance::Prepared& prepared, UnderWay& under_way,
                                  const conformance::Progress& progress) {
  PartClient client(for_set_up(prepared.scenario), under_way);
  return conformance::clean_up(prepared, *client, progress);
}

}  // namespace ssert::cli
