#include "mock_server/endpoints/api.h"

#include "mock_server/script/library.h"
#include "mock_server/script/script_reader.h"
#include "mock_server/ui/page.h"

#include <gtest/gtest.h>

#include <map>

namespace ssert::mock_server {
namespace {

constexpr std::string_view date = "Sun, 22 Nov 2026 21:00:24 GMT";

Request stream_request() {
  return {.method = "POST",
          .path = "/conversations/demo/messages/stream",
          .query = "",
          .host = "127.0.0.1",
          .authorization = "Bearer test-token",
          .content_type = "application/json",
          .accept = "text/event-stream",
          .fault = {},
          .content = R"({"content":"Hello"})"};
}

Request plain_request(std::string method, std::string path) {
  return {.method = std::move(method),
          .path = std::move(path),
          .query = "",
          .host = "127.0.0.1",
          .authorization = "Bearer test-token",
          .content_type = {},
          .accept = {},
          .fault = {},
          .content = ""};
}

Api api_of(Scripts scripts, Options options = {}) {
  return Api({.options = std::move(options),
              .scripts = std::move(scripts),
              .statistics_json = [] { return std::string(R"({"a":1})"); },
              .release_token = [](std::uint64_t stream) { return stream == 7; }});
}

Api api_with(const std::vector<std::string_view>& scripts, Options options = {}) {
  Scripts found;
  for (const auto script : scripts)
    found.emplace_back(std::shared_ptr<const Script>(), find_script(script));
  return api_of(std::move(found), std::move(options));
}

Api api_with(std::string_view script = "honest", Options options = {}) {
  return api_with(std::vector{script}, std::move(options));
}

WholeReply whole(Api& api, const Request& request) {
  auto reply = api.answer(request, date);
  EXPECT_TRUE(std::holds_alternative<WholeReply>(reply));
  return std::holds_alternative<WholeReply>(reply) ? std::get<WholeReply>(reply) : WholeReply{};
}

PlayedReply played(Api& api, const Request& request) {
  auto reply = api.answer(request, date);
  EXPECT_TRUE(std::holds_alternative<PlayedReply>(reply))
      << (std::holds_alternative<WholeReply>(reply) ? std::get<WholeReply>(reply).bytes : "");
  return std::holds_alternative<PlayedReply>(reply) ? std::get<PlayedReply>(reply) : PlayedReply{};
}

bool holds(const std::string& bytes, std::string_view needle) {
  return bytes.find(needle) != std::string::npos;
}

void expect_error(const WholeReply& reply, std::uint32_t status, std::string_view needle) {
  EXPECT_EQ(reply.status, status);
  EXPECT_TRUE(reply.bytes.starts_with("HTTP/1.1 " + std::to_string(status) + " ")) << reply.bytes;
  EXPECT_TRUE(holds(reply.bytes, "\r\nContent-Type: application/json; charset=utf-8\r\n"));
  EXPECT_TRUE(holds(reply.bytes, "{\"statusCode\":" + std::to_string(status) + ","));
  EXPECT_TRUE(holds(reply.bytes, needle)) << reply.bytes;
}

TEST(Api, AStreamRequestIsPlayedWithItsPrompt) {
  auto api = api_with();
  const auto first = played(api, stream_request());
  EXPECT_EQ(first.script.get(), &honest_script());
  EXPECT_EQ(first.steps, &honest_script().steps);
  EXPECT_EQ(first.occasion.prompt, "Hello");
  EXPECT_EQ(first.occasion.path, "/conversations/demo/messages/stream");
  EXPECT_EQ(first.occasion.date, date);
  EXPECT_EQ(first.occasion.stream, 0U);
  EXPECT_EQ(played(api, stream_request()).occasion.stream, 1U);
}

TEST(Api, ARefusalIsReplacedWhereTheScriptNamesIt) {
  auto api = api_with("no-token-accepted");
  auto request = stream_request();
  EXPECT_EQ(played(api, request).script.get(), &honest_script());
  request.authorization = "Bearer other";
  expect_error(whole(api, request), 401, "bearer token");
  request.authorization.reset();
  EXPECT_EQ(played(api, request).script.get(), find_script("no-token-accepted"));
}

TEST(Api, EachKindOfRefusalCanBeReplaced) {
  auto request = stream_request();
  request.content = "{";
  auto malformed = api_with("malformed-500");
  EXPECT_EQ(played(malformed, request).script.get(), find_script("malformed-500"));
  request.content = "{}";
  expect_error(whole(malformed, request), 400, "content is missing");
  auto missing = api_with("unprocessable");
  EXPECT_EQ(played(missing, request).script.get(), find_script("unprocessable"));
  request.path = "/conversations/nobody/messages/stream";
  auto unknown = api_with("forbidden-conversation");
  EXPECT_EQ(played(unknown, request).script.get(), find_script("forbidden-conversation"));
  request.authorization = "Bearer other";
  expect_error(whole(unknown, request), 401, "bearer token");
  auto wrong = api_with("wrong-token-500");
  EXPECT_EQ(played(wrong, request).script.get(), find_script("wrong-token-500"));
}

TEST(Api, DrawsEachAnswerFromAMixByTheSeed) {
  const auto drawn = [](std::uint64_t seed) {
    Options options;
    options.seed = seed;
    auto api = api_with({"honest", "honest", "crlf"}, options);
    std::map<std::string, int> counts;
    for (int i = 0; i < 300; ++i) ++counts[played(api, stream_request()).script->name];
    return counts;
  };
  const auto counts = drawn(1);
  EXPECT_EQ(counts.size(), 2U);
  EXPECT_GT(counts.at("honest"), 150) << "it stands twice";
  EXPECT_GT(counts.at("crlf"), 50);
  EXPECT_EQ(drawn(1), counts);
  EXPECT_NE(drawn(2), counts);
}

TEST(Api, AScriptForEachSecondRequestLeavesTheOthersToTheHonestOne) {
  const auto script = std::make_shared<const Script>(
      read_script(R"({"version": 1, "every": 2, "steps": ["head", "end"]})", "own.json").value());
  auto api = api_of({script});
  EXPECT_EQ(played(api, stream_request()).script.get(), &honest_script());
  auto refused = stream_request();
  refused.authorization.reset();
  expect_error(whole(api, refused), 401, "bearer token");  // no turn is taken
  EXPECT_EQ(played(api, stream_request()).script, script);
  EXPECT_EQ(played(api, stream_request()).script.get(), &honest_script());
}

TEST(Api, AScriptForEachSecondRequestOfAConnectionLeavesTheOthersToTheHonestOne) {
  auto api = api_with("closes-kept-connection");
  auto request = stream_request();
  for (const std::uint32_t number : {1, 2, 3, 4}) {
    request.number = number;
    const auto* expected =
        number % 2 == 0 ? find_script("closes-kept-connection") : &honest_script();
    EXPECT_EQ(played(api, request).script.get(), expected) << number;
  }
  request.authorization.reset();
  expect_error(whole(api, request), 401, "bearer token");
}

TEST(Api, AnAnswerMaySayThePreviousPrompt) {
  auto api = api_with("answers-previous");
  auto request = stream_request();
  EXPECT_EQ(played(api, request).occasion.prompt, "");
  request.content = R"({"content":"second"})";
  EXPECT_EQ(played(api, request).occasion.prompt, "Hello");
  EXPECT_EQ(played(api, request).occasion.prompt, "second");
}

TEST(Api, TheOptionsReachTheWriter) {
  Options options;
  options.seed = 9;
  options.tokens = 3;
  options.time_to_first = *parse_delay("1s");
  options.gap = *parse_delay("uniform:1ms-2ms");
  options.send_done = false;
  options.stamps = true;
  auto api = api_with("honest", options);
  const auto occasion = played(api, stream_request()).occasion;
  EXPECT_EQ(occasion.seed, 9U);
  EXPECT_EQ(occasion.tokens, 3U);
  EXPECT_EQ(occasion.time_to_first, options.time_to_first);
  EXPECT_EQ(occasion.gap, options.gap);
  EXPECT_FALSE(occasion.send_done);
  EXPECT_TRUE(occasion.stamps);
}

TEST(Api, ATokenIsNeeded) {
  auto api = api_with();
  auto request = stream_request();
  request.authorization = std::nullopt;
  expect_error(whole(api, request), 401, "\r\nWWW-Authenticate: Bearer realm=\"mock\"\r\n");
  for (const auto* given : {"Bearer wrong", "Bearer", "test-token", "Basic test-token",
                            "Bearer test-token2", "Bearer  test-token"}) {
    request.authorization = given;
    expect_error(whole(api, request), 401, "error=\"invalid_token\"");
  }
  request.authorization = "bearer test-token";  // schemes compare without case
  played(api, request);
  request.authorization = std::nullopt;
  request.query = "token=test-token";
  expect_error(whole(api, request), 401, "WWW-Authenticate");
}

TEST(Api, NoTokenIsNeededWhereNoneIsSet) {
  Options options;
  options.token = "";
  auto api = api_with("honest", options);
  auto request = stream_request();
  request.authorization = std::nullopt;
  played(api, request);
}

TEST(Api, AnUnknownConversationIs404) {
  auto api = api_with();
  auto request = stream_request();
  request.path = "/conversations/nobody/messages/stream";
  expect_error(whole(api, request), 404, "nobody");
}

TEST(Api, BadContentIsRefusedBeforeTheStream) {
  auto api = api_with();
  auto request = stream_request();
  for (const auto* content :
       {"", "{", "[]", "\"content\"", "{}", R"({"content":7})", R"({"content":null})",
        "{\"content\":\"\xff\"}", R"({"content":"\ud83d"})", R"({"Content":"a"})"}) {
    request.content = content;
    expect_error(whole(api, request), 400, "\"error\":\"Bad Request\"");
  }
  request.content = R"({"content":)" + std::string(100'000, '[');
  expect_error(whole(api, request), 400, "nested too deep");
}

TEST(Api, OtherMediaTypesAreRefused) {
  auto api = api_with();
  auto request = stream_request();
  request.content_type = "text/plain";
  expect_error(whole(api, request), 415, "application/json");
  request.content_type = "application/jsonp";
  expect_error(whole(api, request), 415, "application/json");
  request.content_type = "Application/JSON; charset=utf-8";
  played(api, request);
  request.content_type = std::nullopt;
  played(api, request);
  request.accept = "application/json";
  expect_error(whole(api, request), 406, "text/event-stream");
  for (const auto* accept : {"*/*", "text/*", "application/json, text/event-stream"}) {
    request.accept = accept;
    played(api, request);
  }
}

TEST(Api, OtherMethodsAreRefusedWithAllow) {
  auto api = api_with();
  for (const auto* method : {"GET", "PUT", "DELETE", "PATCH"}) {
    auto request = stream_request();
    request.method = method;
    expect_error(whole(api, request), 405, "\r\nAllow: POST\r\n");
  }
  expect_error(whole(api, plain_request("DELETE", "/conversations")), 405,
               "Allow: GET, HEAD, POST");
  expect_error(whole(api, plain_request("POST", "/conversations/demo")), 405, "Allow: GET, HEAD");
  const auto options = whole(api, plain_request("OPTIONS", "/conversations/demo/messages/stream"));
  EXPECT_EQ(options.status, 204U);
  EXPECT_TRUE(holds(options.bytes, "\r\nAllow: POST\r\n"));
  EXPECT_FALSE(holds(options.bytes, "Content-"));
}

TEST(Api, HeadHasTheHeadAlone) {
  auto api = api_with();
  const auto get = whole(api, plain_request("GET", "/conversations/demo")).bytes;
  const auto head = whole(api, plain_request("HEAD", "/conversations/demo")).bytes;
  EXPECT_TRUE(get.starts_with(head)) << head;
  EXPECT_TRUE(head.ends_with("\r\n\r\n"));
  EXPECT_GT(get.size(), head.size());
  auto request = stream_request();
  request.method = "HEAD";
  const auto refused = whole(api, request);
  EXPECT_EQ(refused.status, 405U);
  EXPECT_TRUE(refused.bytes.ends_with("\r\n\r\n"));
}

TEST(Api, ConversationsAreCreatedListedAndShown) {
  auto api = api_with();
  auto request = plain_request("POST", "/conversations");
  request.content = R"({"title":"Tea \"now\""})";
  const auto created = whole(api, request);
  EXPECT_EQ(created.status, 201U);
  EXPECT_TRUE(holds(created.bytes, "\r\nLocation: /conversations/conversation-1\r\n"));
  EXPECT_TRUE(
      holds(created.bytes, R"({"id":"conversation-1","title":"Tea \"now\"","messages":0})"));

  auto stream = stream_request();
  stream.path = "/conversations/conversation-1/messages/stream";
  played(api, stream);
  const auto shown = whole(api, plain_request("GET", "/conversations/conversation-1"));
  EXPECT_EQ(shown.status, 200U);
  EXPECT_TRUE(holds(shown.bytes, R"("messages":1})"));
  const auto list = whole(api, plain_request("GET", "/conversations"));
  EXPECT_TRUE(holds(list.bytes, R"({"conversations":[{"id":"demo")")) << list.bytes;
  EXPECT_TRUE(holds(list.bytes, R"("total":2})"));

  request.content = "";
  EXPECT_EQ(whole(api, request).status, 201U);
  request.content = "{";
  expect_error(whole(api, request), 400, "not valid JSON");
  expect_error(whole(api, plain_request("GET", "/conversations/nobody")), 404, "nobody");
}

TEST(Api, ConversationsHaveALimit) {
  Options options;
  options.limits.conversations = 2;
  auto api = api_with("honest", options);
  EXPECT_EQ(whole(api, plain_request("POST", "/conversations")).status, 201U);
  expect_error(whole(api, plain_request("POST", "/conversations")), 503, "too many conversations");
}

TEST(Api, ThePageNeedsNoTokenAndSaysWhatABrowserMayDo) {
  auto api = api_with();
  auto request = plain_request("GET", "/");
  request.authorization = std::nullopt;
  const auto page = whole(api, request);
  EXPECT_EQ(page.status, 200U);
  const auto* file = find_page_file("/");
  EXPECT_TRUE(page.bytes.ends_with("\r\n\r\n" + std::string(file->content)));
  for (const auto& field : {std::string("Content-Type: text/html; charset=utf-8"),
                            "Content-Length: " + std::to_string(file->content.size()),
                            "Content-Security-Policy: " + page_policy(""),
                            std::string("X-Content-Type-Options: nosniff"),
                            std::string("Referrer-Policy: no-referrer")}) {
    EXPECT_TRUE(holds(page.bytes, "\r\n" + field + "\r\n")) << field;
  }
  EXPECT_TRUE(holds(whole(api, plain_request("GET", "/ui/page.js")).bytes,
                    "\r\nContent-Type: text/javascript"));
  request.method = "HEAD";
  EXPECT_TRUE(page.bytes.starts_with(whole(api, request).bytes));
  request.method = "POST";
  expect_error(whole(api, request), 405, "Allow: GET, HEAD");
}

TEST(Api, ThePageMayTalkToAServiceOfThisMachine) {
  auto api = api_with();
  auto request = plain_request("GET", "/");
  request.query = "service=http%3A%2F%2F127.0.0.1%3A3001";
  EXPECT_TRUE(holds(whole(api, request).bytes, "connect-src 'self' http://127.0.0.1:3001;"));
  request.query = "service=https://example.org";
  expect_error(whole(api, request), 400,
               R"(?service= is \"https://example.org\"; expected http://127.0.0.1:PORT or )");
}

TEST(Api, UnknownPathsAre404) {
  auto api = api_with();
  for (const auto* path :
       {"/ui", "/conversation", "/conversations/", "/conversations//messages/stream",
        "/conversations/demo/messages", "/conversations/a/b/messages/stream", "/messages/stream",
        "/__mock", "*"}) {
    expect_error(whole(api, plain_request("GET", path)), 404, "Cannot GET");
  }
}

TEST(Api, StatisticsNeedNoToken) {
  auto api = api_with();
  auto request = plain_request("GET", "/__mock/statistics");
  request.authorization = std::nullopt;
  const auto reply = whole(api, request);
  EXPECT_EQ(reply.status, 200U);
  EXPECT_TRUE(reply.bytes.ends_with("\r\n\r\n{\"a\":1}"));
  EXPECT_TRUE(holds(reply.bytes, "\r\nContent-Length: 7\r\n"));
}

TEST(Api, TokensAreReleasedOnlyWhereTheyAreHeld) {
  const auto request = plain_request("POST", "/__mock/streams/7/release");
  auto free = api_with();
  expect_error(whole(free, request), 404, "Cannot POST /__mock/streams/7/release");

  auto api = api_with("honest", {.hold = true});
  EXPECT_EQ(whole(api, request).status, 204U);
  expect_error(whole(api, plain_request("POST", "/__mock/streams/8/release")), 404,
               "no stream 8 under way");
  expect_error(whole(api, plain_request("GET", "/__mock/streams/7/release")), 405, "Allow: POST");
  for (const auto* path :
       {"/__mock/streams/release", "/__mock/streams//release", "/__mock/streams/-7/release",
        "/__mock/streams/7x/release", "/__mock/streams/7", "/__mock/streams/7/release/",
        "/__mock/streams/99999999999999999999/release"}) {
    expect_error(whole(api, plain_request("POST", path)), 404, "Cannot POST");
  }
}

TEST(Api, AnHttp11RequestNeedsAHost) {
  auto api = api_with();
  auto request = stream_request();
  request.host = std::nullopt;
  expect_error(whole(api, request), 400, "Host");
  request.http10 = true;
  played(api, request);
}

TEST(Api, RepliesCloseWhereTheClientDoes) {
  auto api = api_with();
  auto request = plain_request("GET", "/conversations");
  EXPECT_TRUE(whole(api, request).keeps_connection);
  EXPECT_TRUE(holds(whole(api, request).bytes, "\r\nConnection: keep-alive\r\n"));
  request.keeps_connection = false;
  EXPECT_FALSE(whole(api, request).keeps_connection);
  EXPECT_TRUE(holds(whole(api, request).bytes, "\r\nConnection: close\r\n"));
  EXPECT_FALSE(Api::refusal(408, "slow", date).keeps_connection);
}

TEST(Api, AFaultOfTheAnswerLeavesTheChecksHonest) {
  auto api = api_with("wrong-content-type");
  EXPECT_EQ(played(api, stream_request()).script->name, "wrong-content-type");
  auto request = stream_request();
  request.authorization = std::nullopt;
  expect_error(whole(api, request), 401, "WWW-Authenticate");
  request = stream_request();
  request.method = "GET";
  expect_error(whole(api, request), 405, "Allow: POST");
  request = stream_request();
  request.content = "{";
  expect_error(whole(api, request), 400, "JSON");
}

TEST(Api, AFaultOfTheRouteAnswersBeforeTheChecks) {
  auto api = api_with("get-only");
  auto request = stream_request();
  request.authorization = std::nullopt;
  request.content = "{";
  const auto* script = find_script("get-only");
  EXPECT_EQ(played(api, request).steps, &script->steps);
  request.method = "GET";
  EXPECT_EQ(played(api, request).steps, &script->methods.at("GET"));
  request.method = "PUT";  // not in the script: honest
  expect_error(whole(api, request), 405, "Allow: POST");
  EXPECT_EQ(whole(api, plain_request("GET", "/conversations")).status, 200U);
}

TEST(Api, HeadIsNeverPlayed) {
  auto api = api_with("missing-route");
  auto request = stream_request();
  request.method = "HEAD";
  EXPECT_EQ(whole(api, request).status, 405U);
}

TEST(Api, ARequestChoosesItsFault) {
  auto api = api_with("cut-clean");
  auto request = stream_request();
  request.fault = "honest";
  EXPECT_EQ(played(api, request).script->name, "honest");
  request.fault = "done-twice";
  EXPECT_EQ(played(api, request).script->name, "done-twice");
  request.fault = "no-such-fault";
  expect_error(whole(api, request), 400, "no-such-fault");
}

}  // namespace
}  // namespace ssert::mock_server
