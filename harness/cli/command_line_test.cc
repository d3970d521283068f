#include "cli/command_line.h"

#include <gtest/gtest.h>

namespace ssert::cli {
namespace {

using Words = std::vector<std::string>;

// Where `flag` sends its format.
std::optional<std::string> path_of(const CheckOptions& check, std::string_view flag) {
  for (std::size_t i = 0; i < output_formats().size(); ++i) {
    if (output_formats()[i].flag == flag) return check.outputs[i];
  }
  ADD_FAILURE() << "there is no format " << flag;
  return std::nullopt;
}

CheckOptions parsed_check(Words words) {
  words.insert(words.begin(), "check");
  const auto command = parse_command_line(words);
  if (!command) {
    ADD_FAILURE() << to_string(command.error());
    return {};
  }
  return std::get<CheckOptions>(*command);
}

std::string problem_of(const Words& words) {
  const auto command = parse_command_line(words);
  return command ? "no problem" : to_string(command.error());
}

TEST(ParseCheck, TakesFlagsAndUrlsInAnyOrder) {
  const auto check = parsed_check({"http://a/", "-X", "PUT", "-H", "A: b", "http://b/", "--header",
                                   "C: d", "-d", "{}", "-u", "n:p", "--json", "out.json", "-qv"});
  EXPECT_EQ(check.flags.request, (scenario::RequestFlags{.urls = {"http://a/", "http://b/"},
                                                         .method = "PUT",
                                                         .headers = {"A: b", "C: d"},
                                                         .data = "{}",
                                                         .user = "n:p"}));
  EXPECT_EQ(path_of(check, "--json"), "out.json");
  EXPECT_TRUE(check.quiet);
  EXPECT_TRUE(check.verbose);
  EXPECT_FALSE(check.dry_run);
}

TEST(ParseCheck, TakesValuesInTheSameWord) {
  const auto check = parsed_check({"-XPUT", "-HA: b", "--json=-", "-d{\"a\":[1,2]}", "http://a/"});
  EXPECT_EQ(check.flags.request.method, "PUT");
  EXPECT_EQ(check.flags.request.headers, Words{"A: b"});
  EXPECT_EQ(check.flags.request.data, "{\"a\":[1,2]}");
  EXPECT_EQ(path_of(check, "--json"), "-");
}

TEST(ParseCheck, TakesAwkwardValuesAsTheyAre) {
  EXPECT_EQ(parsed_check({"-d", "", "http://a/"}).flags.request.data, "");
  EXPECT_EQ(parsed_check({"-d", "-", "http://a/"}).flags.request.data, "-");
  EXPECT_EQ(parsed_check({"-d", "[1,2]", "http://a/"}).flags.request.data, "[1,2]");
  EXPECT_EQ(parsed_check({"-d", "\"quoted\"", "http://a/"}).flags.request.data, "\"quoted\"");
  EXPECT_EQ(parsed_check({"--data=-x", "http://a/"}).flags.request.data, "-x");
  EXPECT_EQ(parsed_check({"-d", "a,b", "http://a/"}).flags.request.data, "a,b");
  EXPECT_EQ(parsed_check({"--data=", "http://a/"}).flags.request.data, "");
  EXPECT_EQ(parsed_check({"--total-timeout", "-5s", "http://a/"}).flags.total_timeout, "-5s");
  EXPECT_EQ(parsed_check({"[::1]"}).flags.request.urls, Words{"[::1]"});
  EXPECT_EQ(parsed_check({"-H", "[a: b]", "http://a/"}).flags.request.headers, Words{"[a: b]"});
  EXPECT_EQ(parsed_check({"-H", "a,b: c", "http://a/"}).flags.request.headers, Words{"a,b: c"});
}

TEST(ParseCheck, AHeaderTakesOneWordOnly) {
  const auto check = parsed_check({"-H", "A: b", "http://a/"});
  EXPECT_EQ(check.flags.request.headers, Words{"A: b"});
  EXPECT_EQ(check.flags.request.urls, Words{"http://a/"});
}

TEST(ParseCheck, ReadsEachFlagIntoItsPlace) {
  const auto check = parsed_check({"--dialect",
                                   "1",
                                   "--terminal",
                                   "2",
                                   "--max-requests",
                                   "3",
                                   "--connect-timeout",
                                   "4",
                                   "--head-timeout",
                                   "5",
                                   "--first-token-timeout",
                                   "6",
                                   "--gap-timeout",
                                   "7",
                                   "--total-timeout",
                                   "8",
                                   "--max-response",
                                   "9",
                                   "--fail-on",
                                   "10",
                                   "--secret",
                                   "11",
                                   "--secret",
                                   "12",
                                   "--wait",
                                   "13",
                                   "--only",
                                   "14",
                                   "--only",
                                   "15",
                                   "--skip",
                                   "16",
                                   "--allow-host",
                                   "17",
                                   "--color",
                                   "never",
                                   "--dry-run",
                                   "http://a/"});
  scenario::CheckFlags flags{.request = {.urls = {"http://a/"}},
                             .dialect = "1",
                             .terminal = "2",
                             .max_requests = "3",
                             .connect_timeout = "4",
                             .head_timeout = "5",
                             .first_token_timeout = "6",
                             .gap_timeout = "7",
                             .total_timeout = "8",
                             .max_response = "9",
                             .fail_on = "10",
                             .wait = "13",
                             .only = {"14", "15"},
                             .skip = {"16"},
                             .allow_hosts = {"17"},
                             .secrets = {"11", "12"}};
  EXPECT_EQ(check, (CheckOptions{.flags = flags, .color = ColorMode::never, .dry_run = true}));
}

TEST(ParseCheck, LeavesACurlCommandWhole) {
  const auto check =
      parsed_check({"--dialect", "generic", "--", "curl", "-k", "--json", "{}", "--", "http://a/"});
  EXPECT_EQ(check.flags.dialect, "generic");
  EXPECT_EQ(check.flags.curl, (Words{"curl", "-k", "--json", "{}", "--", "http://a/"}));
  EXPECT_EQ(path_of(check, "--json"), std::nullopt);
}

TEST(ParseCheck, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(problem_of({"check", "--dialct", "x", "http://a/"}),
            "--dialct is not an option of ssert check\n"
            "  expected: --dialect; ssert check --help shows all");
  EXPECT_EQ(problem_of({"check", "--dial=secret", "http://a/"}),
            "--dial is not an option of ssert check\n"
            "  expected: --dialect; ssert check --help shows all");
  EXPECT_EQ(problem_of({"check", "-Z", "http://a/"}),
            "-Z is not an option of ssert check\n"
            "  expected: one of those that ssert check --help shows");
}

TEST(ParseCheck, RefusesAFlagWithoutItsValueOrGivenTwice) {
  EXPECT_EQ(problem_of({"check", "http://a/", "--json"}),
            "--json stands without its value\n  expected: its value after it");
  EXPECT_EQ(problem_of({"check", "http://a/", "--json", "--quiet"}),
            "--json stands without its value\n  expected: its value after it");
  EXPECT_EQ(problem_of({"check", "http://a/", "-d", "a", "--data", "b"}),
            "--data is given 2 times\n  expected: it once");
}

TEST(ParseCheck, RefusesAValueForASwitch) {
  EXPECT_NE(problem_of({"check", "--quiet=loud", "http://a/"}), "no problem");
}

TEST(ParseMock, ReadsEachFlagIntoItsPlace) {
  const Words words{"mock", "--port",       "1",      "--bind",        "2",  "--token",
                    "",     "--seed",       "4",      "--tokens",      "5",  "--time-to-first",
                    "6",    "--gap",        "7",      "--fault",       "8",  "--script",
                    "9",    "--stop-grace", "10",     "--max-streams", "11", "--max-connections",
                    "12",   "--no-done",    "--hold", "--stamps"};
  const auto command = parse_command_line(words);
  ASSERT_TRUE(command) << to_string(command.error());
  EXPECT_EQ(std::get<MockFlags>(*command), (MockFlags{.port = "1",
                                                      .bind = "2",
                                                      .token = "",
                                                      .seed = "4",
                                                      .tokens = "5",
                                                      .time_to_first = "6",
                                                      .gap = "7",
                                                      .fault = "8",
                                                      .script = "9",
                                                      .stop_grace = "10",
                                                      .max_streams = "11",
                                                      .max_connections = "12",
                                                      .no_done = true,
                                                      .hold = true,
                                                      .stamps = true}));
}

TEST(ParseListAndExplain, TakeTheirWord) {
  const auto list = parse_command_line(Words{"list", "rules"});
  ASSERT_TRUE(list) << to_string(list.error());
  EXPECT_EQ(std::get<ListOptions>(*list).what, "rules");
  const auto explain = parse_command_line(Words{"explain", "F-06"});
  ASSERT_TRUE(explain) << to_string(explain.error());
  EXPECT_EQ(std::get<ExplainOptions>(*explain).rule, "F-06");
  EXPECT_EQ(problem_of({"explain"}),
            "ssert explain has no rule\n"
            "  expected: ssert explain RULE, as in ssert explain framing/final-blank-line");
}

TEST(ParseCommandLine, NamesTheNearestCommand) {
  EXPECT_EQ(problem_of({"chekc", "http://a/"}),
            "\"chekc\" is not a command of ssert\n  expected: check; ssert --help says more");
  EXPECT_EQ(problem_of({"http://a/"}),
            "\"http://a/\" stands where a command should\n  expected: ssert check URL");
}

TEST(ParseCommandLine, ShowsTextsWithoutDoingAnything) {
  for (const Words& words :
       {Words{"--help"}, Words{"-h"}, Words{"help"}, Words{"--version"}, Words{"check", "--help"},
        Words{"check", "-h", "--json"}, Words{"help", "mock"}}) {
    const auto command = parse_command_line(words);
    if (words.back() == "--json") {
      EXPECT_FALSE(command);
      continue;
    }
    ASSERT_TRUE(command) << to_string(command.error());
    EXPECT_TRUE(std::holds_alternative<ShowText>(*command)) << words.front();
  }
  EXPECT_TRUE(std::holds_alternative<NothingAsked>(*parse_command_line(Words{})));
}

}  // namespace
}  // namespace ssert::cli
