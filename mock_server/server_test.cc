#include "mock_server/server.h"

#include "mock_server/script/library.h"
#include "mock_server/server_fixture.h"
#include "mock_server/writer/play_through.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ssert::mock_server::server_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::after_head;
using testing::ask;
using testing::closing;
using testing::count_of;
using testing::eventually;
using testing::get_request;
using testing::quick;
using testing::Seen;
using testing::start;
using testing::stream_request;
using testing::TestClient;
using testing::unchunk;

TEST(Server, StreamsTheWritersBytes) {
  const auto server = start();
  const auto bytes = ask(*server, stream_request({.fields = closing}));
  EXPECT_TRUE(bytes.starts_with("HTTP/1.1 200 OK\r\nDate: ")) << bytes;
  EXPECT_EQ(count_of(bytes, "\r\nConnection: close\r\n"), 1U);
  const auto answer = unchunk(after_head(bytes));
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(answer.rest, "");
  EXPECT_EQ(count_of(answer.content, "\"type\":\"token\""), 6U);
  EXPECT_NE(answer.content.find("Hello there"), std::string::npos);
  EXPECT_TRUE(answer.content.ends_with("data: {\"type\":\"done\"}\n\n"));
}

TEST(Server, AnswersEachStatusOfTheApi) {
  auto options = quick();
  options.limits.request_content_bytes = 100;
  options.limits.request_head_bytes = 500;
  const auto server = start(options);
  const auto status = [&](const std::string& request) {
    return ask(*server, request).substr(0, 12);
  };
  const std::string route =
      " /conversations/demo/messages/stream HTTP/1.1\r\nHost: h\r\n" + closing;
  const std::string token = "Authorization: Bearer test-token\r\n";
  EXPECT_EQ(status(get_request("/conversations", closing)), "HTTP/1.1 200");
  EXPECT_EQ(status("POST /conversations HTTP/1.1\r\nHost: h\r\n" + closing + token + "\r\n"),
            "HTTP/1.1 201");
  EXPECT_EQ(status("POST" + route + token + "Content-Length: 1\r\n\r\n{"), "HTTP/1.1 400");
  EXPECT_EQ(status("POST" + route + "\r\n"), "HTTP/1.1 401");
  EXPECT_EQ(status(get_request("/nothing", closing)), "HTTP/1.1 404");
  EXPECT_EQ(status("GET" + route + token + "\r\n"), "HTTP/1.1 405");
  EXPECT_EQ(status("POST" + route + token + "Content-Length: 101\r\n\r\n"), "HTTP/1.1 413");
  EXPECT_EQ(
      status("POST" + route + token + "Content-Type: text/plain\r\nContent-Length: 0\r\n\r\n"),
      "HTTP/1.1 415");
  EXPECT_EQ(status("GET / HTTP/1.1\r\nX: " + std::string(600, 'x') + "\r\n\r\n"), "HTTP/1.1 431");
  EXPECT_EQ(status("\x16\x03\x01 not http\r\n\r\n"), "HTTP/1.1 400");
}

TEST(Server, KeepsTheConnectionBetweenRequests) {
  const auto server = start();
  TestClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(client.send(stream_request({.prompt = "Number " + std::to_string(i)})));
    ASSERT_TRUE(client.read_until("\r\n0\r\n\r\n"));
    const auto answer = unchunk(after_head(client.take_received()));
    EXPECT_TRUE(answer.whole);
    EXPECT_EQ(answer.rest, "");
    EXPECT_NE(answer.content.find("Number " + std::to_string(i)), std::string::npos);
  }
  EXPECT_TRUE(eventually(*server, [](const json& statistics) {
    return statistics["streams"]["completed"] == 3 && statistics["connections"]["accepted"] == 1;
  }));
}

TEST(Server, RequestsSentAheadAreAnsweredInOrder) {
  const auto server = start();
  const auto bytes =
      ask(*server, stream_request({.prompt = "one"}) + get_request("/conversations") +
                       stream_request({.prompt = "two"}) +
                       stream_request({.prompt = "three", .fields = closing}));
  EXPECT_EQ(count_of(bytes, "HTTP/1.1 200 OK\r\n"), 4U);
  EXPECT_EQ(count_of(bytes, "\"type\":\"done\""), 3U);
  EXPECT_LT(bytes.find("one"), bytes.find("\"total\":1"));
  EXPECT_LT(bytes.find("\"total\":1"), bytes.find("two"));
  EXPECT_LT(bytes.find("two"), bytes.find("three"));
}

