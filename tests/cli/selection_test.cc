// `ssert check --only / --skip`: what is not selected is neither sent nor judged.
#include "tests/cli/process.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>

namespace ssert::testing {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

Outcome check_outcome(const Mock& mock, Words more) {
  Words words{"check", mock.url(), "-H", "Authorization: Bearer test-token"};
  words.insert(words.end(), more.begin(), more.end());
  return run(std::move(words));
}

json target_of(const Mock& mock, Words more) {
  more.insert(more.end(), {"--json", "-"});
  const auto outcome = check_outcome(mock, std::move(more));
  return json::parse(outcome.out)["targets"].at(0);
}

std::set<std::string> rules_in(const json& target) {
  std::set<std::string> rules;
  for (const auto& rule : target["passed"]) rules.insert(rule);
  for (const auto& finding : target["findings"]) rules.insert(finding["rule"]);
  for (const auto& rule : target["not_shown"]) rules.insert(rule["rule"]);
  return rules;
}

Words probes_in(const json& target) {
  Words probes;
  for (const auto& exchange : target["exchanges"]) probes.push_back(exchange["probe"]);
  return probes;
}

TEST(Selection, OnlyTheRulesOfOneAreaAreJudged) {
  const Mock mock;
  const auto rules = rules_in(target_of(mock, {"--only", "framing/*"}));
  EXPECT_EQ(rules.count("framing/final-blank-line"), 1U);
  for (const auto& rule : rules) EXPECT_EQ(rule.rfind("framing/", 0), 0U) << rule;
}

TEST(Selection, ASkippedRuleBreaksNothing) {
  const Mock mock({"--fault", "no-final-blank"});
  EXPECT_EQ(check_outcome(mock, {"--only", "framing/*"}).status, 1);
  const auto outcome = check_outcome(
      mock, {"--only", "framing/*", "--skip", "framing/final-blank-line", "--json", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(rules_in(json::parse(outcome.out)["targets"].at(0)).count("framing/final-blank-line"),
            0U);
}

TEST(Selection, OnlyTheProbeThatIsAskedForIsSentBesideTheReference) {
  const Mock mock;
  EXPECT_EQ(probes_in(target_of(mock, {"--only", "no-token"})), (Words{"reference", "no-token"}));
}

TEST(Selection, ASkippedProbeIsNotSent) {
  const Mock mock;
  const auto all = probes_in(target_of(mock, {}));
  EXPECT_EQ(std::count(all.begin(), all.end(), "no-token"), 1);
  for (const auto& probe : probes_in(target_of(mock, {"--skip", "*-token"}))) {
    EXPECT_EQ(probe.find("-token"), std::string::npos) << probe;
  }
}

TEST(Selection, NothingSelectedIsExitStatus5AndSendsNothing) {
  const Mock mock;
  const auto outcome =
      check_outcome(mock, {"--only", "framing/utf8", "--skip", "framing/*", "--json", "-"});
  EXPECT_EQ(outcome.status, 5) << outcome.out << outcome.err;
  EXPECT_NE(outcome.err.find("nothing was sent"), std::string::npos) << outcome.err;
  const auto result = json::parse(outcome.out);
  EXPECT_EQ(result["exit_reason"], "nothing was selected");
  EXPECT_EQ(result["targets"], json::array());
}

}  // namespace
}  // namespace ssert::testing
