// `ssert check SCENARIO.json`: set-up and clean-up, waiting, selection of hosts, flags over files.
#include "tests/cli/listener.h"
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>

namespace ssert::testing {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const std::string scenarios = SSERT_SOURCE_DIR "/scenarios/conversation/";

Words with_quick_answers(Words more) {
  more.insert(more.end(), {"--time-to-first", "1ms", "--gap", "1ms"});
  return more;
}

// The mock server, a folder with a scenario in it, and the variables that scenarios name.
class ScenarioRun {
 public:
  explicit ScenarioRun(Words mock_options = {}) : mock_(with_quick_answers(mock_options)) {}

  std::string origin() const { return mock_.origin(); }
  const Folder& folder() const { return folder_; }
  void set(const std::string& name, const std::string& value) { environment_[name] = value; }
  void write(const json& scenario) { folder_.write("scenario.json", scenario.dump(1)); }

  Call call(Words words) const {
    auto environment = environment_;
    environment.try_emplace("CHAT_URL", origin());
    environment.try_emplace("CHAT_TOKEN", "test-token");
    words.insert(words.begin(), "check");
    return {.words = std::move(words), .environment = environment, .folder = folder_.path()};
  }
  Outcome check(Words more = {}) const {
    more.insert(more.begin(), "scenario.json");
    return run(call(std::move(more)));
  }
  Outcome check_file(const std::string& path, Words more = {}) const {
    more.insert(more.begin(), path);
    return run(call(std::move(more)));
  }

 private:
  Mock mock_;
  Folder folder_;
  std::map<std::string, std::string> environment_;
};

const json token_header{{"Authorization", "Bearer $CHAT_TOKEN"}};

// A conversation with a title, which the mock server says in its answer.
json create(const std::string& title, const json& capture) {
  return {{"name", "create"},
          {"url", "$CHAT_URL/conversations"},
          {"headers", token_header},
          {"body", {{"title", title}}},
          {"capture", capture}};
}

json scenario_with(json members) {
  members["scenario_format"] = 1;
  members.emplace("url", "$CHAT_URL/conversations/demo/messages/stream");
  members.emplace("headers", token_header);
  return members;
}

TEST(Scenario, ExamplesOfOursPass) {
  ScenarioRun scenario;
  scenario.set("OLD_URL", scenario.origin());
  scenario.set("NEW_URL", scenario.origin());
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(scenarios)) {
    const auto outcome = scenario.check_file(entry.path().string());
    EXPECT_EQ(outcome.status, 0) << entry.path() << outcome.out << outcome.err;
    ++count;
  }
  EXPECT_GE(count, 3);
}

