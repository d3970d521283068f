#include "report/report_model.h"
#include "reports/console/console.h"
#include "reports/json/json.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ssert::reports {
namespace {

report::Finding truncation() {
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
report::ReportModel full_model() {
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
      .harness_errors = {"x/y: a fault of ours"},
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

TEST(ConsoleReport, ShowsAllThereIsAndEscapesWhatATargetSent) {
  const auto text = render_console(full_model(), {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\xff'), std::string::npos);
  testing::expect_golden(text, "reports/testdata/full.console.golden");
}

TEST(ConsoleReport, NamesWhatPassedWhereAsked) {
  testing::expect_golden(render_console(full_model(), {.verbose = true}),
                         "reports/testdata/full.verbose.console.golden");
}

TEST(ConsoleReport, SaysOfATargetThatWasNotCheckedWhyAndNothingElse) {
  const report::TargetReport target{.name = "chat",
                                    .url = "http://127.0.0.1:8080/x",
                                    .payload = "fail",
                                    .ending = "NOT_CHECKED",
                                    .set_up_problems = {"before: \"log in\" failed"}};
  EXPECT_EQ(render_console({.targets = {target}}, {}),
            "FAIL  NOT_CHECKED  no rule was judged\n"
            "name        chat\n"
            "target      http://127.0.0.1:8080/x\n"
            "set-up      before: \"log in\" failed\n\n");
}

TEST(ConsoleReport, PaintsOnlyWhereColourIsOn) {
  EXPECT_NE(render_console(full_model(), {.color = true}).find("\x1b[31;1mFAIL"),
            std::string::npos);
}

TEST(JsonReport, HoldsWhatScriptsRelyOn) {
  const auto text = render_json(full_model());
  testing::expect_golden(text, "reports/testdata/full.json.golden");
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json.at("exit_code"), 1);
  const auto& target = json.at("targets").at(0);
  EXPECT_EQ(target.at("ending"), "TRUNCATED");
  EXPECT_EQ(target.at("findings").at(1).at("explained_by"), "framing/final-blank-line");
  EXPECT_EQ(target.at("findings").at(2).at("evidence").at(0).at("bytes"),
            "data: \\xff\\xfe</script>\\xe2\\x80\\xae\\r\\n");
}

}  // namespace
}  // namespace ssert::reports
