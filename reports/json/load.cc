#include "reports/json/load.h"

#include "base/text.h"
#include "reports/json/json.h"
#include "reports/json/or_null.h"

#include <nlohmann/json.hpp>

namespace ssert::reports {
namespace {

using nlohmann::ordered_json;
using report::LoadReport;

ordered_json histogram_json(const statistics::Histogram::Parts& parts) {
  ordered_json buckets = ordered_json::array();
  for (const auto& bucket : parts.buckets) buckets.push_back({bucket.index, bucket.count});
  return {{"precision", parts.precision},    {"count", parts.count},
          {"sum_s", parts.sum_seconds},  // two numbers: one would not hold it exactly
          {"sum_ns", parts.sum_nanoseconds}, {"min_ns", parts.min.count()},
          {"max_ns", parts.max.count()},     {"buckets", std::move(buckets)}};
}

ordered_json metric_json(const report::MetricRow& metric) {
  ordered_json json{{"unit", "ms"},
                    {"formula", metric.formula},
                    {"count", metric.count},
                    {"min", or_null(metric.min_ms)},
                    {"mean", or_null(metric.mean_ms)}};
  ordered_json intervals = ordered_json::object();
  const auto percentile = [&](const char* name, const std::optional<report::PercentileRow>& row) {
    json[name] = row ? ordered_json(row->value_ms) : ordered_json(nullptr);
    if (row && row->low_ms) intervals[name] = {*row->low_ms, *row->high_ms};
  };
  percentile("p50", metric.p50);
  percentile("p90", metric.p90);
  percentile("p99", metric.p99);
  percentile("p999", metric.p999);
  json["max"] = or_null(metric.max_ms);
  json["ci"] = std::move(intervals);
  json["error_bound"] = metric.error_bound_ms;
  json["trust"] = metric.trust;
  json["histogram"] = histogram_json(metric.histogram);
  return json;
}

ordered_json metrics_json(const std::vector<report::MetricRow>& metrics) {
  ordered_json json = ordered_json::object();
  for (const auto& metric : metrics) json[metric.name] = metric_json(metric);
  return json;
}

ordered_json counts_json(const report::RequestCounts& counts) {
  ordered_json failed = ordered_json::object();
  for (const auto& row : counts.failures) failed[base::escape_bytes(row.failure)] = row.count;
  return {{"scheduled", counts.scheduled}, {"sent", counts.sent},
          {"completed", counts.completed}, {"good", counts.good},
          {"failed", std::move(failed)},   {"never_sent", counts.never_sent},
          {"errors", counts.errors}};
}

ordered_json finding_json(const report::LoadFinding& finding) {
  ordered_json evidence = ordered_json::array();
  for (const auto& piece : finding.evidence) {
    ordered_json json{{"request", piece.exchange}, {"at_ms", or_null(piece.at_ms)}};
    if (piece.offset) {
      json["offset"] = *piece.offset;
      json["offset_of"] = piece.offset_of;
    }
    json["bytes"] = base::escape_bytes(piece.bytes);
    if (!piece.note.empty()) json["note"] = base::escape_bytes(piece.note);
    evidence.push_back(std::move(json));
  }
  return {
      {"rule", finding.rule},       {"code", finding.code},   {"level", finding.level},
      {"verdict", finding.verdict}, {"title", finding.title}, {"streams", finding.streams},
      {"times", finding.times},     {"fix", finding.fix},     {"evidence", std::move(evidence)}};
}

ordered_json objective_json(const report::ObjectiveRow& objective) {
  return {{"expression", base::escape_bytes(objective.expression)},
          {"verdict", objective.verdict},
          {"value", or_null(objective.value)},
          {"unit", objective.unit}};
}

// Everything of one second; its histograms merge exactly with those of other seconds and machines.
ordered_json seconds_json(const LoadReport& report) {
  ordered_json seconds = ordered_json::array();
  std::map<std::int64_t, ordered_json> metrics;
  for (const auto& metric : report.metrics) {
    for (const auto& [second, parts] : metric.seconds)
      metrics[second][metric.name] = histogram_json(parts);
  }
  for (const auto& row : report.seconds) {
    const auto found = metrics.find(row.second);
    seconds.push_back(
        {{"second", row.second},
         {"scheduled", row.scheduled},
         {"sent", row.sent},
         {"completed", row.completed},
         {"failed", row.failed},
         {"output_events", row.output_events},
         {"tokens", row.tokens},
         {"bytes", row.bytes},
         {"in_flight", row.in_flight},
         {"metrics", found == metrics.end() ? ordered_json::object() : found->second}});
  }
  return seconds;
}

ordered_json instrument_json(const report::InstrumentReport& instrument) {
  return {{"verdict", instrument.verdict},
          {"why", base::escape_bytes(instrument.why)},
          {"schedule_lag_ms_p99", or_null(instrument.schedule_lag_p99_ms)},
          {"loop_lag_ms_p99", or_null(instrument.loop_lag_p99_ms)},
          {"client_lag_ms_p99", or_null(instrument.client_lag_p99_ms)},
          {"kernel_stamp_fraction", instrument.kernel_stamp_share},
          {"coalesced_fraction", instrument.coalesced_share},
          {"connection_reuse_fraction", instrument.reuse_share},
          {"cpu_fraction", instrument.cpu_share},
          {"cpu_steal_fraction", or_null(instrument.steal_share)},
          {"clock_step_ms", instrument.clock_step_ms},
          {"little_residual", or_null(instrument.little_residual)},
          {"requests_not_sendable", instrument.requests_not_sendable},
          {"outputs_not_kept", instrument.outputs_not_kept},
          {"stray_bytes", instrument.stray_bytes}};
}

ordered_json target_json(const LoadReport& report) {
  ordered_json reference = nullptr;
  if (report.reference)
    reference = {{"payload", report.reference->payload}, {"ending", report.reference->ending}};
  return {{"name", base::escape_bytes(report.name)},
          {"url", base::escape_bytes(report.url)},
          {"dialect", {{"name", report.dialect}, {"how", base::escape_bytes(report.dialect_how)}}},
          {"terminal",
           {{"mode", report.terminal},
            {"required", report.terminal_required},
            {"decided_by", base::escape_bytes(report.terminal_decided_by)}}},
          {"reference", std::move(reference)}};
}

ordered_json rates_json(const LoadReport& report) {
  return {{"offered_per_second", or_null(report.offered_per_second)},
          {"throughput_per_second", or_null(report.throughput_per_second)},
          {"goodput_per_second", or_null(report.goodput_per_second)},
          {"goodput_fraction", or_null(report.goodput_share)},
          {"goodput_means", report.goodput_means},
          {"errors_fraction", or_null(report.error_share)},
          {"tokens_per_second", or_null(report.tokens_per_second)},
          {"tokens_per_second_whole_run", report.tokens_per_second_whole},
          {"tokens_source", report.tokens_source},
          {"in_flight_mean", or_null(report.in_flight_mean)},
          {"in_flight_max", report.in_flight_most}};
}

void add_measured(ordered_json& json, const LoadReport& report) {
  json["requests"] = counts_json(report.window);
  json["requests_whole_run"] = counts_json(report.whole);
  json["rates"] = rates_json(report);
  json["stalls"] = {
      {"count", report.stalls}, {"streams", report.stalled_streams}, {"sum_ms", report.stalled_ms}};
  json["received"] = {{"events", report.events},
                      {"output_events", report.output_events},
                      {"tokens", report.tokens},
                      {"bytes", report.bytes}};
  json["metrics"] = metrics_json(report.metrics);
  json["failed_metrics"] = metrics_json(report.failed_metrics);
  json["objectives"] = ordered_json::array();
  for (const auto& objective : report.objectives)
    json["objectives"].push_back(objective_json(objective));
  json["findings"] = ordered_json::array();
  for (const auto& finding : report.findings) json["findings"].push_back(finding_json(finding));
  json["instrument"] = instrument_json(report.instrument);
  json["seconds"] = seconds_json(report);
}

// Histograms are long: a line of their own for each would help nobody.
std::string a_member_a_line(const ordered_json& object) {
  std::string text = "{";
  for (const auto& [name, value] : object.items()) {
    text += (text.size() == 1 ? "\n" : ",\n") + ordered_json(name).dump() + ": " + value.dump();
  }
  return text + "\n}\n";
}

}  // namespace

std::string render_json(const LoadReport& report) {
  ordered_json command = ordered_json::array();
  for (const auto& word : report.command) command.push_back(base::escape_bytes(word));
  ordered_json json{{"ssert", {{"version", report.version}, {"result_format", result_format}}},
                    {"kind", "load"},
                    {"command", std::move(command)},
                    {"started_at", report.started_at},
                    {"elapsed_ms", report.elapsed_ms},
                    {"exit_code", report.exit_code},
                    {"exit_reason", base::escape_bytes(report.exit_reason)},
                    {"interrupted", report.interrupted},
                    {"aborted_by", base::escape_bytes(report.aborted_by)},
                    {"target", target_json(report)},
                    {"plan", {{"model", report.model}, {"seed", report.seed}}},
                    {"window",
                     {{"warm_up_ms", report.warm_up_ms},
                      {"window_ms", report.window_ms},
                      {"drain_limit_ms", report.drain_limit_ms},
                      {"drained_ms", report.drained_ms}}}};
  add_measured(json, report);
  return a_member_a_line(json);
}

}  // namespace ssert::reports
