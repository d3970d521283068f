// Models for the tests of every renderer.
#pragma once

#include "report/report_model.h"

#include <string>
#include <vector>

namespace ssert::reports::testing {

// No test case of it failed, nor could not be decided.
inline bool is_green(const std::string& junit) {
  return junit.find("<failure") == std::string::npos && junit.find("<error") == std::string::npos;
}

inline report::Finding truncation() {
  return {.rule = "framing/final-blank-line",
          .code = "F-06",
          .level = "MUST",
          .verdict = "fail",
          .title = "The last event is ended by a blank line",
          .quote = "an event whose blank line is missing when the stream ends is discarded",
          .source = "after WHATWG HTML, Interpreting an event stream",
          .link = "https://html.spec.whatwg.org/multipage/server-sent-events.html",
          .message = "the last event has no blank line after it, so it is discarded",
          .fix = "end it with an empty line",
          .evidence = {{.exchange = 0,
                        .offset = 1204,
                        .offset_of = "content",
                        .at_ms = 431.25,
                        .bytes = "data: {\"done\":true}\n",
                        .note = ""}},
          .evidence_total = 1};
}

// One target with everything that a report can hold, hostile text included.
inline report::ReportModel full_model() {
  auto follower = truncation();
  follower.rule = "end/silent-truncation";
  follower.code = "K-05";
  follower.title = "A cut stream does not end like a whole one";
  follower.message = "the stream ends cleanly after 12 events without its terminal event";
  follower.explained_by = "framing/final-blank-line";
  report::Finding hostile{.rule = "stream/json",
                          .code = "E-01",
                          .level = "MUST",
                          .verdict = "warn",
                          .title = "Every event's data is JSON",
                          .quote = "a text that is not JSON is refused",
                          .source = "after RFC 8259, JSON Grammar",
                          .message = "an event's data is not JSON: \x1b[31m\x07",
                          .fix = "write one whole JSON text an event",
                          .evidence = {{.exchange = 1,
                                        .offset = 7,
                                        .offset_of = "content",
                                        .bytes = "data: \xff\xfe</script>\u202E\r\n",
                                        .note = "damage at byte 13"}},
                          .evidence_total = 9};
  report::TargetReport target{
      .name = "chat",
      .url = "http://127.0.0.1:8080/conversations/demo/messages/stream",
      .dialect = "conversation",
      .dialect_how = "the URL's path",
      .terminal = "optional",
      .terminal_required = true,
      .terminal_decided_by = "exchange 2",
      .payload = "fail",
      .ending = "TRUNCATED",
      .set_up_problems = {"after: \"clean up\" was answered with 404 \x1b[31m"},
      .findings = {truncation(), follower, hostile},
      .not_shown = {{"head/post-accepted", "H-16", "the request is no POST"}},
      .passed = {"head/status", "head/content-type"},
      .harness_errors = {{"x/y", "X-99", "a fault of ours"}},
      .counts = {.pass = 2, .fail = 2, .warn = 1, .not_shown = 1, .harness_error = 1}};
  target.exchanges.push_back({.probe = "reference",
                              .method = "POST",
                              .url = target.url,
                              .status_code = 200,
                              .ending = "TRUNCATED",
                              .http_version = "HTTP/1.1",
                              .framing = "chunked",
                              .content_type = "text/event-stream",
                              .local_address = "127.0.0.1:50000",
                              .remote_address = "127.0.0.1:8080",
                              .first_byte_ms = 1.25,
                              .head_ms = 1.5,
                              .first_event_ms = 20.25,
                              .first_output_ms = 20.25,
                              .last_event_ms = 431.25,
                              .ended_ms = 12'431.5,
                              .events = 1200,
                              .output_events = 1199,
                              .content_bytes = 48'000,
                              .text_shortened = "Hello\n"});
  target.exchanges.push_back({.probe = "example-body",
                              .method = "POST",
                              .url = target.url,
                              .ending = "UNREACHABLE{connect}",
                              .end_detail = "Connection refused",
                              .framing = "unknown"});
  return {.version = "0.0.0",
          .command = {"ssert", "check", "http://127.0.0.1:8080/"},
          .started_at = "2026-01-01T00:00:00Z",
          .rules = "2026.1",
          .elapsed_ms = 12'500,
          .exit_code = 1,
          .exit_reason = "a rule is broken",
          .targets = {target}};
}

// full_model() where the first root is expected, with what follows from it; one entry is stale, and
// one was not judged.
inline report::ReportModel expected_model() {
  auto model = full_model();
  auto& findings = model.targets.front().findings;
  findings[0].expected = findings[1].expected = "the gateway cuts it, ticket 7";
  model.expectations = {
      {"chat", "framing/final-blank-line", "the gateway cuts it, ticket 7", "in-use", ""},
      {"*", "head/status", "was broken", "stale", ""},
      {"other", "stream/json", "ticket 8", "not-judged", "the run has no target of that name"}};
  model.exit_reason = "an expected failure is stale: its rule holds now";
  return model;
}

// Every byte there is, and what each medium takes for markup of its own.
inline std::string hostile_text() {
  std::string text;
  for (int byte = 0; byte < 256; ++byte) text += static_cast<char>(byte);
  return text +
         "]]>&lt;&amp;</failure><script>alert(1)</script>\" x=\"<!-- -->\n"
         "```\n````\n~~~\n# head\n| a | b |\n| --- | --- |\n\\| c\n"
         "@everyone #1 https://evil.example/ www.evil.example a@evil.example\n"
         "[x](javascript:alert(1)) ![x](http://evil.example/y) <https://evil.example/> $x$ "
         ":smile:\n"
         "\u202E\u2028\u200B\uFEFF\uFFFE\uFFFF\U0001F600\\x41\\";
}

// expected_model() with hostile text wherever a target can put some.
inline report::ReportModel hostile_model() {
  auto model = expected_model();
  const auto text = hostile_text();
  auto& target = model.targets.front();
  model.command.push_back(text);
  target.name = target.url = target.dialect_how = text;
  target.origin = report::Origin{.file = text, .created_at = text};
  target.set_up_problems = {text};
  for (auto& finding : target.findings) {
    finding.message = text;
    for (auto& evidence : finding.evidence) evidence.bytes = evidence.note = text;
  }
  for (auto& finding : target.findings) {
    if (finding.expected) finding.expected = text;
  }
  for (auto& expectation : model.expectations)
    expectation.target = expectation.why = expectation.because = text;
  for (auto& rule : target.not_shown) rule.why = text;
  for (auto& error : target.harness_errors) error.message = text;
  for (auto& exchange : target.exchanges)
    exchange.url = exchange.end_detail = exchange.content_type = exchange.text_shortened = text;
  return model;
}

}  // namespace ssert::reports::testing
