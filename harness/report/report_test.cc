#include "conformance/catalogue.h"
#include "report/builder.h"
#include "report/redaction.h"

#include <gtest/gtest.h>

namespace ssert::report {
namespace {

using conformance::CheckResult;
using conformance::Verdict;

TEST(Redact, PutsStarsOfTheSameLengthSoThatOffsetsStayRight) {
  EXPECT_EQ(redact("Bearer s3cret, s3cret!", {"s3cret"}), "Bearer ******, ******!");
  EXPECT_EQ(redact("nothing", {"", "absent"}), "nothing");
}

// A result with one answered exchange and these verdicts.
CheckResult result_with(const std::vector<std::pair<std::string_view, Verdict>>& verdicts) {
  CheckResult result;
  result.exchanges.emplace_back();
  result.exchanges.back().exchange.response = "HTTP/1.1 200 OK\r\n\r\n";
  for (const auto& [id, verdict] : verdicts) {
    const auto* rule = conformance::find_rule(id);
    EXPECT_NE(rule, nullptr) << id;
    result.results.push_back({.rule = rule, .judgement = {.verdict = verdict}});
  }
  result.payload = conformance::payload_of(result.results);
  return result;
}

int exit_code(std::vector<CheckResult> results, scenario::FailOn fail_on = scenario::FailOn::fail) {
  for (auto& result : results) result.scenario.fail_on = fail_on;
  return build({}, results).exit_code;
}

TEST(ExitStatus, JudgesEachTargetByItsOwnFailOn) {
  auto strict = result_with({{"head/status", Verdict::pass}});
  strict.scenario.fail_on = scenario::FailOn::warn;
  const auto lenient = result_with({{"head/status", Verdict::warn}});
  EXPECT_EQ(build({}, {strict, lenient}).exit_code, 0);
  auto both = lenient;
  both.scenario.fail_on = scenario::FailOn::warn;
  EXPECT_EQ(build({}, {lenient, both}).exit_code, 1);
}

TEST(Report, SaysWhyATargetWasNotChecked) {
  CheckResult result;
  result.scenario.secrets = {"hunter2"};
  result.set_up_failed = true;
  result.set_up_problems = {"before: \"log in\" got hunter2"};
  const auto target = build({}, {result}).targets.at(0);
  EXPECT_EQ(target.ending, "NOT_CHECKED");
  EXPECT_EQ(target.set_up_problems, std::vector<std::string>{"before: \"log in\" got *******"});
}

TEST(ExitStatus, IsTheFirstThatHolds) {
  using scenario::FailOn;
  const auto pass = result_with({{"head/status", Verdict::pass}});
  const auto warn = result_with({{"head/status", Verdict::warn}});
  const auto fail = result_with({{"head/status", Verdict::fail}});
  const auto unseen = result_with({{"head/status", Verdict::not_shown}});
  const auto fault = result_with({{"head/status", Verdict::harness_error}});
  auto silent = fail;
  silent.exchanges.back().exchange.response.clear();
  auto interrupted = fail;
  interrupted.interrupted = true;
  CheckResult unprepared;
  unprepared.set_up_failed = true;
  auto refused = unprepared;
  refused.set_up_gave_bytes = true;

  EXPECT_EQ(exit_code({unprepared}), 4);
  EXPECT_EQ(exit_code({unprepared, refused}), 1);
  EXPECT_EQ(exit_code({refused}), 3);
  EXPECT_EQ(exit_code({refused, pass}), 3);
  EXPECT_EQ(exit_code({refused, fail}), 1);
  EXPECT_EQ(exit_code({refused, warn}, FailOn::warn), 1);
  EXPECT_EQ(exit_code({pass}), 0);
  EXPECT_EQ(exit_code({warn}), 0);
  EXPECT_EQ(exit_code({fail}), 1);
  EXPECT_EQ(exit_code({}), 5);
  EXPECT_EQ(exit_code({silent}), 4);
  EXPECT_EQ(exit_code({pass, silent}), 1);
  EXPECT_EQ(exit_code({fault}), 3);
  EXPECT_EQ(exit_code({fault, fail}), 1);
  EXPECT_EQ(exit_code({interrupted}), 130);
  EXPECT_EQ(exit_code({warn}, FailOn::warn), 1);
  EXPECT_EQ(exit_code({unseen}, FailOn::warn), 0);
  EXPECT_EQ(exit_code({unseen}, FailOn::not_shown), 1);
}

TEST(Builder, PutsConsequencesUnderTheirRoot) {
  auto result = result_with({{"head/post-accepted", Verdict::pass},
                             {"head/status", Verdict::fail},
                             {"framing/final-blank-line", Verdict::fail},
                             {"end/silent-truncation", Verdict::fail}});
  result.results[3].explained_by = result.results[2].rule;
  const auto model = build({}, {result});
  const auto& findings = model.targets.at(0).findings;
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].rule, "head/status");
  EXPECT_EQ(findings[1].rule, "framing/final-blank-line");
  EXPECT_EQ(findings[2].explained_by, "framing/final-blank-line");
  EXPECT_EQ(model.targets[0].counts.pass, 1U);
}

TEST(Builder, TakesSecretsOutOfEverythingThatATargetEchoed) {
  auto result = result_with({{"head/status", Verdict::fail}});
  result.scenario.secrets = {"s3cret"};
  result.scenario.url = "http://127.0.0.1:1/?token=s3cret";
  result.exchanges[0].exchange.request.url = result.scenario.url;
  result.results[0].judgement.message = "you sent s3cret";
  result.results[0].judgement.evidence.push_back({.bytes = "s3cret", .note = "s3cret"});
  const auto model = build({}, {result});
  const auto& target = model.targets.at(0);
  EXPECT_EQ(target.url, "http://127.0.0.1:1/?token=******");
  EXPECT_EQ(target.exchanges.at(0).url, target.url);
  EXPECT_EQ(target.findings.at(0).message, "you sent ******");
  EXPECT_EQ(target.findings[0].evidence.at(0).bytes, "******");
  EXPECT_EQ(target.findings[0].evidence[0].note, "******");
}

}  // namespace
}  // namespace ssert::report
