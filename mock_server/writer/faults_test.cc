// Every script that is built in, with the bytes that make it what it is: a liar breaks exactly the
// point that it is named for, and an honest twin shows exactly its peculiarity.
#include "base/text.h"
#include "mock_server/script/library.h"
#include "mock_server/writer/play_through.h"
#include "mock_server/writer/writer.h"

#include <gtest/gtest.h>

#include <ostream>

namespace ssert::mock_server {
namespace {

using std::chrono::milliseconds;
using testing::after_head;
using testing::count_of;
using testing::play_through;
using testing::Played;
using testing::test_occasion;
using testing::unchunk;

// What can be said of an answer's bytes as a whole.
struct Shape {
  bool honest_head = true;   // the head is byte by byte that of the honest script
  bool whole_chunks = true;  // chunked, well formed, to the last chunk
  bool all_tokens = true;    // every token of the answer as the honest script writes it
  bool done_last = true;     // ends with done, and has it once
  Ending ending = Ending::keep;
};

struct Point {
  std::string name;
  Shape shape;
  std::vector<std::string> has;      // each at least once in the bytes
  std::vector<std::string> has_not;  // none of them
};

void PrintTo(const Point& point, std::ostream* out) { *out << point.name; }

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
      {"post-405", no_stream, {"HTTP/1.1 405 Method Not Allowed\r\n", "\r\nAllow: GET\r\n"}, {}},
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
  };
}

std::vector<Point> all_points() {
  auto points = honest_points();
  for (const auto& group : {head_points(), framing_points(), stream_points(), end_points()}) {
    points.insert(points.end(), group.begin(), group.end());
  }
  return points;
}

std::string head_of(const std::string& bytes) {
  return bytes.substr(0, bytes.find("\r\n\r\n") + 4);
}

// Whether each token of the answer stands in the bytes as the honest script writes it, in order,
// whatever stands between them.
bool holds_all_tokens(std::string_view content) {
  const auto occasion = test_occasion();
  const Answer answer(occasion.prompt, occasion.seed, occasion.tokens);
  for (std::uint32_t i = 0; i < answer.size(); ++i) {
    Steps steps{{TokensStep{.from = Position{.percent = 0, .offset = i},
                            .to = Position{.percent = 0, .offset = i + 1}}},
                {EndStep{}}};
    auto event = play_through(steps, occasion).bytes();  // without a head: not chunked
    event = event.substr(6, event.size() - 8);           // the JSON alone
    const auto found = content.find(event);
    if (found == std::string_view::npos) return false;
    content.remove_prefix(found + event.size());
  }
  return true;
}

std::string content_of(const std::string& bytes) {
  const auto unchunked = unchunk(after_head(bytes));
  return unchunked.whole ? unchunked.content : std::string(after_head(bytes));
}

TEST(Faults, TheTableHasEveryScriptOnce) {
  std::vector<std::string> names;
  std::vector<std::string> listed;
  for (const auto& script : script_library()) names.push_back(script.name);
  for (const auto& point : all_points()) listed.push_back(point.name);
  EXPECT_EQ(listed, names);
}

class EveryScript : public ::testing::TestWithParam<Point> {};

TEST_P(EveryScript, SendsTheBytesItIsNamedFor) {
  const auto& point = GetParam();
  const auto* script = find_script(point.name);
  ASSERT_NE(script, nullptr);
  const auto played = play_through(script->steps, test_occasion());
  const auto bytes = played.bytes();
  const auto shown = base::escape_bytes_shortened(bytes, 4000);
  for (const auto& needle : point.has) {
    EXPECT_GE(count_of(bytes, needle), 1U)
        << base::escape_bytes_shortened(needle, 200) << "\nnot in " << shown;
  }
  for (const auto& needle : point.has_not) {
    EXPECT_EQ(count_of(bytes, needle), 0U)
        << base::escape_bytes_shortened(needle, 200) << "\nis in " << shown;
  }
  EXPECT_EQ(played.ending, point.shape.ending);
}

