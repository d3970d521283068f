// The map of liars: each fault of the mock, and exactly what the harness must say of it.
//
// tests/map/liars.json is written by hand. For each liar the set of broken rules, their verdicts,
// their roots and the ending are equal to what stands there; for each rule a twin passes it. Real
// sockets.
#include "base/check.h"
#include "conformance/catalogue.h"
#include "conformance/check.h"
#include "mock_server/server.h"
#include "tests/map/rows.h"
#include "transport/transport.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ssert {
namespace {

using conformance::CheckResult;
using conformance::RuleResult;
using conformance::Verdict;
using map::Broken;
using map::map_file;
using map::Row;
using map::rows;
using map::rows_on_both_endpoints;
using map::scenario_of;

CheckResult check(const Row& row) {
  mock_server::Options options;
  options.time_to_first = mock_server::fixed_delay(std::chrono::milliseconds(1));
  options.gap = mock_server::fixed_delay(std::chrono::milliseconds(1));
  auto server = mock_server::Server::start(options);
  HARNESS_CHECK(server.has_value(), to_string(server.error()));
  const auto scenario = scenario_of(row, (*server)->url());
  transport::Client client({.waits = scenario.waits});
  return conformance::run_check(scenario, client, {});
}

Broken broken_of(const std::vector<RuleResult>& results) {
  Broken broken;
  for (const auto& result : results) {
    if (result.judgement.verdict == Verdict::harness_error) {
      broken[std::string(result.rule->id)] = "harness-error";
    }
    if (!conformance::is_broken(result.judgement.verdict)) continue;
    auto& text = broken[std::string(result.rule->id)];
    text = to_string(result.judgement.verdict);
    if (result.explained_by != nullptr) text += " < " + std::string(result.explained_by->id);
  }
  return broken;
}

std::string show(const CheckResult& result) {
  std::string text = to_string(result.ending) + "\n";
  for (const auto& [rule, verdict] : broken_of(result.results))
    text += rule + ": " + verdict + "\n";
  return text;
}

// What the same exchanges come to with these rules.
Broken judged_again(const CheckResult& result, std::span<const conformance::Rule> rules) {
  return broken_of(conformance::judge({.exchanges = result.exchanges,
                                       .scenario = result.scenario,
                                       .dialect = result.dialect,
                                       .terminal = result.terminal},
                                      rules));
}

conformance::Judgement say_pass(const conformance::Facts&) { return {}; }

class Map : public ::testing::TestWithParam<Row> {};

// A rule whose body is emptied does not go unnoticed: the row of each of its liars differs then.
TEST_P(Map, ExactlyWhatIsWrittenIsFound) {
  const auto& row = GetParam();
  const auto result = check(row);
  EXPECT_EQ(broken_of(result.results), row.broken) << show(result);
  EXPECT_EQ(to_string(result.ending), row.ending) << show(result);

  std::vector<conformance::Rule> rules(conformance::catalogue().begin(),
                                       conformance::catalogue().end());
  EXPECT_EQ(judged_again(result, rules), row.broken);
  for (auto& rule : rules) {
    if (!row.broken.contains(std::string(rule.id))) continue;
    const auto body = std::exchange(rule.judge, say_pass);
    EXPECT_NE(judged_again(result, rules), row.broken) << rule.id << " can be emptied unnoticed";
    rule.judge = body;
  }
}

INSTANTIATE_TEST_SUITE_P(Faults, Map, ::testing::ValuesIn(rows_on_both_endpoints()),
                         [](const auto& row) { return map::test_name(row.param); });

TEST(MapFile, HoldsEveryFaultAndTwinOfTheMock) {
  std::set<std::string> in_map;
  for (const auto& row : rows()) in_map.insert(row.fault);
  std::set<std::string> in_mock;
  for (const auto& fault : mock_server::faults()) in_mock.insert(fault.name);
  EXPECT_EQ(in_map, in_mock);
}

TEST(MapFile, EveryHonestTwinBreaksNothingButWhatItIsMadeToShow) {
  const auto all = rows();
  for (const auto& fault : mock_server::faults()) {
    if (!fault.honest) continue;
    for (const auto& row : all) {
      if (row.fault != fault.name) continue;
      for (const auto& [rule, verdict] : row.broken) {
        EXPECT_NE(verdict.substr(0, 4), "fail") << fault.name << " " << rule;
      }
    }
  }
}

TEST(MapFile, EveryRuleHasALiar) {
  std::set<std::string> broken;
  for (const auto& row : rows()) {
    for (const auto& [rule, verdict] : row.broken) broken.insert(rule);
  }
  for (const auto& rule : conformance::catalogue()) {
    EXPECT_TRUE(broken.contains(std::string(rule.id))) << "no liar breaks " << rule.id;
  }
}

// The response that passes the rule. Most rules are passed by the default answer.
Row twin_of(const std::string& rule, const nlohmann::json& twins) {
  const auto name = twins.value(rule, std::string("honest"));
  const auto all = rows();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Row& row) { return row.fault == name; });
  HARNESS_CHECK(found != all.end(), "no response is named " + name);
  return *found;
}

TEST(Twins, PassTheRuleTheyAreTheTwinOf) {
  const auto twins = map_file().at("twins");
  std::map<std::string, CheckResult> checked;
  for (const auto& rule : conformance::catalogue()) {
    const auto row = twin_of(std::string(rule.id), twins);
    if (!checked.contains(row.fault)) checked.emplace(row.fault, check(row));
    for (const auto& result : checked.at(row.fault).results) {
      if (result.rule != &rule) continue;
      EXPECT_EQ(to_string(result.judgement.verdict), "pass")
          << rule.id << " by " << row.fault << ": " << result.judgement.message;
    }
  }
}

}  // namespace
}  // namespace ssert
