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
  EXPECT_EQ(
      problem_of(flags),
      "-- is followed by a curl command, and a URL, a scenario file, -X, -H, -d or -u stands in "
      "front of it\n"
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

// What a scenario file and flags make together. mine.json is in the folder f.
Targets targets_of(const std::string& file, CheckFlags flags = {}) {
  auto with_file = tables;
  with_file.files["f/mine.json"] = file;
  with_file.files["f/dialect.json"] = "nonsense";
  if (flags.request.urls.empty()) flags.request.urls = {"f/mine.json"};
  auto targets = targets_from(flags, table_inputs(with_file));
  if (targets) return *std::move(targets);
  return {.scenarios = {}, .notes = {to_string(targets.error())}};
}

const std::string small_file = R"({"scenario_format": 1, "name": "small", "url": "http://h/x",
    "method": "PUT", "headers": {"X-A": "file", "X-B": "file", "Authorization": "Bearer file1234"},
    "body": {"a": 1}, "max_requests": 3, "only": ["a"], "allow_hosts": ["h", "other"],
    "timeouts": {"gap": "1s", "head": "2s"}, "fail_on": "warn"})";

TEST(TargetsFrom, AScenarioFileIsATarget) {
  const auto targets = targets_of(R"({"scenario_format": 1, "url": "http://h/x", "body": [1]})");
  ASSERT_EQ(targets.scenarios.size(), 1U) << targets.notes.front();
  const auto& scenario = targets.scenarios.front();
  EXPECT_EQ(scenario.url, "http://h/x");
  EXPECT_EQ(scenario.name, "http://h/x");
  EXPECT_EQ(scenario.method, "POST");
  EXPECT_EQ(scenario.content, "[1]");
  EXPECT_EQ(scenario.fields, (http::FieldSection{{"Content-Type", "application/json"}}));
  EXPECT_EQ(scenario.waits, base::WaitLimits{});
}

TEST(TargetsFrom, FlagsGoOverTheFile) {
  CheckFlags flags;
  flags.request = {.urls = {"f/mine.json"},
                   .method = "POST",
                   .headers = {"x-b: flag", "X-C: flag"},
                   .data = "{{id}}",
                   .user = "me:password"};
  flags.max_requests = "5";
  flags.gap_timeout = "9s";
  flags.fail_on = "fail";
  flags.allow_hosts = {"h"};
  flags.wait = "3s";
  const auto targets = targets_of(small_file, flags);
  ASSERT_EQ(targets.scenarios.size(), 0U) << "no glob is known here";
  EXPECT_EQ(targets.notes.front().rfind("f/mine.json:3: /only/0 is \"a\"", 0), 0U)
      << targets.notes.front();

  auto file = small_file;
  file.replace(file.find(R"("only": ["a"], )"), 15, "");
  const auto scenario = targets_of(file, flags).scenarios.at(0);
  EXPECT_EQ(scenario.name, "small");
  EXPECT_EQ(scenario.method, "POST");
  const http::FieldSection fields{{"X-A", "file"},
                                  {"x-b", "flag"},
                                  {"X-C", "flag"},
                                  {"Content-Type", "application/json"},
                                  {"Authorization", "Basic bWU6cGFzc3dvcmQ="}};
  EXPECT_EQ(scenario.fields, fields);
  EXPECT_EQ(scenario.content, "{{id}}");
  EXPECT_EQ(scenario.content_references, std::nullopt) << "what -d gives is sent as it is";
  EXPECT_EQ(scenario.max_requests, 5);
  EXPECT_EQ(scenario.waits.gap, 9s);
  EXPECT_EQ(scenario.waits.head, 2s);
  EXPECT_EQ(scenario.fail_on, FailOn::fail);
  EXPECT_EQ(scenario.allow_hosts, std::vector<std::string>{"h"});
  EXPECT_EQ(scenario.wait, 3s);
}

TEST(TargetsFrom, AHeaderFlagTakesTheFilesFieldOut) {
  CheckFlags flags;
  flags.request.headers = {"X-A:"};
  const auto scenario =
      targets_of(R"({"scenario_format": 1, "url": "http://h/", "headers": {"X-A": "1"}})", flags)
          .scenarios.at(0);
  EXPECT_EQ(scenario.fields, http::FieldSection{});
  EXPECT_EQ(scenario.fields_left_out, std::vector<std::string>{"X-A"});
}

TEST(TargetsFrom, FilesAndUrlsStandInTheirOrder) {
  CheckFlags flags;
  flags.request.urls = {"http://a/", "f/mine.json", "http://b/"};
  const auto targets =
      targets_of(R"({"scenario_format": 1, "targets": [{"url": "http://c/"}, {"url": "http://d/"}],
                     "headers": {"X-Api-Key": "file-secret"}})",
                 flags);
  ASSERT_EQ(targets.scenarios.size(), 4U) << targets.notes.front();
  std::string urls;
  for (const auto& scenario : targets.scenarios) {
    urls += scenario.url + " ";
    EXPECT_EQ(scenario.secrets, std::vector<std::string>{"file-secret"}) << "hidden everywhere";
  }
  EXPECT_EQ(urls, "http://a/ http://c/ http://d/ http://b/ ");
  EXPECT_EQ(targets.scenarios[0].fields, http::FieldSection{});
}

