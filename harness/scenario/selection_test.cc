#include "scenario/selection.h"

#include <gtest/gtest.h>

#include <array>

namespace ssert::scenario {
namespace {

TEST(GlobFits, TheWholeText) {
  EXPECT_TRUE(glob_fits("framing/*", "framing/final-blank-line"));
  EXPECT_TRUE(glob_fits("*", ""));
  EXPECT_TRUE(glob_fits("a*b*c", "a-b-b-c"));
  EXPECT_TRUE(glob_fits("*ab", "aab"));
  EXPECT_TRUE(glob_fits("a?c", "abc"));
  EXPECT_TRUE(glob_fits("abc**", "abc"));
  EXPECT_FALSE(glob_fits("abc", "abcd"));
  EXPECT_FALSE(glob_fits("a?c", "ac"));
  EXPECT_FALSE(glob_fits("a*b", "abc"));
  EXPECT_FALSE(glob_fits("", "a"));
  EXPECT_FALSE(glob_fits("ABC", "abc"));
}

TEST(GlobFits, TakesNoLongerThanTheProductOfTheLengths) {
  std::string glob;
  for (int i = 0; i < 200; ++i) glob += "a*";
  EXPECT_FALSE(glob_fits(glob + "b", std::string(2000, 'a')));
}

TEST(Selected, EverythingWithoutGlobs) {
  EXPECT_TRUE(selected({}, "framing/final-blank-line"));
  EXPECT_TRUE(selected({}, "reference"));
}

TEST(Selected, OnlyAboutRulesLeavesProbesAlone) {
  Scenario scenario;
  scenario.only = {"framing/*"};
  EXPECT_TRUE(selected(scenario, "framing/final-blank-line"));
  EXPECT_FALSE(selected(scenario, "head/post-accepted"));
  EXPECT_TRUE(selected(scenario, "reference"));
}

TEST(Selected, OnlyAboutProbesLeavesRulesAlone) {
  Scenario scenario;
  scenario.only = {"ref*"};
  EXPECT_TRUE(selected(scenario, "framing/final-blank-line"));
  EXPECT_TRUE(selected(scenario, "reference"));
  EXPECT_FALSE(selected(scenario, "get-same-url"));
}

TEST(Selected, SkipGoesBeforeOnly) {
  Scenario scenario;
  scenario.only = {"framing/*"};
  scenario.skip = {"*/final-*"};
  EXPECT_FALSE(selected(scenario, "framing/final-blank-line"));
  EXPECT_TRUE(selected(scenario, "framing/line-length"));
}

TEST(CheckGlob, SuggestsWhatIsNear) {
  constexpr std::array<std::string_view, 2> names{"framing/final-blank-line", "reference"};
  EXPECT_TRUE(check_glob("ref*", "--only", names));
  EXPECT_TRUE(check_glob("framing/*", "--only", names));
  EXPECT_FALSE(check_glob("*blank*", "--only", names)) << "without / it is about probes";
  EXPECT_EQ(check_glob("referense", "--only", names).error().way_out, "reference");
  EXPECT_EQ(check_glob("final-blank-line", "--only", names).error().way_out,
            "*/final-blank-line or framing/final-blank-line");
  EXPECT_EQ(check_glob("*blank*", "--skip", names).error(),
            (base::Problem{"--skip", "is \"*blank*\", which fits no rule or probe", "*/*blank*"}));
}

}  // namespace
}  // namespace ssert::scenario
