#include "reports/json/json.h"

#include "base/text.h"
#include "reports/json/or_null.h"

#include <nlohmann/json.hpp>

namespace ssert::reports {
namespace {

using nlohmann::ordered_json;

ordered_json evidence_json(const report::Evidence& evidence) {
  ordered_json json{{"exchange", evidence.exchange}};
  if (evidence.offset) {
    json["offset"] = *evidence.offset;
    json["offset_of"] = evidence.offset_of;
  }
  json["at_ms"] = or_null(evidence.at_ms);
  json["bytes"] = base::escape_bytes(evidence.bytes);
  if (!evidence.note.empty()) json["note"] = base::escape_bytes(evidence.note);
  return json;
}

ordered_json finding_json(const report::Finding& finding) {
  ordered_json json{{"rule", finding.rule},
                    {"code", finding.code},
                    {"level", finding.level},
                    {"verdict", finding.verdict},
                    {"title", finding.title},
                    {"message", base::escape_bytes(finding.message)},
                    {"quote", finding.quote},
                    {"source", finding.source},
                    {"link", finding.link},
                    {"fix", finding.fix},
                    {"explained_by", nullptr},
                    {"expected", nullptr},
                    {"evidence_total", finding.evidence_total},
                    {"evidence", ordered_json::array()}};
  if (!finding.explained_by.empty()) json["explained_by"] = finding.explained_by;
  if (finding.expected) json["expected"] = base::escape_bytes(*finding.expected);
  for (const auto& evidence : finding.evidence) json["evidence"].push_back(evidence_json(evidence));
  return json;
}

ordered_json exchange_json(const report::ExchangeSummary& exchange) {
  return {{"probe", exchange.probe},
          {"request", {{"method", exchange.method}, {"url", base::escape_bytes(exchange.url)}}},
          {"status",
           exchange.status_code == 0 ? ordered_json(nullptr) : ordered_json(exchange.status_code)},
          {"http_version", exchange.http_version},
          {"content_type", base::escape_bytes(exchange.content_type)},
          {"framing", exchange.framing},
          {"ending", exchange.ending},
          {"end_detail", base::escape_bytes(exchange.end_detail)},
          {"local_address", exchange.local_address},
          {"remote_address", exchange.remote_address},
          {"times",
           {{"first_byte_ms", or_null(exchange.first_byte_ms)},
            {"head_ms", or_null(exchange.head_ms)},
            {"first_event_ms", or_null(exchange.first_event_ms)},
            {"first_output_ms", or_null(exchange.first_output_ms)},
            {"last_event_ms", or_null(exchange.last_event_ms)},
            {"ended_ms", or_null(exchange.ended_ms)}}},
          {"events", exchange.events},
          {"output_events", exchange.output_events},
          {"content_bytes", exchange.content_bytes},
          {"text", base::escape_bytes(exchange.text_shortened)}};
}

ordered_json recorded_json(const std::optional<report::Origin>& origin) {
  if (!origin) return nullptr;
  return {{"file", base::escape_bytes(origin->file)},
          {"created_at", base::escape_bytes(origin->created_at)}};
}

ordered_json target_json(const report::TargetReport& target) {
  ordered_json json{
      {"name", base::escape_bytes(target.name)},
      {"url", base::escape_bytes(target.url)},
      {"recorded", recorded_json(target.origin)},
      {"dialect", {{"name", target.dialect}, {"how", base::escape_bytes(target.dialect_how)}}},
      {"terminal",
       {{"mode", target.terminal},
        {"required", target.terminal_required},
        {"decided_by", target.terminal_decided_by}}},
      {"fail_on", target.fail_on},
      {"payload", target.payload},
      {"ending", target.ending},
      {"set_up_problems", ordered_json::array()},
      {"findings", ordered_json::array()},
      {"not_shown", ordered_json::array()},
      {"passed", target.passed},
      {"harness_errors", ordered_json::array()},
      {"counts",
       {{"pass", target.counts.pass},
        {"fail", target.counts.fail},
        {"warn", target.counts.warn},
        {"note", target.counts.note},
        {"not_shown", target.counts.not_shown},
        {"harness_error", target.counts.harness_error}}},
      {"exchanges", ordered_json::array()}};
  for (const auto& problem : target.set_up_problems)
    json["set_up_problems"].push_back(base::escape_bytes(problem));
  for (const auto& finding : target.findings) json["findings"].push_back(finding_json(finding));
  for (const auto& rule : target.not_shown) {
    json["not_shown"].push_back(
        {{"rule", rule.rule}, {"code", rule.code}, {"why", base::escape_bytes(rule.why)}});
  }
  for (const auto& error : target.harness_errors) {
    json["harness_errors"].push_back({{"rule", error.rule},
                                      {"code", error.code},
                                      {"message", base::escape_bytes(error.message)}});
  }
  for (const auto& exchange : target.exchanges)
    json["exchanges"].push_back(exchange_json(exchange));
  return json;
}

}  // namespace

ordered_json or_null(const std::optional<double>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

std::string render_json(const report::ReportModel& model) {
  ordered_json json{{"ssert", {{"version", model.version}, {"result_format", result_format}}},
                    {"kind", model.kind},
                    {"command", ordered_json::array()},
                    {"started_at", model.started_at},
                    {"elapsed_ms", model.elapsed_ms},
                    {"rules", model.rules},
                    {"exit_code", model.exit_code},
                    {"exit_reason", model.exit_reason},
                    {"interrupted", model.interrupted},
                    {"targets", ordered_json::array()},
                    {"expected_failures", ordered_json::array()}};
  for (const auto& word : model.command) json["command"].push_back(base::escape_bytes(word));
  for (const auto& target : model.targets) json["targets"].push_back(target_json(target));
  for (const auto& expectation : model.expectations) {
    json["expected_failures"].push_back({{"target", base::escape_bytes(expectation.target)},
                                         {"rule", expectation.rule},
                                         {"why", base::escape_bytes(expectation.why)},
                                         {"state", expectation.state},
                                         {"because", base::escape_bytes(expectation.because)}});
  }
  return json.dump(2) + "\n";
}

}  // namespace ssert::reports
