#include "reports/json/read_load.h"

#include "reports/json/result_object.h"
#include "statistics/histogram.h"

#include <chrono>
#include <limits>
#include <optional>
#include <utility>

namespace ssert::reports {
namespace {

using dialect::Complaints;
using dialect::Node;
using report::LoadReport;
using statistics::Histogram;

ResultObject::Names trust_names() { return {"valid", "degraded", "client-bound"}; }

class LoadReader {
 public:
  explicit LoadReader(Complaints& complaints) : complaints_(complaints) {}

  LoadReport report(const Node& node) {
    const ResultObject object(
        complaints_, node, "a load result",
        {"ssert",     "kind",        "command",     "started_at",         "elapsed_ms",
         "exit_code", "exit_reason", "interrupted", "aborted_by",         "target",
         "plan",      "window",      "requests",    "requests_whole_run", "rates",
         "stalls",    "received",    "metrics",     "failed_metrics",     "objectives",
         "findings",  "instrument",  "seconds"});
    LoadReport report{
        .version = object.object("ssert", "the program's version", {"version", "result_format"})
                       .words("version"),
        .command = object.list_of_bytes("command"),
        .started_at = object.words("started_at"),
        .elapsed_ms = object.milliseconds("elapsed_ms"),
        .exit_code = object.number_up_to(highest_exit_code, "exit_code"),
        .exit_reason = object.bytes("exit_reason"),
        .interrupted = object.boolean("interrupted"),
        .aborted_by = object.bytes("aborted_by")};
    read_target(object, report);
    const auto plan = object.object("plan", "a plan", {"model", "seed"});
    report.model = plan.words("model");
    report.seed = plan.count("seed");
    const auto window = object.object("window", "a window",
                                      {"warm_up_ms", "window_ms", "drain_limit_ms", "drained_ms"});
    report.warm_up_ms = window.milliseconds("warm_up_ms");
    report.window_ms = window.milliseconds("window_ms");
    report.drain_limit_ms = window.milliseconds("drain_limit_ms");
    report.drained_ms = window.milliseconds("drained_ms");
    report.window = counts(object, "requests");
    report.whole = counts(object, "requests_whole_run");
    read_totals(object, report);
    for (const auto& row : object.members_of("metrics")) report.metrics.push_back(metric(row));
    for (const auto& row : object.members_of("failed_metrics"))
      report.failed_metrics.push_back(metric(row));
    for (const auto& row : object.elements("objectives"))
      report.objectives.push_back(objective(row));
    for (const auto& row : object.elements("findings")) report.findings.push_back(finding(row));
    report.instrument = instrument(object);
    for (const auto& row : object.elements("seconds")) second(row, report);
    return report;
  }

 private:
  static void read_target(const ResultObject& object, LoadReport& report) {
    const auto target =
        object.object("target", "a target", {"name", "url", "dialect", "terminal", "reference"});
    report.name = target.bytes("name");
    report.url = target.bytes("url");
    const auto dialect = target.object("dialect", "a target's dialect", {"name", "how"});
    report.dialect = dialect.words("name");
    report.dialect_how = dialect.bytes("how");
    const auto terminal =
        target.object("terminal", "a target's terminal", {"mode", "required", "decided_by"});
    report.terminal = terminal.one_of("mode", {"required", "optional", "none"});
    report.terminal_required = terminal.boolean("required");
    report.terminal_decided_by = terminal.bytes("decided_by");
    if (target.holds_null("reference")) return;
    const auto reference = target.object("reference", "a reference", {"payload", "ending"});
    report.reference = report::TargetReport{.payload = reference.words("payload"),
                                            .ending = reference.words("ending")};
  }

  static report::RequestCounts counts(const ResultObject& object, std::string_view name) {
    const auto row =
        object.object(name, "counts of requests",
                      {"scheduled", "sent", "completed", "good", "failed", "never_sent", "errors"});
    report::RequestCounts counts{.scheduled = row.count("scheduled"),
                                 .sent = row.count("sent"),
                                 .completed = row.count("completed"),
                                 .good = row.count("good"),
                                 .never_sent = row.count("never_sent"),
                                 .errors = row.count("errors")};
    for (const auto& failure : row.members_of("failed")) {
      counts.failures.push_back({.failure = row.name_of(failure), .count = row.count_of(failure)});
      counts.failed += counts.failures.back().count;
    }
    return counts;
  }

