#include "reports/html/html.h"

#include "reports/html/charts.h"
#include "reports/html/document.h"
#include "reports/test_load_report.h"
#include "reports/test_model.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ssert::reports {
namespace {

using nlohmann::json;

std::size_t times(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

using ssert::testing::has;

TEST(HtmlText, IsMarkupNowhere) {
  EXPECT_EQ(html_text("<a href='x' y=\"&\">"), "&lt;a href=&#39;x&#39; y=&quot;&amp;&quot;&gt;");
  EXPECT_EQ(html_received("\x1b<\xff\n"), "\\x1b&lt;\\xff\\n");
}

TEST(HtmlJsonString, CannotEndItsScript) {
  const auto text = html_json_string("</script><!-- & \" \\");
  EXPECT_EQ(text.find('<'), std::string::npos) << text;
  EXPECT_EQ(json::parse(text), "</script><!-- & \" \\\\")
      << "backslashes as escape_bytes writes them";
}

TEST(HtmlTable, PutsColumnsOfNumbersToTheRight) {
  EXPECT_EQ(html_table({"a", "b"}, {{"x", "1"}, {"2", "-"}}),
            "<div class=\"wide\"><table>\n<thead><tr><th>a</th><th class=\"number\">b</th></tr>\n"
            "</thead>\n<tbody>\n<tr><td>x</td><td class=\"number\">1</td></tr>\n"
            "<tr><td>2</td><td class=\"number\">-</td></tr>\n</tbody>\n</table></div>\n");
}

TEST(ThreeDigits, AreSignificant) {
  EXPECT_EQ(three_digits(0), "0");
  EXPECT_EQ(three_digits(0.012345), "0.0123");
  EXPECT_EQ(three_digits(1.2345), "1.23");
  EXPECT_EQ(three_digits(45.67), "45.7");
  EXPECT_EQ(three_digits(99.96), "100");
  EXPECT_EQ(three_digits(12'345.6), "12,346");
}

TEST(HtmlReport, HasNoMarkupButItsOwnWhateverATargetSent) {
  for (const auto& page :
       {render_html(testing::hostile_model()), render_html(testing::hostile_load_report())}) {
    for (const auto* const markup : {"<script>alert", "<!-- -->", "<https:", "<img"})
      EXPECT_FALSE(has(page, markup)) << markup;
    EXPECT_TRUE(has(page, "&lt;script&gt;alert(1)&lt;/script&gt;"));
  }
}

TEST(HtmlReport, LinksToTheWebOnly) {
  auto model = testing::full_model();
  model.targets[0].findings[0].link = "javascript:alert(1)";
  model.targets[0].findings[1].link = "https://a/\" onclick=\"x";
  const auto page = render_html(model);
  EXPECT_FALSE(has(page, "javascript:"));
  EXPECT_TRUE(has(page, "href=\"https://a/&quot; onclick=&quot;x\""));
}

TEST(HtmlReport, OfACheckRunsNoScript) {
  EXPECT_FALSE(has(render_html(testing::full_model()), "<script"));
}

TEST(HtmlLoadReport, DrawsWhatStandsInItsTables) {
  const auto page = render_html(testing::full_load_report());
  const auto begin = page.find("id=\"data\">") + 10;
  const auto data = json::parse(page.substr(begin, page.find("</script>", begin) - begin));
  ASSERT_EQ(data["charts"].size(), 4U);
  EXPECT_EQ(times(page, "<canvas"), 4U);
  EXPECT_EQ(times(page, "The same numbers"), 4U);
  std::uint64_t counted = 0;
  for (const auto& value : data["charts"][0]["series"][0]["values"])
    counted += value.get<std::uint64_t>();
  EXPECT_EQ(counted, 1100U) << "every value of the histogram stands in one bar";
  const auto& requests = data["charts"][3];
  EXPECT_EQ(requests["labels"], (json{"5", "6"}));
  EXPECT_EQ(requests["series"][1]["values"], (json{490, 610}));
}

TEST(HtmlLoadReport, TellsNoPercentileOfASecondWithFewValues) {
  const auto chart = ttft_by_second(testing::full_load_report());
  ASSERT_TRUE(chart);
  ASSERT_EQ(chart->series.size(), 2U) << "500 values are enough for a p50, and too few for a p99";
  EXPECT_EQ(chart->series[0].name, "p50");
  EXPECT_EQ(chart->series[1].name, "max");
  EXPECT_DOUBLE_EQ(*chart->series[1].values[1], 129.9);
}

TEST(HtmlLoadReport, HasEveryValueOfADistributionInOneBarHoweverFarTheyLieApart) {
  auto report = testing::full_load_report();
  statistics::Histogram histogram;
  for (int i = 0; i < 1000; ++i) histogram.record(std::chrono::microseconds(9'000 + i));
  histogram.record(std::chrono::nanoseconds(0));
  histogram.record(std::chrono::hours(1));
  report.metrics[0].histogram = histogram.parts();
  const auto chart = distribution_chart(report, "ttft");
  ASSERT_TRUE(chart);
  EXPECT_LE(chart->labels.size(), 60U);
  EXPECT_EQ(chart->labels.front(), "0") << "the first bar has what is shorter, too";
  double counted = 0;
  for (const auto& value : chart->series[0].values) counted += *value;
  EXPECT_EQ(counted, 1002);
}

TEST(HtmlLoadReport, OfALongRunJoinsSeconds) {
  auto report = testing::full_load_report();
  const auto row = report.seconds.front();
  report.seconds.clear();
  for (int second = -5; second < 1000; ++second) {
    report.seconds.push_back(row);
    report.seconds.back().second = second;
  }
  const auto chart = requests_by_second(report);
  ASSERT_TRUE(chart);
  EXPECT_LE(chart->labels.size(), 302U);
  EXPECT_EQ(chart->labels.front(), "-8");
  EXPECT_EQ(chart->series[0].values.front(), 500) << "joined seconds tell a rate, not a sum";
}

}  // namespace
}  // namespace ssert::reports
