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

  auto not_sent = result_with({{"head/status", Verdict::not_shown}});
  not_sent.exchanges.back().exchange = {.end = exchange::TransportEnd::no_resources,
                                        .end_detail = "no file is left"};
  auto set_up_not_sent = unprepared;
  set_up_not_sent.set_up_lacked = "no file is left";

  EXPECT_EQ(exit_code({not_sent}), 3);
  EXPECT_EQ(build({}, {not_sent}).exit_reason, "a request was not sent: no file is left");
  EXPECT_EQ(exit_code({set_up_not_sent}), 3);
  EXPECT_EQ(exit_code({pass, not_sent}), 3);
  EXPECT_EQ(exit_code({fail, not_sent}), 1);
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

using Entries = std::vector<conformance::ExpectedFailure>;

// One target of that name.
CheckResult named(std::string name,
                  const std::vector<std::pair<std::string_view, Verdict>>& verdicts) {
  auto result = result_with(verdicts);
  result.scenario.name = std::move(name);
  return result;
}

// "STATE" or "STATE: BECAUSE" of the one entry, and the exit status.
std::pair<std::string, int> became(const conformance::ExpectedFailure& entry,
                                   const std::vector<CheckResult>& results) {
  const auto model = build({}, results, {entry});
  const auto& expectation = model.expectations.at(0);
  return {expectation.state + (expectation.because.empty() ? "" : ": " + expectation.because),
          model.exit_code};
}

TEST(Expected, AFailureThatIsListedDoesNotCount) {
  const auto result = named("chat", {{"head/status", Verdict::fail}});
  for (const std::string target : {"chat", "*"}) {
    const auto model = build({}, {result}, Entries{{target, "head/status", "why not"}});
    EXPECT_EQ(model.exit_code, 0);
    EXPECT_EQ(model.exit_reason, "no rule is broken but those that are expected to be");
    EXPECT_EQ(model.targets[0].payload, "fail") << "what is broken stays broken";
    EXPECT_EQ(model.targets[0].findings[0].expected, "why not");
    EXPECT_EQ(model.expectations[0].state, "in-use");
  }
}

TEST(Expected, AWarningThatIsListedDoesNotCountEither) {
  auto result = named("chat", {{"head/status", Verdict::warn}});
  result.scenario.fail_on = scenario::FailOn::warn;
  EXPECT_EQ(build({}, {result}).exit_code, 1);
  EXPECT_EQ(build({}, {result}, Entries{{"chat", "head/status", "w"}}).exit_code, 0);
}

TEST(Expected, AnotherFindingAndAnotherTargetCountAllTheSame) {
  const auto chat = named("chat", {{"head/status", Verdict::fail}});
  const auto other = named("other", {{"head/status", Verdict::fail}});
  EXPECT_EQ(build({}, {chat, other}, Entries{{"chat", "head/status", "w"}}).exit_code, 1);
  EXPECT_EQ(build({}, {chat, other}, Entries{{"*", "head/status", "w"}}).exit_code, 0);
  const auto two = named("chat", {{"head/status", Verdict::fail}, {"framing/utf8", Verdict::fail}});
  EXPECT_EQ(build({}, {two}, Entries{{"chat", "head/status", "w"}}).exit_code, 1);
}

TEST(Expected, ARootCoversWhatItExplainsAndAConsequenceItselfAlone) {
  auto result = named("chat", {{"framing/final-blank-line", Verdict::fail},
                               {"end/silent-truncation", Verdict::fail}});
  result.results[1].explained_by = result.results[0].rule;
  const auto of_root = build({}, {result}, Entries{{"*", "framing/final-blank-line", "w"}});
  EXPECT_EQ(of_root.exit_code, 0);
  EXPECT_EQ(of_root.targets[0].findings[1].expected, "w");
  const auto of_other = build({}, {result}, Entries{{"*", "end/silent-truncation", "w"}});
  EXPECT_EQ(of_other.exit_code, 1);
  EXPECT_EQ(of_other.targets[0].findings[0].expected, std::nullopt);
  EXPECT_EQ(of_other.expectations[0].state, "in-use");
}

TEST(Expected, AnEntryWhoseRuleHoldsIsStaleAndFailsTheRun) {
  using Became = std::pair<std::string, int>;
  EXPECT_EQ(became({"chat", "head/status", "w"}, {named("chat", {{"head/status", Verdict::pass}})}),
            (Became{"stale", 1}));
  EXPECT_EQ(became({"chat", "head/status", "w"}, {named("chat", {{"head/status", Verdict::note}})}),
            (Became{"stale", 1}));
  const auto model = build({}, {named("chat", {{"head/status", Verdict::pass}})},
                           Entries{{"chat", "head/status", "w"}});
  EXPECT_EQ(model.exit_reason, "an expected failure is stale: its rule holds now");
}

TEST(Expected, AnEntryForAllIsStaleOnlyWhereItsRuleHoldsEverywhere) {
  using Became = std::pair<std::string, int>;
  const conformance::ExpectedFailure entry{"*", "head/status", "w"};
  const auto holds = named("a", {{"head/status", Verdict::pass}});
  const auto broken = named("b", {{"head/status", Verdict::fail}});
  const auto unseen = named("c", {{"head/status", Verdict::not_shown}});
  EXPECT_EQ(became(entry, {holds, broken}), (Became{"in-use", 0}));
  EXPECT_EQ(became(entry, {holds, holds}), (Became{"stale", 1}));
  EXPECT_EQ(became(entry, {holds, unseen}), (Became{"not-judged: not shown: ", 0}));
}

TEST(Expected, AnEntryThatWasNotJudgedIsSaidAndNotStale) {
  using Became = std::pair<std::string, int>;
  const conformance::ExpectedFailure entry{"chat", "head/status", "w"};
  EXPECT_EQ(became(entry, {named("other", {{"head/status", Verdict::pass}})}),
            (Became{"not-judged: the run has no target of that name", 0}));
  EXPECT_EQ(became(entry, {named("chat", {{"framing/utf8", Verdict::pass}})}),
            (Became{"not-judged: the rule was not selected", 0}));
  EXPECT_EQ(became(entry, {named("chat", {{"head/status", Verdict::harness_error}})}),
            (Became{"not-judged: we failed to judge the rule", 3}));
  auto unchecked = named("chat", {});
  unchecked.set_up_failed = true;
  EXPECT_EQ(became(entry, {unchecked}), (Became{"not-judged: the target was not checked", 3}));
  auto interrupted = named("chat", {{"head/status", Verdict::pass}});
  interrupted.interrupted = true;
  EXPECT_EQ(became(entry, {interrupted}), (Became{"not-judged: the run was interrupted", 130}));
}

TEST(Expected, TheEntryThatNamesTheTargetSaysWhy) {
  const auto model =
      build({}, {named("chat", {{"head/status", Verdict::fail}})},
            Entries{{"*", "head/status", "all"}, {"chat", "head/status", "this one"}});
  EXPECT_EQ(model.targets[0].findings[0].expected, "this one");
  for (const auto& expectation : model.expectations) EXPECT_EQ(expectation.state, "in-use");
}

TEST(Expected, SecretsInEntriesAreHidden) {
  auto result = named("http://h/?token=s3cret", {{"head/status", Verdict::fail}});
  result.scenario.secrets = {"s3cret"};
  const auto model =
      build({}, {result}, Entries{{"http://h/?token=s3cret", "head/status", "because s3cret"}});
  EXPECT_EQ(model.exit_code, 0);
  EXPECT_EQ(model.expectations[0].target, "http://h/?token=******");
  EXPECT_EQ(model.targets[0].findings[0].expected, "because ******");
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
