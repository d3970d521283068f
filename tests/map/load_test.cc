// The map under load: what a load run counts of each response of the mock is what a check says of
// it. Real sockets.
#include "base/check.h"
#include "conformance/check.h"
#include "conformance/probe.h"
#include "load/engine.h"
#include "mock_server/server.h"
#include "tests/map/rows.h"
#include "transport/transport.h"

#include <gtest/gtest.h>

#include <set>

namespace ssert {
namespace {

using namespace std::chrono_literals;
using conformance::CheckResult;
using conformance::Verdict;
using map::Row;

using Classes = std::map<std::string, std::uint64_t>;

constexpr std::uint64_t streams = 3;

// Liars that lie to the second request of a connection, which is the second of one reader's three.
const std::map<std::string, Classes> on_kept_connection{
    {"closes-kept-connection", {{"KEPT_CONNECTION_CLOSED", 1}}},
    {"stray-on-kept-connection", {{"NOT_A_STREAM", 1}}}};

// A reader for each stream, which asks once, on a connection of its own.
load::Plan plan_of(const CheckResult& reference) {
  const auto& scenario = reference.scenario;
  load::Plan plan{.scenario = scenario,
                  .request = conformance::request_of(scenario, reference.dialect,
                                                     conformance::Probe::reference, ""),
                  .dialect = reference.dialect,
                  .terminal_required = reference.terminal.required};
  plan.shape.model = scenario::ClosedModel{.readers = streams};
  plan.shape.requests_max = streams;
  plan.shape.reuse_connections = false;
  transport::complete_fields(plan.request, transport::endpoint_of(scenario.url).value());
  return plan;
}

// What one exchange breaks so gravely that a check fails. What only several show is not load's.
std::set<std::string> failing_rules(const CheckResult& reference) {
  std::set<std::string> rules;
  for (const auto& result : reference.results) {
    if (result.judgement.verdict == Verdict::fail) rules.insert(std::string(result.rule->id));
  }
  return rules;
}

std::string show(const load::Requests& requests) {
  std::string text = std::to_string(requests.completed) + " completed";
  for (const auto& [failure, count] : requests.failed)
    text += ", " + std::to_string(count) + " " + failure;
  return text;
}

std::set<std::string> failing_rules(const load::Result& result) {
  std::set<std::string> rules;
  for (const auto& [rule, finding] : result.findings) {
    if (finding.severity == violation::Severity::fails) rules.emplace(rule);
  }
  return rules;
}

class MapUnderLoad : public ::testing::TestWithParam<Row> {};

TEST_P(MapUnderLoad, CountsWhatACheckSays) {
  mock_server::Options options;
  options.time_to_first = mock_server::fixed_delay(1ms);
  options.gap = mock_server::fixed_delay(1ms);
  auto server = mock_server::Server::start(options);
  ASSERT_TRUE(server.has_value());
  auto scenario = map::scenario_of(GetParam(), (*server)->url());
  scenario.max_requests = 1;
  transport::Client client({.waits = scenario.waits});
  const auto reference = conformance::run_check(scenario, client, {});

  auto plan = plan_of(reference);
  const auto second_is_lied_to = on_kept_connection.find(GetParam().fault);
  if (second_is_lied_to != on_kept_connection.end()) {
    plan.shape.model = scenario::ClosedModel{.readers = 1};
    plan.shape.reuse_connections = true;
  }
  auto engine = load::Engine::create(plan);
  ASSERT_TRUE(engine.has_value()) << to_string(engine.error());
  const auto result = (*engine)->run({});
  const auto& requests = result.whole;
  ASSERT_EQ(requests.scheduled, streams);
  EXPECT_EQ(requests.sent, streams);
  EXPECT_EQ(requests.completed + requests.failed_total(), streams) << show(requests);

  const auto rules = failing_rules(reference);
  const bool has_output = reference.exchanges.front().reading.output_events > 0;
  if (second_is_lied_to != on_kept_connection.end()) {
    EXPECT_EQ(requests.failed, second_is_lied_to->second);
    return;
  }
  const auto found = failing_rules(result);
  EXPECT_EQ(found.empty(), rules.empty());
  for (const auto& rule : found)
    EXPECT_TRUE(rules.contains(rule)) << rule << " is found under load, and in no check";
  if (reference.ending.kind != exchange::EndingKind::complete) {
    EXPECT_EQ(requests.failed,
              (std::map<std::string, std::uint64_t>{{to_string(reference.ending), streams}}));
  } else if (rules.empty() && has_output) {
    EXPECT_EQ(requests.completed, streams) << show(requests);
  } else if (rules.empty()) {
    EXPECT_EQ(requests.failed, (std::map<std::string, std::uint64_t>{{"end/no-output", streams}}));
  } else {
    EXPECT_EQ(requests.completed, 0U);
    for (const auto& [failure, count] : requests.failed)
      EXPECT_TRUE(rules.contains(failure)) << failure << " fails under load, and in no check";
  }
}

TEST(UnderLoad, ARequestThatMeetsTheCloseOfAKeptConnectionHasAClassOfItsOwn) {
  auto server = mock_server::Server::start({});
  ASSERT_TRUE(server.has_value());
  const auto scenario = map::scenario_of({.fault = "closes-kept-connection"}, (*server)->url());
  transport::Client client({.waits = scenario.waits});
  auto once = scenario;
  once.max_requests = 1;
  auto plan = plan_of(conformance::run_check(once, client, {}));
  plan.shape.model = scenario::ClosedModel{.readers = 1};
  plan.shape.reuse_connections = true;
  const auto result = (*load::Engine::create(plan))->run({});
  EXPECT_EQ(result.whole.completed, 2U) << show(result.whole);
  EXPECT_EQ(result.whole.failed, (Classes{{"KEPT_CONNECTION_CLOSED", 1}}));
  EXPECT_TRUE(result.findings.empty()) << "to close an idle connection is no fault";
}

INSTANTIATE_TEST_SUITE_P(Faults, MapUnderLoad, ::testing::ValuesIn(map::rows_on_both_endpoints()),
                         [](const auto& row) { return map::test_name(row.param); });

}  // namespace
}  // namespace ssert
