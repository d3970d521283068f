// `ssert mock` as scripts use it.
#include "tests/cli/process.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <regex>

namespace ssert::testing {
namespace {

TEST(MockCommand, SaysWhereItListensInItsFirstLine) {
  Process mock({.words = {"mock", "--port", "0"}});
  ASSERT_TRUE(mock.out_has("\n"));
  EXPECT_TRUE(std::regex_match(mock.out(), std::regex("listening http://127\\.0\\.0\\.1:[0-9]+\n")))
      << mock.out();
}

TEST(MockCommand, StopsCleanlyAndAccountsForItself) {
  for (const int number : {SIGTERM, SIGINT}) {
    Process mock({.words = {"mock"}});
    ASSERT_TRUE(mock.out_has("\n"));
    mock.signal(number);
    const auto outcome = mock.wait();
    EXPECT_EQ(outcome.status, 0);
    EXPECT_TRUE(nlohmann::json::accept(outcome.err)) << outcome.err;
  }
}

TEST(MockCommand, StopsWhileAStreamIsOpen) {
  Process mock({.words = {"mock", "--fault", "hang-midstream", "--stop-grace", "1ms"}});
  ASSERT_TRUE(mock.out_has("\n"));
  const auto origin = mock.out().substr(10, mock.out().find('\n') - 10);
  Process check({.words = {"check", origin + "/conversations/demo/messages/stream", "-H",
                           "Authorization: Bearer test-token"}});
  ASSERT_TRUE(check.err_has("\n"));
  mock.signal(SIGTERM);
  EXPECT_EQ(mock.wait().status, 0);
  EXPECT_EQ(check.wait().status < 128, true);
}

TEST(MockCommand, SaysThatOtherMachinesCanReachIt) {
  Process mock({.words = {"mock", "--bind", "0.0.0.0"}});
  EXPECT_TRUE(mock.err_has("note: listening on 0.0.0.0: other machines can reach this server\n"));
}

TEST(MockCommand, DrawsEachAnswerFromAMix) {
  const Mock mock(
      {"--fault-mix", "honest,honest,cut-clean", "--time-to-first", "1ms", "--gap", "1ms"});
  const auto outcome = run({"load", mock.url(), "-H", "Authorization: Bearer test-token",
                            "--dialect", "conversation", "--terminal", "required", "--readers", "4",
                            "--requests", "60", "--objective", "errors.rate < 90%", "--json", "-"});
  const auto requests = nlohmann::json::parse(outcome.out)["requests_whole_run"];
  EXPECT_GT(requests["completed"], 0) << requests;
  EXPECT_GT(requests["failed"]["TRUNCATED"], 0) << requests;
  EXPECT_EQ(requests["completed"].get<int>() + requests["failed"]["TRUNCATED"].get<int>(), 60);
}

TEST(MockCommand, AsksForTheTokenThatItWasGiven) {
  const Mock mock({"--token", "s3cret-token"});
  EXPECT_EQ(run({"check", mock.url(), "-q", "-H", "Authorization: Bearer s3cret-token"}).status, 0);
  EXPECT_EQ(run({"check", mock.url(), "-q", "-H", "Authorization: Bearer test-token"}).status, 1);
  const Mock open({"--token", ""});
  EXPECT_EQ(run({"check", open.url(), "-q"}).status, 0);
}

}  // namespace
}  // namespace ssert::testing
