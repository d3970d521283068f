// The reader of scenario files: good files are read, bad ones are refused with words that help.
// scenarios/invalid: one fault a file, the expected error beside it (UPDATE_GOLDENS=1 rewrites it).
#include "scenario/scenario_file.h"

#include "scenario/table_inputs.h"
#include "scenario/thresholds.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <set>

namespace ssert::scenario {
namespace {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

using ssert::testing::expect_golden;
using ssert::testing::read_file;

const fs::path scenarios = fs::path(SSERT_SOURCE_DIR) / "scenarios";

std::vector<fs::path> json_files(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<fs::path> valid_files() {
  auto files = json_files(scenarios / "conversation");
  for (const auto& file : json_files(scenarios / "load")) files.push_back(file);
  return files;
}

// Variables that the files in scenarios/ name, rules and probes, and files beside the scenario.
Inputs inputs_beside(const fs::path& folder) {
  auto inputs = table_inputs({.variables = {{"CHAT_URL", "http://127.0.0.1:3001"},
                                            {"OLD_URL", "http://127.0.0.1:3001"},
                                            {"NEW_URL", "http://localhost:3002"},
                                            {"CHAT_TOKEN", "token-s3cret"},
                                            {"STAGE", "stage-s3cret"}},
                              .files = {{"token.txt", "file-s3cret\n"},
                                        {"folder/token.txt", "file-s3cret\r\n"},
                                        {"folder/body.bin", "{{id}}\n"}}});
  inputs.selectable_names = {"framing/final-blank-line", "head/post-accepted", "reference",
                             "get-same-url"};
  const auto table = inputs.file;
  inputs.file = [=](const std::string& path, std::string_view where) {
    const auto text = read_file(folder / path);
    return text.empty() ? table(path, where) : base::text_result(text);
  };
  return inputs;
}

std::string error_of(const fs::path& file) {
  const auto read = read_scenario_file(read_file(file), file.filename().string(),
                                       inputs_beside(file.parent_path()));
  return read ? "was read\n" : base::to_string(read.error()) + "\n";
}

FileScenario read(std::string_view text, std::string_view name = "mine.json") {
  auto file = read_scenario_file(text, name, inputs_beside("/nowhere"));
  if (file) return *std::move(file);
  ADD_FAILURE() << to_string(file.error());
  return {};
}

// A scenario file with `members` beside its format and its URL.
FileScenario read_members(const std::string& members) {
  return read(R"({"scenario_format": 1, "url": "http://127.0.0.1:3001/x", )" + members + "}");
}

std::string problem_of(const std::string& members) {
  const auto file = read_scenario_file(
      R"({"scenario_format": 1, "url": "http://127.0.0.1:3001/x", )" + members + "}", "mine.json",
      inputs_beside("/nowhere"));
  return file ? "was read" : to_string(file.error());
}

class Invalid : public ::testing::TestWithParam<std::string> {};

TEST_P(Invalid, FileIsRefusedWithTheErrorBesideIt) {
  const auto folder = scenarios / "invalid" / GetParam();
  const auto files = json_files(folder);
  ASSERT_GT(files.size(), 40U);
  for (const auto& file : files) {
    const auto error = error_of(file);
    EXPECT_NE(error, "was read\n") << file;
    EXPECT_EQ(error.rfind(file.filename().string() + ":", 0), 0U) << error;
    EXPECT_EQ(std::count(error.begin(), error.end(), '\n'), 2) << error;
    EXPECT_EQ(error.find("t0psecret"), std::string::npos) << error;
    EXPECT_EQ(error.find("hunter2"), std::string::npos) << error;
    EXPECT_EQ(error.find("token-s3cret"), std::string::npos) << error;
    auto expected = fs::relative(file, SSERT_SOURCE_DIR);
    expect_golden(error, expected.replace_extension(".expected").string());
  }
}

TEST_P(Invalid, ExpectedErrorHasItsFile) {
  for (const auto& entry : fs::directory_iterator(scenarios / "invalid" / GetParam())) {
    auto file = entry.path();
    EXPECT_TRUE(fs::exists(file.replace_extension(".json"))) << entry.path();
  }
}

INSTANTIATE_TEST_SUITE_P(Scenario, Invalid, ::testing::Values("schema", "meaning"),
                         [](const auto& one) { return one.param; });

TEST(ScenarioFile, OfOursAreAllRead) {
  ASSERT_GE(valid_files().size(), 5U);
  for (const auto& file : valid_files()) EXPECT_EQ(error_of(file), "was read\n") << file;
}

TEST(ScenarioFile, ALoadIsReadWhole) {
  const auto file = read(R"({"scenario_format": 1, "url": "http://h/", "load": {
    "rate": "30/m", "arrivals": "poisson", "in_flight_max": 9, "warm_up": "0s", "duration": "1m",
    "drain": "5s", "requests": 100, "seed": 11, "reuse_connections": false, "why": "a comment",
    "objectives": ["ttft.p99 < 1s",
                   {"objective": "errors.rate < 1%",
                    "abort_on_fail": true}]}})");
  const LoadShape shape{
      .model =
          OpenModel{
              .per_second = 0.5, .arrivals = OpenModel::Arrivals::poisson, .in_flight_max = 9},
      .warm_up = 0s,
      .window = 60s,
      .requests_max = 100,
      .drain = 5s,
      .reuse_connections = false,
      .seed = 11,
      .objectives = {{.text = "ttft.p99 < 1s", .where = "mine.json:4: /load/objectives/0"},
                     {.text = "errors.rate < 1%",
                      .where = "mine.json:5: /load/objectives/1/objective",
                      .abort_on_fail = true}}};
  ASSERT_TRUE(file.common.load.has_value());
  EXPECT_EQ(*file.common.load, shape);
}

TEST(ScenarioFile, ALoadHasReadersOrARateThatMayBeANumber) {
  auto file = read_members(R"("load": {"readers": 10, "think_time": "2s"})");
  EXPECT_EQ(std::get<ClosedModel>(file.common.load->model),
            (ClosedModel{.readers = 10, .think_time = 2s}));
  EXPECT_EQ(file.common.load->seed, 0U) << "each run has its own";
  file = read_members(R"("load": {"rate": 2.5})");
  EXPECT_EQ(std::get<OpenModel>(file.common.load->model), (OpenModel{.per_second = 2.5}));
  EXPECT_FALSE(read_members(R"("name": "no load")").common.load.has_value());
}

TEST(ScenarioFile, ThatThePageShowsIsRead) {
  const auto page = read_file(fs::path(SSERT_SOURCE_DIR) / "docs/formats/scenario.md");
  const std::string fence = "```json\n";
  const auto begin = page.find(fence) + fence.size();
  const auto file = read(page.substr(begin, page.find("```", begin) - begin));
  EXPECT_EQ(file.request.urls.at(0), "http://127.0.0.1:3001/conversations/{{id}}/messages/stream");
}

TEST(ScenarioFile, MembersGoToTheirPlaces) {
  const auto file = read_members(R"(
      "method": "PUT", "terminal": "none", "max_requests": 3, "fail_on": "not-shown",
      "dialect": "conversation", "wait": "7s", "limits": {"response": "1MiB"},
      "only": ["framing/*"], "skip": ["get-*"], "allow_hosts": ["example.com", "::1"],
      "timeouts": {"connect": "1s", "head": "2s", "first_token": "3s", "gap": "4s", "total": "5s"},
      "thresholds": {"line_bytes_warn": 10, "line_bytes_fail": "1kB",
                     "end_after_terminal_warn": "1ms", "end_after_terminal_fail": "2m"})");
  const auto& common = file.common;
  EXPECT_EQ(file.request.method, "PUT");
  EXPECT_EQ(common.terminal, dialect::TerminalMode::none);
  EXPECT_EQ(common.max_requests, 3);
  EXPECT_EQ(common.fail_on, FailOn::not_shown);
  EXPECT_EQ(common.dialect->name, "conversation");
  EXPECT_EQ(common.wait, 7s);
  EXPECT_EQ(common.sizes.response, 1024U * 1024U);
  EXPECT_EQ(common.only, std::vector<std::string>{"framing/*"});
  EXPECT_EQ(common.skip, std::vector<std::string>{"get-*"});
  EXPECT_EQ(common.allow_hosts, (std::vector<std::string>{"example.com", "[::1]"}));
  const base::WaitLimits waits{.connect = 1s, .head = 2s, .first = 3s, .gap = 4s, .total = 5s};
  EXPECT_EQ(common.waits, waits);
  const Thresholds thresholds{.line_bytes_warn = 10,
                              .line_bytes_fail = 1000,
                              .end_after_terminal_warn = 1ms,
                              .end_after_terminal_fail = 2min};
  EXPECT_EQ(common.thresholds, thresholds);
}

TEST(ScenarioFile, ABodyIsSentWithoutWhiteSpace) {
  const auto file = read_members(R"("body": {"content": [1, "two  words", null]})");
  EXPECT_EQ(file.request.content, R"({"content":[1,"two  words",null]})");
  EXPECT_EQ(file.common.content_references, Surroundings::json);
}

TEST(ScenarioFile, ABodyFileStandsBesideTheScenarioAndIsSentAsItIs) {
  const auto file = read(R"({"scenario_format": 1, "url": "http://h/", "body_file": "body.bin"})",
                         "folder/mine.json");
  EXPECT_EQ(file.request.content, "{{id}}\n");
  EXPECT_EQ(file.common.content_references, std::nullopt);
}

TEST(ScenarioFile, TextsComeFromVariablesAndFiles) {
  const auto file = read(R"({"scenario_format": 1, "url": {"env": "CHAT_URL"}, "headers": {
      "X-Stage": {"env": "STAGE"}, "Authorization": {"file": "token.txt", "prefix": "Bearer "},
      "X-Url": "${CHAT_URL} $$1", "why": "a header", "Accept": null}})",
                         "folder/mine.json");
  EXPECT_EQ(file.request.urls, std::vector<std::string>{"http://127.0.0.1:3001/"});
  const http::FieldSection fields{{"X-Stage", "stage-s3cret"},
                                  {"Authorization", "Bearer file-s3cret"},
                                  {"X-Url", "http://127.0.0.1:3001 $1"},
                                  {"why", "a header"}};
  EXPECT_EQ(file.request.fields, fields);
  EXPECT_EQ(file.request.fields_left_out, std::vector<std::string>{"Accept"});
  const std::set<std::string> secrets{"stage-s3cret", "file-s3cret"};
  const auto values = file.request.secrets.values();
  EXPECT_EQ(std::set<std::string>(values.begin(), values.end()), secrets);
}