  static void read_totals(const ResultObject& object, LoadReport& report) {
    const auto rates = object.object(
        "rates", "the rates",
        {"offered_per_second", "throughput_per_second", "goodput_per_second", "goodput_fraction",
         "goodput_means", "errors_fraction", "tokens_per_second", "tokens_per_second_whole_run",
         "tokens_source", "in_flight_mean", "in_flight_max"});
    report.offered_per_second = rates.number_or_null("offered_per_second");
    report.throughput_per_second = rates.number_or_null("throughput_per_second");
    report.goodput_per_second = rates.number_or_null("goodput_per_second");
    report.goodput_share = rates.number_or_null("goodput_fraction");
    report.goodput_means = rates.words("goodput_means");
    report.error_share = rates.number_or_null("errors_fraction");
    report.tokens_per_second = rates.number_or_null("tokens_per_second");
    report.tokens_per_second_whole = rates.number("tokens_per_second_whole_run");
    report.tokens_source = rates.words("tokens_source");
    report.in_flight_mean = rates.number_or_null("in_flight_mean");
    report.in_flight_most = rates.count("in_flight_max");
    const auto stalls = object.object("stalls", "the stalls", {"count", "streams", "sum_ms"});
    report.stalls = stalls.count("count");
    report.stalled_streams = stalls.count("streams");
    report.stalled_ms = stalls.milliseconds("sum_ms");
    const auto received = object.object("received", "what was received",
                                        {"events", "output_events", "tokens", "bytes"});
    report.events = received.count("events");
    report.output_events = received.count("output_events");
    report.tokens = received.count("tokens");
    report.bytes = received.count("bytes");
  }

  report::MetricRow metric(const Node& node) {
    const ResultObject object(complaints_, node, "a metric",
                              {"unit", "formula", "count", "min", "mean", "p50", "p90", "p99",
                               "p999", "max", "ci", "error_bound", "trust", "histogram"});
    object.one_of("unit", {"ms"});
    const auto intervals = object.object("ci", "the intervals", {"p50", "p90", "p99", "p999"});
    return {.name = node.value->name(),
            .formula = object.words("formula"),
            .count = object.count("count"),
            .min_ms = object.milliseconds_or_null("min"),
            .mean_ms = object.milliseconds_or_null("mean"),
            .max_ms = object.milliseconds_or_null("max"),
            .p50 = percentile(object, intervals, "p50"),
            .p90 = percentile(object, intervals, "p90"),
            .p99 = percentile(object, intervals, "p99"),
            .p999 = percentile(object, intervals, "p999"),
            .error_bound_ms = object.milliseconds("error_bound"),
            .trust = object.one_of("trust", trust_names()),
            .histogram = histogram(object.required("histogram"))};
  }

  static std::optional<report::PercentileRow> percentile(const ResultObject& object,
                                                         const ResultObject& intervals,
                                                         std::string_view name) {
    const auto value = object.milliseconds_or_null(name);
    if (!value) return std::nullopt;
    report::PercentileRow row{.value_ms = *value};
    if (!intervals.has(name)) return row;
    const auto ends = intervals.numbers(name, 2);
    row.low_ms = ends[0];
    row.high_ms = ends[1];
    return row;
  }

  Histogram::Parts histogram(const std::optional<Node>& node) {
    Histogram::Parts parts;
    if (!node) return parts;
    const ResultObject object(
        complaints_, *node, "a histogram",
        {"precision", "count", "sum_s", "sum_ns", "min_ns", "max_ns", "buckets"});
    parts = {.precision = object.number_up_to(statistics::precision_most, "precision"),
             .count = object.count("count"),
             .sum_seconds = object.count("sum_s"),
             .sum_nanoseconds = object.count("sum_ns"),
             .min = nanoseconds("min_ns", object),
             .max = nanoseconds("max_ns", object)};
    for (const auto& bucket : object.elements("buckets")) {
      const auto pair = object.counts_of(bucket, 2);
      if (pair[0] > std::numeric_limits<std::uint32_t>::max()) {
        complaints_.add_wrong(bucket, "[INDEX, COUNT]");
        continue;
      }
      parts.buckets.push_back({.index = static_cast<std::uint32_t>(pair[0]), .count = pair[1]});
    }
    if (!complaints_.first()) {
      if (const auto whole = Histogram::from_parts(parts, node->pointer); !whole)
        complaints_.add(*node, {.what = whole.error().what, .way_out = whole.error().way_out});
    }
    return parts;
  }

  static std::chrono::nanoseconds nanoseconds(std::string_view name, const ResultObject& object) {
    return std::chrono::nanoseconds(static_cast<std::int64_t>(object.count(name)));
  }

