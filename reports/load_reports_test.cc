// The reports of a load run for people and for CI.
#include "reports/console/load.h"
#include "reports/json/load.h"
#include "reports/junit/load.h"
#include "reports/markdown/load.h"
#include "reports/markdown/markdown.h"
#include "reports/test_load_report.h"
#include "reports/test_model.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>

namespace ssert::reports {
namespace {

using testing::full_load_report;
using testing::green_load_report;

using ssert::testing::has;
using testing::is_green;

TEST(LoadReports, ShowAllThereIs) {
  const auto report = full_load_report();
  ssert::testing::expect_golden(render_console(report, {}), "reports/testdata/load.console.golden");
  ssert::testing::expect_golden(render_json(report), "reports/testdata/load.json.golden");
  ssert::testing::expect_golden(render_junit(report), "reports/testdata/load.junit.golden");
  ssert::testing::expect_golden(render_markdown(report), "reports/testdata/load.markdown.golden");
}

TEST(LoadConsole, EscapesWhatATargetSent) {
  const auto text = render_console(testing::hostile_load_report(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
}

TEST(LoadJunit, IsGreenWhereTheExitStatusIs0AndNowhereElse) {
  auto report = green_load_report();
  EXPECT_TRUE(is_green(render_junit(report))) << render_junit(report);
  for (const int status : {1, 3, 4, 5, 130}) {
    report.exit_code = status;
    report.exit_reason = "a reason";
    EXPECT_TRUE(has(render_junit(report), "a reason\" type=\"" + std::to_string(status) + "\""))
        << render_junit(report);
  }
}

TEST(LoadJunit, AStreamThatFailedIsAFailureWhereNoObjectiveIsAboutErrors) {
  auto report = full_load_report();
  EXPECT_FALSE(has(render_junit(report), "no stream failed"));
  report.objectives.erase(report.objectives.begin() + 2);
  const auto text = render_junit(report);
  EXPECT_TRUE(has(text,
                  "name=\"no stream failed\">\n      <failure message=\"10 of 2,110 requests "
                  "failed or were never sent\" type=\"fail\">5 REFUSED{503}\n3 stream/json\n2 "
                  "never sent\n</failure>"))
      << text;
  EXPECT_TRUE(has(text, "name=\"stream/json\">\n      <failure ")) << text;
}

TEST(LoadJunit, ARuleThatStreamsBrokeIsNoFailureWhereAnObjectiveAllowsThem) {
  auto report = full_load_report();
  report.exit_code = 0;
  report.objectives = {{"errors.count < 50", "pass", 10, ""}};
  const auto text = render_junit(report);
  EXPECT_TRUE(is_green(text)) << text;
  EXPECT_TRUE(has(text, "name=\"stream/json\">\n      <system-out>fail: ")) << text;
}

TEST(LoadJunit, TooFewSamplesAreAnErrorAndAMissedObjectiveTellsItsValue) {
  const auto text = render_junit(full_load_report());
  EXPECT_TRUE(has(text,
                  "<error message=\"ttft.p999 &lt; 1s: not enough samples\" "
                  "type=\"not_enough_samples\">"))
      << text;
  EXPECT_TRUE(has(text,
                  "<failure message=\"ttft.p99 &lt; 100ms: 128.8 ms\" "
                  "type=\"fail\">"))
      << text;
}

TEST(LoadMarkdown, SaysInTheFirstLineHowTheRunEnded) {
  auto report = green_load_report();
  EXPECT_TRUE(render_markdown(report).starts_with("## PASS: exit status 0, no stream failed\n"));
  report.exit_code = 130;
  report.exit_reason = "interrupted";
  EXPECT_TRUE(render_markdown(report).starts_with("## INTERRUPTED: exit status 130, "));
  report.exit_code = 3;
  EXPECT_TRUE(render_markdown(report).starts_with("## NO VERDICT: exit status 3, "));
}

TEST(LoadMarkdown, FitsIntoACommentAndCountsWhatDoesNot) {
  auto report = full_load_report();
  report.findings.front().evidence.assign(40, {.bytes = std::string(200, 'a')});
  report.findings.assign(9, report.findings.front());
  const auto text = render_markdown(report);
  EXPECT_LE(text.size(), markdown_bytes_max);
  EXPECT_TRUE(has(text, "Left out: 4 parts. The JSON result has them.")) << text.size();
}

}  // namespace
}  // namespace ssert::reports