TEST(ScenarioFile, TargetsAreNamedByThemselvesUnderTheNameOfAll) {
  const auto file = read(R"({"scenario_format": 1, "name": "both", "targets": [
      {"name": "old", "url": "http://h/1"}, {"url": "http://h/2"}]})");
  EXPECT_EQ(file.request.urls, (std::vector<std::string>{"http://h/1", "http://h/2"}));
  EXPECT_EQ(file.target_names, (std::vector<std::string>{"both: old", ""}));
}

TEST(ScenarioFile, SetUpIsReadInItsOrder) {
  const auto file = read_members(R"(
      "before": [{"url": "localhost:1/a", "capture": {"token": "/a/0", "why": ""}},
                 {"name": "second", "url": "http://h/{{why}}", "body": "{{token}}",
                  "headers": {"X-Id": "{{why}}"}, "expect_status": 204}],
      "after": [{"method": "DELETE", "url": "{{why}}/x", "body_text": "{{why}}"}])");
  const auto& [before, after] = file.common.set_up;
  ASSERT_EQ(before.size(), 2U);
  EXPECT_EQ(before[0].name, "before 1");
  EXPECT_EQ(before[0].method, "GET");
  EXPECT_EQ(before[0].url, "http://localhost:1/a");
  EXPECT_EQ(before[0].captures,
            (std::vector<Capture>{{"token", "/a/0", true}, {"why", "", false}}));
  EXPECT_EQ(before[1].name, "second");
  EXPECT_EQ(before[1].method, "POST");
  EXPECT_EQ(before[1].url, "http://h/{{why}}");
  EXPECT_EQ(before[1].content, "\"{{token}}\"");
  EXPECT_EQ(before[1].content_references, Surroundings::json);
  EXPECT_EQ(before[1].expected_status, 204);
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after[0].name, "after 1");
  EXPECT_EQ(after[0].method, "DELETE");
  EXPECT_EQ(after[0].url, "{{why}}/x");
  EXPECT_EQ(after[0].content_references, Surroundings::text);
}

