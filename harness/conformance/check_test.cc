// Whole checks against a server that answers as it is told.
#include "conformance/check.h"

#include "conformance/probe.h"
#include "transport/testing/scripted_server.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ssert::conformance {
namespace {

using transport::testing::Peer;
using transport::testing::ScriptedServer;

constexpr std::string_view token_event = "data: {\"type\":\"token\",\"content\":\"Hi\"}\n\n";
constexpr std::string_view done_event = "data: {\"type\":\"done\"}\n\n";

std::string stream_of(std::string_view content) {
  return fmt::format(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: {}\r\n\r\n{}",
      content.size(), content);
}

scenario::Scenario scenario_for(const ScriptedServer& server) {
  scenario::Scenario scenario;
  scenario.url = fmt::format("http://127.0.0.1:{}/conversations/7/messages/stream", server.port());
  return scenario;
}

CheckResult check(const scenario::Scenario& scenario) {
  transport::Client client({});
  return run_check(scenario, client, {});
}

TEST(Connections, EachProbeHasOneOfItsOwnAndTheRepeatIsOnThatOfTheStreamBefore) {
  ScriptedServer server([](Peer& peer) {
    while (!peer.read_request().empty()) peer.send(stream_of(std::string(token_event)));
  });
  const auto result = check(scenario_for(server));
  ASSERT_GT(result.exchanges.size(), 4U);
  for (const auto& observed : result.exchanges) {
    EXPECT_EQ(observed.exchange.connection_reused, observed.probe == Probe::repeat)
        << to_string(observed.probe);
  }
  EXPECT_EQ(server.accepted(), result.exchanges.size() - 1);
}

// The example body is the control that shows the terminal event; no dropped connection may lose it.
TEST(Connections, ATargetThatDropsWhatItSaidItKeepsStillAnswersTheControl) {
  ScriptedServer server([](Peer& peer) {
    const auto request = peer.read_request();
    const bool is_own = request.find("own words") != std::string::npos;
    peer.send(stream_of(std::string(token_event) + std::string(is_own ? "" : done_event)));
    peer.read_request();
  });
  auto scenario = scenario_for(server);
  scenario.content = R"({"content":"own words"})";
  const auto result = check(scenario);
  EXPECT_TRUE(result.terminal.required) << result.terminal.decided_by;
  EXPECT_EQ(result.ending.kind, exchange::EndingKind::truncated);
  for (const auto& rule : result.results) {
    if (rule.rule->id != "resilience/keepalive-reuse") continue;
    EXPECT_EQ(rule.judgement.verdict, Verdict::warn) << rule.judgement.message;
  }
}

TEST(StrayBytes, ThatCameWhenTheExchangeHadEndedStandBehindItsMessage) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(stream_of(std::string(token_event) + std::string(done_event)));
  });
  auto scenario = scenario_for(server);
  scenario.max_requests = 1;
  auto result = check(scenario);
  ASSERT_EQ(result.exchanges.size(), 1U);
  const auto verdict = [&] {
    judge_exchanges(result);
    for (const auto& rule : result.results) {
      if (rule.rule->id == "end/trailing-bytes") return rule.judgement.verdict;
    }
    return Verdict::harness_error;
  };
  EXPECT_EQ(verdict(), Verdict::pass);
  append_stray_bytes(result.exchanges[0], {.bytes = "stray", .seen_at = base::now()},
                     result.scenario, result.dialect);
  EXPECT_EQ(verdict(), Verdict::fail);
}

}  // namespace
}  // namespace ssert::conformance
