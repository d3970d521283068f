#include "mock_server/writer/fault_points.h"

namespace ssert::mock_server::testing {
namespace {

constexpr Shape other_head{.honest_head = false};
// One token is sent in another shape, or something stands between tokens.
constexpr Shape one_token_odd{.all_tokens = false};
constexpr Shape no_stream{
    .honest_head = false, .whole_chunks = false, .all_tokens = false, .done_last = false};
constexpr Shape odd_chunk{.whole_chunks = false};

std::string with_nul(const char* before, const char* after) {
  return std::string(before) + '\0' + after;
}

std::vector<Point> head_points() {
  const std::string not_found = "HTTP/1.1 404 Not Found\r\n";
  const std::string nest =
      R"({"message":"Cannot POST /conversations/demo/messages/stream","error":"Not Found","statusCode":404})";
  return {
      {"get-only", no_stream, {not_found, nest, "application/json"}, {"event-stream"}},
      {"missing-route", no_stream, {not_found, nest, "application/json"}, {"event-stream"}},
      {"post-405", no_stream, {"HTTP/1.1 405 Method Not Allowed\r\n", "\r\nAllow: PUT\r\n"}, {}},
      {"status-201", other_head, {"HTTP/1.1 201 Created\r\n"}, {}},
      {"status-204", no_stream, {"HTTP/1.1 204 No Content\r\n"}, {"Content-", "Transfer-"}},
      {"status-299", other_head, {"HTTP/1.1 299 Odd\r\n"}, {}},
      {"redirect-302",
       no_stream,
       {"HTTP/1.1 302 Found\r\n", "\r\nLocation: /moved/conversations/demo/messages/stream\r\n"},
       {}},
      {"wrong-content-type", other_head, {"\r\nContent-Type: text/plain; charset=utf-8\r\n"}, {}},
      {"html-page", no_stream, {"200 OK", "\r\nContent-Type: text/html", "<!doctype html>"}, {}},
      {"json-instead-of-sse",
       no_stream,
       {"200 OK", "\r\nContent-Type: application/json", R"({"type":"message","content":"You said)"},
       {"data:"}},
      {"ct-list", other_head, {"\r\nContent-Type: application/json, text/event-stream\r\n"}, {}},
      {"wrong-charset", other_head, {"text/event-stream; charset=iso-8859-1\r\n"}, {}},
      {"cacheable", other_head, {}, {"Cache-Control"}},
      {"transformable", other_head, {"\r\nCache-Control: no-cache\r\n"}, {"no-transform"}},
      {"no-accel-header", other_head, {}, {"X-Accel"}},
      {"with-content-length",
       {.honest_head = false, .whole_chunks = false},
       {"\r\nContent-Length: "},
       {"Transfer-Encoding"}},
      {"wrong-content-length",
       {.honest_head = false, .whole_chunks = false, .ending = Ending::close},
       {"\r\nContent-Length: "},
       {"Transfer-Encoding"}},
      {"length-and-chunked",
       other_head,
       {"\r\nContent-Length: ", "\r\nTransfer-Encoding: chunked\r\n"},
       {}},
      {"bad-chunk-size", odd_chunk, {"\r\nxyz\r\ndata: "}, {}},
      {"chunk-line-lf", odd_chunk, {"29\ndata: {"}, {}},
      {"chunk-not-terminated", odd_chunk, {}, {}},
      {"obs-fold", other_head, {"\r\nX-Note: one\r\n two\r\n"}, {}},
      {"space-before-colon", other_head, {"\r\nX-Note : one\r\n"}, {}},
      {"error-as-stream",
       no_stream,
       {"HTTP/1.1 401 Unauthorized\r\n", "\r\nContent-Type: text/event-stream\r\n",
        R"({"statusCode":401)"},
       {"data:"}},
      {"error-page",
       no_stream,
       {"HTTP/1.1 500 Internal Server Error\r\n", "\r\nContent-Type: application/json"},
       {"data:"}},
      {"too-many-honest", no_stream, {"HTTP/1.1 429 Too Many", "\r\nRetry-After: 1\r\n"}, {}},
      {"too-many-no-retry-after", no_stream, {"HTTP/1.1 429 Too Many"}, {"Retry-After"}},
      {"unknown-coding", other_head, {"\r\nContent-Encoding: none\r\n"}, {}},
      {"html-502", no_stream, {"HTTP/1.1 502 Bad Gateway\r\n", "<html>"}, {}},
  };
}

std::vector<Point> framing_points() {
  return {
      {"bad-utf8", {}, {" caf\xc3\x28\"}"}, {}},
      {"replacement-char", {}, {" caf\xef\xbf\xbd\"}"}, {}},
      {"bom-mid",
       {},
       {"\r\n\xef\xbb\xbf"
        "data: {"},
       {}},
      {"mixed-terminators", {}, {"\"}\r\n\r\n\r\n", "\"}\n\n"}, {}},
      {"cr-only", {.done_last = false}, {"\"}\r\r", "{\"type\":\"done\"}\r\r"}, {"\"}\n"}},
      {"no-final-blank", {.done_last = false}, {"data: {\"type\":\"done\"}\n\r\n0\r\n\r\n"}, {}},
      {"error-field", {}, {"error: {\"code\":500"}, {}},
      {"raw-json-error", {}, {"\r\n{\"error\":{\"code\":500"}, {}},
      {"field-case", {}, {"\nData: {\"type\":\"token\""}, {}},
      {"field-space", {}, {"\ndata : {\"type\":\"token\""}, {}},
      {"no-colon", {}, {"\r\ndata\n\n\r\n"}, {}},
      {"raw-newline", one_token_odd, {"data: {\"type\":\"token\",\n\"content\":"}, {}},
      {"raw-cr", one_token_odd, {"data: {\"type\":\"token\",\r\"content\":"}, {}},
      {"id-nul", {}, {with_nul("id: a", "b\ndata: {")}, {}},
      {"retry-bogus", {}, {"retry: 1000x\n"}, {}},
      {"retry-zero", {}, {"retry: 0\n"}, {}},
      {"event-without-data", {}, {"event: ping\n\n"}, {}},
      {"data-colon-keepalive", {}, {"data: : keepalive\n\n"}, {}},
      {"empty-data-heartbeat", {}, {"\ndata:\n\n"}, {}},
      {"comment-metadata", {}, {"\n: x-model=mock-1"}, {}},
      {"long-line", {}, {"\"content\":\"" + std::string(71'680, 'x') + "\"}\n\n"}, {}},
      {"huge-line", {}, {"\"content\":\"" + std::string(1'572'864, 'x') + "\"}\n\n"}, {}},
      {"coded-cut",
       {.honest_head = false, .all_tokens = false, .done_last = false},
       {"\r\nContent-Encoding: gzip\r\n", "\x1f\x8b\x08"},
       {"data:"}},
      {"leading-space", {}, {"data:  {\"type\""}, {}},
      {"comment-block-after-id", {}, {"id: 7\n", "\n\n: ping\n\n"}, {}},
  };
}

std::vector<Point> stream_points() {
  return {
      {"not-json", {}, {"data: {\"type\":\"token\",\"content\":\n\n"}, {}},
      {"half-surrogate", {}, {" smile \\ud83d\"}"}, {}},
      {"no-type", one_token_odd, {"data: {\"content\":\""}, {}},
      {"unknown-type", {}, {"data: {\"type\":\"thought\""}, {}},
      {"token-not-string", {}, {"\"content\":42}"}, {}},
      {"empty-token", {}, {"\"content\":\"\"}"}, {}},
      {"index-gap",
       one_token_odd,
       {"\"index\":11}", "\"index\":13}", "\"index\":24}"},
       {"\"index\":12}", "\"index\":25}"}},
      {"index-repeated", one_token_odd, {"\"index\":0}", "\"index\":22}"}, {"\"index\":23}"}},
      {"index-swapped", one_token_odd, {"\"index\":12}", "\"index\":13}", "\"index\":23}"}, {}},
      {"token-id-repeated", {}, {"id: 0\n", "id: 11\n", "id: 13\n", "id: 24\n"}, {"id: 12\n"}},
      {"stack-trace-error",
       {.all_tokens = false, .done_last = false},
       {"{\"type\":\"error\",", "\\n    at ChatService.generate (/app/dist/"},
       {}},
      {"deep-json", {}, {"\"more\":" + std::string(200, '[')}, {}},
      {"chat-after-finish",
       {.all_tokens = false, .done_last = false},
       {"\"finish_reason\":\"stop\"", "\"content\":\" late\"", "data: [DONE]\n\n"},
       {}},
  };
}

std::vector<Point> end_points() {
  const Shape half{.all_tokens = false, .done_last = false};
  const auto half_then = [](Ending ending) {
    return Shape{.whole_chunks = false, .all_tokens = false, .done_last = false, .ending = ending};
  };
  const std::string error = "data: {\"type\":\"error\",\"code\":\"upstream_failed\"";
  return {
      {"no-done", {.done_last = false}, {}, {"\"done\""}},
      {"cut-clean", half, {}, {"\"done\""}},
      {"done-twice", {.done_last = false}, {"data: {\"type\":\"done\"}\n\n"}, {}},
      {"token-after-done", {.done_last = false}, {"data: {\"type\":\"done\"}\n\n"}, {}},
      {"error-then-token", half, {error}, {"\"done\""}},
      {"reset-midstream", half_then(Ending::reset), {}, {"\"done\""}},
      {"no-last-chunk",
       {.whole_chunks = false, .ending = Ending::close},
       {"\"done\""},
       {"\r\n0\r\n"}},
      {"trailing-bytes", {.ending = Ending::close}, {"\r\n0\r\n\r\ndata: {"}, {}},
      {"close-delimited-cut",
       {.honest_head = false,
        .whole_chunks = false,
        .all_tokens = false,
        .done_last = false,
        .ending = Ending::close},
       {"\r\nConnection: close\r\n"},
       {"Transfer-Encoding", "Content-Length", "\"done\""}},
      {"hang-midstream", half_then(Ending::hang), {}, {"\"done\""}},
      {"hang-after-done", {.whole_chunks = false, .ending = Ending::hang}, {}, {"\r\n0\r\n"}},
      {"late-end", {}, {}, {}},
      {"late-end-11s", {}, {}, {}},
      {"empty-200", half, {}, {"data:"}},
      {"comments-only", half, {": ping\n\n"}, {"data:"}},
      {"no-output", {.all_tokens = false}, {}, {"\"token\""}},
      {"error-in-band", half, {"\"token\"", error}, {"\"done\""}},
      {"first-event-error", half, {error}, {"\"done\"", "\"token\""}},
      {"endless-line", half, {std::string(70'000, 'x').substr(0, 65'536)}, {"\"done\""}},
      {"garbage",
       {.honest_head = false,
        .whole_chunks = false,
        .all_tokens = false,
        .done_last = false,
        .ending = Ending::close},
       {"220 mock.example ESMTP ready\r\n"},
       {"HTTP/"}},
      {"no-answer",
       {.honest_head = false,
        .whole_chunks = false,
        .all_tokens = false,
        .done_last = false,
        .ending = Ending::hang},
       {},
       {"H"}},
      {"head-half",
       {.honest_head = false,
        .whole_chunks = false,
        .all_tokens = false,
        .done_last = false,
        .ending = Ending::hang},
       {"text/event-str"},
       {"\r\n\r\n"}},
      {"close-delimited",
       {.honest_head = false, .whole_chunks = false, .ending = Ending::close},
       {"\r\nConnection: close\r\n"},
       {"Transfer-Encoding", "Content-Length"}},
  };
}

std::vector<Point> probe_points() {
  const Shape swapped{.all_tokens = false};
  const std::string broken_server = "HTTP/1.1 500 Internal Server Error\r\n";
  return {
      {"no-token-accepted", {}, {}, {}},
      {"no-token-500", no_stream, {broken_server, "reading 'split'"}, {"event-stream"}},
      {"no-token-404", no_stream, {"HTTP/1.1 404 Not Found\r\n"}, {"event-stream"}},
      {"no-challenge", no_stream, {"HTTP/1.1 401 Unauthorized\r\n"}, {"WWW-Authenticate"}},
      {"wrong-token-accepted", {}, {}, {}},
      {"wrong-token-500", no_stream, {broken_server, "jwt malformed"}, {"event-stream"}},
      {"malformed-500", no_stream, {broken_server, "end of JSON input"}, {"event-stream"}},
      {"malformed-streamed",
       {.all_tokens = false, .done_last = false},
       {"{\"type\":\"error\"", "invalid JSON"},
       {"token"}},
      {"missing-field-accepted", {}, {}, {}},
      {"missing-field-500", no_stream, {broken_server, "reading 'trim'"}, {"event-stream"}},
      {"unknown-conversation-empty",
       {.all_tokens = false, .done_last = false},
       {"\r\n\r\n0\r\n\r\n"},
       {"data:"}},
      {"unknown-conversation-accepted", {}, {}, {}},
      {"unknown-conversation-500", no_stream, {broken_server, "'messages'"}, {"event-stream"}},
      {"tokens-swapped", swapped, {}, {}},
      {"token-lost", swapped, {}, {}},
      {"token-sent-twice", {}, {}, {}},
      {"answers-previous", {}, {}, {}},
      {"canned-answer", swapped, {"I am happy", " to help."}, {"You"}},
      {"stray-on-kept-connection",
       {.honest_head = false, .whole_chunks = false},
       {"0\r\n\r\nHTTP/1.1 200 OK\r\n"},
       {}},
      {"closes-kept-connection",
       {.honest_head = false,
        .whole_chunks = false,
        .all_tokens = false,
        .done_last = false,
        .ending = Ending::close},
       {},
       {"HTTP"}},
      {"chat-usage-wrong",
       {.all_tokens = false, .done_last = false},
       {R"("prompt_tokens":9,"completion_tokens":2,"total_tokens":12})", "data: [DONE]\n\n"},
       {}},
      {"chat-usage-zero",
       {.all_tokens = false, .done_last = false},
       {R"("prompt_tokens":9,"completion_tokens":0,"total_tokens":9})", "data: [DONE]\n\n"},
       {}},
      {"chat-cut-at-length",
       {.all_tokens = false, .done_last = false},
       {R"("finish_reason":"length")", "data: [DONE]\n\n"},
       {R"("stop")"}},
      {"chat-no-done",
       {.all_tokens = false, .done_last = false},
       {R"("finish_reason":"stop")"},
       {"[DONE]"}},
      {"chat-error-field",
       {.all_tokens = false, .done_last = false},
       {"\nerror: {\"code\":500", "data: [DONE]\n\n"},
       {}},
      {"chat-usage-unasked",
       {.all_tokens = false, .done_last = false},
       {R"("choices":[],"usage":{)", "data: [DONE]\n\n"},
       {}},
      {"chat-usage-missing",
       {.all_tokens = false, .done_last = false},
       {R"("finish_reason":"stop")", "data: [DONE]\n\n"},
       {"usage"}},
      {"chat-content-at-finish",
       {.all_tokens = false, .done_last = false},
       {R"("delta":{"content":" and more"},"finish_reason":"stop")", "data: [DONE]\n\n"},
       {}},
      {"chat-reasoning-alone",
       {.all_tokens = false, .done_last = false},
       {R"("reasoning_content":"Hi there")", "data: [DONE]\n\n"},
       {R"("content":"Hi there")"}},
  };
}

std::vector<Point> honest_points() {
  const Shape other_events{.all_tokens = false};
  return {
      {"honest", {}, {}, {}},
      {"crlf", {.done_last = false}, {"\"done\"}\r\n\r\n\r\n"}, {"\"}\n"}},
      {"one-byte", {}, {}, {}},
      {"comments", {}, {": connected\n\n", "\r\n: ping\n\ndata: "}, {}},
      {"utf8-split", {}, {"\xE2\r\n"}, {}},
      {"http10-close",
       {.honest_head = false, .whole_chunks = false, .ending = Ending::close},
       {"HTTP/1.0 200 OK\r\n", "\r\nConnection: close\r\n"},
       {"Transfer-Encoding", "Content-Length"}},
      {"trailers", other_head, {"\r\n0\r\nX-Answer-Status: complete\r\n\r\n"}, {}},
      {"chunk-extensions", {}, {";part=token\r\ndata: "}, {}},
      {"with-ids", {}, {"\r\nid: 0\ndata: ", "id: 24\ndata: {\"type\":\"done\"}"}, {}},
      {"with-event-names", {}, {"event: message\ndata: {\"type\":\"done\"}"}, {}},
      {"retry", {}, {"retry: 3000\n\n"}, {}},
      {"bom-first", {}, {"\r\n\r\n3\r\n\xef\xbb\xbf\r\n"}, {}},
      {"multi-data",
       {.all_tokens = false, .done_last = false},
       {"data: {\"type\":\"token\",\ndata: \"content\":"},
       {}},
      {"no-space", {.done_last = false}, {"\ndata:{\"type\":\"done\"}\n\n"}, {"data: {"}},
      {"parameters", other_head, {"text/event-stream;charset=UTF-8\r\n"}, {}},
      {"interim-103",
       {.honest_head = false, .whole_chunks = false},
       {"HTTP/1.1 103 Early Hints\r\n"},
       {}},
      {"empty-reason", other_head, {"HTTP/1.1 200 \r\n"}, {}},
      {"slow-first", {}, {}, {}},
      {"large-event", {}, {"\"content\":\"" + std::string(61'440, 'x') + "\"}\n\n"}, {}},
      {"blank-lines", {.done_last = false}, {"\"done\"}\n\n\n\n\r\n"}, {}},
      {"single-token",
       other_events,
       {"data: {\"type\":\"token\",\"content\":\"You said:\\n“Hello"},
       {}},
      {"two-halves-head", {}, {}, {}},
      {"unknown-member",
       {.all_tokens = false, .done_last = false},
       {R"("logprob":-0.25)", R"({"type":"done","finish_reason":"stop"})"},
       {}},
      {"done-with-usage", {.done_last = false}, {R"({"type":"done","usage":{)"}, {}},
      {"indexed",
       other_events,
       {"\"index\":0}", "\"index\":12}", "\"index\":23}"},
       {"\"index\":24}"}},
      {"chat-with-usage",
       {.all_tokens = false, .done_last = false},
       {R"("prompt_tokens":9,"completion_tokens":2,"total_tokens":11})", "data: [DONE]\n\n"},
       {}},
      {"no-echo", other_events, {"I will not repeat that, "}, {}},
      {"forbidden-conversation", no_stream, {"HTTP/1.1 403 Forbidden\r\n"}, {"event-stream"}},
      {"unprocessable", no_stream, {"HTTP/1.1 422 Unprocessable Content\r\n"}, {"event-stream"}},
  };
}

}  // namespace

std::vector<Point> all_points() {
  auto points = honest_points();
  for (const auto& group :
       {head_points(), framing_points(), stream_points(), end_points(), probe_points()}) {
    points.insert(points.end(), group.begin(), group.end());
  }
  return points;
}

}  // namespace ssert::mock_server::testing