TEST(Scenario, WhatIsCapturedIsAskedFor) {
  ScenarioRun scenario;
  const auto outcome = scenario.check_file(scenarios + "create-and-check.json", {"--json", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  const auto target = json::parse(outcome.out)["targets"].at(0);
  EXPECT_EQ(target["name"], "create a conversation and check it");
  EXPECT_EQ(target["url"], scenario.origin() + "/conversations/conversation-1/messages/stream");
  EXPECT_EQ(target["exchanges"].at(0)["probe"], "reference")
      << "set-up is no exchange of the check";
  EXPECT_EQ(target["set_up_problems"], json::array());
  EXPECT_TRUE(has(outcome.err, "; 3 requests of set-up beside them")) << outcome.err;
}

TEST(Scenario, EachTargetIsSetUpForItself) {
  ScenarioRun scenario;
  scenario.write({{"scenario_format", 1},
                  {"before", {create("x", {{"id", "/id"}})}},
                  {"targets",
                   {{{"url", "$CHAT_URL/conversations/{{id}}/messages/stream"}},
                    {{"url", "$CHAT_URL/conversations/{{id}}/messages/stream"}}}},
                  {"headers", token_header}});
  const auto outcome = scenario.check({"--json", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  const auto targets = json::parse(outcome.out)["targets"];
  EXPECT_TRUE(has(targets.at(0)["url"], "/conversation-1/")) << targets.at(0)["url"];
  EXPECT_TRUE(has(targets.at(1)["url"], "/conversation-2/")) << targets.at(1)["url"];
}

TEST(Scenario, SetUpCountsNotAgainstMaxRequests) {
  ScenarioRun scenario;
  scenario.write(
      scenario_with({{"before", {create("x", json::object()), create("y", json::object())}}}));
  EXPECT_EQ(scenario.check({"--max-requests", "1"}).status, 0);
}

TEST(Scenario, AFailedBeforeJudgesNothing) {
  ScenarioRun scenario;
  scenario.set("CHAT_TOKEN", "wrong-s3cret");
  const auto outcome = scenario.check_file(scenarios + "create-and-check.json",
                                           {"--json", scenario.folder().file("result.json")});
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "FAIL  NOT_CHECKED  no rule was judged")) << outcome.out;
  const auto result = json::parse(read_file(scenario.folder().file("result.json")));
  EXPECT_EQ(result["exit_reason"], "the set-up of a target failed, so it was not checked");
  const auto& target = result["targets"].at(0);
  EXPECT_EQ(target["ending"], "NOT_CHECKED");
  EXPECT_EQ(target["payload"], "fail");
  EXPECT_EQ(target["exchanges"], json::array());
  ASSERT_EQ(target["set_up_problems"].size(), 1U);
  EXPECT_EQ(target["set_up_problems"].at(0).get<std::string>().rfind(
                "before: \"create a conversation\" was answered with 401, and 201 was expected; "
                "the response begins: {\"statusCode\":401,",
                0),
            0U)
      << target["set_up_problems"];
}

TEST(Scenario, AFailedBeforeBesideAGoodTargetIsNoSuccess) {
  ScenarioRun scenario;
  scenario.write(scenario_with({{"before", {{{"url", "$CHAT_URL/nothing-there"}}}}}));
  const auto outcome = scenario.check({scenarios + "demo.json"});
  EXPECT_EQ(outcome.status, 3) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "answered with 404, and 200 to 299 was expected")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "PASS  COMPLETE")) << outcome.out;
}

TEST(Scenario, SetUpThatNobodyAnswersIsExitStatus4) {
  ScenarioRun scenario;
  {
    const Mock gone;
    scenario.set("CHAT_URL", gone.origin());
  }
  const auto outcome = scenario.check_file(scenarios + "create-and-check.json");
  EXPECT_EQ(outcome.status, 4) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "UNREACHABLE{connect}")) << outcome.out;
}

TEST(Scenario, APointerThatFindsNothingSaysSo) {
  ScenarioRun scenario;
  scenario.write(scenario_with({{"before", {create("x", {{"id", "/conversation/id"}})}}}));
  const auto outcome = scenario.check();
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "has no string, number or boolean at")) << outcome.out;
}

TEST(Scenario, AfterIsSentAlsoWhereARuleIsBroken) {
  ScenarioRun scenario({"--fault", "no-final-blank"});
  Listener listener;
  scenario.set("LISTENER", listener.origin());
  scenario.write(scenario_with({{"before", {create("x", {{"id", "/id"}})}},
                                {"after",
                                 {{{"url", "$LISTENER/gone?{{id}}"}, {"method", "DELETE"}},
                                  {{"url", "$CHAT_URL/no-such-place"}}}}}));
  const auto outcome = scenario.check();
  EXPECT_EQ(outcome.status, 1) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "after: \"after 2\" was answered with 404")) << outcome.out;
  ASSERT_EQ(listener.requests().size(), 1U);
  EXPECT_EQ(listener.requests().at(0).rfind("DELETE /gone?conversation-1 HTTP/1.1\r\n", 0), 0U);
}

TEST(Scenario, AFailedAfterChangesNoVerdict) {
  ScenarioRun scenario;
  scenario.write(scenario_with({{"after", {{{"url", "$CHAT_URL/no-such-place"}}}}}));
  const auto outcome = scenario.check();
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "set-up      after: \"after 1\" was answered with 404"))
      << outcome.out;
}

