#include "report/builder.h"

#include "base/check.h"
#include "base/text.h"
#include "conformance/catalogue.h"
#include "http/field.h"
#include "report/exit_status.h"
#include "report/expectations.h"
#include "report/redaction.h"
#include "scenario/check_flags.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::report {
namespace {

using conformance::CheckResult;
using conformance::ObservedExchange;
using conformance::RuleResult;
using conformance::Verdict;

constexpr std::size_t text_shown_bytes = 120;

class TargetBuilder {
 public:
  explicit TargetBuilder(const CheckResult& result) : result_(result) {}

  TargetReport build() const {
    TargetReport target{
        .name = shown(result_.scenario.name.empty() ? result_.scenario.url : result_.scenario.name),
        .url = shown(result_.scenario.url),
        .dialect = result_.dialect.name,
        .dialect_how = result_.dialect_how,
        .terminal = std::string(to_string(result_.terminal.mode)),
        .terminal_required = result_.terminal.required,
        .terminal_decided_by = result_.terminal.decided_by,
        .fail_on = std::string(to_string(result_.scenario.fail_on)),
        .payload = std::string(to_string(result_.payload)),
        .ending = to_string(result_.ending)};
    if (result_.set_up_failed) target.ending = "NOT_CHECKED";
    if (result_.origin)
      target.origin =
          Origin{.file = result_.origin->file, .created_at = result_.origin->created_at};
    for (const auto& problem : result_.set_up_problems)
      target.set_up_problems.push_back(shown(problem));
    for (const auto& observed : result_.exchanges) target.exchanges.push_back(summary(observed));
    for (const auto& result : result_.results) add(result, target);
    put_consequences_under_roots(target.findings);
    return target;
  }

 private:
  std::string shown(std::string_view text) const { return redact(text, result_.scenario.secrets); }

  void add(const RuleResult& result, TargetReport& target) const {
    const auto id = std::string(result.rule->id);
    auto& counts = target.counts;
    switch (result.judgement.verdict) {
      case Verdict::pass:
        ++counts.pass;
        target.passed.push_back(id);
        return;
      case Verdict::not_shown:
        ++counts.not_shown;
        target.not_shown.push_back({.rule = id,
                                    .code = std::string(result.rule->code),
                                    .why = shown(result.judgement.message)});
        return;
      case Verdict::harness_error:
        ++counts.harness_error;
        target.harness_errors.push_back({.rule = id,
                                         .code = std::string(result.rule->code),
                                         .message = shown(result.judgement.message)});
        return;
      case Verdict::note:
        ++counts.note;
        break;
      case Verdict::warn:
        ++counts.warn;
        break;
      case Verdict::fail:
        ++counts.fail;
        break;
    }
    target.findings.push_back(finding(result));
  }

  Finding finding(const RuleResult& result) const {
    const auto& rule = *result.rule;
    Finding finding{.rule = std::string(rule.id),
                    .code = std::string(rule.code),
                    .level = std::string(to_string(rule.level)),
                    .verdict = std::string(to_string(result.judgement.verdict)),
                    .title = std::string(rule.title),
                    .quote = std::string(rule.statement),
                    .source = std::string(rule.source),
                    .link = std::string(rule.link),
                    .message = shown(result.judgement.message),
                    .fix = std::string(rule.fix),
                    .evidence_total = result.judgement.evidence_total};
    if (result.explained_by != nullptr) finding.explained_by = result.explained_by->id;
    for (const auto& evidence : result.judgement.evidence) {
      finding.evidence.push_back(shown(evidence));
    }
    return finding;
  }

  Evidence shown(const conformance::Evidence& evidence) const {
    const auto& observed = result_.exchanges.at(evidence.exchange);
    Evidence copy{.exchange = static_cast<int>(evidence.exchange),
                  .offset = evidence.offset,
                  .offset_of = evidence.space == violation::Space::wire ? "response" : "content",
                  .bytes = shown(evidence.bytes),
                  .note = shown(evidence.note)};
    copy.at_ms = since_dispatched(observed, evidence.at);
    return copy;
  }

  static std::optional<double> since_dispatched(const ObservedExchange& observed,
                                                std::optional<base::TimePoint> at) {
    if (!at || !observed.times_are_known()) return std::nullopt;
    return base::to_ms(*at - observed.exchange.times.dispatched);
  }

  ExchangeSummary summary(const ObservedExchange& observed) const {
    const auto& reading = observed.reading;
    const auto& exchange = observed.exchange;
    ExchangeSummary summary{.probe = std::string(to_string(observed.probe)),
                            .method = observed.request_is_known() ? exchange.request.method : "",
                            .url = shown(exchange.request.url),
                            .ending = to_string(observed.ending),
                            .end_detail = shown(exchange.end_detail),
                            .framing = std::string(to_string(reading.framing.kind)),
                            .local_address = exchange.local_address,
                            .remote_address = exchange.remote_address};
    if (reading.head) {
      summary.status_code = reading.head->status_code;
      summary.http_version =
          fmt::format("HTTP/{}.{}", reading.head->version_major, reading.head->version_minor);
      summary.content_type =
          shown(http::combined_field(reading.head->fields, "Content-Type").value_or(""));
    }
    summary.first_byte_ms = since_dispatched(observed, reading.first_byte_at);
    summary.head_ms = since_dispatched(observed, reading.head_at);
    summary.first_event_ms = since_dispatched(observed, reading.first_event_at);
    summary.first_output_ms = since_dispatched(observed, reading.first_output_at);
    summary.last_event_ms = since_dispatched(observed, reading.last_event_at);
    summary.ended_ms = since_dispatched(observed, exchange.times.ended);
    summary.events = reading.events;
    summary.output_events = reading.output_events;
    summary.content_bytes = reading.content_bytes;
    summary.text_shortened = shown(joined_text(reading));
    return summary;
  }

