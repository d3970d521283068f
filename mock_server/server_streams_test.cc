// Streams over real connections: every script, slow and leaving clients, thousands at once.
#include "mock_server/script/library.h"
#include "mock_server/server.h"
#include "mock_server/server_fixture.h"
#include "mock_server/writer/play_through.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>

namespace ssert::mock_server::server_streams_test {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;
using testing::after_head;
using testing::ask;
using testing::closing;
using testing::count_of;
using testing::eventually;
using testing::get_request;
using testing::play_through;
using testing::quick;
using testing::Seen;
using testing::start;
using testing::stream_request;
using testing::TestClient;
using testing::unchunk;

// Every script over a real connection: what arrives is what the writer writes, and the connection
// ends as the script says.

// They only take time here: the writer's tests have the one's moments, and the slow client below
// reads the other.
bool is_too_long_to_wait_for(const std::string& name) {
  return name == "late-end-11s" || name == "endless-line";
}

struct OpenStream {
  const Script* script = nullptr;
  std::unique_ptr<TestClient> client;
};

std::string date_of(const std::string& bytes) {
  const auto at = bytes.find("\r\nDate: ");
  return at == std::string::npos ? std::string() : bytes.substr(at + 8, 29);
}

void expect_played(const Options& options, const OpenStream& stream) {
  auto& client = *stream.client;
  const auto expected_with = [&](const std::string& date) {
    return play_through(stream.script->steps, {.method = "POST",
                                               .path = "/conversations/demo/messages/stream",
                                               .prompt = "Hello there",
                                               .date = date,
                                               .seed = options.seed,
                                               .tokens = options.tokens,
                                               .time_to_first = options.time_to_first,
                                               .gap = options.gap});
  };
  const auto size = expected_with(std::string(29, 'x')).bytes().size();
  EXPECT_EQ(client.read_bytes(size), Seen::bytes);
  const auto expected = expected_with(date_of(client.received()));
  EXPECT_TRUE(client.received() == expected.bytes());
  if (expected.ending == Ending::close) {
    EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
  } else if (expected.ending == Ending::reset) {
    EXPECT_EQ(client.read_to_end(), Seen::reset);
  } else if (expected.ending == Ending::keep) {
    client.take_received();
    EXPECT_TRUE(client.send(get_request("/conversations", closing)));
    EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
    EXPECT_TRUE(client.received().starts_with("HTTP/1.1 200 OK\r\n"));
  }
}

bool plays_for_any_good_request(const Script& script) {
  return script.replaces != Replaces::refusal && script.every == 1 &&
         script.every_of_connection == 1 && script.prompt == Prompt::own;
}

TEST(ServerStreams, EveryScriptArrivesAsTheWriterWritesIt) {
  const auto options = quick();
  const auto server = start(options);
  std::vector<OpenStream> streams;
  std::uint64_t hanging = 0;
  for (const auto& script : script_library()) {
    if (is_too_long_to_wait_for(script.name) || !plays_for_any_good_request(script)) continue;
    streams.push_back({.script = &script, .client = std::make_unique<TestClient>(server->port())});
    ASSERT_TRUE(streams.back().client->send(stream_request({.fault = script.name})));
    const auto* end = std::get_if<EndStep>(&script.steps.back().action);
    hanging += end != nullptr && end->kind == EndKind::hang;
  }
  for (const auto& stream : streams) {
    SCOPED_TRACE(stream.script->name);
    expect_played(options, stream);
  }
  EXPECT_TRUE(eventually(*server, [&](const json& statistics) {
    const auto& counts = statistics["streams"];
    return counts["started"] == streams.size() && counts["open"] == hanging &&
           counts["completed"] == streams.size() - hanging;
  })) << server->statistics_json();
}

TEST(ServerStreams, FaultsOfTheRouteAnswerOtherMethodsToo) {
  const auto server = start();
  const std::string path = "/conversations/demo/messages/stream";
  const auto got = ask(*server, get_request(path, closing + "X-Mock-Fault: get-only\r\n"));
  EXPECT_TRUE(unchunk(after_head(got)).whole);
  EXPECT_EQ(count_of(got, "\r\nContent-Type: text/event-stream\r\n"), 1U);
  EXPECT_TRUE(ask(*server, stream_request({.fault = "get-only", .fields = closing}))
                  .starts_with("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_TRUE(ask(*server, get_request(path, closing + "X-Mock-Fault: missing-route\r\n"))
                  .starts_with("HTTP/1.1 404 Not Found\r\n"));
  EXPECT_TRUE(ask(*server, stream_request({.fault = "no-such", .fields = closing}))
                  .starts_with("HTTP/1.1 400 Bad Request\r\n"));
}

TEST(ServerStreams, ItsFaultIsWhatRequestsGetThatNameNone) {
  auto options = quick();
  options.fault = "status-201";
  const auto server = start(options);
  EXPECT_TRUE(
      ask(*server, stream_request({.fields = closing})).starts_with("HTTP/1.1 201 Created"));
  EXPECT_TRUE(ask(*server, stream_request({.fault = "honest", .fields = closing}))
                  .starts_with("HTTP/1.1 200 OK"));
}

TEST(ServerStreams, PlaysAScriptFile) {
  const auto path = ::testing::TempDir() + "mock_server_script.json";
  std::ofstream(path)
      << R"({"version":1,"steps":["head",{"content":"data: mine\n\n"},{"end":"close"}]})";
  auto options = quick();
  options.script_file = path;
  const auto server = start(options);
  std::remove(path.c_str());
  EXPECT_EQ(unchunk(after_head(ask(*server, stream_request()))).content, "data: mine\n\n");
}

// Back-pressure, aborts, numbers.

TEST(ServerStreams, AClientThatDoesNotReadHoldsItsOwnStreamBackAndNoOther) {
  const auto server = start();
  TestClient slow(server->port(), 4096);
  ASSERT_TRUE(slow.send(stream_request({.fault = "endless-line"})));
  ASSERT_TRUE(eventually(*server, [](const json& s) { return s["sent"]["writes_blocked"] >= 1; }));
  const auto held = json::parse(server->statistics_json())["sent"]["bytes"].get<std::uint64_t>();
  EXPECT_LT(held, 16U * 1024 * 1024) << "the socket's buffers, not the answer's 20 MiB";

  EXPECT_TRUE(unchunk(after_head(ask(*server, stream_request({.fields = closing})))).whole);
  EXPECT_EQ(json::parse(server->statistics_json())["streams"]["open"], 1);

  ASSERT_TRUE(slow.read_until("\r\n0\r\n\r\n"));
  const auto content = unchunk(after_head(slow.received())).content;
  EXPECT_EQ(count_of(content, std::string(65'536, 'x')), 320U) << "nothing was lost";
}

TEST(ServerStreams, AnAbortFreesTheStream) {
  const auto server = start();
  for (const auto* fault : {"hang-midstream", "no-answer", "late-end-11s", "endless-line"}) {
    SCOPED_TRACE(fault);
    const auto before = json::parse(server->statistics_json())["streams"]["aborted_by_client"];
    {
      TestClient client(server->port(), 4096);
      ASSERT_TRUE(client.send(stream_request({.fault = fault})));
      ASSERT_TRUE(eventually(*server, [](const json& s) { return s["streams"]["open"] == 1; }));
    }
    EXPECT_TRUE(eventually(*server, [&](const json& s) {
      return s["streams"]["open"] == 0 && s["connections"]["open"] == 0 &&
             s["streams"]["aborted_by_client"] == before.get<int>() + 1;
    })) << server->statistics_json();
  }
}

TEST(ServerStreams, CountsThousandsOfStreams) {
  constexpr int streams = 2000;
  const auto server = start();
  std::vector<TestClient> clients;
  clients.reserve(streams);
  for (int i = 0; i < streams; ++i) {
    clients.emplace_back(server->port());
    ASSERT_TRUE(clients.back().connected()) << "connection " << i;
    ASSERT_TRUE(clients.back().send(stream_request({.fault = "hang-after-done"})));
  }
  const auto all_hang = [](const json& s) {
    return s["streams"]["open"] == streams && s["sent"]["events"] == streams * 7;
  };
  EXPECT_TRUE(eventually(*server, all_hang)) << server->statistics_json();
  for (auto& client : clients) {
    EXPECT_TRUE(client.read_until("data: {\"type\":\"done\"}\n\n\r\n"));
    EXPECT_EQ(count_of(client.received(), "\"type\":\"token\""), 6U);
  }
  clients.clear();
  EXPECT_TRUE(eventually(*server, [](const json& s) {
    return s["streams"]["open"] == 0 && s["streams"]["aborted_by_client"] == streams;
  })) << server->statistics_json();
}

TEST(ServerStreams, RecordsTheLatenessOfEveryPacedWrite) {
  auto options = quick();
  options.tokens = 40;
  options.gap = fixed_delay(1ms);
  const auto server = start(options);
  ask(*server, stream_request({.fields = closing}));
  const auto lateness = json::parse(server->statistics_json())["lateness"];
  EXPECT_EQ(lateness["count"], 40);
  EXPECT_GT(lateness["max_us"].get<double>(), 0);
  EXPECT_LE(lateness["mean_us"].get<double>(), lateness["max_us"].get<double>());
  EXPECT_LE(lateness["p50_us"].get<double>(), lateness["max_us"].get<double>());
  EXPECT_TRUE(lateness["p99_us"].is_null()) << "40 values are no p99";
}

TEST(ServerStreams, ATokenIsNeverSentBeforeItsMoment) {
  auto options = quick();
  options.tokens = 20;
  options.time_to_first = fixed_delay(30ms);
  options.gap = fixed_delay(5ms);
  options.stamps = true;
  const auto server = start(options);
  const auto begin = base::realtime_now();
  const auto bytes = ask(*server, stream_request({.fields = closing}));
  auto planned = begin + 30ms;
  for (auto at = bytes.find("\"sent_ns\":"); at != std::string::npos;
       at = bytes.find("\"sent_ns\":", at + 1)) {
    EXPECT_GE(std::stoll(bytes.substr(at + 10, 19)), planned.count());
    planned += 5ms;
  }
}

// Holding tokens back.

Options holding() {
  auto options = quick();
  options.hold = true;
  return options;
}

std::string release(const Server& server, std::uint64_t stream) {
  return ask(server, "POST /__mock/streams/" + std::to_string(stream) +
                         "/release HTTP/1.1\r\nHost: h\r\n" + closing + "\r\n");
}

std::size_t tokens_in(const std::string& bytes) { return count_of(bytes, "\"type\":\"token\""); }

TEST(ServerStreams, AHeldTokenIsSentWhenItIsReleased) {
  const auto server = start(holding());
  TestClient client(server->port());
  ASSERT_TRUE(client.send(stream_request({.fields = closing})));
  ASSERT_TRUE(client.read_until("\"type\":\"token\""));
  for (std::size_t released = 1; released <= 5; ++released) {
    ASSERT_EQ(tokens_in(client.received()), released) << client.received();
    // The one after it is held: two answers of the loop passed, and nothing went out.
    ask(*server, get_request("/conversations", closing));
    ASSERT_EQ(json::parse(server->statistics_json())["sent"]["events"], released);
    ASSERT_TRUE(release(*server, 0).starts_with("HTTP/1.1 204 No Content\r\n"));
    const auto seen = client.received().size();
    while (tokens_in(client.received()) == released) ASSERT_EQ(client.read(), Seen::bytes);
    ASSERT_GT(client.received().size(), seen);
  }
  EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
  const auto answer = unchunk(after_head(client.received()));
  EXPECT_TRUE(answer.whole);
  EXPECT_TRUE(answer.content.ends_with("data: {\"type\":\"done\"}\n\n"));
  EXPECT_EQ(tokens_in(answer.content), 6U);
  const auto statistics = json::parse(server->statistics_json());
  EXPECT_EQ(statistics["lateness"]["count"], 1)
      << "what was held is not late by the server's doing";
  EXPECT_EQ(statistics["streams"]["holds_run_out"], 0);
}

TEST(ServerStreams, TokensMayBeReleasedAhead) {
  auto options = holding();
  options.time_to_first = fixed_delay(20ms);
  const auto server = start(options);
  TestClient client(server->port());
  ASSERT_TRUE(client.send(stream_request({.fields = closing})));
  ASSERT_TRUE(eventually(*server, [](const json& s) { return s["streams"]["open"] == 1; }));
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(release(*server, 0).starts_with("HTTP/1.1 204"));
  EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
  EXPECT_EQ(tokens_in(client.received()), 6U);
}

TEST(ServerStreams, EachHeldStreamHasItsNumber) {
  const auto server = start(holding());
  TestClient first(server->port());
  ASSERT_TRUE(first.send(stream_request()));
  ASSERT_TRUE(first.read_until("\"type\":\"token\""));
  TestClient second(server->port());
  ASSERT_TRUE(second.send(stream_request()));
  ASSERT_TRUE(second.read_until("\"type\":\"token\""));
  EXPECT_TRUE(release(*server, 1).starts_with("HTTP/1.1 204"));
  while (tokens_in(second.received()) < 2) ASSERT_EQ(second.read(), Seen::bytes);
  EXPECT_EQ(json::parse(server->statistics_json())["sent"]["events"], 3);
  EXPECT_TRUE(release(*server, 2).starts_with("HTTP/1.1 404"));
  first.close();
  ASSERT_TRUE(eventually(*server, [](const json& s) { return s["streams"]["open"] == 1; }));
  EXPECT_TRUE(release(*server, 0).starts_with("HTTP/1.1 404")) << "it was given up";
}

TEST(ServerStreams, AHoldThatRunsOutEndsTheStreamWithAnError) {
  auto options = holding();
  options.limits.hold = 20ms;
  const auto server = start(options);
  TestClient client(server->port());
  ASSERT_TRUE(client.send(stream_request()));
  ASSERT_TRUE(client.read_until("\r\n0\r\n\r\n")) << "the message is completed";
  const auto content = unchunk(after_head(client.take_received())).content;
  EXPECT_EQ(tokens_in(content), 1U);
  EXPECT_TRUE(content.ends_with(R"(data: {"type":"error","code":"hold_ran_out",)"
                                R"("message":"Nobody released the next token in time."})"
                                "\n\n"))
      << content;
  EXPECT_TRUE(eventually(*server, [](const json& s) {
    return s["streams"]["holds_run_out"] == 1 && s["streams"]["open"] == 0;
  })) << server->statistics_json();
  ASSERT_TRUE(client.send(get_request("/conversations", closing))) << "the connection is kept";
  EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
}

TEST(ServerStreams, StopCutsAHeldStream) {
  const auto server = start(holding());
  TestClient client(server->port());
  ASSERT_TRUE(client.send(stream_request()));
  ASSERT_TRUE(client.read_until("\"type\":\"token\""));
  server->stop();
  EXPECT_NE(client.read_to_end(), Seen::guard);
  EXPECT_EQ(json::parse(server->statistics_json())["streams"]["cut"], 1);
}

TEST(ServerStreams, SaysItsStatistics) {
  const auto server = start();
  ask(*server, stream_request({.fault = "cut-clean", .fields = closing}));
  ask(*server, get_request("/nothing", closing));
  const auto bytes = ask(*server, get_request("/__mock/statistics", closing));
  const auto statistics = json::parse(after_head(bytes));
  EXPECT_EQ(statistics["requests"]["total"], 3);
  EXPECT_EQ(statistics["requests"]["by_script"], json({{"cut-clean", 1}}));
  EXPECT_EQ(statistics["requests"]["by_status"], json({{"404", 1}}));
  EXPECT_EQ(statistics["streams"]["started"], 1);
  EXPECT_EQ(statistics["streams"]["completed"], 1);
  EXPECT_EQ(statistics["sent"]["events"], 3);
  EXPECT_EQ(statistics["seed"], 1);
}

}  // namespace
}  // namespace ssert::mock_server::server_streams_test
