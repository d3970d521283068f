#include "reports/csv/cells.h"
#include "reports/csv/csv.h"
#include "statistics/metric_table.h"

namespace ssert::reports {
namespace {

using report::LoadReport;
using report::MetricRow;
using report::PercentileRow;

std::string value_of(const std::optional<PercentileRow>& row) {
  return row ? csv_number(row->value_ms) : "";
}

std::string rendered(const MetricRow& row, std::string_view streams) {
  std::vector<std::string> cells{csv_text(row.name),      csv_text(streams),
                                 csv_text("ms"),          "",
                                 csv_count(row.count),    csv_number(row.min_ms),
                                 csv_number(row.mean_ms), value_of(row.p50),
                                 value_of(row.p90),       value_of(row.p99),
                                 value_of(row.p999),      csv_number(row.max_ms)};
  for (const auto* const percentile : {&row.p50, &row.p90, &row.p99, &row.p999}) {
    const auto known = percentile->value_or(PercentileRow{});
    cells.push_back(csv_number(known.low_ms));
    cells.push_back(csv_number(known.high_ms));
  }
  cells.insert(cells.end(),
               {csv_number(row.error_bound_ms), csv_text(row.trust), csv_text(row.formula)});
  return csv_row(cells);
}

// A metric that is one number.
std::string rendered(std::string_view name, const std::optional<double>& value) {
  constexpr std::size_t empty_cells = 18;
  const auto* const metric = statistics::find_metric(name);
  std::vector<std::string> cells{csv_text(name), csv_text("all"),
                                 csv_text(statistics::unit_in_json(metric->kind)),
                                 csv_number(value)};
  cells.insert(cells.end(), empty_cells, "");
  cells.push_back(csv_text(metric->formula));
  return csv_row(cells);
}

double number(std::uint64_t count) { return static_cast<double>(count); }

}  // namespace

std::string render_csv(const LoadReport& report) {
  auto text = csv_row({"metric",   "streams",   "unit",    "value",    "count",   "min",
                       "mean",     "p50",       "p90",     "p99",      "p999",    "max",
                       "p50_low",  "p50_high",  "p90_low", "p90_high", "p99_low", "p99_high",
                       "p999_low", "p999_high", "bound",   "trust",    "formula"});
  for (const auto& row : report.metrics) text += rendered(row, "completed");
  for (const auto& row : report.failed_metrics) text += rendered(row, "failed");
  text += rendered("errors.rate", report.error_share);
  text += rendered("errors.count", number(report.window.errors));
  text += rendered("goodput", report.goodput_per_second);
  text += rendered("goodput.fraction", report.goodput_share);
  text += rendered("throughput", report.throughput_per_second);
  text += rendered("tokens_per_second", report.tokens_per_second);
  text += rendered("stalls.count", number(report.stalls));
  return text + rendered("findings.count", number(report.findings.size()));
}

}  // namespace ssert::reports
