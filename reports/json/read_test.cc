#include "reports/json/read.h"

#include "reports/json/json.h"
#include "reports/json/test_read.h"
#include "reports/test_model.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ssert::reports {
namespace {

using testing::problem_of;

using nlohmann::ordered_json;

ordered_json full_json() { return ordered_json::parse(render_json(testing::expected_model())); }

// The problem where the member at `pointer` is that, without file and line.
std::string problem_with(const std::string& pointer, const ordered_json& value) {
  auto json = full_json();
  json.at(ordered_json::json_pointer(pointer)) = value;
  const auto problem = problem_of(json.dump(2));
  return problem.substr(std::min(problem.find(": "), problem.size() - 2) + 2);
}

// Every pointer below `json`, objects before their members.
void collect_pointers(const ordered_json& json, const std::string& pointer,
                      std::vector<std::string>& pointers) {
  if (!pointer.empty()) pointers.push_back(pointer);
  if (json.is_array()) {
    for (std::size_t i = 0; i < json.size(); ++i)
      collect_pointers(json[i], pointer + "/" + std::to_string(i), pointers);
  } else if (json.is_object()) {
    for (const auto& [name, value] : json.items())
      collect_pointers(value, pointer + "/" + name, pointers);
  }
}

std::vector<std::string> pointers_of(const ordered_json& json) {
  std::vector<std::string> pointers;
  collect_pointers(json, "", pointers);
  return pointers;
}

TEST(ReadResult, GivesBackExactlyWhatWasWritten) {
  for (const auto& model :
       {testing::full_model(), testing::hostile_model(), report::ReportModel{}}) {
    const auto text = render_json(model);
    const auto read = read_result(text, "r.json");
    ASSERT_TRUE(read) << to_string(read.error());
    EXPECT_EQ(render_json(std::get<report::ReportModel>(*read)), text);
  }
}

TEST(ReadResult, GivesBackTheBytesThatATargetSent) {
  const auto read = read_result(render_json(testing::hostile_model()), "r.json");
  ASSERT_TRUE(read) << to_string(read.error());
  const auto& target = std::get<report::ReportModel>(*read).targets.at(0);
  EXPECT_EQ(target.url, testing::hostile_text());
  EXPECT_EQ(target.findings.at(0).evidence.at(0).bytes, testing::hostile_text());
  EXPECT_EQ(target.not_shown.at(0).why, testing::hostile_text());
}

TEST(ReadResult, MissesEveryMember) {
  const auto json = full_json();
  int refused = 0;
  for (const auto& pointer : pointers_of(json)) {
    const ordered_json::json_pointer place(pointer);
    const auto& parent = json.at(place.parent_pointer());
    if (!parent.is_object() || place.back() == "note") continue;
    auto changed = json;
    changed.at(place.parent_pointer()).erase(place.back());
    EXPECT_NE(problem_of(changed.dump()), "was read") << pointer;
    ++refused;
  }
  EXPECT_GT(refused, 130);
}

TEST(ReadResult, TakesNoMemberOfAnotherType) {
  const auto json = full_json();
  for (const auto& pointer : pointers_of(json)) {
    auto changed = json;
    auto& value = changed.at(ordered_json::json_pointer(pointer));
    value = value.is_object() ? ordered_json("text") : ordered_json{{"a", 1}};
    EXPECT_NE(problem_of(changed.dump()), "was read") << pointer;
  }
}

TEST(ReadResult, TakesNoMemberThatItDoesNotKnow) {
  const auto json = full_json();
  auto places = pointers_of(json);
  places.emplace_back();
  for (const auto& pointer : places) {
    auto changed = json;
    auto& value = changed.at(ordered_json::json_pointer(pointer));
    if (!value.is_object()) continue;
    value["colour"] = "red";
    EXPECT_NE(problem_of(changed.dump()), "was read") << pointer;
  }
}

TEST(ReadResult, NoBeginningOfAResultIsAResult) {
  const auto text = render_json(testing::full_model());
  for (std::size_t size = 0; size + 2 < text.size(); size += 7)
    EXPECT_NE(problem_of(text.substr(0, size)), "was read") << size;
}

TEST(ReadResult, SaysFileLinePointerAndTheWayOut) {
  EXPECT_EQ(problem_of("{\n  \"ssert\": {\n    \"result_format\": true\n  }\n}"),
            "r.json:3: /ssert/result_format is true\n  expected: 1");
  EXPECT_EQ(problem_with("/targets/0/payload", "good"),
            "/targets/0/payload is \"good\"\n  expected: one of pass, warn, fail");
  EXPECT_EQ(problem_with("/targets/0/fail_on", "notshown"),
            "/targets/0/fail_on is \"notshown\"\n  expected: not-shown");
  EXPECT_EQ(problem_with("/targets/0/findings/0/message", "a\\q"),
            "/targets/0/findings/0/message has a backslash that begins no escape\n"
            "  expected: \\n, \\r, \\t, \\\\ or \\xNN");
  EXPECT_EQ(problem_with("/targets/0/findings/0/title", "a\x1b[31m"),
            "/targets/0/findings/0/title has characters that are not printable\n"
            "  expected: words that ssert wrote");
  EXPECT_EQ(problem_with("/targets/0/findings/2/evidence/0/exchange", 2),
            "/targets/0/findings/2/evidence/0/exchange is 2\n"
            "  expected: an integer from 0 to 1");
  EXPECT_EQ(problem_with("/exit_code", -1),
            "/exit_code is -1\n  expected: an integer from 0 to 255");
  EXPECT_EQ(problem_with("/kind", "poem"), "/kind is \"poem\"\n  expected: one of check, load");
}

TEST(ReadResult, RefusesCountsThatAreNotThoseOfTheLists) {
  EXPECT_EQ(problem_with("/targets/0/counts/fail", 0),
            "/targets/0/counts/fail is 0\n  expected: 2, as many as the target lists");
}

TEST(ReadResult, SaysWhoReadsANewerFormat) {
  EXPECT_EQ(problem_of(R"({"ssert": {"version": "9.1.0", "result_format": 2}, "news": 1})"),
            "r.json:1: /ssert/result_format is 2, a newer format than this ssert reads\n"
            "  expected: the ssert that wrote it (9.1.0), or a newer one");
  EXPECT_EQ(problem_with("/ssert/result_format", 0), "/ssert/result_format is 0\n  expected: 1");
}

TEST(ReadResult, SaysWhatAFileIsThatIsNoResult) {
  EXPECT_EQ(problem_of("{}"),
            "r.json:1: the file lacks the member \"ssert\" with its \"result_format\"\n"
            "  expected: a result that ssert wrote with --json");
  EXPECT_TRUE(problem_of("not json").starts_with("r.json:1: the file is not JSON"));
  EXPECT_TRUE(problem_of("[]").starts_with("r.json:1: the file is an empty array"));
}

}  // namespace
}  // namespace ssert::reports
