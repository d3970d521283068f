#include "reports/json/expected.h"

#include "reports/test_model.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ssert::reports {
namespace {

using Entries = std::vector<std::vector<std::string>>;

Entries entries_of(const report::ReportModel& model) {
  const auto json = nlohmann::json::parse(render_expected(model));
  EXPECT_EQ(json.at("expected_format"), 1);
  Entries entries;
  for (const auto& entry : json.at("expected"))
    entries.push_back({entry.at("target"), entry.at("rule"), entry.at("why")});
  return entries;
}

TEST(WriteExpected, NamesEachRootThatWarnsOrFails) {
  EXPECT_EQ(entries_of(testing::full_model()),
            (Entries{{"chat", "framing/final-blank-line",
                      "the last event has no blank line after it, so it is discarded"},
                     {"chat", "stream/json", "an event's data is not JSON: \\x1b[31m\\x07"}}));
  EXPECT_EQ(entries_of({}), Entries{});
}

TEST(WriteExpected, LeavesNotesOutUnlessTheyExplainWhatFails) {
  auto model = testing::full_model();
  auto& findings = model.targets[0].findings;
  for (auto& finding : findings) finding.verdict = "note";
  EXPECT_EQ(entries_of(model), Entries{});
  findings[1].verdict = "fail";
  ASSERT_EQ(entries_of(model).size(), 1U);
  EXPECT_EQ(entries_of(model)[0][1], "framing/final-blank-line");
}

TEST(WriteExpected, KeepsTheEntriesThatStandAndDropsTheStale) {
  auto model = testing::full_model();
  auto& findings = model.targets[0].findings;
  findings[0].expected = findings[1].expected = "known \\ yes";
  model.expectations = {{"*", "framing/final-blank-line", "known \\ yes", "in-use", ""},
                        {"chat", "head/status", "was broken", "stale", ""},
                        {"elsewhere", "head/status", "w", "not-judged", "no target"}};
  EXPECT_EQ(entries_of(model),
            (Entries{{"*", "framing/final-blank-line", "known \\ yes"},
                     {"elsewhere", "head/status", "w"},
                     {"chat", "stream/json", "an event's data is not JSON: \\x1b[31m\\x07"}}));
}

TEST(WriteExpected, NamesTwoTargetsOfOneNameOnce) {
  auto model = testing::full_model();
  model.targets.push_back(model.targets[0]);
  EXPECT_EQ(entries_of(model).size(), 2U);
}

}  // namespace
}  // namespace ssert::reports
