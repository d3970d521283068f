// `ssert load SCENARIO.json`: the file says how much, flags go over it, set-up comes first.
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>

namespace ssert::testing {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

const std::string examples = SSERT_SOURCE_DIR "/scenarios/load/";

// Without any objective, a machine that is too slow to measure by is exit status 3.
const std::string no_error = "errors.count == 0";

// The mock server, and a folder with a scenario in it.
class LoadRun {
 public:
  explicit LoadRun(Words mock_options = {"--time-to-first", "1ms", "--gap", "1ms"})
      : mock_(std::move(mock_options)) {}

  void write(const json& load, json members = {}) {
    members["scenario_format"] = 1;
    members.emplace("url", "$CHAT_URL/conversations/demo/messages/stream");
    members.emplace("headers", authorization());
    if (!load.is_null()) members["load"] = load;
    folder_.write("scenario.json", members.dump(1));
  }
  Outcome run_command(const std::string& command, const std::string& file, Words more) const {
    more.insert(more.begin(), {command, file});
    return run({.words = std::move(more),
                .environment = {{"CHAT_URL", mock_.origin()}, {"CHAT_TOKEN", "test-token"}},
                .folder = folder_.path()});
  }
  Outcome load(Words more = {}) const { return run_command("load", "scenario.json", more); }
  json result(Words more = {}) const {
    more.insert(more.end(), {"--json", "-"});
    const auto outcome = load(more);
    EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
    return json::parse(outcome.out, nullptr, false);
  }
  static json authorization() { return {{"Authorization", "Bearer $CHAT_TOKEN"}}; }
  const Folder& folder() const { return folder_; }

 private:
  Mock mock_;
  Folder folder_;
};

TEST(LoadScenario, ExamplesOfOursArePlannedAsTheyStand) {
  const LoadRun run;
  int count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(examples)) {
    const auto outcome = run.run_command("load", entry.path().string(), {"--dry-run"});
    EXPECT_EQ(outcome.status, 0) << entry.path() << outcome.err;
    EXPECT_TRUE(has(outcome.out, "nothing was sent.")) << outcome.out;
    ++count;
  }
  EXPECT_GE(count, 2);
}

// Shortened, and by an objective that no slow machine misses.
TEST(LoadScenario, ExamplesOfOursPassAgainstTheMock) {
  const LoadRun run;
  for (const auto& entry : std::filesystem::directory_iterator(examples)) {
    const auto outcome = run.run_command(
        "load", entry.path().string(),
        {"--warm-up", "0", "--requests", "30", "--objective", no_error, "--json", "-"});
    EXPECT_EQ(outcome.status, 0) << entry.path() << outcome.out << outcome.err;
    const auto result = json::parse(outcome.out);
    EXPECT_EQ(result["requests_whole_run"]["completed"], 30) << entry.path();
  }
}

TEST(LoadScenario, TheFileSaysHowMuch) {
  LoadRun run;
  run.write({{"readers", 3}, {"requests", 9}, {"seed", 11}, {"objectives", {no_error}}});
  const auto result = run.result();
  EXPECT_EQ(result["requests_whole_run"]["completed"], 9);
  EXPECT_EQ(result["plan"]["seed"], 11) << result["plan"];
  ASSERT_EQ(result["objectives"].size(), 1U);
  EXPECT_EQ(result["objectives"][0]["expression"], no_error);
  EXPECT_LE(result["rates"]["in_flight_max"], 3);
}

TEST(LoadScenario, AFlagGoesOverItsMember) {
  LoadRun run;
  run.write({{"readers", 3}, {"requests", 9}, {"objectives", {no_error}}});
  const auto result = run.result({"--requests", "4", "--objective", "errors.rate < 1%"});
  EXPECT_EQ(result["requests_whole_run"]["completed"], 4);
  ASSERT_EQ(result["objectives"].size(), 1U);
  EXPECT_EQ(result["objectives"][0]["expression"], "errors.rate < 1%");
  const auto open = run.result({"--rate", "400/s"});
  EXPECT_EQ(open["requests_whole_run"]["completed"], 9);
  EXPECT_EQ(open["plan"]["model"].get<std::string>().rfind("open, 400 requests/s", 0), 0U)
      << "in place of the file's model";
}

