#include "conformance/expected.h"

#include <gtest/gtest.h>

#include <vector>

namespace ssert::conformance {
namespace {

std::string problem_of(std::string_view text) {
  const auto entries = read_expected(text, "e.json");
  return entries ? "was read" : to_string(entries.error());
}

// The problem of a file with these entries, one a line.
std::string problem_with(const std::string& entries) {
  return problem_of("{\"expected_format\": 1, \"expected\": [\n" + entries + "\n]}");
}

TEST(ReadExpected, TakesEntriesInTheirOrder) {
  const auto entries = read_expected(R"({
    "expected_format": 1,
    "why": "until the gateway is replaced",
    "expected": [
      {"target": "*", "rule": "framing/final-blank-line", "why": "the gateway cuts it"},
      {"target": "chat", "rule": "head/status", "why": "ticket 7"}
    ]})",
                                     "e.json");
  ASSERT_TRUE(entries) << to_string(entries.error());
  EXPECT_EQ(*entries,
            (std::vector<ExpectedFailure>{
                {.target = "*", .rule = "framing/final-blank-line", .why = "the gateway cuts it"},
                {.target = "chat", .rule = "head/status", .why = "ticket 7"}}));
  EXPECT_TRUE(read_expected(R"({"expected_format": 1, "expected": []})", "e.json"));
}

TEST(ReadExpected, RefusesAnUnknownRuleAndNamesTheNearest) {
  EXPECT_EQ(problem_with(R"({"target": "*", "rule": "framing/final-blank-lime", "why": "w"})"),
            "e.json:2: /expected/0/rule is \"framing/final-blank-lime\", which is no rule's id\n"
            "  expected: framing/final-blank-line or framing/extra-blank-line; `ssert list rules` "
            "shows all");
  EXPECT_EQ(problem_with(R"({"target": "*", "rule": "F-06", "why": "w"})"),
            "e.json:2: /expected/0/rule is \"F-06\", which is no rule's id\n"
            "  expected: framing/final-blank-line");
  EXPECT_EQ(problem_with(R"({"target": "*", "rule": "zzzzzzzzzz", "why": "w"})"),
            "e.json:2: /expected/0/rule is \"zzzzzzzzzz\", which is no rule's id\n"
            "  expected: the id of a rule; `ssert list rules` shows all");
}

TEST(ReadExpected, AsksForAReason) {
  EXPECT_EQ(problem_with(R"({"target": "*", "rule": "head/status"})"),
            "e.json:2: /expected/0 lacks the member \"why\"\n  expected: the reason, in one line");
  EXPECT_EQ(problem_with(R"({"target": "*", "rule": "head/status", "why": ""})"),
            "e.json:2: /expected/0/why is \"\"\n  expected: the reason, in one line");
}

TEST(ReadExpected, RefusesAnEntryThatStandsTwice) {
  const std::string entry = R"({"target": "*", "rule": "head/status", "why": "w"})";
  EXPECT_EQ(problem_with(entry + ",\n" + entry),
            "e.json:3: /expected/1 has the target and the rule of an entry before\n"
            "  expected: each pair of them once");
}

TEST(ReadExpected, ReadsATargetsNameAsReportsShowIt) {
  const auto named = [](const std::string& name) {
    return R"({"expected_format": 1, "expected": [{"target": ")" + name +
           R"(", "rule": "head/status", "why": "C:\\dir"}]})";
  };
  const auto entries = read_expected(named(R"(a\\x1b\\\\b)"), "e.json");
  ASSERT_TRUE(entries) << to_string(entries.error());
  EXPECT_EQ(entries->at(0).target, "a\x1b\\b");
  EXPECT_EQ(entries->at(0).why, "C:\\dir");
  EXPECT_FALSE(read_expected(named(R"(a\u001b)"), "e.json"));
  EXPECT_FALSE(read_expected(named(R"(a\\q)"), "e.json"));
}

TEST(ReadExpected, RefusesWhatIsNoSuchFile) {
  for (
      const auto* text :
      {"", "[]", "{}", R"({"expected_format": 2, "expected": []})", R"({"expected_format": 1})",
       R"({"expected_format": 1, "expected": {}})", R"({"expected_format": 1, "expected": [1]})",
       R"({"expected_format": 1, "expected": [], "until": 1})",
       R"({"expected_format": 1, "expected": [{"target": 1, "rule": "head/status", "why": "w"}]})",
       R"({"expected_format": 1, "expected": [{"target": "", "rule": "head/status", "why": "w"}]})",
       R"({"expected_format": 1, "expected": [{"rule": "head/status", "why": "w"}]})",
       R"({"expected_format": 1, "expected": [{"target": "a\nb", "rule": "head/status", "why": "w"}]})"}) {
    const auto problem = problem_of(text);
    EXPECT_TRUE(problem.starts_with("e.json:1: ")) << text << ": " << problem;
  }
}

}  // namespace
}  // namespace ssert::conformance
