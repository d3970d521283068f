// `ssert check` as people and scripts use it, against the mock server.
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>

namespace ssert::testing {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

// "ssert check URL -H 'Authorization: …'" and more.
Words check(const Mock& mock, Words more = {}) {
  Words words{"check", mock.url(), "-H", authorization};
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

TEST(Check, AnHonestServicePasses) {
  const auto mock = quick_mock();
  const auto outcome = run(check(mock));
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out.rfind("PASS  COMPLETE", 0), 0U) << outcome.out;
  EXPECT_EQ(outcome.err.rfind(mock.url() + ": at most ", 0), 0U) << outcome.err;
}

TEST(Check, APastedCurlCommandIsTheSameCheck) {
  const auto mock = quick_mock();
  const auto outcome =
      run({"check", "--", "curl", "-sN", "-X", "POST", mock.url(), "-H", authorization, "-H",
           "Content-Type: application/json", "-d", "{\"content\":\"Hello\"}"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_EQ(outcome.out.rfind("PASS  COMPLETE", 0), 0U) << outcome.out;
}

TEST(Check, TheFormTypeThatCurlSendsIsSentAndNoted) {
  const auto mock = quick_mock();
  const auto outcome = run(
      {"check", "--", "curl", mock.url(), "-H", authorization, "-d", "{\"content\":\"Hello\"}"});
  EXPECT_TRUE(has(outcome.err,
                  "note: the content looks like JSON and is sent as "
                  "application/x-www-form-urlencoded"))
      << outcome.err;
}

TEST(Check, NobodyListensIsExitStatus4) {
  // The port was free a moment ago, and the server that had it is gone.
  std::string url;
  {
    const Mock gone;
    url = gone.url();
  }
  const auto outcome = run({"check", url});
  EXPECT_EQ(outcome.status, 4) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "UNREACHABLE{connect}")) << outcome.out;
}

TEST(Check, AnUnknownHostIsExitStatus4) {
  const auto outcome = run({"check", "http://no-such-host.invalid/x", "--connect-timeout", "30s"});
  EXPECT_EQ(outcome.status, 4) << outcome.out << outcome.err;
}

TEST(Check, ABrokenRuleIsExitStatus1AndNamesItself) {
  const auto mock = quick_mock({"--fault", "no-final-blank"});
  const auto outcome = run(check(mock));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(has(outcome.out, "framing/final-blank-line")) << outcome.out;
}

TEST(Check, OneDeadTargetBesideAGoodOneIsExitStatus1) {
  const auto mock = quick_mock();
  std::string dead;
  {
    const Mock gone;
    dead = gone.url();
  }
  const auto outcome = run(check(mock, {dead, "--json", "-"}));
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(json::parse(outcome.out)["targets"].size(), 2U);
}

TEST(Check, FailOnMovesTheLine) {
  const auto mock = quick_mock({"--fault", "bom-first"});
  EXPECT_EQ(run(check(mock)).status, 0);
  EXPECT_EQ(run(check(mock, {"--fail-on", "warn"})).status, 1);
}

TEST(Check, JsonOnStdoutIsAloneThere) {
  const auto mock = quick_mock();
  const auto outcome = run(check(mock, {"--json", "-"}));
  EXPECT_EQ(outcome.status, 0);
  ASSERT_TRUE(json::accept(outcome.out)) << outcome.out;
  EXPECT_EQ(json::parse(outcome.out)["exit_code"], 0);
  EXPECT_TRUE(has(outcome.err, "exit status 0: ")) << outcome.err;
}

TEST(Check, JsonInAFileIsWholeAndAlone) {
  const auto mock = quick_mock();
  const Folder folder;
  const auto outcome = run(check(mock, {"--json", folder.file("result.json")}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(folder.names(), Words{"result.json"});
  EXPECT_TRUE(json::accept(read_file(folder.file("result.json"))));
  EXPECT_EQ(outcome.out.rfind("PASS", 0), 0U) << "the console report is there, too";
}

TEST(Check, OneRunWritesAsManyReportsAsAreAskedFor) {
  const auto mock = quick_mock({"--fault", "no-final-blank"});
  const Folder folder;
  const auto outcome = run(check(
      mock, {"--json", folder.file("a.json"), "--junit", folder.file("a.xml"), "--markdown", "-"}));
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_EQ(folder.names(), (Words{"a.json", "a.xml"}));
  EXPECT_EQ(json::parse(read_file(folder.file("a.json")))["exit_code"], 1);
  const auto junit = read_file(folder.file("a.xml"));
  EXPECT_TRUE(has(junit, "name=\"framing/final-blank-line\">\n      <failure ")) << junit;
  EXPECT_TRUE(outcome.out.starts_with("## FAIL: exit status 1, ")) << outcome.out;
  EXPECT_TRUE(has(outcome.err, "exit status 1: ")) << outcome.err;
}

TEST(Check, AReportThatCannotBeWrittenIsNoSuccess) {
  const auto mock = quick_mock();
  const auto outcome = run(check(mock, {"--json", "/dev/full"}));
  EXPECT_EQ(outcome.status, 3);
  EXPECT_TRUE(has(outcome.err, "error: --json names /dev/full, which cannot be written: No space"))
      << outcome.err;
}

TEST(Check, AClosedStdoutDoesNotPutTheReportIntoTheFile) {
  const auto mock = quick_mock();
  const Folder folder;
  const auto outcome =
      run({.words = check(mock, {"--json", folder.file("result.json")}), .without_stdout = true});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_TRUE(has(outcome.err, "error: stdout cannot be written")) << outcome.err;
  EXPECT_TRUE(json::accept(read_file(folder.file("result.json"))));
}

TEST(Check, QuietIsQuietAndVerboseSaysMore) {
  const auto mock = quick_mock();
  const auto quiet = run(check(mock, {"--quiet"}));
  EXPECT_EQ(quiet.err, "");
  const auto verbose = run(check(mock, {"--verbose"}));
  EXPECT_GT(verbose.out.size(), quiet.out.size());
  EXPECT_TRUE(has(verbose.out, "framing/final-blank-line")) << verbose.out;
}

TEST(Check, ColorIsForTerminalsUnlessAskedFor) {
  const auto mock = quick_mock();
  EXPECT_FALSE(has(run(check(mock)).out, "\x1b["));
  EXPECT_TRUE(has(run(check(mock, {"--color", "always"})).out, "\x1b["));
  EXPECT_FALSE(has(run(check(mock, {"--color", "never"})).out, "\x1b["));
}

TEST(Check, DryRunListsAndSendsNothing) {
  Process mock({.words = {"mock"}});
  ASSERT_TRUE(mock.out_has("\n"));
  const auto origin = mock.out().substr(10, mock.out().find('\n') - 10);
  const auto outcome = run({"check", origin + "/x", "--dry-run", "-d", "{}"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_TRUE(has(outcome.out, ": at most ")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "POST   reference")) << outcome.out;
  EXPECT_TRUE(has(outcome.out, "nothing was sent.\n")) << outcome.out;
  mock.signal(SIGTERM);
  const auto account = mock.wait();
  EXPECT_EQ(json::parse(account.err)["connections"]["accepted"], 0) << account.err;
}

TEST(Check, VariablesComeFromTheEnvironment) {
  const auto mock = quick_mock();
  const auto outcome = run({.words = {"check", mock.url(), "-H", "Authorization: Bearer $TOKEN"},
                            .environment = {{"TOKEN", "test-token"}}});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
}

TEST(Check, TheBodyComesFromStandardInputOrAFile) {
  const auto mock = quick_mock();
  const Folder folder;
  folder.write("body.json", "{\"content\": \"Hello\"}\n");
  EXPECT_EQ(
      run({.words = check(mock, {"-d", "-"}), .standard_input = "{\"content\":\"Hi\"}"}).status, 0);
  EXPECT_EQ(run({.words = check(mock, {"-d", "@body.json"}), .folder = folder.path()}).status, 0);
  EXPECT_EQ(run({.words = check(mock, {"-d", "-"}), .standard_input = "no json"}).status, 1);
}

TEST(Check, ADialectFileIsTaken) {
  const auto mock = quick_mock();
  const auto outcome =
      run(check(mock, {"--dialect", SSERT_SOURCE_DIR "/scenarios/dialects/conversation.json",
                       "--json", "-"}));
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["targets"][0]["dialect"]["name"], "conversation");
}

TEST(Check, MaxRequestsBoundsWhatIsSent) {
  const auto mock = quick_mock({"--fault", "get-only"});
  const auto all = json::parse(run(check(mock, {"--json", "-"})).out);
  EXPECT_EQ(all["targets"][0]["exchanges"].size(), 2U);
  const auto one = json::parse(run(check(mock, {"--json", "-", "--max-requests", "1"})).out);
  EXPECT_EQ(one["targets"][0]["exchanges"].size(), 1U);
}

TEST(Check, SecretsAreNowhere) {
  const auto mock = quick_mock();
  const Folder folder;
  const auto outcome =
      run({.words = {"check",
                     mock.url() + "?api_key=query-s3cret&room=room-s3cret",
                     "-u",
                     "me:password-s3cret",
                     "-H",
                     "X-Api-Key: key-s3cret",
                     "-H",
                     "X-Auth-Token: $TOKEN",
                     "-d",
                     "{\"content\":\"variable-s3cret\"}",
                     "--secret",
                     "room",
                     "--secret",
                     "PASSPHRASE",
                     "-v",
                     "--json",
                     folder.file("result.json"),
                     "--junit",
                     folder.file("result.xml"),
                     "--markdown",
                     folder.file("result.md")},
           .environment = {{"TOKEN", "token-s3cret"}, {"PASSPHRASE", "variable-s3cret"}}});
  EXPECT_LT(outcome.status, 2) << outcome.err;
  const auto result = read_file(folder.file("result.json"));
  ASSERT_TRUE(json::accept(result));
  const auto junit = read_file(folder.file("result.xml"));
  const auto markdown = read_file(folder.file("result.md"));
  EXPECT_TRUE(has(junit, "<testsuites") && has(markdown, "## "));
  for (const auto& text : {outcome.out, outcome.err, result, junit, markdown}) {
    EXPECT_FALSE(has(text, "s3cret")) << text;
    EXPECT_FALSE(has(text, "bWU6cGFzc3dvcmQtczNjcmV0")) << text;  // me:password-s3cret
  }
  EXPECT_TRUE(has(result, "me:***")) << result;
}

TEST(Check, SecretsAreNotInProblemsEither) {
  const auto outcome = run({"check", "https://example.com/?token=query-s3cret"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_FALSE(has(outcome.err, "s3cret")) << outcome.err;
}

TEST(Check, TheFirstInterruptReportsWhatThereIs) {
  const Mock mock({"--fault", "hang-midstream"});
  const Folder folder;
  Process process({.words = check(mock, {"--json", folder.file("result.json")})});
  ASSERT_TRUE(process.err_has("reference"));
  process.signal(SIGINT);
  const auto outcome = process.wait();
  EXPECT_EQ(outcome.status, 130);
  EXPECT_TRUE(has(outcome.out, "INTERRUPTED")) << outcome.out;
  EXPECT_EQ(folder.names(), Words{"result.json"});
  const auto result = json::parse(read_file(folder.file("result.json")));
  EXPECT_EQ(result["interrupted"], true);
  EXPECT_EQ(result["exit_code"], 130);
}

TEST(Check, AnInterruptSkipsTheTargetsThatFollow) {
  const Mock mock({"--fault", "hang-midstream"});
  Process process({.words = check(mock, {mock.url(), mock.url(), "--json", "-"})});
  ASSERT_TRUE(process.err_has("reference"));
  process.signal(SIGTERM);
  const auto outcome = process.wait();
  EXPECT_EQ(outcome.status, 130);
  EXPECT_EQ(json::parse(outcome.out)["targets"].size(), 1U);
}

TEST(Check, AKilledRunLeavesTheOldResult) {
  const Mock mock({"--fault", "hang-midstream"});
  const Folder folder;
  folder.write("result.json", "old");
  Process process({.words = check(mock, {"--json", folder.file("result.json")})});
  ASSERT_TRUE(process.err_has("reference"));
  process.signal(SIGKILL);
  EXPECT_EQ(process.wait().status, 128 + SIGKILL);
  EXPECT_EQ(read_file(folder.file("result.json")), "old");
}

TEST(Check, AStreamThatCannotBeReadHasNoVerdict) {
  const Folder folder;
  folder.write("coded",
               "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
               "Content-Encoding: br\r\n\r\nxxxx");
  const auto outcome = run({"check", "--response", folder.file("coded"), "--dialect",
                            "conversation", "--markdown", folder.file("report.md")});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_EQ(outcome.out.rfind("NO VERDICT  ", 0), 0U) << outcome.out;
  EXPECT_EQ(read_file(folder.file("report.md")).rfind("## NO VERDICT: exit status 3", 0), 0U);
}

}  // namespace
}  // namespace ssert::testing
