#include "reports/prometheus/prometheus.h"

#include "base/limits.h"
#include "reports/prometheus/families.h"
#include "reports/test_model.h"
#include "statistics/metric_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace ssert::reports {
namespace {

using namespace std::chrono_literals;
using statistics::Histogram;

Histogram some_values() {
  Histogram histogram;
  histogram.record(500us);
  histogram.record(4ms, 3);
  histogram.record(200ms, 2);
  histogram.record(10min);
  return histogram;
}

report::LoadReport some_report() {
  report::LoadReport report{.version = "1.2.3", .exit_code = 1};
  report.name = "chat";
  report.url = "http://127.0.0.1:8080/x";
  report.dialect = "conversation";
  report.model = "closed, 4 readers";
  report.window_ms = 2000;
  report.whole = {.scheduled = 20,
                  .sent = 19,
                  .completed = 12,
                  .good = 11,
                  .failed = 7,
                  .never_sent = 1,
                  .failures = {{"REFUSED{503}", 5}, {"stream/json", 2}}};
  report.window = {.scheduled = 10,
                   .sent = 9,
                   .completed = 7,
                   .good = 6,
                   .failed = 2,
                   .never_sent = 1,
                   .errors = 3,
                   .failures = {{"REFUSED{503}", 2}}};
  report.error_share = 0.3;
  report.goodput_per_second = 3;
  report.throughput_per_second = 3.5;
  report.tokens_per_second = 125;
  report.events = 300;
  report.tokens = 250;
  report.goodput_means = "completed";
  report.tokens_source = "one an output event";
  report.metrics = {{.name = "ttft", .count = 7, .histogram = some_values().parts()}};
  report.findings = {{.rule = "stream/json", .verdict = "fail", .streams = 2, .times = 9}};
  return report;
}

const ::prometheus::MetricFamily* find(const MetricFamilies& families, std::string_view name) {
  const auto found = std::find_if(families.begin(), families.end(),
                                  [&](const auto& family) { return family.name == name; });
  return found == families.end() ? nullptr : &*found;
}

bool has_line(const std::string& text, const std::string& line) {
  return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(PrometheusHistogram, CountsWhatIsAtOrBelowEachBound) {
  const auto report = some_report();
  const auto families = families_of({.report = report});
  const auto* const family = find(families, "ssert_time_to_first_token_seconds");
  ASSERT_NE(family, nullptr);
  const auto& histogram = family->metric.at(0).histogram;
  ASSERT_EQ(histogram.bucket.size(), bucket_bounds().size() + 1);
  std::uint64_t before = 0;
  for (std::size_t i = 0; i < bucket_bounds().size(); ++i) {
    const auto bound = bucket_bounds()[i];
    const auto& bucket = histogram.bucket[i];
    EXPECT_DOUBLE_EQ(bucket.upper_bound * 1e9, static_cast<double>(bound.count()));
    const std::uint64_t expected = bound < 4ms ? 1 : bound < 200ms ? 4 : 6;
    EXPECT_EQ(bucket.cumulative_count, expected) << bucket.upper_bound;
    EXPECT_GE(bucket.cumulative_count, before) << bucket.upper_bound;
    before = bucket.cumulative_count;
  }
  EXPECT_TRUE(std::isinf(histogram.bucket.back().upper_bound));
  EXPECT_EQ(histogram.bucket.back().cumulative_count, 7U);
  EXPECT_EQ(histogram.sample_count, 7U);
  EXPECT_DOUBLE_EQ(histogram.sample_sum, 0.0005 + 0.012 + 0.4 + 600);
}

TEST(PrometheusHistogram, BoundsAscendFromAMillisecondToTheLongestExchange) {
  const auto bounds = bucket_bounds();
  EXPECT_EQ(std::adjacent_find(bounds.begin(), bounds.end(), std::greater_equal<>()), bounds.end());
  EXPECT_EQ(bounds.front(), 1ms);
  EXPECT_EQ(bounds.back(), base::WaitLimits().total);
}

TEST(PrometheusHistogram, OfNothingIsEmptyAndThere) {
  auto report = some_report();
  report.metrics[0].histogram = Histogram().parts();
  const auto text = render_prometheus(report);
  EXPECT_TRUE(has_line(text, "ssert_time_to_first_token_seconds_count 0")) << text;
  EXPECT_TRUE(has_line(text, "ssert_time_to_first_token_seconds_bucket{le=\"+Inf\"} 0")) << text;
}

TEST(PrometheusOfLoad, TellsTheWholeRunAndTheWindowApart) {
  const auto text = render_prometheus(some_report());
  for (const std::string line :
       {"ssert_requests_scheduled_total 20", "ssert_requests_sent_total 19",
        "ssert_requests_total{outcome=\"completed\"} 12",
        "ssert_requests_total{outcome=\"never_sent\"} 1",
        "ssert_requests_total{outcome=\"failed\",class=\"REFUSED{503}\"} 5",
        "ssert_requests_total{outcome=\"failed\",class=\"stream/json\"} 2",
        "ssert_window_requests_scheduled_total 10",
        "ssert_window_requests_total{outcome=\"completed\"} 7",
        "ssert_window_requests_total{outcome=\"failed\",class=\"REFUSED{503}\"} 2",
        "ssert_window_requests_good_total 6", "ssert_errors_total 3", "ssert_errors_ratio 0.3",
        "ssert_events_total 300", "ssert_tokens_total 250", "ssert_findings_total 1",
        "ssert_finding_streams_total{rule=\"stream/json\",verdict=\"fail\"} 2",
        "ssert_finding_times_total{rule=\"stream/json\",verdict=\"fail\"} 9",
        "ssert_run_exit_status 1", "ssert_run_over 1"}) {
    EXPECT_TRUE(has_line(text, line)) << line << "\n" << text;
  }
}

TEST(PrometheusOfLoad, HasNoRatesAndNoExitStatusUntilTheRunIsOver) {
  const auto report = some_report();
  const auto families = families_of({.report = report, .in_flight = 3, .queued = 2});
  EXPECT_EQ(find(families, "ssert_errors_ratio"), nullptr);
  EXPECT_EQ(find(families, "ssert_throughput_requests_per_second"), nullptr);
  EXPECT_EQ(find(families, "ssert_run_exit_status"), nullptr);
  const auto text = text_of(families);
  for (const std::string line :
       {"ssert_run_over 0", "ssert_requests_in_flight 3", "ssert_requests_queued 2"})
    EXPECT_TRUE(has_line(text, line)) << line << "\n" << text;
}

TEST(PrometheusOfLoad, KeepsFailedStreamsInFamiliesOfTheirOwn) {
  auto report = some_report();
  report.failed_metrics = {{.name = "ttft", .count = 7, .histogram = some_values().parts()}};
  report.metrics[0].histogram = Histogram().parts();
  const auto text = render_prometheus(report);
  EXPECT_TRUE(has_line(text, "ssert_failed_time_to_first_token_seconds_count 7")) << text;
  EXPECT_TRUE(has_line(text, "ssert_time_to_first_token_seconds_count 0")) << text;
}

// A label's value on one line, with nothing raw in it: "\n" is two characters twice escaped, once
// for people and once for the format.
TEST(PrometheusOfLoad, EscapesWhatIsHostile) {
  auto report = some_report();
  report.whole.failures = {{"a\"} 7\nssert_run_over 0\\\xff\x1b[31m", 5}};
  const auto text = render_prometheus(report);
  EXPECT_TRUE(has_line(text,
                       R"(ssert_requests_total{outcome="failed",class="a\"} 7\\nssert_run_over )"
                       R"(0\\\\\\xff\\x1b[31m"} 5)"))
      << text;
}

TEST(PrometheusOfLoad, CutsALongLabel) {
  auto report = some_report();
  report.url = "http://127.0.0.1/" + std::string(5000, 'x');
  const auto families = families_of({.report = report});
  for (const auto& label : find(families, "ssert_run_info")->metric.at(0).label)
    EXPECT_LE(label.value.size(), base::limits::metric_label_bytes + std::string(" …").size());
}

TEST(PrometheusOfLoad, NamesEachFamilyOnce) {
  auto report = some_report();
  report.goodput_share = 0.5;
  report.failed_metrics = report.metrics;
  std::set<std::string> names;
  for (const auto& family : families_of({.report = report, .over = true}))
    EXPECT_TRUE(names.insert(family.name).second) << family.name;
}

TEST(PrometheusOfLoad, HasEveryMetricOfTheTable) {
  auto report = some_report();
  report.goodput_share = 0.5;
  report.metrics.clear();
  for (const auto& row : statistics::metric_rows()) {
    if (row.kind == statistics::Kind::duration)
      report.metrics.push_back({.name = std::string(row.name), .histogram = some_values().parts()});
  }
  const auto families = families_of({.report = report, .over = true});
  for (const auto& row : statistics::metric_rows())
    EXPECT_NE(find(families, row.prometheus), nullptr) << row.prometheus;
}

TEST(PrometheusOfCheck, HasVerdictsByTargetAndRule) {
  const auto model = testing::full_model();
  const auto text = render_prometheus(model);
  EXPECT_TRUE(has_line(text, "ssert_check_exit_status " + std::to_string(model.exit_code))) << text;
  EXPECT_TRUE(has_line(text, "ssert_check_rules{number=\"1\",name=\"chat\",verdict=\"fail\"} " +
                                 std::to_string(model.targets.at(0).counts.fail)))
      << text;
  EXPECT_TRUE(has_line(text,
                       "ssert_check_findings{number=\"1\",name=\"chat\",rule=\"framing/"
                       "final-blank-line\",verdict=\"fail\",expected=\"no\"} 1"))
      << text;
}

TEST(PrometheusOfCheck, TellsTargetsOfOneNameApart) {
  auto model = testing::full_model();
  model.targets.push_back(model.targets.at(0));
  std::set<std::string> lines;
  const auto text = render_prometheus(model);
  for (std::size_t at = 0, end = 0; (end = text.find('\n', at)) != std::string::npos;
       at = end + 1) {
    const auto line = text.substr(at, end - at);
    EXPECT_TRUE(lines.insert(line.substr(0, line.rfind(' '))).second || line.starts_with('#'))
        << line;
  }
}

}  // namespace
}  // namespace ssert::reports
