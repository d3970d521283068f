#include "scenario/check_flags.h"

#include "scenario/table_inputs.h"

#include <gtest/gtest.h>

namespace ssert::scenario {
namespace {

using namespace std::chrono_literals;

const Tables tables{.variables = {{"GREETING", "good morning"}},
                    .files = {{"./broken.json", "nonsense"}}};

CheckFlags with_url(std::string url) { return {.request = {.urls = {std::move(url)}}}; }

std::string problem_of(const CheckFlags& flags) {
  const auto targets = targets_from(flags, table_inputs(tables));
  return targets ? "no problem" : to_string(targets.error());
}

Scenario only_target(const CheckFlags& flags) {
  const auto targets = targets_from(flags, table_inputs(tables));
  if (!targets || targets->scenarios.size() != 1) {
    ADD_FAILURE() << (targets ? "not one target" : to_string(targets.error()));
    return {};
  }
  return targets->scenarios.front();
}

TEST(TargetsFrom, AUrlAloneHasTheDefaults) {
  const auto scenario = only_target(with_url("localhost:3001/x"));
  EXPECT_EQ(scenario.url, "http://localhost:3001/x");
  EXPECT_EQ(scenario.name, "http://localhost:3001/x");
  EXPECT_EQ(scenario.method, "POST");
  EXPECT_EQ(scenario.waits, base::WaitLimits{});
  EXPECT_EQ(scenario.max_requests, base::limits::requests_per_check);
  EXPECT_EQ(scenario.fail_on, FailOn::fail);
  EXPECT_FALSE(scenario.dialect);
  EXPECT_FALSE(scenario.terminal);
}

TEST(TargetsFrom, MapsEachFlagToItsPlace) {
  auto flags = with_url("http://h/");
  flags.terminal = "required";
  flags.max_requests = "3";
  flags.connect_timeout = "1s";
  flags.head_timeout = "2s";
  flags.first_token_timeout = "3s";
  flags.gap_timeout = "4s";
  flags.total_timeout = "5s";
  flags.max_response = "1MiB";
  flags.fail_on = "not-shown";
  const auto scenario = only_target(flags);
  EXPECT_EQ(scenario.terminal, dialect::TerminalMode::required);
  EXPECT_EQ(scenario.max_requests, 3);
  EXPECT_EQ(scenario.waits.connect, 1s);
  EXPECT_EQ(scenario.waits.head, 2s);
  EXPECT_EQ(scenario.waits.first, 3s);
  EXPECT_EQ(scenario.waits.gap, 4s);
  EXPECT_EQ(scenario.waits.total, 5s);
  EXPECT_EQ(scenario.sizes.response, 1024U * 1024U);
  EXPECT_EQ(scenario.fail_on, FailOn::not_shown);
}

TEST(TargetsFrom, ManyUrlsAreManyTargets) {
  const auto targets =
      targets_from({.request = {.urls = {"http://a/", "http://b/"}}}, table_inputs());
  ASSERT_TRUE(targets) << to_string(targets.error());
  ASSERT_EQ(targets->scenarios.size(), 2U);
  EXPECT_EQ(targets->scenarios[0].url, "http://a/");
  EXPECT_EQ(targets->scenarios[1].url, "http://b/");
}

TEST(TargetsFrom, TakesADialectOfOursByItsName) {
  auto flags = with_url("http://h/");
  flags.dialect = "conversation";
  const auto scenario = only_target(flags);
  ASSERT_TRUE(scenario.dialect);
  EXPECT_EQ(scenario.dialect->name, "conversation");
  EXPECT_EQ(scenario.dialect_how, "--dialect conversation");
}

TEST(TargetsFrom, NamesTheNearestDialect) {
  auto flags = with_url("http://h/");
  flags.dialect = "conversatoin";
  EXPECT_EQ(problem_of(flags),
            "--dialect is \"conversatoin\", which is not one of ours\n  expected: conversation, or "
            "a file: ./NAME.json");
}

TEST(TargetsFrom, SaysWhatIsWrongWithADialectFile) {
  auto flags = with_url("http://h/");
  flags.dialect = "./gone.json";
  EXPECT_EQ(problem_of(flags),
            "--dialect names ./gone.json, which is not there\n  expected: a file");
  flags.dialect = "./broken.json";
  EXPECT_EQ(problem_of(flags).find("./broken.json:1"), 0U) << problem_of(flags);
}

TEST(TargetsFrom, ACurlCommandStandsAlone) {
  auto flags = with_url("http://h/");
  flags.curl = {"curl", "http://h/"};
  EXPECT_EQ(problem_of(flags),
            "-- is followed by a curl command, and a URL, -X, -H, -d or -u stands in front of it\n"
            "  expected: the request in one of the two places");
}

TEST(TargetsFrom, FlagsGoBeforeTheLimitsOfACurlCommand) {
  CheckFlags flags{.curl = {"curl", "-m", "9", "--connect-timeout", "8", "http://h/"}};
  flags.total_timeout = "2s";
  const auto scenario = only_target(flags);
  EXPECT_EQ(scenario.waits.total, 2s);
  EXPECT_EQ(scenario.waits.connect, 8s);
}

TEST(TargetsFrom, HidesWhatSecretNamesWhereverItStands) {
  auto flags = with_url("http://h/?room=blue-room");
  flags.request.headers = {"X-Tenant: tenant-7"};
  flags.secrets = {"GREETING", "x-tenant", "room"};
  EXPECT_EQ(only_target(flags).secrets,
            (std::vector<std::string>{"good morning", "blue-room", "tenant-7"}));
}

TEST(TargetsFrom, RefusesASecretThatNamesNothing) {
  auto flags = with_url("http://h/");
  flags.secrets = {"s3cret"};
  EXPECT_EQ(problem_of(flags),
            "--secret names no header of the request, no parameter of the URL and no environment "
            "variable that is set\n  expected: one of these names; the secret "
            "itself never stands here");
}

TEST(TargetsFrom, ShowsNoSecretInTheName) {
  const auto scenario = only_target(with_url("http://me:pass-word@h/?token=abcdef"));
  EXPECT_EQ(scenario.url, "http://h/?token=abcdef");
  EXPECT_EQ(scenario.name, "http://h/?token=***");
  auto flags = with_url("http://h/?room=blue-room");
  flags.secrets = {"room"};
  EXPECT_EQ(only_target(flags).name, "http://h/?room=***");
}

TEST(TargetsFrom, NotesASecretThatCannotBeLookedFor) {
  auto flags = with_url("http://h/");
  flags.request.headers = {"Authorization: Bearer x"};
  const auto targets = targets_from(flags, table_inputs());
  ASSERT_TRUE(targets) << to_string(targets.error());
  EXPECT_EQ(targets->notes,
            (std::vector<std::string>{"the value of Authorization is too short to be looked for in "
                                      "answers; it is hidden on the command line only"}));
}

TEST(TargetsFrom, RefusesWordsAndNumbersThatMeanNothing) {
  auto flags = with_url("http://h/");
  flags.terminal = "maybe";
  EXPECT_EQ(problem_of(flags), "--terminal is \"maybe\"\n  expected: required, optional or none");
  flags = with_url("http://h/");
  flags.fail_on = "always";
  EXPECT_EQ(problem_of(flags),
            "--fail-on is \"always\"\n  expected: fail, warn, not-shown or inconclusive");
  flags = with_url("http://h/");
  flags.max_requests = "0";
  EXPECT_EQ(problem_of(flags),
            "--max-requests is \"0\"\n  expected: a whole number from 1 to 1,000");
}

TEST(FailOnWords, ReadBackAsThemselves) {
  for (const auto fail_on : {FailOn::fail, FailOn::warn, FailOn::not_shown, FailOn::inconclusive})
    EXPECT_EQ(fail_on_from(to_string(fail_on)), fail_on);
  EXPECT_EQ(fail_on_from("not_shown"), std::nullopt);
}

}  // namespace
}  // namespace ssert::scenario