TEST_P(EveryScript, IsHonestInAllElse) {
  const auto& [name, shape, has, has_not] = GetParam();
  const auto bytes = play_through(find_script(name)->steps, test_occasion()).bytes();
  const auto honest = play_through(honest_script().steps, test_occasion()).bytes();
  const auto content = content_of(bytes);
  const auto done = std::string("data: {\"type\":\"done\"}\n\n");
  const auto shown = base::escape_bytes_shortened(bytes, 4000);
  EXPECT_EQ(head_of(bytes) == head_of(honest), shape.honest_head) << shown;
  EXPECT_EQ(unchunk(after_head(bytes)).whole, shape.whole_chunks) << shown;
  EXPECT_EQ(holds_all_tokens(content), shape.all_tokens) << shown;
  const bool done_in_chunk =
      content.ends_with(done + "\r\n0\r\n\r\n") || content.ends_with(done + "\r\n");
  EXPECT_EQ(count_of(content, done) == 1 && (content.ends_with(done) || done_in_chunk),
            shape.done_last)
      << shown;
}

std::string test_name(const ::testing::TestParamInfo<Point>& info) {
  auto name = info.param.name;
  for (auto& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Table, EveryScript, ::testing::ValuesIn(all_points()), test_name);

// What is not a matter of needles.

Played played(std::string_view name) {
  return play_through(find_script(name)->steps, test_occasion());
}

TEST(Faults, WrongContentLengthIsAHundredTooLarge) {
  const auto bytes = played("wrong-content-length").bytes();
  const auto size = after_head(bytes).size();
  EXPECT_EQ(count_of(bytes, "\r\nContent-Length: " + std::to_string(size + 100) + "\r\n"), 1U);
}

TEST(Faults, OtherContentLengthsAreRight) {
  for (const auto* name : {"with-content-length", "get-only", "html-502", "json-instead-of-sse",
                           "html-page", "error-as-stream", "too-many-no-retry-after"}) {
    const auto bytes = played(name).bytes();
    const auto size = after_head(bytes).size();
    EXPECT_EQ(count_of(bytes, "\r\nContent-Length: " + std::to_string(size) + "\r\n"), 1U) << name;
  }
  const auto bytes = played("length-and-chunked").bytes();
  const auto size = unchunk(after_head(bytes)).content.size();
  EXPECT_EQ(count_of(bytes, "\r\nContent-Length: " + std::to_string(size) + "\r\n"), 1U);
}

// The bytes from the end of the one token to the start of the next, in the middle of the answer.
std::string between_tokens_12_and_13(std::string_view name) {
  const auto bytes = played(name).bytes();
  auto at = bytes.find("\r\n\r\n");
  for (int token = 0; token < 12; ++token) at = bytes.find("\"}\n\n", at + 1);
  return bytes.substr(at, bytes.find("data: ", at) - at);
}

TEST(Faults, ChunkFaultsAreInOneChunkOfTheMiddle) {
  EXPECT_EQ(between_tokens_12_and_13("honest"), "\"}\n\n\r\n29\r\n");
  EXPECT_EQ(between_tokens_12_and_13("chunk-line-lf"), "\"}\n\n\r\n29\n");
  EXPECT_EQ(between_tokens_12_and_13("bad-chunk-size"), "\"}\n\n\r\nxyz\r\n");
  EXPECT_EQ(between_tokens_12_and_13("chunk-not-terminated"), "\"}\n\n\r\n29\r\n");
  const auto honest = played("honest").bytes();
  EXPECT_EQ(played("chunk-line-lf").bytes().size(), honest.size() - 1);
  EXPECT_EQ(played("bad-chunk-size").bytes().size(), honest.size() + 1);
  const auto not_terminated = played("chunk-not-terminated").bytes();
  EXPECT_EQ(not_terminated.size(), honest.size() - 2);
  EXPECT_EQ(count_of(not_terminated, "\"}\n\n31\r\ndata: "), 1U) << not_terminated;
}

TEST(Faults, CutAnswersStopAtHalf) {
  for (const auto* name : {"cut-clean", "reset-midstream", "hang-midstream", "close-delimited-cut",
                           "error-in-band", "stack-trace-error"}) {
    EXPECT_EQ(count_of(played(name).bytes(), "\"type\":\"token\""), 12U) << name;
  }
}

TEST(Faults, OrderAtTheEndIsAsNamed) {
  const auto order = [](std::string_view name) {
    const auto bytes = played(name).bytes();
    std::string kinds;
    for (auto at = bytes.find("{\"type\":\""); at != std::string::npos;
         at = bytes.find("{\"type\":\"", at + 1)) {
      kinds += bytes[at + 9];
    }
    return kinds;
  };
  EXPECT_EQ(order("honest"), std::string(24, 't') + "d");
  EXPECT_EQ(order("done-twice"), std::string(24, 't') + "dd");
  EXPECT_EQ(order("token-after-done"), std::string(23, 't') + "dt");
  EXPECT_EQ(order("error-then-token"), std::string(12, 't') + "et");
  EXPECT_EQ(order("error-in-band"), std::string(12, 't') + "e");
  EXPECT_EQ(order("first-event-error"), "e");
  EXPECT_EQ(order("no-output"), "d");
  EXPECT_EQ(order("single-token"), "td");
}

TEST(Faults, IndexesAreAsNamed) {
  const auto indexes = [](std::string_view name) {
    const auto bytes = played(name).bytes();
    std::vector<int> found;
    for (auto at = bytes.find("\"index\":"); at != std::string::npos;
         at = bytes.find("\"index\":", at + 1)) {
      found.push_back(std::stoi(bytes.substr(at + 8, 4)));
    }
    return found;
  };
  std::vector<int> right(24);
  for (int i = 0; i < 24; ++i) right[static_cast<std::size_t>(i)] = i;
  EXPECT_EQ(indexes("indexed"), right);
  auto repeated = right;
  for (std::size_t i = 12; i < 24; ++i) --repeated[i];
  EXPECT_EQ(indexes("index-repeated"), repeated);
  auto gap = right;
  for (std::size_t i = 12; i < 24; ++i) ++gap[i];
  EXPECT_EQ(indexes("index-gap"), gap);
  auto swapped = right;
  std::swap(swapped[12], swapped[13]);
  EXPECT_EQ(indexes("index-swapped"), swapped);
}

TEST(Faults, LateEndsAreLate) {
  const auto last_step = [](std::string_view name) {
    const auto writes = played(name).writes;
    return writes.back().due - writes[writes.size() - 2].due;
  };
  EXPECT_EQ(last_step("late-end"), milliseconds(1500));
  EXPECT_EQ(last_step("late-end-11s"), milliseconds(11'000));
  EXPECT_EQ(last_step("honest"), milliseconds(0));
  EXPECT_EQ(played("slow-first").writes[1].due, milliseconds(1550));
}

TEST(Faults, EndlessLineIs32MiBWithoutALineEnd) {
  const auto bytes = played("endless-line").bytes();
  const auto content = unchunk(after_head(bytes)).content;
  const auto last_line = content.substr(content.rfind('\n') + 1);
  EXPECT_EQ(last_line.size(), std::string_view("data: ").size() + 32U * 1024 * 1024);
}

TEST(Faults, OtherMethodsAreAnsweredAsNamed) {
  auto occasion = test_occasion();
  occasion.method = "GET";
  for (const auto* name : {"get-only", "post-405"}) {
    const auto* steps = steps_for(*find_script(name), "GET");
    ASSERT_NE(steps, nullptr);
    const auto bytes = play_through(*steps, occasion).bytes();
    EXPECT_EQ(head_of(bytes), head_of(played("honest").bytes())) << name;
    EXPECT_TRUE(unchunk(after_head(bytes)).whole) << name;
  }
  const auto* steps = steps_for(*find_script("missing-route"), "GET");
  ASSERT_NE(steps, nullptr);
  EXPECT_EQ(count_of(play_through(*steps, occasion).bytes(), "\"Cannot GET /conv"), 1U);
}

TEST(HonestTwins, OneByteAndTwoHalvesDifferInTheirWritesOnly) {
  const auto honest = played("honest").bytes();
  EXPECT_EQ(played("one-byte").bytes(), honest);
  EXPECT_EQ(played("one-byte").writes.size(), honest.size());
  EXPECT_EQ(played("two-halves-head").bytes(), honest);
  EXPECT_EQ(played("two-halves-head").writes[1].due, milliseconds(30));
}

TEST(HonestTwins, Utf8SplitCutsCharactersAndNothingElse) {
  const auto split = unchunk(after_head(played("utf8-split").bytes()));
  EXPECT_EQ(split.content, unchunk(after_head(played("honest").bytes())).content);
  std::size_t cut_characters = 0;
  for (const auto& each : played("utf8-split").writes) {
    const auto& bytes = each.write.bytes;
    if (bytes.size() < 3) continue;
    cut_characters += (static_cast<unsigned char>(bytes[bytes.size() - 3]) & 0xC0U) == 0xC0U;
  }
  EXPECT_GT(cut_characters, 3U);
}

}  // namespace
}  // namespace ssert::mock_server