TEST(ScenarioFile, NamedSecretsMayBeCaptures) {
  const auto file = read_members(R"("secrets": ["room"],
      "before": [{"url": "http://h/", "capture": {"room": "/id"}}])");
  EXPECT_TRUE(file.common.set_up.before.at(0).captures.at(0).secret);
}

TEST(ScenarioFile, ANamedFieldThatIsCapturedMakesTheCaptureSecret) {
  const auto file = read_members(R"("secrets": ["X-Session", "room"],
      "headers": {"X-Session": "s-{{session}}", "Authorization": "Bearer {{plain}}"},
      "before": [{"url": "http://h/", "capture": {"session": "/s", "number": "/n", "plain": "/p",
                                                      "x": "/x", "free": "/f"}},
                 {"url": "http://h/{{free}}?room={{number}}&token={{x}}"}])");
  const auto& captures = file.common.set_up.before.at(0).captures;
  EXPECT_TRUE(captures.at(0).secret);
  EXPECT_TRUE(captures.at(1).secret);
  EXPECT_TRUE(captures.at(2).secret) << "it stands in Authorization";
  EXPECT_TRUE(captures.at(3).secret) << "it stands in a token";
  EXPECT_FALSE(captures.at(4).secret);
  EXPECT_EQ(file.request.secrets.values(), std::vector<std::string>{}) << "no {{NAME}} among them";
}