TEST(Scenario, WhatAnEarlierBeforeMadeIsCleanedUp) {
  ScenarioRun scenario;
  Listener listener;
  scenario.set("LISTENER", listener.origin());
  scenario.write(scenario_with(
      {{"before",
        {create("x", {{"id", "/id"}}), create("y", {{"other", "/nothing"}}),
         create("z", {{"never", "/id"}})}},
       {"after", {{{"url", "$LISTENER/one/{{id}}"}}, {{"url", "$LISTENER/two/{{never}}"}}}}}));
  const auto outcome = scenario.check({"--json", "-"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(json::parse(outcome.out)["targets"].at(0)["set_up_problems"].size(), 1U)
      << "what was never captured is not asked for: " << outcome.out;
  ASSERT_EQ(listener.requests().size(), 1U);
  EXPECT_EQ(listener.requests().at(0).rfind("GET /one/conversation-1 HTTP/1.1\r\n", 0), 0U);
}

TEST(Scenario, NothingIsSentAfterAnInterruption) {
  ScenarioRun scenario({"--fault", "hang-midstream"});
  Listener listener;
  scenario.set("LISTENER", listener.origin());
  scenario.write(scenario_with({{"after", {{{"url", "$LISTENER/"}}}}}));
  Process process(scenario.call({"scenario.json"}));
  ASSERT_TRUE(process.err_has("reference"));
  process.signal(SIGINT);
  const auto outcome = process.wait();
  EXPECT_EQ(outcome.status, 130);
  EXPECT_FALSE(has(outcome.err, "after 1")) << outcome.err;
  EXPECT_EQ(listener.requests().size(), 0U);
}

TEST(Scenario, ACapturedUrlMayBeTheWholeTarget) {
  ScenarioRun scenario;
  scenario.write({{"scenario_format", 1},
                  {"before",
                   {create(scenario.origin() + "/conversations/demo/messages/stream",
                           {{"stream", "/title"}})}},
                  {"url", "{{stream}}"},
                  {"headers", token_header},
                  {"allow_hosts", {"nobody.invalid"}}});
  const auto outcome = scenario.check({"--json", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  const auto target = json::parse(outcome.out)["targets"].at(0);
  EXPECT_EQ(target["name"], scenario.origin() + "/conversations/demo/messages/stream");
  EXPECT_EQ(target["dialect"]["name"], "conversation");
}

TEST(Scenario, ACapturedHostThatIsNotAllowedFailsTheSetUp) {
  ScenarioRun scenario;
  scenario.write({{"scenario_format", 1},
                  {"before", {create("http://evil.invalid/x", {{"stream", "/title"}})}},
                  {"url", "{{stream}}"},
                  {"allow_hosts", {"nobody.invalid"}}});
  const auto outcome = scenario.check();
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "leads to evil.invalid")) << outcome.out;
  EXPECT_FALSE(has(outcome.err, ": reference")) << "nothing was asked of it: " << outcome.err;
}

TEST(Scenario, ACapturedLineBreakIsNoSecondField) {
  ScenarioRun scenario;
  scenario.write({{"scenario_format", 1},
                  {"before", {create("a\r\nX-Evil: b", {{"title", "/title"}})}},
                  {"url", "$CHAT_URL/conversations/demo/messages/stream"},
                  {"headers", {{"X-Title", "{{title}}"}}}});
  const auto outcome = scenario.check();
  EXPECT_EQ(outcome.status, 3) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "cannot be sent: ")) << outcome.out;
}

TEST(Scenario, ACapturedValueStaysOneSegmentAndOneString) {
  ScenarioRun scenario;
  Listener listener;
  scenario.set("LISTENER", listener.origin());
  scenario.write({{"scenario_format", 1},
                  {"before", {create("a/b \"c\"", {{"title", "/title"}})}},
                  {"url", "$LISTENER/x/{{title}}"},
                  {"body", {{"content", "<{{title}}>"}}}});
  scenario.check({"--max-requests", "1"});
  ASSERT_EQ(listener.requests().size(), 1U);
  const auto& request = listener.requests().at(0);
  EXPECT_EQ(request.rfind("POST /x/a%2Fb%20%22c%22 HTTP/1.1\r\n", 0), 0U) << request;
  EXPECT_TRUE(request.ends_with("\r\n\r\n{\"content\":\"<a/b \\\"c\\\">\"}")) << request;
}

