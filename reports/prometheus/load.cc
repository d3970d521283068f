#include "reports/prometheus/building.h"
#include "reports/prometheus/prometheus.h"
#include "statistics/metric_table.h"

#include <optional>

namespace ssert::reports {
namespace {

using report::LoadReport;
using report::RequestCounts;

// What the one table of metrics says of a name.
FamilyName of_table(std::string_view metric) {
  const auto* const row = statistics::find_metric(metric);
  return {.name = std::string(row->prometheus), .help = std::string(row->formula)};
}

std::vector<LabelledValue> by_outcome(const RequestCounts& counts) {
  std::vector<LabelledValue> values{
      {.labels = {{"outcome", "completed"}}, .value = number(counts.completed)},
      {.labels = {{"outcome", "never_sent"}}, .value = number(counts.never_sent)}};
  for (const auto& row : counts.failures)
    values.push_back(
        {.labels = {{"outcome", "failed"}, {"class", row.failure}}, .value = number(row.count)});
  return values;
}

void add_run(MetricFamilies& families, const LoadState& state) {
  const auto& report = state.report;
  families.push_back(gauge({"ssert_run_info", "the run: 1, and what it is of in its labels"},
                           {{.labels = {{"version", report.version},
                                        {"name", report.name},
                                        {"target", report.url},
                                        {"dialect", report.dialect},
                                        {"model", report.model}},
                             .value = 1}}));
  families.push_back(
      gauge({"ssert_run_over", "1 where the run is over and these are its last numbers, else 0"},
            state.over ? 1 : 0));
  families.push_back(
      gauge({"ssert_requests_in_flight", "requests under way now"}, number(state.in_flight)));
  families.push_back(gauge({"ssert_requests_queued", "requests that are due and wait, now"},
                           number(state.queued)));
  families.push_back(gauge({"ssert_requests_in_flight_max", "the most requests under way at once"},
                           number(report.in_flight_most)));
}

void add_requests(MetricFamilies& families, const LoadReport& report) {
  families.push_back(counter(
      {"ssert_requests_scheduled_total", "requests that were due, whole run, warm-up included"},
      report.whole.scheduled));
  families.push_back(counter(
      {"ssert_requests_sent_total", "requests handed to a connection, whole run, warm-up included"},
      report.whole.sent));
  families.push_back(counter(
      {"ssert_requests_total",
       "requests that have ended, by outcome and class of failure, whole run, warm-up included"},
      by_outcome(report.whole)));
  families.push_back(counter({"ssert_window_requests_scheduled_total",
                              "requests that were due in the window that is measured"},
                             report.window.scheduled));
  families.push_back(counter({"ssert_window_requests_total",
                              "requests that were due in the window and have ended, by outcome and "
                              "class of failure"},
                             by_outcome(report.window)));
  families.push_back(counter({"ssert_window_requests_good_total",
                              "requests that were due in the window and " + report.goodput_means},
                             report.window.good));
}

void add_received(MetricFamilies& families, const LoadReport& report) {
  families.push_back(
      counter({"ssert_events_total", "events received, of any kind, whole run, warm-up included"},
              report.events));
  families.push_back(counter({"ssert_output_events_total",
                              "events received that carry output, whole run, warm-up included"},
                             report.output_events));
  families.push_back(counter({"ssert_tokens_total", "tokens received (" + report.tokens_source +
                                                        "), whole run, warm-up included"},
                             report.tokens));
  families.push_back(
      counter({"ssert_response_bytes_total", "bytes of responses, whole run, warm-up included"},
              report.bytes));
}

void add_findings(MetricFamilies& families, const LoadReport& report) {
  families.push_back(counter(of_table("findings.count"), report.findings.size()));
  std::vector<LabelledValue> streams;
  std::vector<LabelledValue> times;
  for (const auto& finding : report.findings) {
    const decltype(LabelledValue::labels) labels{{"rule", finding.rule},
                                                 {"verdict", finding.verdict}};
    streams.push_back({.labels = labels, .value = number(finding.streams)});
    times.push_back({.labels = labels, .value = number(finding.times)});
  }
  if (report.findings.empty()) return;
  families.push_back(
      counter({"ssert_finding_streams_total", "streams that broke the rule, whole run"}, streams));
  families.push_back(
      counter({"ssert_finding_times_total", "times that the rule was broken, whole run"}, times));
}

void add_durations(MetricFamilies& families, const LoadReport& report) {
  for (const auto& metric : report.metrics) {
    auto name = of_table(metric.name);
    name.help += "; of requests due in the window that completed";
    families.push_back(histogram(std::move(name), metric.histogram));
  }
  for (const auto& metric : report.failed_metrics) {
    auto name = of_table(metric.name);
    name.name.replace(0, std::string_view("ssert_").size(), "ssert_failed_");
    name.help += "; of requests due in the window that failed";
    families.push_back(histogram(std::move(name), metric.histogram));
  }
}

void add_scalar(MetricFamilies& families, std::string_view metric, std::optional<double> value) {
  if (value) families.push_back(gauge(of_table(metric), *value));
}

// Of the whole window: before it has ended, rate() over the counters tells more.
void add_rates(MetricFamilies& families, const LoadReport& report) {
  add_scalar(families, "errors.rate", report.error_share);
  add_scalar(families, "goodput.fraction", report.goodput_share);
  add_scalar(families, "goodput", report.goodput_per_second);
  add_scalar(families, "throughput", report.throughput_per_second);
  add_scalar(families, "tokens_per_second", report.tokens_per_second);
  families.push_back(gauge({"ssert_run_exit_status",
                            "the exit status of ssert load, but for reports that could not be "
                            "written"},
                           report.exit_code));
}

}  // namespace

MetricFamilies families_of(const LoadState& state) {
  const auto& report = state.report;
  MetricFamilies families;
  add_run(families, state);
  add_requests(families, report);
  add_received(families, report);
  families.push_back(counter(of_table("errors.count"), report.window.errors));
  families.push_back(counter(of_table("stalls.count"), report.stalls));
  add_findings(families, report);
  add_durations(families, report);
  if (state.over) add_rates(families, report);
  return families;
}

std::string render_prometheus(const LoadReport& report) {
  return text_of(families_of({.report = report, .over = true}));
}

}  // namespace ssert::reports
