#include "reports/csv/csv.h"

#include "reports/csv/cells.h"
#include "reports/test_load_report.h"
#include "reports/test_model.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>

namespace ssert::reports {
namespace {

TEST(CsvText, IsOneQuotedCell) {
  EXPECT_EQ(csv_text("a,b;c"), "\"a,b;c\"");
  EXPECT_EQ(csv_text("say \"a\""), "\"say \"\"a\"\"\"");
  EXPECT_EQ(csv_text(""), "\"\"");
}

TEST(CsvText, IsNoFormula) {
  for (const std::string sign : {"=", "+", "-", "@", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"}) {
    EXPECT_EQ(csv_text(sign + "1+2"), "\"'" + sign + "1+2\"");
    EXPECT_EQ(csv_text("  " + sign + "1+2"), "\"'  " + sign + "1+2\"");
    EXPECT_EQ(csv_text("1" + sign), "\"1" + sign + "\"");
  }
}

TEST(CsvText, OfAnApostropheIsToldFromOneThatWasAdded) {
  EXPECT_EQ(csv_text("'=1"), "\"''=1\"");
  EXPECT_EQ(csv_text("'a"), "\"''a\"");
}

TEST(CsvNumber, IsReadBackAsItWas) {
  EXPECT_EQ(csv_number(1234.5), "1234.5");
  EXPECT_EQ(csv_number(0.1), "0.1");
  EXPECT_EQ(csv_number(std::optional<double>{}), "");
  EXPECT_EQ(csv_count(12'345), "12345");
}

TEST(CsvReport, HasARowARule) {
  ssert::testing::expect_golden(render_csv(testing::full_model()),
                                "reports/testdata/full.csv.golden");
}

TEST(CsvReport, SaysOfATargetThatWasNotCheckedWhy) {
  const report::TargetReport target{
      .name = "chat", .ending = "NOT_CHECKED", .set_up_problems = {"\"log in\" failed"}};
  EXPECT_EQ(render_csv(report::ReportModel{.targets = {target}}),
            "target,rule,verdict,code,level,explained_by,times,message,evidence,fix,expected\r\n"
            "\"chat\",\"set-up\",\"not-checked\",\"\",\"\",\"\",,\"\"\"log in\"\" failed\",\"\","
            "\"\",\"\"\r\n");
}

TEST(CsvLoadReport, HasARowAMetric) {
  ssert::testing::expect_golden(render_csv(testing::full_load_report()),
                                "reports/testdata/load.csv.golden");
}

}  // namespace
}  // namespace ssert::reports
