#include "reports/html/charts.h"

#include "base/check.h"
#include "base/text.h"
#include "reports/html/document.h"
#include "statistics/histogram.h"
#include "statistics/metric.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace ssert::reports {
namespace {

using report::LoadReport;
using report::MetricRow;
using statistics::Histogram;

constexpr std::size_t bars_most = 60;
constexpr std::int64_t points_most = 300;
constexpr double least_ms = 0.001;
constexpr double first_bar_to =
    0.005;  // of the values: all that are shorter stand in the first bar
constexpr std::array steps_per_decade{200, 100, 50, 20, 10, 5};  // each divides the one before

double to_ms(std::chrono::nanoseconds duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

const MetricRow* metric_named(const LoadReport& report, std::string_view name) {
  const auto found = std::find_if(report.metrics.begin(), report.metrics.end(),
                                  [&](const MetricRow& row) { return row.name == name; });
  return found == report.metrics.end() ? nullptr : &*found;
}

// Bars whose edges are powers of 10^(1/steps).
struct Bars {
  int steps = 0;
  int first = 0;
  std::vector<std::uint64_t> counts;

  int place_of(double ms) const {
    return static_cast<int>(std::floor(std::log10(std::max(ms, least_ms)) * steps));
  }
  // The bar of a value; the first one has all that are shorter, too.
  std::size_t bar_of(double ms) const {
    return static_cast<std::size_t>(std::max(place_of(ms) - first, 0));
  }
  double edge(std::size_t bar) const {
    return std::pow(10, static_cast<double>(first + static_cast<int>(bar)) / steps);
  }
};

Bars bars_of(const Histogram::Parts& parts) {
  Bars bars;
  const auto histogram = Histogram::from_parts(parts, "");
  HARNESS_CHECK(histogram.has_value(), "a report holds parts that are of no histogram");
  const auto first = to_ms(histogram->quantile(first_bar_to).value_or(parts.min));
  for (const int steps : steps_per_decade) {
    bars.steps = steps;
    bars.first = bars.place_of(first);
    bars.counts.assign(bars.bar_of(to_ms(parts.max)) + 1, 0);
    if (bars.counts.size() <= bars_most) break;
  }
  for (const auto& bucket : parts.buckets) {
    const auto low = Histogram::lower_bound(parts.precision, bucket.index);
    const auto high = Histogram::upper_bound(parts.precision, bucket.index);
    const auto middle = std::clamp(low + (high - low) / 2, parts.min, parts.max);
    bars.counts[bars.bar_of(to_ms(middle))] += bucket.count;
  }
  return bars;
}

// Which of the joined seconds a second belongs to.
std::int64_t joined(std::int64_t second, std::int64_t width) {
  return (second >= 0 ? second / width : -((-second + width - 1) / width)) * width;
}

std::int64_t width_of(const LoadReport& report) {
  return (std::ssize(report.seconds) + points_most - 1) / points_most;
}

std::string caption_of(std::int64_t width) {
  return width == 1 ? "by the second, from the begin of the window"
                    : fmt::format("by {} seconds, from the begin of the window", width);
}

std::optional<double> percentile(const Histogram& histogram, double q) {
  if (!statistics::enough_samples(histogram.count(), q)) return std::nullopt;
  return to_ms(*histogram.quantile(q));
}

std::string json_of(const ChartSeries& series) {
  std::string values;
  for (const auto& value : series.values)
    values += (values.empty() ? "" : ",") + (value ? fmt::format("{}", *value) : "null");
  return fmt::format("{{\"name\":{},\"colour\":{},\"right\":{},\"values\":[{}]}}",
                     html_json_string(series.name), series.colour, series.right, values);
}

std::string json_of(const Chart& chart) {
  std::string labels;
  for (const auto& label : chart.labels)
    labels += (labels.empty() ? "" : ",") + html_json_string(label);
  std::string series;
  for (const auto& one : chart.series) series += (series.empty() ? "" : ",") + json_of(one);
  return fmt::format(
      "{{\"id\":{},\"kind\":{},\"x\":{},\"y\":{},\"right\":{},\"labels\":[{}],\"series\":[{}]}}",
      html_json_string(chart.id), html_json_string(chart.kind), html_json_string(chart.x),
      html_json_string(chart.y), html_json_string(chart.right), labels, series);
}

}  // namespace

std::string three_digits(double value) {
  if (value == 0) return "0";
  if (value >= 99.95) return base::with_thousands(static_cast<std::uint64_t>(std::llround(value)));
  const int decimals = std::clamp(2 - static_cast<int>(std::floor(std::log10(value))), 0, 6);
  return fmt::format("{:.{}f}", value, decimals);
}

std::optional<Chart> distribution_chart(const LoadReport& report, std::string_view metric) {
  const auto* const row = metric_named(report, metric);
  if (row == nullptr || row->count == 0) return std::nullopt;
  const auto bars = bars_of(row->histogram);
  Chart chart{
      .id = "distribution-" + row->name,
      .title = "Distribution of " + row->name,
      .caption = fmt::format("values by duration; the scale is logarithmic, a bar ends at {:.3g} "
                             "times where it begins, and the first holds all that are shorter",
                             std::pow(10, 1.0 / bars.steps)),
      .kind = "bar",
      .x = row->name + ", ms from",
      .y = "values",
      .series = {{.name = "values"}}};
  for (std::size_t i = 0; i < bars.counts.size(); ++i) {
    const bool has_shorter = i == 0 && to_ms(row->histogram.min) < bars.edge(0);
    chart.labels.push_back(has_shorter ? "0" : three_digits(bars.edge(i)));
    chart.series.front().values.emplace_back(static_cast<double>(bars.counts[i]));
  }
  return chart;
}

std::optional<Chart> ttft_by_second(const LoadReport& report) {
  const auto* const row = metric_named(report, "ttft");
  if (row == nullptr || row->seconds.empty()) return std::nullopt;
  const auto width = width_of(report);
  std::map<std::int64_t, Histogram> seconds;
  for (const auto& second : report.seconds)
    seconds.try_emplace(joined(second.second, width), statistics::second_precision);
  for (const auto& [second, parts] : row->seconds) {
    const auto histogram = Histogram::from_parts(parts, "");
    HARNESS_CHECK(histogram.has_value(), "a report holds parts that are of no histogram");
    seconds.try_emplace(joined(second, width), statistics::second_precision)
        .first->second.merge(*histogram);
  }
  Chart chart{.id = "ttft-by-second",
              .title = "Time to the first token, over the run",
              .caption = caption_of(width) +
                         "; a percentile is told only where enough values stand beyond it",
              .kind = "line",
              .x = "second",
              .y = "ttft, ms",
              .series = {{.name = "p50", .colour = 0},
                         {.name = "p99", .colour = 1},
                         {.name = "max", .colour = 2}}};
  for (const auto& [second, histogram] : seconds) {
    chart.labels.push_back(fmt::format("{}", second));
    chart.series[0].values.push_back(percentile(histogram, 0.5));
    chart.series[1].values.push_back(percentile(histogram, 0.99));
    chart.series[2].values.push_back(histogram.empty() ? std::optional<double>{}
                                                       : to_ms(histogram.max()));
  }
  std::erase_if(chart.series, [](const ChartSeries& series) {
    return std::none_of(series.values.begin(), series.values.end(),
                        [](const auto& value) { return value.has_value(); });
  });
  return chart;
}

std::optional<Chart> requests_by_second(const LoadReport& report) {
  if (report.seconds.empty()) return std::nullopt;
  const auto width = width_of(report);
  struct Sum {
    double seconds = 0, scheduled = 0, completed = 0, failed = 0, in_flight = 0;
  };
  std::map<std::int64_t, Sum> sums;
  for (const auto& row : report.seconds) {
    auto& sum = sums[joined(row.second, width)];
    sum.seconds += 1;
    sum.scheduled += static_cast<double>(row.scheduled);
    sum.completed += static_cast<double>(row.completed);
    sum.failed += static_cast<double>(row.failed);
    sum.in_flight += row.in_flight;
  }
  Chart chart{.id = "requests-by-second",
              .title = "Requests, over the run",
              .caption = caption_of(width),
              .kind = "line",
              .x = "second",
              .y = "requests per second",
              .right = "streams in flight",
              .series = {{.name = "due", .colour = 0},
                         {.name = "completed", .colour = 4},
                         {.name = "failed", .colour = 2},
                         {.name = "in flight", .colour = 3, .right = true}}};
  for (const auto& [second, sum] : sums) {
    chart.labels.push_back(fmt::format("{}", second));
    const std::array values{sum.scheduled, sum.completed, sum.failed, sum.in_flight};
    for (std::size_t i = 0; i < values.size(); ++i)
      chart.series[i].values.emplace_back(values[i] / sum.seconds);
  }
  return chart;
}

std::string charts_json(const std::vector<Chart>& charts) {
  std::string list;
  for (const auto& chart : charts) list += (list.empty() ? "" : ",") + json_of(chart);
  return "{\"charts\":[" + list + "]}";
}

}  // namespace ssert::reports
