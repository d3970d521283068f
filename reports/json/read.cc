#include "reports/json/read.h"

#include "base/text.h"
#include "reports/json/json.h"
#include "reports/json/read_load.h"
#include "reports/json/result_object.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace ssert::reports {
namespace {

using dialect::Complaints;
using dialect::Node;

constexpr std::string_view way_out = "a result that ssert wrote with --json";
constexpr int highest_status_code = 999;

class Reader {
 public:
  explicit Reader(Complaints& complaints) : complaints_(complaints) {}

  report::ReportModel model(const Node& node) {
    const ResultObject object(
        complaints_, node, "a result",
        {"ssert", "kind", "command", "started_at", "elapsed_ms", "rules", "exit_code",
         "exit_reason", "interrupted", "targets", "expected_failures"});
    report::ReportModel model{
        .version = object.object("ssert", "the program's version", {"version", "result_format"})
                       .words("version"),
        .kind = object.one_of("kind", {"check", "load"}),
        .command = object.list_of_bytes("command"),
        .started_at = object.words("started_at"),
        .rules = object.words("rules"),
        .elapsed_ms = object.milliseconds("elapsed_ms"),
        .exit_code = object.number_up_to(highest_exit_code, "exit_code"),
        .exit_reason = object.words("exit_reason"),
        .interrupted = object.boolean("interrupted")};
    for (const auto& element : object.elements("targets")) model.targets.push_back(target(element));
    for (const auto& element : object.elements("expected_failures"))
      model.expectations.push_back(expectation(element));
    return model;
  }

 private:
  report::Expectation expectation(const Node& node) {
    const ResultObject object(complaints_, node, "an expected failure",
                              {"target", "rule", "state", "because"});
    return {.target = object.bytes("target"),
            .rule = object.words("rule"),
            .why = object.bytes("why"),
            .state = object.one_of("state", {"in-use", "stale", "not-judged"}),
            .because = object.bytes("because")};
  }

  report::TargetReport target(const Node& node) {
    const ResultObject object(complaints_, node, "a target",
                              {"name", "url", "recorded", "dialect", "terminal", "fail_on",
                               "payload", "ending", "set_up_problems", "findings", "not_shown",
                               "passed", "harness_errors", "counts", "exchanges"});
    const auto dialect = object.object("dialect", "a target's dialect", {"name", "how"});
    const auto terminal =
        object.object("terminal", "a target's terminal", {"mode", "required", "decided_by"});
    report::TargetReport target{
        .name = object.bytes("name"),
        .url = object.bytes("url"),
        .origin = origin(object),
        .dialect = dialect.words("name"),
        .dialect_how = dialect.bytes("how"),
        .terminal = terminal.one_of("mode", {"required", "optional", "none"}),
        .terminal_required = terminal.boolean("required"),
        .terminal_decided_by = terminal.words("decided_by"),
        .fail_on = object.one_of("fail_on", {"fail", "warn", "not-shown", "inconclusive"}),
        .payload = object.one_of("payload", {"pass", "warn", "fail"}),
        .ending = object.words("ending"),
        .set_up_problems = object.list_of_bytes("set_up_problems"),
        .passed = object.list_of_words("passed")};
    for (const auto& element : object.elements("exchanges"))
      target.exchanges.push_back(exchange(element));
    const auto last_exchange = std::max<int>(static_cast<int>(target.exchanges.size()), 1) - 1;
    for (const auto& element : object.elements("findings"))
      target.findings.push_back(finding(element, last_exchange));
    for (const auto& element : object.elements("not_shown"))
      target.not_shown.push_back(not_shown(element));
    for (const auto& element : object.elements("harness_errors"))
      target.harness_errors.push_back(harness_error(element));
    target.counts = counts(object, target);
    return target;
  }

  static std::optional<report::Origin> origin(const ResultObject& target) {
    if (target.holds_null("recorded")) return std::nullopt;
    const auto recorded =
        target.object("recorded", "where a target was recorded", {"file", "created_at"});
    return report::Origin{.file = recorded.bytes("file"),
                          .created_at = recorded.bytes("created_at")};
  }

  report::Finding finding(const Node& node, int last_exchange) {
    const ResultObject object(
        complaints_, node, "a finding",
        {"rule", "code", "level", "verdict", "title", "message", "quote", "source", "link", "fix",
         "explained_by", "expected", "evidence_total", "evidence"});
    report::Finding finding{.rule = object.words("rule"),
                            .code = object.words("code"),
                            .level = object.one_of("level", {"MUST", "SHOULD", "MAY", "INFO"}),
                            .verdict = object.one_of("verdict", {"fail", "warn", "note"}),
                            .title = object.words("title"),
                            .quote = object.words("quote"),
                            .source = object.words("source"),
                            .link = object.words("link"),
                            .message = object.bytes("message"),
                            .fix = object.words("fix"),
                            .evidence_total = object.count("evidence_total"),
                            .explained_by = object.words_or_null("explained_by"),
                            .expected = object.bytes_or_null("expected")};
    for (const auto& element : object.elements("evidence"))
      finding.evidence.push_back(evidence(element, last_exchange));
    return finding;
  }

