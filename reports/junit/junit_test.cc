#include "reports/junit/junit.h"

#include "reports/junit/xml.h"
#include "reports/test_model.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>

namespace ssert::reports {
namespace {

using testing::full_model;

// The element of the rule's case, as it stands in the text.
std::string case_of(const std::string& text, const std::string& rule) {
  const auto name = text.find("name=\"" + rule + "\"");
  const auto begin = text.rfind("    <testcase", name);
  if (name == std::string::npos || begin == std::string::npos) return "";
  const auto line_end = text.find('\n', begin);
  if (text[line_end - 2] == '/') return text.substr(begin, line_end - begin);
  return text.substr(begin, text.find("    </testcase>", begin) - begin);
}

using ssert::testing::has;
using testing::is_green;

// A run of one target that passed one rule, with exit status 0.
report::ReportModel green_model() {
  report::TargetReport target{
      .name = "chat", .payload = "pass", .ending = "COMPLETE", .passed = {"head/status"}};
  return {.exit_reason = "no rule is broken", .targets = {target}};
}

TEST(Xml, KeepsLineBreaksAndEscapesMarkup) {
  EXPECT_EQ(xml_content("a\tb\n<&>\"\r"), "a\tb\n&lt;&amp;&gt;\"&#13;");
  EXPECT_EQ(xml_attribute("a\tb\n<&>\"\r"), "a&#9;b&#10;&lt;&amp;&gt;&quot;&#13;");
}

TEST(Xml, WritesWhatXmlCannotSayAsBytes) {
  EXPECT_EQ(xml_content(std::string_view("\0\x1b\x7f", 3)), "\\x00\\x1b\x7f");
  EXPECT_EQ(xml_content("\xFF\xC3"), "\\xff\\xc3");
  EXPECT_EQ(xml_content("\uFFFE\uFFFF\uFFFD\U0001FFFF"),
            "\\xef\\xbf\\xbe\\xef\\xbf\\xbf\uFFFD\U0001FFFF");
}

TEST(JunitReport, ShowsAllThereIs) {
  ssert::testing::expect_golden(render_junit(full_model()), "reports/testdata/full.junit.golden");
}

TEST(JunitReport, SkipsWhatIsExpectedAndFailsWhatIsStale) {
  ssert::testing::expect_golden(render_junit(testing::expected_model()),
                                "reports/testdata/expected.junit.golden");
}

TEST(JunitReport, AWarningFailsItsCaseOnlyWhereItCountsForTheExitStatus) {
  auto model = full_model();
  auto one = case_of(render_junit(model), "stream/json");
  EXPECT_FALSE(has(one, "<failure")) << one;
  EXPECT_TRUE(has(one, "<system-out>warn: ")) << one;
  model.targets[0].fail_on = "warn";
  one = case_of(render_junit(model), "stream/json");
  EXPECT_TRUE(has(one, "<failure")) << one;
}

TEST(JunitReport, ARuleNotShownIsSkippedUnlessItCountsForTheExitStatus) {
  auto model = full_model();
  auto one = case_of(render_junit(model), "head/post-accepted");
  EXPECT_TRUE(has(one, "<skipped message=\"not shown: the request is no POST\"")) << one;
  model.targets[0].fail_on = "not-shown";
  one = case_of(render_junit(model), "head/post-accepted");
  EXPECT_TRUE(has(one, "<failure message=\"not shown: ")) << one;
}

TEST(JunitReport, IsGreenWhereTheExitStatusIs0) {
  EXPECT_TRUE(is_green(render_junit(green_model())));
}

TEST(JunitReport, IsNeverGreenWhereTheExitStatusIsNot0) {
  auto model = green_model();
  model.exit_code = 1;
  model.exit_reason = "a target gave no response byte";
  const auto text = render_junit(model);
  EXPECT_TRUE(has(case_of(text, "exit status"),
                  "<error message=\"exit status 1: a target gave no response byte\" type=\"1\""))
      << text;
  EXPECT_FALSE(is_green(render_junit({.exit_code = 5, .exit_reason = "nothing was selected"})));
}

TEST(JunitReport, SaysThatARunWasInterruptedBesideItsFailures) {
  auto model = full_model();
  model.interrupted = true;
  model.exit_code = 130;
  model.exit_reason = "interrupted";
  EXPECT_TRUE(has(render_junit(model), "<error message=\"exit status 130: interrupted\""));
}

TEST(JunitReport, ATargetThatWasNotCheckedIsAnError) {
  const report::TargetReport target{.name = "chat",
                                    .payload = "fail",
                                    .ending = "NOT_CHECKED",
                                    .set_up_problems = {"before: \"log in\" failed"}};
  const auto one = case_of(render_junit({.exit_code = 3, .targets = {target}}), "set-up");
  EXPECT_TRUE(has(one,
                  "<error message=\"the set-up failed, so no rule was judged\" "
                  "type=\"NOT_CHECKED\">before: \"log in\" failed\n</error>"))
      << one;
}

// Systems that know cases by class and name alone would show the last of two targets only.
TEST(JunitReport, TellsTheCasesOfTwoTargetsApart) {
  auto model = green_model();
  model.targets.push_back(model.targets[0]);
  model.targets.push_back(model.targets[0]);
  model.targets[2].name = "other";
  const auto text = render_junit(model);
  EXPECT_TRUE(has(text, "classname=\"chat.head\"")) << text;
  EXPECT_TRUE(has(text, "classname=\"chat (2).head\"")) << text;
  EXPECT_TRUE(has(text, "classname=\"other.head\"")) << text;
}

}  // namespace
}  // namespace ssert::reports
