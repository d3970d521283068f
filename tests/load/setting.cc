#include "tests/load/setting.h"

#include "base/check.h"
#include "conformance/probe.h"
#include "transport/transport.h"

#include <nlohmann/json.hpp>

namespace ssert::load_against_mock {

using namespace std::chrono_literals;

mock_server::Options quick_answers() {
  mock_server::Options options;
  options.time_to_first = mock_server::fixed_delay(1ms);
  options.gap = mock_server::fixed_delay(1ms);
  return options;
}

std::unique_ptr<mock_server::Server> start(const mock_server::Options& options) {
  auto server = mock_server::Server::start(options);
  HARNESS_CHECK(server.has_value(), "the mock server does not start");
  return *std::move(server);
}

load::Plan plan_for(const mock_server::Server& server) {
  return plan_for(server.url() + "/conversations/demo/messages/stream");
}

load::Plan plan_for(const std::string& url) {
  scenario::Scenario scenario;
  scenario.url = url;
  scenario.fields = {{.name = "Authorization", .value = "Bearer test-token"}};
  scenario.dialect = *dialect::find_built_in("conversation");
  load::Plan plan{.scenario = scenario,
                  .request = conformance::request_of(scenario, *scenario.dialect,
                                                     conformance::Probe::reference, ""),
                  .dialect = *scenario.dialect,
                  .terminal_required = true};
  plan.shape.reuse_connections = false;
  transport::complete_fields(plan.request, transport::endpoint_of(scenario.url).value());
  return plan;
}

ServerCounts stop(mock_server::Server& server) {
  server.stop();
  const auto told = nlohmann::json::parse(server.statistics_json());
  const auto& requests = told.at("requests");
  const auto& streams = told.at("streams");
  ServerCounts counts{.connections = told.at("connections").at("accepted"),
                      .requests = requests.at("total"),
                      .by_script = requests.at("by_script"),
                      .started = streams.at("started"),
                      .completed = streams.at("completed"),
                      .aborted = streams.at("aborted_by_client"),
                      .cut = streams.at("cut"),
                      .events = told.at("sent").at("events"),
                      .bytes = told.at("sent").at("bytes")};
  for (const auto& [status, count] : requests.at("by_status").items())
    counts.answered_whole += count.get<std::uint64_t>();
  return counts;
}

std::string show(const load::Requests& requests) {
  std::string text = std::to_string(requests.scheduled) + " scheduled, " +
                     std::to_string(requests.sent) + " sent, " +
                     std::to_string(requests.never_sent) + " never sent, " +
                     std::to_string(requests.completed) + " completed";
  for (const auto& [failure, count] : requests.failed)
    text += ", " + std::to_string(count) + " " + failure;
  return text;
}

}  // namespace ssert::load_against_mock
