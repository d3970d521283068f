// A pasted curl command sends what curl sends, to the byte but for User-Agent.
#include "tests/cli/listener.h"
#include "tests/cli/process.h"

#include <gtest/gtest.h>

namespace ssert::testing {
namespace {

// The first request of a check with these words, "HOST" in place of the port that changes.
std::string sent(std::vector<std::string> words, const std::string& target) {
  Listener listener;
  words.push_back(listener.origin() + target);
  run(words);
  const auto& requests = listener.requests();
  if (requests.empty()) return "nothing";
  auto request = requests.front();
  const auto host = listener.origin().substr(7);
  for (auto at = request.find(host); at != std::string::npos; at = request.find(host))
    request.replace(at, host.size(), "HOST");
  return request;
}

TEST(PastedCurl, SendsWhatCurlSends) {
  const auto request =
      sent({"check", "--", "curl", "-sN", "-X", "POST", "-H", "Authorization: Bearer tok-en", "-H",
            "Content-Type: application/json", "-A", "curl/7.88.1", "-d", "{\"content\":\"Hello\"}"},
           "/conversations/7/messages/stream?x=1#part");
  EXPECT_EQ(request,
            "POST /conversations/7/messages/stream?x=1 HTTP/1.1\r\n"
            "Host: HOST\r\n"
            "Authorization: Bearer tok-en\r\n"
            "Content-Type: application/json\r\n"
            "User-Agent: curl/7.88.1\r\n"
            "Accept: */*\r\n"
            "Content-Length: 19\r\n"
            "\r\n"
            "{\"content\":\"Hello\"}");
}

TEST(PastedCurl, AddsNothingThatCurlWouldNotSend) {
  EXPECT_EQ(
      sent({"check", "--", "curl", "-H", "Accept:", "-H", "Content-Type:", "-A", "a", "-d", "x=1"},
           "/"),
      "POST / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: a\r\nContent-Length: 3\r\n\r\nx=1");
  EXPECT_EQ(sent({"check", "--", "curl", "-A", "a"}, "/"),
            "GET / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: a\r\nAccept: */*\r\n\r\n");
}

TEST(OwnFlags, SayWhatAStreamClientSays) {
  EXPECT_EQ(
      sent({"check", "-H", "User-Agent: a", "-d", "{}"}, "/"),
      "POST / HTTP/1.1\r\nHost: HOST\r\nUser-Agent: a\r\nContent-Type: application/json\r\n"
      "Accept: text/event-stream\r\nAccept-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}");
}

TEST(OwnFlags, PutVariablesInPlaceOfTheirNames) {
  Listener listener;
  run({.words = {"check", listener.origin() + "/$ROOM/x", "-X", "GET", "-H", "X-Token: ${TOKEN}",
                 "-H", "X-Price: $$5"},
       .environment = {{"ROOM", "blue"}, {"TOKEN", "tok-en"}}});
  ASSERT_FALSE(listener.requests().empty());
  const auto& request = listener.requests().front();
  EXPECT_EQ(request.rfind("GET /blue/x HTTP/1.1\r\n", 0), 0U) << request;
  EXPECT_NE(request.find("\r\nX-Token: tok-en\r\n"), std::string::npos) << request;
  EXPECT_NE(request.find("\r\nX-Price: $5\r\n"), std::string::npos) << request;
}

}  // namespace
}  // namespace ssert::testing
