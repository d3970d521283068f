#include "report/load_builder.h"

#include "base/text.h"
#include "conformance/catalogue.h"
#include "load/instrument.h"
#include "load/values.h"
#include "report/exit_status.h"
#include "report/redaction.h"
#include "scenario/load_flags.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::report {
namespace {

using load::Requests;
using load::Result;
using statistics::Metric;
using statistics::Summary;

double seconds_of(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

std::optional<double> per_second(std::uint64_t count, std::chrono::nanoseconds window) {
  if (window.count() == 0) return std::nullopt;
  return static_cast<double>(count) / seconds_of(window);
}

double ns_to_ms(double nanoseconds) { return nanoseconds / 1e6; }

std::optional<double> share(std::uint64_t part, std::uint64_t whole) {
  if (whole == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(whole);
}

std::string model_words(const scenario::LoadShape& shape) {
  if (const auto* const open = std::get_if<scenario::OpenModel>(&shape.model)) {
    return fmt::format("open, {:g} requests/s, {} arrivals, at most {} in flight", open->per_second,
                       scenario::to_string(open->arrivals),
                       base::with_thousands(open->in_flight_max));
  }
  const auto& closed = std::get<scenario::ClosedModel>(shape.model);
  return fmt::format("closed, {}{}", base::counted(closed.readers, "reader"),
                     closed.think_time.count() == 0
                         ? ""
                         : ", think time " + base::show_duration(closed.think_time));
}

std::string goodput_words(const load::Plan& plan) {
  std::string words = "completed";
  for (const auto& bound : statistics::per_stream_bounds(plan.objectives)) {
    words += fmt::format(", {} {} {}", bound.metric, bound.inclusive ? "<=" : "<",
                         base::show_duration(bound.bound));
  }
  return words;
}

std::string verdict_word(violation::Severity severity) {
  switch (severity) {
    case violation::Severity::notes:
      return "note";
    case violation::Severity::warns:
      return "warn";
    case violation::Severity::fails:
      return "fail";
  }
  return "";
}

std::optional<PercentileRow> row_of(const std::optional<statistics::Percentile>& percentile) {
  if (!percentile) return std::nullopt;
  PercentileRow row{.value_ms = base::to_ms(percentile->value)};
  if (percentile->interval) {
    row.low_ms = ns_to_ms(percentile->interval->low);
    row.high_ms = ns_to_ms(percentile->interval->high);
  }
  return row;
}

bool any_objective(const LoadReport& report, const auto& holds) {
  return std::any_of(report.objectives.begin(), report.objectives.end(), holds);
}

// Streams that failed decide by themselves, unless an objective says how many may.
std::optional<Exit> exit_by_errors(const LoadReport& report, scenario::FailOn fail_on) {
  const auto missed = [](const ObjectiveRow& row) {
    return is_about_errors(row) && row.verdict == "fail";
  };
  if (any_objective(report, missed)) return Exit{1, "an objective on errors is missed"};
  const auto bad = report.whole.errors;
  if (!any_objective(report, says_how_many_may_fail) && bad > 0) {
    return Exit{1, fmt::format("{} of {} failed or were never sent (allow some: --objective "
                               "'errors.rate < 1%')",
                               base::with_thousands(bad),
                               base::counted(report.whole.scheduled, "request"))};
  }
  const auto warns = [](const LoadFinding& finding) { return finding.verdict == "warn"; };
  if (fail_on != scenario::FailOn::fail &&
      std::any_of(report.findings.begin(), report.findings.end(), warns))
    return Exit{1, "a rule warns (--fail-on)"};
  return std::nullopt;
}

Exit exit_of(const LoadReport& report, scenario::FailOn fail_on) {
  if (report.interrupted) return {130, "interrupted"};
  if (report.window.scheduled == 0)
    return {5, report.whole.scheduled == 0 ? "no request was due in the window"
                                           : "no request was due in the window: all of them were "
                                             "due in the warm-up"};
  // A target to which nothing could be sent was not asked.
  const bool lacked = report.instrument.requests_not_sendable > 0;
  if (report.bytes == 0 && !(lacked && report.whole.errors == 0))
    return {4, "the target gave not one response byte"};
  if (const auto exit = exit_by_errors(report, fail_on)) return *exit;
  const auto is_time = [](const ObjectiveRow& row) { return row.unit == "ms"; };
  const bool times_decide = report.objectives.empty() || any_objective(report, is_time);
  if (report.instrument.verdict == "client-bound" && (times_decide || lacked))
    return {3, "client-bound: " + report.instrument.why};
  if (any_objective(report, [](const ObjectiveRow& row) {
        return row.verdict != "pass" && row.verdict != "fail";
      }))
    return {3, "an objective has too few samples"};
  if (any_objective(report, [](const ObjectiveRow& row) { return row.verdict == "fail"; }))
    return {1, "an objective is missed"};
  if (!report.aborted_by.empty()) return {1, "an abort objective ended the run"};
  return {0, report.objectives.empty() ? "no stream failed" : "every objective is met"};
}

class LoadBuilder {
 public:
  explicit LoadBuilder(const LoadRun& run) : run_(run), result_(run.result) {}

  LoadReport build() {
    doubts_ = load::doubts_of(result_, decisive(run_.plan));
    LoadReport report = beginning();
    add_totals(report);
    for (const auto& named : load::named_metrics()) {
      report.metrics.push_back(metric_row(named, result_.metrics));
      if (!(result_.failed_metrics.*named.member).total().empty())
        report.failed_metrics.push_back(metric_row(named, result_.failed_metrics));
    }
    for (const auto& [rule, finding] : result_.findings) report.findings.push_back(row_of(finding));
    std::stable_sort(report.findings.begin(), report.findings.end(),
                     [](const LoadFinding& a, const LoadFinding& b) {
                       return a.verdict == "fail" && b.verdict != "fail";
                     });
    for (const auto& [second, counts] : result_.seconds)
      report.seconds.push_back(row_of(second, counts));
    report.instrument = instrument();
    add_objectives(report);
    const auto exit = exit_of(report, run_.plan.scenario.fail_on);
    report.exit_code = exit.code;
    report.exit_reason = exit.reason;
    return report;
  }

  LoadReport build_progress() const {
    LoadReport report = beginning();
    add_totals(report);
    const auto plain_row = [](const load::NamedMetric& named, const load::StreamMetrics& metrics) {
      const auto& total = (metrics.*named.member).total();
      return MetricRow{
          .name = std::string(named.name), .count = total.count(), .histogram = total.parts()};
    };
    for (const auto& named : load::named_metrics()) {
      report.metrics.push_back(plain_row(named, result_.metrics));
      if (!(result_.failed_metrics.*named.member).total().empty())
        report.failed_metrics.push_back(plain_row(named, result_.failed_metrics));
    }
    for (const auto& [rule, finding] : result_.findings) {
      report.findings.push_back({.rule = std::string(rule),
                                 .verdict = verdict_word(finding.severity),
                                 .streams = finding.streams,
                                 .times = finding.times});
    }
    return report;
  }

 private:
  static std::vector<std::string> decisive(const load::Plan& plan) {
    std::vector<std::string> names;
    for (const auto& objective : plan.objectives) names.emplace_back(objective.metric);
    return names;
  }

  std::string shown(std::string_view text) const {
    return redact(text, run_.plan.scenario.secrets);
  }

  LoadReport beginning() const {
    const auto& plan = run_.plan;
    LoadReport report{.version = run_.facts.version,
                      .command = run_.facts.command,
                      .started_at = run_.facts.started_at,
                      .elapsed_ms = run_.facts.elapsed_ms,
                      .interrupted = run_.facts.interrupted || result_.interrupted,
                      .aborted_by = result_.aborted_by};
    report.name = shown(plan.scenario.name.empty() ? plan.scenario.url : plan.scenario.name);
    report.url = shown(plan.scenario.url);
    report.dialect = plan.dialect.name;
    report.dialect_how = run_.dialect_how;
    report.terminal = std::string(to_string(run_.terminal.mode));
    report.terminal_required = plan.terminal_required;
    report.terminal_decided_by = run_.terminal.decided_by;
    if (run_.reference)
      report.reference = report::build(run_.facts, {*run_.reference}).targets.front();
    report.model = model_words(plan.shape);
    report.seed = result_.seed;
    report.warm_up_ms = base::to_ms(result_.warm_up);
    report.window_ms = base::to_ms(result_.window);
    report.drain_limit_ms = base::to_ms(plan.shape.drain);
    report.drained_ms = base::to_ms(result_.drained);
    return report;
  }

  static RequestCounts counts_of(const Requests& requests) {
    RequestCounts counts{.scheduled = requests.scheduled,
                         .sent = requests.sent,
                         .completed = requests.completed,
                         .good = requests.good,
                         .failed = requests.failed_total(),
                         .never_sent = requests.never_sent,
                         .errors = requests.errors()};
    for (const auto& [failure, count] : requests.failed)
      counts.failures.push_back({.failure = failure, .count = count});
    std::stable_sort(counts.failures.begin(), counts.failures.end(),
                     [](const FailureRow& a, const FailureRow& b) { return a.count > b.count; });
    return counts;
  }

  void add_totals(LoadReport& report) const {
    const auto window = result_.window;
    const auto& requests = result_.window_requests;
    report.window = counts_of(requests);
    report.whole = counts_of(result_.whole);
    report.offered_per_second = per_second(requests.scheduled, window);
    report.throughput_per_second = per_second(requests.completed, window);
    report.goodput_per_second = per_second(requests.good, window);
    const auto judged = requests.judged();
    report.goodput_share = share(requests.good, judged);
    report.error_share = share(report.window.errors, judged);
    report.goodput_means = goodput_words(run_.plan);
    report.tokens_per_second = per_second(result_.window_totals.tokens, window);
    report.tokens_per_second_whole =
        per_second(result_.totals.tokens, result_.warm_up + window + result_.drained).value_or(0);
    if (window.count() > 0) report.in_flight_mean = load::in_flight_mean(result_);
    report.in_flight_most = result_.in_flight_most;
    report.stalls = result_.stalls.count;
    report.stalled_streams = result_.stalls.streams;
    report.stalled_ms = base::to_ms(result_.stalls.sum);
    report.events = result_.totals.events;
    report.output_events = result_.totals.output_events;
    report.tokens = result_.totals.tokens;
    report.bytes = result_.totals.bytes;
    report.tokens_source = tokens_source();
  }

  void add_objectives(LoadReport& report) const {
    const auto values = load::values_of(result_);
    for (const auto& objective : run_.plan.objectives) {
      const auto evaluation = statistics::evaluate(objective, values);
      const auto kind = statistics::find_metric(objective.metric)->kind;
      const bool is_time =
          kind == statistics::Kind::duration && objective.statistic != statistics::Statistic::count;
      ObjectiveRow row{.expression = objective.text,
                       .verdict = std::string(statistics::name_of(evaluation.verdict)),
                       .value = evaluation.value,
                       .unit = is_time                                ? "ms"
                               : kind == statistics::Kind::per_second ? "/s"
                                                                      : ""};
      if (row.value && is_time) row.value = *row.value / 1e6;
      report.objectives.push_back(std::move(row));
    }
  }

  // Rates count tokens as they arrive; a stream's own count may be told at its end.
  std::string tokens_source() const {
    const auto completed = result_.window_requests.completed;
    if (result_.usage_told == 0) return "one an output event";
    if (result_.usage_told == completed) return "one an output event; in tpot the target's usage";
    return fmt::format("one an output event; in tpot the usage that {} of {} streams told",
                       base::with_thousands(result_.usage_told), base::with_thousands(completed));
  }

  MetricRow metric_row(const load::NamedMetric& named, const load::StreamMetrics& metrics) const {
    const auto& metric = metrics.*named.member;
    const bool failed = &metrics == &result_.failed_metrics;
    const auto& bounds = failed ? doubts_.failed : doubts_.completed;
    const auto summary = statistics::summarize(metric, result_.seed);
    MetricRow row{.name = std::string(named.name), .count = summary.count};
    if (const auto* const known = statistics::find_metric(named.name)) row.formula = known->formula;
    row.error_bound_ms = base::to_ms(load::error_bound(bounds, named.name));
    row.trust = std::string(to_string(load::trust_of(bounds, named.name, metric)));
    if (summary.count > 0) {
      row.min_ms = base::to_ms(summary.min);
      row.mean_ms = ns_to_ms(summary.mean_ns);
      row.max_ms = base::to_ms(summary.max);
    }
    row.p50 = report::row_of(summary.p50);
    row.p90 = report::row_of(summary.p90);
    row.p99 = report::row_of(summary.p99);
    row.p999 = report::row_of(summary.p999);
    row.histogram = metric.total().parts();
    for (const auto& [second, histogram] : metric.seconds())
      row.seconds.emplace(second, histogram.parts());
    return row;
  }

  LoadFinding row_of(const load::Finding& finding) const {
    LoadFinding row{.rule = std::string(finding.rule),
                    .verdict = verdict_word(finding.severity),
                    .streams = finding.streams,
                    .times = finding.times};
    if (const auto* const rule = conformance::find_rule(finding.rule)) {
      row.code = rule->code;
      row.level = std::string(to_string(rule->level));
      row.title = rule->title;
      row.fix = rule->fix;
    }
    for (const auto& sample : finding.samples) {
      row.evidence.push_back(
          {.exchange = static_cast<int>(sample.stream),
           .offset = sample.offset,
           .offset_of = sample.space == violation::Space::wire ? "response" : "content",
           .at_ms = base::to_ms(sample.at),
           .bytes = redact_cut(sample.bytes, run_.plan.scenario.secrets),
           .note = shown(sample.detail)});
    }
    return row;
  }

  SecondRow row_of(std::int64_t second, const load::Second& counts) const {
    return {.second = second,
            .scheduled = counts.scheduled,
            .sent = counts.sent,
            .completed = counts.completed,
            .failed = counts.failed,
            .output_events = counts.output_events,
            .tokens = counts.tokens,
            .bytes = counts.bytes,
            .in_flight = counts.stream_seconds};
  }

  InstrumentReport instrument() const {
    const auto& seen = result_.instrument;
    const auto p99 = [](const Metric& metric) -> std::optional<double> {
      if (!statistics::enough_samples(metric.total().count(), 0.99)) return std::nullopt;
      return base::to_ms(*metric.total().quantile(0.99));
    };
    const auto connections = seen.connections + seen.connections_reused;
    return {.verdict = std::string(to_string(doubts_.trust)),
            .why = doubts_.why,
            .schedule_lag_p99_ms = p99(load::schedule_lag_of(result_)),
            .loop_lag_p99_ms = p99(seen.loop_lag),
            .client_lag_p99_ms = p99(seen.client_lag),
            .kernel_stamp_share = share(seen.kernel_stamps, seen.arrivals).value_or(0),
            .coalesced_share = share(seen.coalesced_gaps, seen.output_gaps).value_or(0),
            .reuse_share = share(seen.connections_reused, connections).value_or(0),
            .cpu_share = seen.cpu_share,
            .steal_share = seen.steal_share,
            .clock_step_ms = base::to_ms(seen.clock_step),
            .little_residual = doubts_.little_residual,
            .requests_not_sendable = result_.whole.not_sendable,
            .outputs_not_kept = seen.outputs_not_kept,
            .stray_bytes = seen.stray_bytes};
  }

  const LoadRun& run_;
  const Result& result_;
  load::Doubts doubts_;
};

}  // namespace

LoadReport build_load(const LoadRun& run) { return LoadBuilder(run).build(); }

LoadReport build_progress(const LoadRun& run) { return LoadBuilder(run).build_progress(); }

}  // namespace ssert::report