TEST(Server, TakesARequestByteByByte) {
  const auto server = start();
  TestClient client(server->port());
  for (const char byte : stream_request({.fields = closing})) {
    ASSERT_TRUE(client.send(std::string(1, byte)));
  }
  EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
  EXPECT_TRUE(unchunk(after_head(client.received())).whole);
}

TEST(Server, Http10GetsNoChunksAndACloseAtTheEnd) {
  const auto server = start();
  const auto bytes =
      ask(*server, stream_request({.fields = "Connection: keep-alive\r\n", .version = "1.0"}));
  EXPECT_EQ(count_of(bytes, "chunked"), 0U);
  EXPECT_TRUE(after_head(bytes).starts_with("data: {")) << bytes;
  EXPECT_TRUE(bytes.ends_with("data: {\"type\":\"done\"}\n\n"));
}

TEST(Server, SaysContinueToWhoWaitsForIt) {
  const auto server = start();
  TestClient client(server->port());
  const auto request = stream_request({.fields = "Expect: 100-continue\r\n" + closing});
  const auto content = request.find("\r\n\r\n") + 4;
  ASSERT_TRUE(client.send(request.substr(0, content)));
  ASSERT_TRUE(client.read_until("HTTP/1.1 100 Continue\r\n\r\n"));
  EXPECT_EQ(client.take_received(), "HTTP/1.1 100 Continue\r\n\r\n");
  ASSERT_TRUE(client.send(request.substr(content)));
  EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
  EXPECT_TRUE(client.received().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(Server, StampsLieBetweenRequestAndArrival) {
  auto options = quick();
  options.stamps = true;
  const auto server = start(options);
  const auto before = base::realtime_now().count();
  const auto bytes = ask(*server, stream_request({.fields = closing}));
  const auto after = base::realtime_now().count();
  std::int64_t last = before;
  EXPECT_EQ(count_of(bytes, "\"sent_ns\":"), 6U);
  for (auto at = bytes.find("\"sent_ns\":"); at != std::string::npos;
       at = bytes.find("\"sent_ns\":", at + 1)) {
    const auto stamp = std::stoll(bytes.substr(at + 10, 19));
    const auto before_done = std::stoll(bytes.substr(at + 10 + 19 + 18, 19));
    EXPECT_GE(before_done, last);
    EXPECT_LE(before_done, stamp);
    EXPECT_LE(stamp, after);
    last = stamp;
  }
}

// Stopping.

TEST(Server, StopCutsTheStreamsThatAreOpen) {
  const auto server = start();
  TestClient client(server->port());
  ASSERT_TRUE(client.send(stream_request({.fault = "hang-midstream"})));
  ASSERT_TRUE(eventually(*server, [](const json& s) { return s["sent"]["events"] == 3; }));
  server->stop();
  EXPECT_NE(client.read_to_end(), Seen::guard);
  EXPECT_FALSE(unchunk(after_head(client.received())).whole);
  const auto statistics = json::parse(server->statistics_json());
  EXPECT_EQ(statistics["streams"]["cut"], 1);
  EXPECT_EQ(statistics["streams"]["open"], 0);
  EXPECT_FALSE(TestClient(server->port()).connected());
  server->stop();  // again does nothing
}

TEST(Server, StopLetsStreamsEndWithinTheGrace) {
  auto options = quick();
  options.stop_grace = 60s;
  const auto server = start(options);
  TestClient idle(server->port());
  TestClient client(server->port());
  ASSERT_TRUE(client.send(stream_request({.fault = "late-end"})));
  ASSERT_TRUE(client.read_until("\"done\""));
  server->stop();
  EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
  EXPECT_TRUE(unchunk(after_head(client.received())).whole);
  EXPECT_EQ(json::parse(server->statistics_json())["streams"]["completed"], 1);
  EXPECT_NE(idle.read_to_end(), Seen::guard);
}

// Limits.

TEST(Server, OneConnectionTooManyIsClosed) {
  auto options = quick();
  options.limits.connections = 2;
  const auto server = start(options);
  TestClient first(server->port());
  TestClient second(server->port());
  ASSERT_TRUE(eventually(*server, [](const json& s) { return s["connections"]["open"] == 2; }));
  TestClient third(server->port());
  EXPECT_NE(third.read_to_end(), Seen::guard);
  EXPECT_EQ(json::parse(server->statistics_json())["connections"]["refused"], 1);
  ASSERT_TRUE(first.send(get_request("/conversations", closing)));
  EXPECT_EQ(first.read_to_end(), Seen::end_of_file);
  EXPECT_TRUE(first.received().starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST(Server, OneStreamTooManyIsRefused) {
  auto options = quick();
  options.limits.streams = 1;
  const auto server = start(options);
  TestClient first(server->port());
  ASSERT_TRUE(first.send(stream_request({.fault = "hang-midstream"})));
  ASSERT_TRUE(eventually(*server, [](const json& s) { return s["streams"]["open"] == 1; }));
  EXPECT_TRUE(ask(*server, stream_request()).starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
}

TEST(Server, LimitsInTimeEndWhatStandsStill) {
  auto options = quick();
  options.limits.idle = 20ms;
  options.limits.request = 20ms;
  options.limits.hang = 20ms;
  options.limits.write_stall = 20ms;
  const auto server = start(options);

  TestClient idle(server->port());
  EXPECT_NE(idle.read_to_end(), Seen::guard);
  EXPECT_EQ(idle.received(), "");

  TestClient slow(server->port());
  ASSERT_TRUE(slow.send("POST / HTTP/1.1\r\n"));
  EXPECT_NE(slow.read_to_end(), Seen::guard);
  EXPECT_TRUE(slow.received().starts_with("HTTP/1.1 408 Request Timeout\r\n")) << slow.received();

  TestClient hanging(server->port());
  ASSERT_TRUE(hanging.send(stream_request({.fault = "hang-midstream"})));
  EXPECT_NE(hanging.read_to_end(), Seen::guard);
  EXPECT_EQ(count_of(hanging.received(), "\"type\":\"token\""), 3U);

  TestClient stalled(server->port(), 4096);
  ASSERT_TRUE(stalled.send(stream_request({.fault = "endless-line"})));
  EXPECT_TRUE(eventually(*server, [](const json& s) {
    return s["streams"]["cut"] == 2 && s["streams"]["open"] == 0;
  })) << server->statistics_json();
}

// Starting.

base::Problem problem_of(const Options& options) {
  const auto server = Server::start(options);
  EXPECT_FALSE(server.has_value());
  return server ? base::Problem{} : server.error();
}

TEST(Server, SaysWhyItCannotStart) {
  auto options = quick();
  options.address = "localhost";
  EXPECT_EQ(problem_of(options).where, "address");

  const auto server = start();
  options = quick();
  options.port = server->port();
  EXPECT_NE(problem_of(options).what.find("in use"), std::string::npos);

  options = quick();
  options.fault = "no-such-fault";
  EXPECT_EQ(problem_of(options).where, "fault");
  options.fault = "index";
  EXPECT_EQ(problem_of(options).way_out,
            "one of indexed, index-gap, index-repeated, index-swapped");
  options.script_file = "/nowhere.json";
  EXPECT_NE(problem_of(options).what.find("together"), std::string::npos);
  options.fault = "";
  EXPECT_EQ(problem_of(options).where, "/nowhere.json");

  options = quick();
  options.token = "two words";
  EXPECT_EQ(problem_of(options).where, "token");

  options = quick();
  options.hold = true;
  options.address = "0.0.0.0";
  EXPECT_EQ(problem_of(options).where, "hold");
}

TEST(Server, ListensOnIpv6WhereThereIsOne) {
  auto options = quick();
  options.address = "::1";
  const auto server = Server::start(options);
  if (!server) GTEST_SKIP() << "no IPv6 on this machine: " << server.error().what;
  EXPECT_EQ((*server)->url(), "http://[::1]:" + std::to_string((*server)->port()));
}

TEST(Server, ItsUrlNamesItsPort) {
  const auto server = start();
  EXPECT_GT(server->port(), 0);
  EXPECT_EQ(server->url(), "http://127.0.0.1:" + std::to_string(server->port()));
}

TEST(Faults, AreListedHonestOnesFirst) {
  const auto all = faults();
  EXPECT_EQ(all.size(), script_library().size());
  EXPECT_EQ(all.front().name, "honest");
  EXPECT_TRUE(all.front().honest);
  EXPECT_EQ(all.back().name, script_library().back().name);
  EXPECT_FALSE(all.back().honest);
  EXPECT_FALSE(all.back().title.empty());
}

}  // namespace
}  // namespace ssert::mock_server::server_test