TEST(ScenarioFile, AQuoteOfBrokenJsonIsNoPlaceForASecret) {
  EXPECT_EQ(problem_of("\"headers\": {\"X-Api-Key\": \"t0psecret"),
            "mine.json:1: the file is not JSON: invalid string: missing closing quote\n"
            "  expected: one JSON object (docs/formats/scenario.md)");
}

TEST(ScenarioFile, IsAWordThatEndsInJsonAndIsNoUrl) {
  EXPECT_TRUE(is_scenario_file("slow.json"));
  EXPECT_TRUE(is_scenario_file("../a/slow.json"));
  EXPECT_FALSE(is_scenario_file("http://h/slow.json"));
  EXPECT_FALSE(is_scenario_file("localhost:3001/x"));
}

// Whatever stands in a file: two lines of plain text, the file's name first, and no secret of it.
void expect_words_or_a_scenario(const std::string& text) {
  const auto file = read_scenario_file(text, "mine.json", inputs_beside("/nowhere"));
  if (file) return;
  const auto words = to_string(file.error());
  EXPECT_EQ(words.rfind("mine.json:", 0), 0U) << words;
  EXPECT_EQ(std::count(words.begin(), words.end(), '\n'), 1) << words;
  EXPECT_EQ(words.find("token-s3cret"), std::string::npos) << words;
  EXPECT_EQ(words.find('\x1b'), std::string::npos) << words;
}

TEST(HostileFile, CutAnywhereIsRefused) {
  for (const auto& path : valid_files()) {
    const auto text = read_file(path);
    const auto whole = text.find_last_of('}');
    for (std::size_t end = 0; end <= whole; ++end) {
      const auto part = text.substr(0, end);
      EXPECT_FALSE(read_scenario_file(part, "mine.json", inputs_beside("/nowhere"))) << part;
      expect_words_or_a_scenario(part);
    }
  }
}

TEST(HostileFile, WithAnyByteChangedIsReadOrRefusedInWords) {
  const std::string_view bytes("\0\x1b\n\"{}[]:,\\/$~*09\xff", 18);
  for (const auto& path : valid_files()) {
    const auto text = read_file(path);
    for (std::size_t at = 0; at < text.size(); ++at) {
      auto changed = text;
      changed[at] = bytes[at % bytes.size()];
      expect_words_or_a_scenario(changed);
    }
  }
}

std::set<std::string> members_of(const nlohmann::json& object) {
  std::set<std::string> names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  names.erase("why");
  return names;
}

TEST(Thresholds, AreTheSameInTheTableTheSchemaAndThePage) {
  std::set<std::string> names;
  for (const auto& named : named_thresholds()) names.insert(std::string(named.name));
  EXPECT_EQ(names.size(), named_thresholds().size());
  const auto schema = nlohmann::json::parse(read_file(scenarios / "schema/scenario.schema.json"));
  EXPECT_EQ(members_of(schema["properties"]["thresholds"]["properties"]), names);
  const auto page = read_file(fs::path(SSERT_SOURCE_DIR) / "docs/formats/scenario.md");
  for (const auto& name : names)
    EXPECT_NE(page.find("| `" + name + "` | "), std::string::npos) << name;
}

TEST(Schema, HasTheMembersThatThePageHas) {
  const auto schema = nlohmann::json::parse(read_file(scenarios / "schema/scenario.schema.json"));
  const auto page = read_file(fs::path(SSERT_SOURCE_DIR) / "docs/formats/scenario.md");
  for (const auto& object : {schema["properties"], schema["$defs"]["load"]["properties"]}) {
    for (const auto& name : members_of(object))
      EXPECT_NE(page.find("`" + name + "`"), std::string::npos) << name;
  }
}

}  // namespace
}  // namespace ssert::scenario