TEST(LoadScenario, AnObjectiveOfTheFileMayEndTheRun) {
  LoadRun run({"--time-to-first", "1ms", "--gap", "1ms", "--fault", "cut-clean"});
  run.write({{"rate", "50/s"},
             {"duration", "10m"},
             {"objectives", {{{"objective", "errors.count < 5"}, {"abort_on_fail", true}}}}},
            {{"terminal", "required"}, {"dialect", "conversation"}});
  const auto outcome = run.load({"--json", "-"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_EQ(json::parse(outcome.out)["aborted_by"], "errors.count < 5");
}

TEST(LoadScenario, AConversationIsCreatedAndThenLoaded) {
  LoadRun run;
  run.write(
      {{"readers", 2}, {"requests", 6}, {"objectives", {no_error}}},
      {{"url", "$CHAT_URL/conversations/{{id}}/messages/stream"},
       {"body", {{"content", "Hello, {{id}}"}}},
       {"before",
        {{{"url", "$CHAT_URL/conversations"},
          {"headers", LoadRun::authorization()},
          {"body", {{"title", "loaded"}}},
          {"capture", {{"id", "/id"}}}}}},
       {"after",
        {{{"url", "$CHAT_URL/conversations/{{id}}"}, {"headers", LoadRun::authorization()}}}}});
  const auto outcome = run.load({"--json", "-"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  const auto result = json::parse(outcome.out);
  EXPECT_EQ(result["requests_whole_run"]["completed"], 6);
  EXPECT_TRUE(has(outcome.out, "/conversations/conversation-1/messages/stream")) << result["plan"];
  EXPECT_FALSE(has(outcome.err, "note: after")) << outcome.err;
}

TEST(LoadScenario, AFailedSetUpSendsNoLoad) {
  LoadRun run;
  run.write({{"readers", 2}, {"requests", 6}},
            {{"before", {{{"url", "$CHAT_URL/nothing-there"}}}}});
  const auto outcome = run.load();
  EXPECT_EQ(outcome.status, 3) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.err, "no load was sent")) << outcome.err;
}

TEST(LoadScenario, AFileWithoutLoadNeedsTheFlags) {
  LoadRun run;
  run.write(nullptr);
  const auto outcome = run.load();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(has(outcome.err, "--rate and --readers are missing")) << outcome.err;
  EXPECT_EQ(run.result({"--readers", "1", "--requests", "2", "--objective",
                        no_error})["requests_whole_run"]["completed"],
            2);
}

TEST(LoadScenario, ACheckDoesNothingWithLoad) {
  LoadRun run;
  run.write({{"readers", 2}, {"objectives", {"no objective at all"}}});
  EXPECT_EQ(run.run_command("check", "scenario.json", {}).status, 0);
}

TEST(LoadScenario, AnObjectiveIsRefusedWithItsPlaceInTheFile) {
  LoadRun run;
  run.write({{"rate", "20/s"},
             {"duration", "10s"},
             {"objectives", {"errors.rate < 1%", "tfft.p50 < 1s"}}});
  const auto unknown = run.load();
  EXPECT_EQ(unknown.status, 2);
  EXPECT_EQ(unknown.err.rfind("error: scenario.json:9: /load/objectives/1 ", 0), 0U) << unknown.err;
  EXPECT_TRUE(has(unknown.err, "ttft")) << unknown.err;
  run.write({{"rate", "20/s"}, {"duration", "10s"}, {"objectives", {"ttft.p99 < 1s"}}});
  const auto few = run.load();
  EXPECT_EQ(
      few.err,
      "error: scenario.json:8: /load/objectives/0 \"ttft.p99 < 1s\" needs 1,000 requests, and "
      "200 are due in the window\n"
      "  expected: a longer duration, a higher rate, or a lower percentile\n"
      "  nothing was sent.\n");
}

TEST(LoadScenario, AWrongRateIsRefusedWithItsPlace) {
  LoadRun run;
  run.write({{"rate", -5}});
  const auto outcome = run.load();
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "error: scenario.json:6: /load/rate is -5\n"
            "  expected: requests per second, above 0 and at most 100000: 20/s, 0.5/s, or 30/m\n"
            "  nothing was sent.\n");
}

TEST(LoadScenario, SeveralTargetsAreRefused) {
  LoadRun run;
  run.folder().write("two.json", R"({"scenario_format": 1, "load": {"readers": 1}, "targets": [
      {"url": "http://127.0.0.1:9/a"}, {"url": "http://127.0.0.1:9/b"}]})");
  const auto outcome = run.run_command("load", "two.json", {});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_TRUE(has(outcome.err, "two.json has several targets")) << outcome.err;
}

}  // namespace
}  // namespace ssert::testing