TEST(TargetsFrom, TheUserOfAUrlDoesNotReachAFilesTarget) {
  CheckFlags flags;
  flags.request.urls = {"http://me:password@a/", "f/mine.json"};
  const auto targets = targets_of(R"({"scenario_format": 1, "url": "http://c/"})", flags);
  EXPECT_TRUE(targets.scenarios.empty());
  EXPECT_NE(targets.notes.front().find("must not learn the password"), std::string::npos)
      << targets.notes.front();
}

TEST(TargetsFrom, AHostThatIsNotAllowedIsRefusedWithItsPlace) {
  const std::string head = R"({"scenario_format": 1, "allow_hosts": ["h"], )";
  EXPECT_EQ(targets_of(head + R"("url": "http://localhost:1/", "before": [{"url": "http://h/"}]})")
                .scenarios.size(),
            1U);
  EXPECT_EQ(targets_of(head + R"("url": "http://evil/"})").notes.front(),
            "f/mine.json:1: /url leads to evil, which the list of allowed hosts does not have\n"
            "  expected: --allow-host evil, or a target on this machine");
  EXPECT_EQ(targets_of(head + R"("url": "http://h/", "before": [{"url": "http://evil/"}]})")
                .notes.front()
                .rfind("f/mine.json:1: /before/0/url leads to evil", 0),
            0U);
  EXPECT_EQ(targets_of(head + R"("url": "http://h/", "after": [{"url": "http://evil/"}]})")
                .notes.front()
                .rfind("f/mine.json:1: /after/0/url leads to evil", 0),
            0U);
  auto flags = with_url("http://evil/");
  flags.allow_hosts = {"h"};
  EXPECT_EQ(problem_of(flags).rfind("URL leads to evil", 0), 0U) << problem_of(flags);
}

TEST(TargetsFrom, ASecretHostThatIsNotAllowedIsNotShown) {
  auto with_secret = tables;
  with_secret.variables["HOST_TOKEN"] = "host-s3cret";
  auto flags = with_url("http://$HOST_TOKEN/");
  flags.allow_hosts = {"h"};
  const auto targets = targets_from(flags, table_inputs(with_secret));
  ASSERT_FALSE(targets);
  EXPECT_EQ(targets.error().what, "leads to ***, which the list of allowed hosts does not have");
  EXPECT_EQ(to_string(targets.error()).find("s3cret"), std::string::npos);
}

TEST(TargetsFrom, AListOfHostsOfFlagsStandsInPlaceOfTheFiles) {
  CheckFlags flags;
  flags.allow_hosts = {"other"};
  const auto targets =
      targets_of(R"({"scenario_format": 1, "url": "http://h/", "allow_hosts": ["h"]})", flags);
  EXPECT_TRUE(targets.scenarios.empty());
}

TEST(TargetsFrom, ASecretFlagMayNameWhatOneFileHas) {
  CheckFlags flags;
  flags.secrets = {"room"};
  const auto targets = targets_of(R"({"scenario_format": 1, "url": "http://h/?room=secret1",
      "before": [{"url": "http://h/", "capture": {"room": "/id"}}]})",
                                  flags);
  ASSERT_EQ(targets.scenarios.size(), 1U) << targets.notes.front();
  EXPECT_EQ(targets.scenarios[0].secrets, std::vector<std::string>{"secret1"});
  EXPECT_TRUE(targets.scenarios[0].set_up.before.at(0).captures.at(0).secret);
}

TEST(TargetsFrom, AScenarioFileBesideACurlCommandIsRefused) {
  CheckFlags flags;
  flags.curl = {"curl", "http://h/"};
  EXPECT_TRUE(targets_of(small_file,
                         [&] {
                           flags.request.urls = {"f/mine.json"};
                           return flags;
                         }())
                  .scenarios.empty());
}

}  // namespace
}  // namespace ssert::scenario
