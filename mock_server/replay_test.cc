// Responses that were seen once, sent again over real connections.
#include "mock_server/server_fixture.h"

#include <gtest/gtest.h>

namespace ssert::mock_server::replay_test {
namespace {

using testing::closing;
using testing::quick;
using testing::Seen;
using testing::TestClient;

const std::string response = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab";

std::unique_ptr<Server> playing(std::vector<Replay> replays) {
  auto server = Server::replay(quick(), std::move(replays));
  EXPECT_TRUE(server.has_value()) << (server ? "" : base::to_string(server.error()));
  return server ? std::move(*server) : nullptr;
}

Replay replay(const std::string& path, const std::string& bytes, Replay::End end) {
  Replay replay{.method = "POST", .path = path, .end = end};
  for (const char c : bytes) replay.pieces.push_back({.bytes = std::string(1, c)});
  return replay;
}

std::string post(const std::string& path) {
  return "POST " + path + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n";
}

struct Answer {
  std::string bytes;
  Seen end = Seen::guard;
};

Answer ask(const Server& server, const std::string& request) {
  TestClient client(server.port());
  EXPECT_TRUE(client.send(request));
  const auto end = client.read_to_end();
  return {.bytes = client.received(), .end = end};
}

TEST(Replay, AnswersByMethodAndPathAndLooksAtNoQuery) {
  const auto server = playing({replay("/a", "first", Replay::End::close),
                               replay("/b", "second", Replay::End::close),
                               replay("/a", "third", Replay::End::close)});
  EXPECT_EQ(ask(*server, post("/a")).bytes, "first");
  EXPECT_EQ(ask(*server, post("/b?x=1")).bytes, "second");
  EXPECT_EQ(ask(*server, post("/a?x=1")).bytes, "first");
}

TEST(Replay, SaysWhatIsNotThere) {
  const auto server = playing({replay("/a", "first", Replay::End::close)});
  for (const std::string& request :
       {"GET /a HTTP/1.1\r\nHost: h\r\n" + closing + "\r\n",
        "POST /conversations/demo/messages/stream HTTP/1.1\r\nHost: h\r\n" + closing + "\r\n"}) {
    const auto answer = ask(*server, request);
    EXPECT_EQ(answer.bytes.rfind("HTTP/1.1 404 ", 0), 0U) << answer.bytes;
    EXPECT_NE(answer.bytes.find("Nothing was recorded of "), std::string::npos) << answer.bytes;
  }
}

TEST(Replay, EndsAsItIsTold) {
  const auto server = playing(
      {replay("/close", "x", Replay::End::close), replay("/reset", "", Replay::End::reset)});
  EXPECT_EQ(ask(*server, post("/close")).end, Seen::end_of_file);
  EXPECT_EQ(ask(*server, post("/reset")).end, Seen::reset);
}

TEST(Replay, KeepsTheConnectionForTheNextRequest) {
  const auto server = playing(
      {replay("/keep", response, Replay::End::keep), replay("/close", "end", Replay::End::close)});
  EXPECT_EQ(ask(*server, post("/keep") + post("/close")).bytes, response + "end");
}

TEST(Replay, SendsEachPieceAtItsMomentAndEndsAtItsOwn) {
  auto slow = replay("/slow", "abc", Replay::End::close);
  slow.pieces[1].at = std::chrono::milliseconds(20);
  slow.pieces[2].at = std::chrono::milliseconds(30);
  slow.end_at = std::chrono::milliseconds(50);
  const auto server = playing({slow});
  const auto before = base::now();
  EXPECT_EQ(ask(*server, post("/slow")).bytes, "abc");
  EXPECT_GE(base::now() - before, std::chrono::milliseconds(50));
}

}  // namespace
}  // namespace ssert::mock_server::replay_test
