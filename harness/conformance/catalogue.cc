#include "conformance/catalogue.h"

#include "conformance/rules.h"
#include "http/field.h"

namespace ssert::conformance {
namespace {

// What breaks because another rule did: named by the cause, so that a report shows one root.
constexpr std::string_view after_post_accepted[] = {"head/status", "head/error-content-type"};
constexpr std::string_view after_status[] = {"head/error-content-type"};
constexpr std::string_view after_content_type[] = {"head/single-media-type"};
constexpr std::string_view after_syntax[] = {"head/status", "head/content-type",
                                             "head/cache-control"};
constexpr std::string_view after_chunked[] = {"end/transport-complete",
                                              "framing/final-blank-line",
                                              "framing/known-fields",
                                              "end/silent-truncation",
                                              "stream/json",
                                              "stream/invariant",
                                              "end/no-output",
                                              "end/trailing-bytes"};
constexpr std::string_view after_coded_content[] = {
    "framing/final-blank-line", "end/silent-truncation", "end/no-output", "end/empty"};
constexpr std::string_view after_utf8[] = {"stream/json"};
constexpr std::string_view after_known_fields[] = {
    "stream/json",      "stream/event-shape", "end/silent-truncation",
    "stream/invariant", "end/no-output",      "framing/final-blank-line"};
constexpr std::string_view after_field_name[] = {"stream/invariant", "end/silent-truncation",
                                                 "end/no-output"};
constexpr std::string_view after_final_blank_line[] = {"end/silent-truncation", "end/no-output"};
constexpr std::string_view after_json[] = {"stream/event-shape", "stream/invariant"};
constexpr std::string_view after_event_shape[] = {"end/no-output"};
constexpr std::string_view after_empty[] = {"end/no-output", "end/silent-truncation"};
constexpr std::string_view after_error_in_band[] = {"end/no-output"};
constexpr std::string_view after_error_is_last[] = {"end/nothing-after-terminal",
                                                    "end/terminal-once"};
constexpr std::string_view after_silent_truncation[] = {"end/no-output"};
constexpr std::string_view after_terminal_once[] = {"end/nothing-after-terminal"};
constexpr std::string_view after_prompt_end[] = {"end/transport-complete"};

constexpr Rule rules_written_out[] = {
    {.id = "head/post-accepted",
     .code = "H-16",
     .level = Level::must,
     .title = "The stream route takes POST",
     .statement = "a 405 or 404 says that the target does not offer this method here",
     .source = "after RFC 9110, 405 Method Not Allowed",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-15.5.6",
     .causes = "The route is declared with a GET-only decorator (NestJS @Sse, an EventSource "
               "route), so a POST to it finds nothing.",
     .fix = "declare the route for POST and write the stream by hand; in NestJS: @Post() with "
            "@Res(), set Content-Type: text/event-stream, write each event, then end()",
     .consequences = after_post_accepted,
     .since = "2026.1",
     .judge = rules::post_accepted},
    {.id = "head/status",
     .code = "H-01",
     .level = Level::must,
     .title = "The status code is 200",
     .statement = "an event source fails the connection on any status other than 200",
     .source = "after WHATWG HTML, Processing model",
     .link = "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
     .causes = "The request was refused, redirected, or answered without content; a manual NestJS "
               "@Post answers 201 by default.",
     .fix = "answer 200 (in NestJS: @HttpCode(200)); for an error, look at the body that is quoted",
     .consequences = after_status,
     .since = "2026.1",
     .judge = rules::status},
    {.id = "head/content-type",
     .code = "H-02",
     .level = Level::must,
     .title = "The media type is text/event-stream",
     .statement =
         "an event source fails the connection if the Content-Type is not text/event-stream",
     .source = "after WHATWG HTML, Processing model",
     .link = "https://html.spec.whatwg.org/multipage/server-sent-events.html#sse-processing-model",
     .causes = "The handler answered with a whole body (JSON, HTML), a middleware or gateway "
               "replaced the response, or the field was never set.",
     .fix = "set Content-Type: text/event-stream before the first byte is written",
     .consequences = after_content_type,
     .since = "2026.1",
     .judge = rules::content_type},
    {.id = "head/single-media-type",
     .code = "H-04",
     .level = Level::should,
     .title = "Content-Type names one media type",
     .statement = "Content-Type holds a single media type; a list is what Accept holds",
     .source = "after RFC 9110, Content-Type",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-8.3",
     .causes = "The request's Accept value was copied into the response.",
     .fix = "send one media type: text/event-stream",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::single_media_type},
    {.id = "head/charset",
     .code = "H-03",
     .level = Level::must,
     .title = "A charset, where there is one, is UTF-8",
     .statement =
         "event streams are always decoded as UTF-8; there is no way to name another encoding",
     .source = "after WHATWG HTML, Parsing an event stream",
     .link =
         "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
     .causes = "A framework adds its default charset.",
     .fix = "leave charset out, or say utf-8",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::charset},
    {.id = "head/cache-control",
     .code = "H-07",
     .level = Level::should,
     .title = "The response forbids reuse from a cache",
     .statement = "no-cache and no-store keep a cache from answering with a stored stream",
     .source = "after RFC 9111, Cache-Control",
     .link = "https://www.rfc-editor.org/rfc/rfc9111.html#section-5.2.2",
     .causes = "The field was never set.",
     .fix = "set Cache-Control: no-cache, no-transform",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::cache_control},
    {.id = "head/error-content-type",
     .code = "H-21",
     .level = Level::must,
     .title = "An error body is not labelled as an event stream",
     .statement = "Content-Type says what the content is",
     .source = "after RFC 9110, Content-Type",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-8.3",
     .causes = "The stream's fields are set before the request is checked, and stay on the error "
               "response.",
     .fix = "set the stream's fields after the last check that can refuse the request",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::error_content_type},
    {.id = "head/syntax",
     .code = "H-31",
     .level = Level::must,
     .title = "The response head is well-formed",
     .statement = "a response begins with a status line, followed by field lines, each ended by "
                  "CRLF, and an empty line",
     .source = "after RFC 9112, Message Format",
     .link = "https://www.rfc-editor.org/rfc/rfc9112.html#section-2.1",
     .causes = "The head is written by hand, or a proxy passes damage on.",
     .fix = "let the HTTP library write the head; see the quoted bytes",
     .consequences = after_syntax,
     .since = "2026.1",
     .judge = rules::head_syntax},
    {.id = "head/length-and-chunked",
     .code = "H-11",
     .level = Level::must,
     .title = "Content-Length and Transfer-Encoding do not stand together",
     .statement = "a sender must not send Content-Length in a message that has Transfer-Encoding",
     .source = "after RFC 9112, Body Length",
     .link = "https://www.rfc-editor.org/rfc/rfc9112.html#section-6.2",
     .causes = "A handler sets Content-Length on a response that the framework sends in chunks.",
     .fix = "remove Content-Length from streams",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::length_and_chunked},
    {.id = "head/chunked",
     .code = "H-12",
     .level = Level::must,
     .title = "The chunks are well-formed",
     .statement = "a chunk is its size in hex, CRLF, the data, CRLF",
     .source = "after RFC 9112, Chunked Transfer Coding",
     .link = "https://www.rfc-editor.org/rfc/rfc9112.html#section-7.1",
     .causes = "Chunks are written by hand, or a proxy re-frames the body.",
     .fix = "let the HTTP library do the chunking",
     .consequences = after_chunked,
     .since = "2026.1",
     .judge = rules::chunked},
    {.id = "head/content-coding",
     .code = "H-15",
     .level = Level::may,
     .title = "Content-Encoding names a registered coding",
     .statement = "content codings are registered names",
     .source = "after RFC 9110, Content Codings",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-8.4.1",
     .causes = "`Content-Encoding: none` is set to keep a proxy from compressing.",
     .fix = "use Cache-Control: no-transform instead",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::content_coding},
    {.id = "framing/coded-content",
     .code = "F-28",
     .level = Level::must,
     .title = "Coded content can be decoded",
     .statement = "the content coding that the head names is what was applied to the content",
     .source = "after RFC 9110, Content-Encoding",
     .link = "https://www.rfc-editor.org/rfc/rfc9110.html#section-8.4",
     .causes =
         "The stream is compressed and cut before the compressor is finished, or compressed twice.",
     .fix = "finish the compressor before the response ends, or do not compress streams",
     .consequences = after_coded_content,
     .since = "2026.1",
     .judge = rules::coded_content},
    {.id = "framing/utf8",
     .code = "F-01",
     .level = Level::must,
     .title = "The stream is valid UTF-8",
     .statement = "an event stream is UTF-8; what is not becomes U+FFFD",
     .source = "after WHATWG HTML, Parsing an event stream",
     .link =
         "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
     .causes = "A text is cut into tokens between the bytes of one character, and each part is "
               "encoded or escaped by itself.",
     .fix = "hold back the bytes of an unfinished character until the rest is there",
     .consequences = after_utf8,
     .since = "2026.1",
     .judge = rules::utf8},
    {.id = "framing/bom",
     .code = "F-04",
     .level = Level::should,
     .title = "The stream does not begin with a byte order mark",
     .statement = "one leading U+FEFF is ignored by a conforming client",
     .source = "after WHATWG HTML, Parsing an event stream",
     .link =
         "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
     .causes = "The text was read from a file that has one.",
     .fix = "do not send U+FEFF",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::bom},
    {.id = "framing/terminators",
     .code = "F-05",
     .level = Level::should,
     .title = "Lines end alike, with LF or CRLF",
     .statement = "LF, CR and CRLF each end a line",
     .source = "after WHATWG HTML, Parsing an event stream",
     .link =
         "https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream",
     .causes = "Parts of the stream are written by different code.",
     .fix = "end every line with LF",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::terminators},
    {.id = "framing/known-fields",
     .code = "F-07",
     .level = Level::must,
     .title = "Every line is a comment or a known field",
     .statement = "a field with any other name is ignored",
     .source = "after WHATWG HTML, Interpreting an event stream",
     .link = "https://html.spec.whatwg.org/multipage/"
             "server-sent-events.html#event-stream-interpretation",
     .causes = "An error is written into the stream as bare JSON or as `error: …`, a line break "
               "inside the data is not escaped, or a byte order mark stands before a field.",
     .fix = "send payloads as `data: …`; escape line breaks as JSON does, or repeat `data:` on "
            "each line",
     .consequences = after_known_fields,
     .since = "2026.1",
     .judge = rules::known_fields},
    {.id = "framing/field-name",
     .code = "F-08",
     .level = Level::must,
     .title = "Field names stand exactly as data, event, id, retry",
     .statement = "field names are compared literally, with no case folding",
     .source = "after WHATWG HTML, Interpreting an event stream",
     .link = "https://html.spec.whatwg.org/multipage/"
             "server-sent-events.html#event-stream-interpretation",
     .causes = "`Data:` or `data :` is written by hand.",
     .fix = "write the field name in lower case, with the colon right after it",
     .consequences = after_field_name,
     .since = "2026.1",
     .judge = rules::field_name},
    {.id = "framing/id-nul",
     .code = "F-13",
     .level = Level::must,
     .title = "No id holds a NUL",
     .statement = "an id that contains U+0000 is ignored",
     .source = "after WHATWG HTML, Interpreting an event stream",
     .link = "https://html.spec.whatwg.org/multipage/"
             "server-sent-events.html#event-stream-interpretation",
     .causes = "A binary value is used as the id.",
     .fix = "use printable ids",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::id_nul},
    {.id = "framing/retry-digits",
     .code = "F-14",
     .level = Level::must,
     .title = "retry is all ASCII digits",
     .statement = "a retry that holds anything but ASCII digits is ignored",
     .source = "after WHATWG HTML, Interpreting an event stream",
     .link = "https://html.spec.whatwg.org/multipage/"
             "server-sent-events.html#event-stream-interpretation",
     .causes = "A unit or a fraction is written: `retry: 3s`.",
     .fix = "write milliseconds as a whole number",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::retry_digits},
    {.id = "framing/line-length",
     .code = "F-21",
     .level = Level::should,
     .title = "Lines are no longer than common clients read",
     .statement = "many clients read lines into a buffer of 64 KiB or 1 MiB",
     .source = "after threads of clients that failed: openai/openai-go#368, mark3labs/mcp-go#61",
     .link = "https://github.com/openai/openai-go/issues/368",
     .causes = "A whole document is sent as one event.",
     .fix = "cut large payloads into several events",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::line_length},
    {.id = "framing/final-blank-line",
     .code = "F-06",
     .level = Level::must,
     .title = "The last event is ended by a blank line",
     .statement = "an event whose blank line is missing when the stream ends is discarded",
     .source = "after WHATWG HTML, Interpreting an event stream",
     .link = "https://html.spec.whatwg.org/multipage/"
             "server-sent-events.html#event-stream-interpretation",
     .causes =
         "The last write lacks its second line break, or the stream is ended before it is flushed.",
     .fix = "end it with an empty line",
     .consequences = after_final_blank_line,
     .since = "2026.1",
     .judge = rules::final_blank_line},
    {.id = "stream/json",
     .code = "E-01",
     .level = Level::must,
     .title = "Every event's data is JSON",
     .statement = "a text that is not JSON is refused by every reader of this dialect",
     .source = "after RFC 8259, JSON Grammar",
     .link = "https://www.rfc-editor.org/rfc/rfc8259.html#section-2",
     .causes = "JSON is put together by hand, or a payload is broken over events.",
     .fix = "write one whole JSON text an event, by a JSON library",
     .consequences = after_json,
     .since = "2026.1",
     .judge = rules::json},
    {.id = "stream/surrogates",
     .code = "E-02",
     .level = Level::must,
     .title = "No JSON string holds half a surrogate pair",
     .statement = "an unpaired surrogate gives unpredictable behaviour",
     .source = "after RFC 8259, Unicode Characters",
     .link = "https://www.rfc-editor.org/rfc/rfc8259.html#section-8.2",
     .causes = "A text is cut into tokens in the middle of a UTF-16 pair.",
     .fix = "cut texts between characters",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::surrogates},
    {.id = "stream/event-kind",
     .code = "E-03",
     .level = Level::should,
     .title = "Every event says its kind",
     .statement = "readers tell events apart by the dialect's discriminator",
     .source = "after the dialect's file",
     .link = "",
     .causes = "A payload without `type`, or a kind that the dialect does not have.",
     .fix = "send the discriminator in every event, or describe the kind in a dialect file of your "
            "own",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::event_kind},
    {.id = "stream/event-shape",
     .code = "B-01",
     .level = Level::must,
     .title = "Events have the members that their kind requires",
     .statement = "the dialect names the required members and their types",
     .source = "after the dialect's file",
     .link = "",
     .causes = "A member is missing, renamed, or of another type.",
     .fix = "send the members that the dialect's file names",
     .consequences = after_event_shape,
     .since = "2026.1",
     .judge = rules::event_shape},
    {.id = "stream/order",
     .code = "E-07",
     .level = Level::must,
     .title = "Events come in the dialect's order",
     .statement = "the dialect's state machine has no such step",
     .source = "after the dialect's file",
     .link = "",
     .causes = "Events of several producers are mixed, or one is sent twice.",
     .fix = "send the events in the order that the dialect's file gives",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::order},
    {.id = "stream/invariant",
     .code = "E-08",
     .level = Level::must,
     .title = "What must hold over the stream holds",
     .statement = "the dialect names what is monotone, constant or unique over a stream",
     .source = "after the dialect's file",
     .link = "",
     .causes = "A token is lost, repeated or overtaken between producer and socket.",
     .fix = "number tokens where they are made, and look for where the order is lost",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::invariant},
    {.id = "stream/empty-token",
     .code = "E-05",
     .level = Level::may,
     .title = "Tokens carry text",
     .statement = "an empty token shows nothing and inflates every count",
     .source = "after the dialect's file",
     .link = "",
     .causes = "A producer's first or last delta has no text and is passed on.",
     .fix = "leave empty tokens out",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::empty_token},
    {.id = "end/transport-complete",
     .code = "K-04",
     .level = Level::must,
     .title = "The message reaches its end",
     .statement = "a message whose framing is not completed is incomplete",
     .source = "after RFC 9112, Handling Incomplete Messages",
     .link = "https://www.rfc-editor.org/rfc/rfc9112.html#section-8",
     .causes =
         "The server died, a proxy's timeout cut the connection, or nothing ends the response.",
     .fix = "look at the server's and the proxy's logs at the time of the cut; end() the response "
            "on every path",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::transport_complete},
    {.id = "end/empty",
     .code = "K-07",
     .level = Level::must,
     .title = "A stream delivers something",
     .statement = "a stream that was opened and delivered nothing has failed",
     .source = "after the conversation contract: tokens, then a clean end",
     .link = "",
     .causes = "The producer failed before its first token, and the response was ended cleanly.",
     .fix = "answer with an error status while no byte was sent",
     .consequences = after_empty,
     .since = "2026.1",
     .judge = rules::empty},
    {.id = "end/error-in-band",
     .code = "K-15",
     .level = Level::must,
     .title = "The stream says no error",
     .statement = "an error event tells the reader that its request has failed",
     .source = "after the dialect's file",
     .link = "",
     .causes = "The producer failed; the quoted event says why.",
     .fix = "mend what the event names; the stream itself told it properly",
     .consequences = after_error_in_band,
     .since = "2026.1",
     .judge = rules::error_in_band},
    {.id = "end/error-is-last",
     .code = "K-11",
     .level = Level::must,
     .title = "Nothing follows an error event",
     .statement = "an error event ends the stream",
     .source = "after the dialect's file",
     .link = "",
     .causes = "The producer goes on after it reported a failure.",
     .fix = "end the stream after the error event",
     .consequences = after_error_is_last,
     .since = "2026.1",
     .judge = rules::error_is_last},
    {.id = "end/silent-truncation",
     .code = "K-05",
     .level = Level::must,
     .title = "A cut stream does not end like a whole one",
     .statement = "only the terminal event tells a whole stream from one that was cut off cleanly",
     .source = "after the dialect's file",
     .link = "",
     .causes = "The handler threw in mid-stream and the framework ended the response cleanly "
               "(NestJS, Hono and Tornado do), or the terminal event is never sent.",
     .fix = "send the terminal event last; on a failure send the dialect's error event, or reset "
            "the connection",
     .consequences = after_silent_truncation,
     .since = "2026.1",
     .judge = rules::silent_truncation},
    {.id = "end/terminal-once",
     .code = "K-02",
     .level = Level::must,
     .title = "The terminal event comes once",
     .statement = "the terminal event ends the stream",
     .source = "after the dialect's file",
     .link = "",
     .causes = "Two layers each add one.",
     .fix = "send it in one place",
     .consequences = after_terminal_once,
     .since = "2026.1",
     .judge = rules::terminal_once},
    {.id = "end/nothing-after-terminal",
     .code = "K-03",
     .level = Level::must,
     .title = "No event follows the terminal event",
     .statement = "readers stop at the terminal event",
     .source = "after the dialect's file",
     .link = "",
     .causes = "A late callback still writes.",
     .fix = "end the response right after the terminal event",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::nothing_after_terminal},
    {.id = "end/prompt-end",
     .code = "K-10",
     .level = Level::should,
     .title = "The message ends soon after the terminal event",
     .statement = "readers that wait for the end of the response hang until it comes",
     .source = "after eclipse-ee4j/jersey#2317",
     .link = "https://github.com/eclipse-ee4j/jersey/issues/2317",
     .causes = "The response is left open after the last event.",
     .fix = "end() the response right after the terminal event",
     .consequences = after_prompt_end,
     .since = "2026.1",
     .judge = rules::prompt_end},
    {.id = "end/no-output",
     .code = "K-08",
     .level = Level::should,
     .title = "The stream carries output",
     .statement = "a stream without one token answers nothing",
     .source = "after the dialect's file",
     .link = "",
     .causes = "The producer gave nothing, or its events are of another shape than the dialect's.",
     .fix = "check the dialect; answer an error where nothing can be generated",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::no_output},
    {.id = "end/truncation-visible",
     .code = "B-02",
     .level = Level::info,
     .title = "A cut stream can be told from a whole one",
     .statement = "without a terminal event, a clean end after the half looks like a clean end",
     .source = "after the dialect's file",
     .link = "",
     .causes = "The dialect has no terminal event, or the target does not send it.",
     .fix = "send the dialect's terminal event; then say --terminal required",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::truncation_visible},
    {.id = "end/trailing-bytes",
     .code = "C-11",
     .level = Level::must,
     .title = "Nothing follows the end of the message",
     .statement = "bytes after the end of a message would be read as the next response",
     .source = "after RFC 9112, Message Body Length",
     .link = "https://www.rfc-editor.org/rfc/rfc9112.html#section-6.3",
     .causes = "Something is written to the connection after the response was ended.",
     .fix = "write only through the response object",
     .consequences = {},
     .since = "2026.1",
     .judge = rules::trailing_bytes},
};

}  // namespace

std::span<const Rule> catalogue() { return rules_written_out; }

const Rule* find_rule(std::string_view id_or_code) {
  for (const auto& rule : catalogue()) {
    if (http::equals_ignoring_case(rule.id, id_or_code) ||
        http::equals_ignoring_case(rule.code, id_or_code)) {
      return &rule;
    }
  }
  return nullptr;
}

std::string_view rules_version() { return "2026.1"; }

std::string_view to_string(Level level) {
  switch (level) {
    case Level::must:
      return "MUST";
    case Level::should:
      return "SHOULD";
    case Level::may:
      return "MAY";
    case Level::info:
      return "INFO";
  }
  return "";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::note:
      return "note";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "fail";
    case Verdict::not_shown:
      return "not-shown";
    case Verdict::harness_error:
      return "harness-error";
  }
  return "";
}

std::string_view to_string(Probe probe) {
  switch (probe) {
    case Probe::reference:
      return "reference";
    case Probe::get_same_url:
      return "get-same-url";
    case Probe::example_body:
      return "example-body";
  }
  return "";
}

}  // namespace ssert::conformance