TEST(Scenario, SecretsAreNowhere) {
  ScenarioRun scenario;
  scenario.folder().write("key.txt", "file-s3cret\n");
  scenario.set("STAGE", "variable-s3cret");
  scenario.set("WRONG_TOKEN", "token-s3cret");
  scenario.write(
      {{"scenario_format", 1},
       {"before",
        {create("captured-s3cret/1", {{"session_token", "/title"}}),
         {{"name", "with {{session_token}}"},
          {"url", "$CHAT_URL/conversations/demo?t={{session_token}}"},
          {"headers",
           {{"Authorization", "Bearer $CHAT_TOKEN"}, {"X-Session", "{{session_token}}"}}}}}},
       {"url", "$CHAT_URL/conversations/demo/messages/stream?token={{session_token}}"},
       {"headers",
        {{"Authorization", "Bearer $CHAT_TOKEN"},
         {"X-Key", {{"file", "key.txt"}}},
         {"X-Stage", {{"env", "STAGE"}, {"prefix", "in "}}}}},
       {"body", {{"content", "file-s3cret variable-s3cret {{session_token}}"}}},
       {"after",
        {create("captured-s3cret/1 again", json::object())
             .patch(json::parse(
                 R"([{"op": "remove", "path": "/capture"},
                {"op": "replace", "path": "/headers/Authorization", "value": "Bearer $WRONG_TOKEN"}])"))}}});
  const auto outcome = scenario.check({"-v", "--json", scenario.folder().file("result.json")});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  const auto listed = scenario.check({"--dry-run"});
  const auto result = read_file(scenario.folder().file("result.json"));
  ASSERT_TRUE(json::accept(result));
  EXPECT_TRUE(has(outcome.out, "after: \"create\" was answered with 401")) << outcome.out;
  for (const auto& text : {outcome.out, outcome.err, result, listed.out, listed.err})
    EXPECT_FALSE(has(text, "s3cret")) << text;
}

TEST(Scenario, WhatStandsInASecretFieldIsASecretEverywhere) {
  ScenarioRun scenario;
  scenario.write(
      {{"scenario_format", 1},
       {"before", {create("captured/s3cret", {{"value", "/title"}})}},
       {"url", "$CHAT_URL/conversations/demo/messages/stream?x={{value}}"},
       {"headers", {{"Authorization", "Bearer $CHAT_TOKEN"}, {"X-Api-Key", "{{value}}"}}}});
  const auto outcome = scenario.check();
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  for (const auto& text : {outcome.out, outcome.err}) EXPECT_FALSE(has(text, "s3cret")) << text;
}

TEST(Scenario, ASecretOfAFailedAnswerIsNotQuoted) {
  ScenarioRun scenario;
  auto request = create("captured-s3cret", {{"token", "/title"}});
  request["expect_status"] = 200;
  scenario.write(scenario_with({{"before", {request}}, {"secrets", {"token"}}}));
  const auto outcome = scenario.check();
  EXPECT_EQ(outcome.status, 3);
  EXPECT_TRUE(has(outcome.out, "was answered with 201, and 200 was expected")) << outcome.out;
  EXPECT_FALSE(has(outcome.out, "captured-s3cret")) << outcome.out;
}

TEST(Scenario, FlagsGoOverTheFile) {
  ScenarioRun scenario;
  Listener listener;
  scenario.set("LISTENER", listener.origin());
  scenario.write({{"scenario_format", 1},
                  {"url", "$LISTENER/x"},
                  {"headers", {{"X-A", "file"}, {"X-B", "file"}}},
                  {"body", {{"a", 1}}},
                  {"max_requests", 9}});
  scenario.check({"-X", "PUT", "-H", "X-B: flag", "-d", "flag", "--max-requests", "1"});
  ASSERT_EQ(listener.requests().size(), 1U);
  const auto& request = listener.requests().at(0);
  EXPECT_EQ(request.rfind("PUT /x HTTP/1.1\r\n", 0), 0U) << request;
  EXPECT_TRUE(has(request, "\r\nX-A: file\r\n")) << request;
  EXPECT_TRUE(has(request, "\r\nX-B: flag\r\n")) << request;
  EXPECT_FALSE(has(request, "X-B: file")) << request;
  EXPECT_TRUE(request.ends_with("\r\n\r\nflag")) << request;
}

TEST(Scenario, TheFilesThresholdsAndFailOnAreUsed) {
  ScenarioRun scenario({"--fault", "bom-first"});
  scenario.write(scenario_with({{"fail_on", "warn"}}));
  EXPECT_EQ(scenario.check().status, 1);
  EXPECT_EQ(scenario.check({"--fail-on", "fail"}).status, 0);
  scenario.write(scenario_with(
      {{"thresholds", {{"line_bytes_warn", 1}, {"line_bytes_fail", 2}}}, {"fail_on", "fail"}}));
  EXPECT_EQ(scenario.check().status, 1) << "every line is too long";
}

TEST(Scenario, DryRunListsSetUpAndSendsNothing) {
  ScenarioRun scenario;
  Listener listener;
  scenario.set("CHAT_URL", listener.origin());
  const auto outcome = scenario.check_file(scenarios + "create-and-check.json", {"--dry-run"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_TRUE(has(outcome.out, "  before  POST   " + listener.origin() +
                                   "/conversations  create a conversation\n"))
      << outcome.out;
  EXPECT_TRUE(has(outcome.out, "  after   GET    " + listener.origin() +
                                   "/conversations/{{id}}  it can still be read\n"))
      << outcome.out;
  EXPECT_EQ(listener.requests().size(), 0U);
}

TEST(Wait, UntilTheMockIsThere) {
  ScenarioRun scenario;
  std::string origin;
  {
    const Mock gone;
    origin = gone.origin();
  }
  scenario.set("CHAT_URL", origin);
  Process process(scenario.call({scenarios + "demo.json", "--wait", "50s"}));
  ASSERT_TRUE(process.err_has("waiting for ")) << "it was not there";
  Process late({.words = {"mock", "--port", origin.substr(origin.rfind(':') + 1)}});
  ASSERT_TRUE(late.out_has("\n"));
  const auto outcome = process.wait();
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.err, " accepts connections\n")) << outcome.err;
}

TEST(Wait, AtItsLimitTheTargetIsUnreachable) {
  ScenarioRun scenario;
  {
    const Mock gone;
    scenario.set("CHAT_URL", gone.origin());
  }
  const auto outcome = scenario.check_file(scenarios + "demo.json", {"--wait", "200ms"});
  EXPECT_EQ(outcome.status, 4) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.err, "accepted no connection within 200 ms")) << outcome.err;
}

TEST(Wait, EndsWithAnInterrupt) {
  ScenarioRun scenario;
  {
    const Mock gone;
    scenario.set("CHAT_URL", gone.origin());
  }
  Process process(scenario.call({scenarios + "demo.json", "--wait", "1h"}));
  ASSERT_TRUE(process.err_has("waiting for "));
  process.signal(SIGINT);
  EXPECT_EQ(process.wait().status, 130);
}

TEST(AllowHost, RefusesEveryOtherHostBeforeAnythingIsSent) {
  ScenarioRun scenario;
  Listener listener;
  const auto outcome = run(
      {"check", listener.origin() + "/x", "http://evil.invalid/x", "--allow-host", "example.com"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "error: URL leads to evil.invalid, which the list of allowed hosts does not have\n"
            "  expected: --allow-host evil.invalid, or a target on this machine\n"
            "  nothing was sent.\n");
  EXPECT_EQ(listener.requests().size(), 0U);
}

}  // namespace
}  // namespace ssert::testing