  report::Evidence evidence(const Node& node, int last_exchange) {
    const ResultObject object(complaints_, node, "a piece of evidence",
                              {"exchange", "offset", "offset_of", "at_ms", "bytes", "note"});
    report::Evidence evidence{.exchange = object.number_up_to(last_exchange, "exchange"),
                              .at_ms = object.milliseconds_or_null("at_ms"),
                              .bytes = object.bytes("bytes"),
                              .note = object.bytes_or_empty("note")};
    if (object.has("offset") || object.has("offset_of")) {
      evidence.offset = object.count("offset");
      evidence.offset_of = object.one_of("offset_of", {"response", "content"});
    }
    return evidence;
  }

  report::NotShown not_shown(const Node& node) {
    const ResultObject object(complaints_, node, "a rule that was not shown", {"rule", "code"});
    return {.rule = object.words("rule"), .code = object.words("code"), .why = object.bytes("why")};
  }

  report::HarnessError harness_error(const Node& node) {
    const ResultObject object(complaints_, node, "a harness error", {"rule", "code", "message"});
    return {.rule = object.words("rule"),
            .code = object.words("code"),
            .message = object.bytes("message")};
  }

  report::ExchangeSummary exchange(const Node& node) {
    const ResultObject object(complaints_, node, "an exchange",
                              {"probe", "request", "status", "http_version", "content_type",
                               "framing", "ending", "end_detail", "local_address", "remote_address",
                               "times", "events", "output_events", "content_bytes", "text"});
    const auto request = object.object("request", "an exchange's request", {"method", "url"});
    const auto times = object.object("times", "an exchange's times",
                                     {"first_byte_ms", "head_ms", "first_event_ms",
                                      "first_output_ms", "last_event_ms", "ended_ms"});
    return {.probe = object.words("probe"),
            .method = request.words("method"),
            .url = request.bytes("url"),
            .status_code = object.number_up_to_or_null(highest_status_code, "status"),
            .ending = object.words("ending"),
            .end_detail = object.bytes("end_detail"),
            .http_version = object.words("http_version"),
            .framing = object.words("framing"),
            .content_type = object.bytes("content_type"),
            .local_address = object.words("local_address"),
            .remote_address = object.words("remote_address"),
            .first_byte_ms = times.milliseconds_or_null("first_byte_ms"),
            .head_ms = times.milliseconds_or_null("head_ms"),
            .first_event_ms = times.milliseconds_or_null("first_event_ms"),
            .first_output_ms = times.milliseconds_or_null("first_output_ms"),
            .last_event_ms = times.milliseconds_or_null("last_event_ms"),
            .ended_ms = times.milliseconds_or_null("ended_ms"),
            .events = object.count("events"),
            .output_events = object.count("output_events"),
            .content_bytes = object.count("content_bytes"),
            .text_shortened = object.bytes("text")};
  }

  // The counts as they stand, each of which has to be what the lists of the target come to.
  static report::Counts counts(const ResultObject& object, const report::TargetReport& target) {
    const auto counts =
        object.object("counts", "a target's counts",
                      {"pass", "fail", "warn", "note", "not_shown", "harness_error"});
    const auto with = [&](std::string_view verdict) {
      return static_cast<std::size_t>(
          std::count_if(target.findings.begin(), target.findings.end(),
                        [&](const auto& finding) { return finding.verdict == verdict; }));
    };
    counts.compare("pass", target.passed.size());
    for (const auto* verdict : {"fail", "warn", "note"}) counts.compare(verdict, with(verdict));
    counts.compare("not_shown", target.not_shown.size());
    counts.compare("harness_error", target.harness_errors.size());
    return {.pass = counts.count("pass"),
            .fail = counts.count("fail"),
            .warn = counts.count("warn"),
            .note = counts.count("note"),
            .not_shown = counts.count("not_shown"),
            .harness_error = counts.count("harness_error")};
  }

  Complaints& complaints_;
};

// Judged first: of a newer format, nothing else can be said.
bool is_of_our_format(Complaints& complaints, const Node& root) {
  const auto* const program = root.value->find("ssert");
  const auto* const format = program != nullptr ? program->find("result_format") : nullptr;
  if (format == nullptr) {
    complaints.add(root, {.what = "lacks the member \"ssert\" with its \"result_format\"",
                          .way_out = std::string(way_out)});
    return false;
  }
  const auto node = child_of(child_of(root, *program, "ssert"), *format, "result_format");
  const auto number = format->as_integer();
  if (number == result_format) return true;
  if (!number || *number < result_format) {
    complaints.add_wrong(node, fmt::format("{}", result_format));
    return false;
  }
  const auto* const version = program->find("version");
  const auto written_by =
      version == nullptr ? "" : " (" + base::escape_bytes_shortened(version->text(), 40) + ")";
  complaints.add(node, {.what = fmt::format("is {}, a newer format than this ssert reads", *number),
                        .way_out = "the ssert that wrote it" + written_by + ", or a newer one"});
  return false;
}

}  // namespace

base::Result<AnyResult> read_result(std::string_view text, std::string_view file_name) {
  Complaints complaints(file_name);
  const auto json = dialect::read_json_object(complaints, text, way_out, result_file_limits);
  AnyResult result;
  if (json) {
    const Node root{.value = &*json, .pointer = ""};
    if (is_of_our_format(complaints, root)) {
      const auto* const kind = root.value->find("kind");
      if (kind != nullptr && kind->text() == "load") {
        result = read_load_report(complaints, root);
      } else {
        result = Reader(complaints).model(root);
      }
    }
  }
  if (complaints.first()) return *complaints.first();
  return result;
}

}  // namespace ssert::reports