  report::ObjectiveRow objective(const Node& node) {
    const ResultObject object(complaints_, node, "an objective",
                              {"expression", "verdict", "value", "unit"});
    return {.expression = object.bytes("expression"),
            .verdict = object.one_of("verdict", {"pass", "fail", "not_enough_samples", "no_data"}),
            .value = object.number_or_null("value"),
            .unit = object.one_of("unit", {"ms", "/s", ""})};
  }

  report::LoadFinding finding(const Node& node) {
    const ResultObject object(
        complaints_, node, "a finding",
        {"rule", "code", "level", "verdict", "title", "streams", "times", "fix", "evidence"});
    report::LoadFinding row{.rule = object.words("rule"),
                            .code = object.words("code"),
                            .level = object.words("level"),
                            .title = object.words("title"),
                            .fix = object.words("fix"),
                            .verdict = object.one_of("verdict", {"fail", "warn", "note"}),
                            .streams = object.count("streams"),
                            .times = object.count("times")};
    for (const auto& element : object.elements("evidence")) {
      const ResultObject piece(complaints_, element, "a piece of evidence",
                               {"request", "at_ms", "offset", "offset_of", "bytes", "note"});
      report::Evidence evidence{
          .exchange = piece.number_up_to(std::numeric_limits<int>::max(), "request"),
          .at_ms = piece.milliseconds_or_null("at_ms"),
          .bytes = piece.bytes("bytes"),
          .note = piece.bytes_or_empty("note")};
      if (piece.has("offset") || piece.has("offset_of")) {
        evidence.offset = piece.count("offset");
        evidence.offset_of = piece.one_of("offset_of", {"response", "content"});
      }
      row.evidence.push_back(std::move(evidence));
    }
    return row;
  }

  static report::InstrumentReport instrument(const ResultObject& object) {
    const auto row = object.object(
        "instrument", "the instrument",
        {"verdict", "why", "schedule_lag_ms_p99", "loop_lag_ms_p99", "client_lag_ms_p99",
         "kernel_stamp_fraction", "coalesced_fraction", "connection_reuse_fraction", "cpu_fraction",
         "cpu_steal_fraction", "clock_step_ms", "little_residual", "requests_not_sendable",
         "outputs_not_kept", "stray_bytes"});
    return {.verdict = row.one_of("verdict", trust_names()),
            .why = row.bytes("why"),
            .schedule_lag_p99_ms = row.milliseconds_or_null("schedule_lag_ms_p99"),
            .loop_lag_p99_ms = row.milliseconds_or_null("loop_lag_ms_p99"),
            .client_lag_p99_ms = row.milliseconds_or_null("client_lag_ms_p99"),
            .kernel_stamp_share = row.number("kernel_stamp_fraction"),
            .coalesced_share = row.number("coalesced_fraction"),
            .reuse_share = row.number("connection_reuse_fraction"),
            .cpu_share = row.number("cpu_fraction"),
            .steal_share = row.number_or_null("cpu_steal_fraction"),
            .clock_step_ms = row.milliseconds("clock_step_ms"),
            .little_residual = row.number_or_null("little_residual"),
            .requests_not_sendable = row.count("requests_not_sendable"),
            .outputs_not_kept = row.count("outputs_not_kept"),
            .stray_bytes = row.count("stray_bytes")};
  }

  void second(const Node& node, LoadReport& report) {
    const ResultObject object(complaints_, node, "a second",
                              {"second", "scheduled", "sent", "completed", "failed",
                               "output_events", "tokens", "bytes", "in_flight", "metrics"});
    report::SecondRow row{.second = object.integer("second"),
                          .scheduled = object.count("scheduled"),
                          .sent = object.count("sent"),
                          .completed = object.count("completed"),
                          .failed = object.count("failed"),
                          .output_events = object.count("output_events"),
                          .tokens = object.count("tokens"),
                          .bytes = object.count("bytes"),
                          .in_flight = object.number("in_flight")};
    for (const auto& member : object.members_of("metrics")) {
      bool known = false;
      for (auto& metric : report.metrics) {
        if (metric.name != member.value->name()) continue;
        metric.seconds.emplace(row.second, histogram(member));
        known = true;
      }
      if (!known) complaints_.add_wrong(member, "a metric of /metrics");
    }
    report.seconds.push_back(row);
  }

  Complaints& complaints_;
};

}  // namespace

LoadReport read_load_report(Complaints& complaints, const Node& root) {
  return LoadReader(complaints).report(root);
}

}  // namespace ssert::reports