  static std::string joined_text(const reading::Reading& reading) {
    std::string text;
    if (!reading.transcript) return text;
    for (const auto& event : reading.transcript->events) {
      if (text.size() >= text_shown_bytes) break;
      text += event.meaning.text;
    }
    return text.substr(0, text_shown_bytes);
  }

  static void put_consequences_under_roots(std::vector<Finding>& findings) {
    std::vector<Finding> ordered;
    for (const auto& root : findings) {
      if (!root.explained_by.empty()) continue;
      ordered.push_back(root);
      std::copy_if(findings.begin(), findings.end(), std::back_inserter(ordered),
                   [&](const Finding& finding) { return finding.explained_by == root.rule; });
    }
    HARNESS_CHECK(ordered.size() == findings.size(), "a consequence stands under no root");
    findings = std::move(ordered);
  }

  const CheckResult& result_;
};

// An entry may name its target, or say why, with a secret in it.
std::vector<conformance::ExpectedFailure> without_secrets(
    std::vector<conformance::ExpectedFailure> expected, const std::vector<CheckResult>& results) {
  for (auto& entry : expected) {
    for (const auto& result : results) {
      entry.target = redact(entry.target, result.scenario.secrets);
      entry.why = redact(entry.why, result.scenario.secrets);
    }
  }
  return expected;
}

bool any(const ReportModel& model, const auto& holds) {
  return std::any_of(model.targets.begin(), model.targets.end(), holds);
}

// Whether a finding of that verdict makes the exit status 1, by its own target's fail_on.
bool any_counts(const ReportModel& model, std::string_view verdict) {
  return any(model, [&](const TargetReport& target) {
    return std::any_of(target.findings.begin(), target.findings.end(), [&](const Finding& finding) {
      return finding.verdict == verdict && counts_for_exit(target, finding);
    });
  });
}

Exit exit_of(const ReportModel& model, const std::vector<CheckResult>& results) {
  // A target to which nothing could be sent was not asked.
  const auto silent = [](const CheckResult& result) {
    return !result.any_response_byte() && result.machine_lacked().empty();
  };
  if (model.interrupted) return {130, "interrupted"};
  if (results.empty()) return {5, "nothing was selected"};
  if (std::all_of(results.begin(), results.end(), silent))
    return {4, "no target gave one response byte"};
  if (any_counts(model, "fail")) return {1, "a rule is broken"};
  // A target without one response byte was not judged at all: that is no success beside others.
  if (std::any_of(results.begin(), results.end(), silent))
    return {1, "a target gave no response byte"};
  if (any_counts(model, "warn")) return {1, "a rule warns (--fail-on)"};
  if (any(model, [](const TargetReport& target) {
        return not_shown_counts_for_exit(target) && !target.not_shown.empty();
      }))
    return {1, "a rule was not shown (--fail-on)"};
  if (std::any_of(model.expectations.begin(), model.expectations.end(), is_stale))
    return {1, "an expected failure is stale: its rule holds now"};
  for (const auto& result : results) {
    if (const auto lacked = result.machine_lacked(); !lacked.empty())
      return {3, "a request was not sent: " + lacked};
  }
  if (std::any_of(results.begin(), results.end(),
                  [](const CheckResult& result) { return result.set_up_failed; })) {
    return {3, "the set-up of a target failed, so it was not checked"};
  }
  if (any(model, [](const TargetReport& target) { return !target.harness_errors.empty(); }))
    return {3, "the harness failed to judge a rule"};
  if (any(model, [](const TargetReport& target) { return count_broken(target).expected > 0; }))
    return {0, "no rule is broken but those that are expected to be"};
  return {0, "no rule is broken"};
}

}  // namespace

ReportModel build(const RunFacts& run, const std::vector<CheckResult>& results,
                  const std::vector<conformance::ExpectedFailure>& expected) {
  ReportModel model{.version = run.version,
                    .command = run.command,
                    .started_at = run.started_at,
                    .rules = std::string(conformance::rules_version()),
                    .elapsed_ms = run.elapsed_ms,
                    .interrupted = run.interrupted};
  for (const auto& result : results) {
    model.targets.push_back(TargetBuilder(result).build());
    model.interrupted = model.interrupted || result.interrupted;
  }
  apply_expected(without_secrets(expected, results), model);
  const auto exit = exit_of(model, results);
  model.exit_code = exit.code;
  model.exit_reason = exit.reason;
  return model;
}

}  // namespace ssert::report
