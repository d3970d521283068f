#include "statistics/metric_table.h"

#include "statistics/objective.h"
#include "statistics/statistic_table.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace ssert::statistics {
namespace {

// The rows of the page's table of metrics.
std::vector<std::string> rows_of_the_page() {
  std::ifstream page(SSERT_SOURCE_DIR "/docs/metrics.md");
  EXPECT_TRUE(page) << "docs/metrics.md cannot be read";
  std::string line;
  while (std::getline(page, line) && !line.starts_with("| metric |")) continue;
  std::getline(page, line);  // the rule beneath the heads of the columns
  std::vector<std::string> rows;
  while (std::getline(page, line) && line.starts_with('|')) rows.push_back(line);
  return rows;
}

std::string row_of_the_page(const MetricRow& row) {
  return fmt::format("| `{}` | {} | `{}` | {} | `{}` |", row.name, row.formula, row.json_key,
                     unit_in_json(row.kind), row.prometheus);
}

TEST(MetricTable, StandsInTheDocumentationRowForRow) {
  std::vector<std::string> expected;
  for (const auto& row : metric_rows()) expected.push_back(row_of_the_page(row));
  const auto page = rows_of_the_page();
  std::string wanted;
  for (const auto& row : expected) wanted += row + "\n";
  EXPECT_EQ(page, expected) << "docs/metrics.md should have these rows, in this order:\n" << wanted;
}

TEST(MetricTable, NamesEachThingOnce) {
  std::set<std::string_view> names;
  std::set<std::string_view> keys;
  std::set<std::string_view> prometheus;
  for (const auto& row : metric_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(keys.insert(row.json_key).second) << row.json_key;
    EXPECT_TRUE(prometheus.insert(row.prometheus).second) << row.prometheus;
    EXPECT_EQ(find_metric(row.name), &row);
  }
  EXPECT_EQ(find_metric("ttft.p99"), nullptr);
  EXPECT_EQ(find_metric(""), nullptr);
}

TEST(MetricTable, EndsEachPrometheusNameWithTheUnit) {
  for (const auto& row : metric_rows()) {
    EXPECT_TRUE(row.prometheus.starts_with("ssert_")) << row.prometheus;
    const std::string_view suffix = row.kind == Kind::duration     ? "_seconds"
                                    : row.kind == Kind::fraction   ? "_ratio"
                                    : row.kind == Kind::per_second ? "_per_second"
                                                                   : "_total";
    EXPECT_TRUE(row.prometheus.ends_with(suffix))
        << row.prometheus << " is of " << unit_in_json(row.kind);
  }
}

TEST(MetricTable, HasEveryMetricAndStatisticReadInAnObjective) {
  for (const auto& row : metric_rows()) {
    if (row.kind == Kind::duration) {
      for (const auto& statistic : statistic_rows) {
        const auto* bound = statistic.statistic == Statistic::count ? "7" : "7ms";
        const auto text = fmt::format("{}.{} < {}", row.name, statistic.name, bound);
        const auto read = parse_objective(text, "test");
        ASSERT_TRUE(read.has_value()) << base::to_string(read.error());
        EXPECT_EQ(read->metric, row.name);
        EXPECT_EQ(read->statistic, statistic.statistic);
      }
      continue;
    }
    const auto* bound = row.kind == Kind::fraction ? "7%" : row.kind == Kind::count ? "7" : "7/s";
    const auto read = parse_objective(fmt::format("{} < {}", row.name, bound), "test");
    ASSERT_TRUE(read.has_value()) << base::to_string(read.error());
    EXPECT_EQ(read->metric, row.name);
  }
}

}  // namespace
}  // namespace ssert::statistics
