// Which wait ends an exchange, and that a late harness is not the target's fault. The limits are
// small so that the tests are short; no test asserts how long anything took.
#include "transport/testing/client_fixture.h"
#include "transport/transport.h"

#include <gtest/gtest.h>

#include <string>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using exchange::TransportEnd;
using exchange::Wait;

// Sends `response` and then nothing more.
ScriptedServer::Script send_and_hang(std::string response) {
  return [response = std::move(response)](Peer& peer) {
    peer.read_request();
    peer.send(response);
    peer.read_until_close();
  };
}

// Phases by what came: head, empty line, "token", "done".
Progress phase_of(const std::string& received) {
  if (received.find("\r\n\r\n") == std::string::npos) return {};
  if (received.find("done") != std::string::npos) return {.phase = Phase::after_terminal};
  if (received.find("token") == std::string::npos) return {.phase = Phase::first};
  return {.phase = Phase::streaming, .progressed = true};
}

TEST(ClientWaits, NamesTheWaitThatRanOut) {
  struct Case {
    std::string response;
    base::WaitLimits waits;
    Wait wait;
  };
  for (const auto& [response, waits, wait] : {
           Case{"", {.head = 60ms}, Wait::head},
           Case{"HTTP/1.1 200 OK\r\n", {.head = 60ms}, Wait::head},
           Case{answer_head, {.first = 60ms}, Wait::first},
           Case{answer_head + ": comment\n", {.first = 60ms}, Wait::first},
           Case{answer_head + "token", {.gap = 60ms}, Wait::gap},
           Case{answer_head + "token done", {.after_terminal = 60ms}, Wait::after_terminal},
           Case{answer_head + "token", {.total = 700ms}, Wait::total},
       }) {
    ScriptedServer server(send_and_hang(response));
    TestConsumer consumer(phase_of);
    const auto outcome = Client({.waits = waits}).perform(request_to(server.url()), consumer);
    EXPECT_EQ(outcome.end, TransportEnd::wait_limit) << response;
    EXPECT_EQ(outcome.wait, wait) << response << exchange::to_string(outcome.wait);
    EXPECT_NE(outcome.end_detail, "") << response;
    // The server may be too late for the limit itself; what it never sent cannot come.
    EXPECT_TRUE(response.starts_with(consumer.received)) << consumer.received;
    EXPECT_EQ(consumer.ends_of_file, 0);
  }
}

TEST(ClientWaits, EndsAnUploadThatTheTargetNoLongerReads) {
  ScriptedServer server([](Peer& peer) {
    peer.read_head();
    peer.wait_for_hang_up();
  });
  TestConsumer consumer;
  const auto outcome =
      Client({.waits = {.head = 200ms}})
          .perform(request_to(server.url(), std::string(64'000'000, 'x')), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::wait_limit);
  EXPECT_EQ(outcome.wait, Wait::head);
  EXPECT_NE(outcome.end_detail.find("the target had taken"), std::string::npos)
      << outcome.end_detail;
  EXPECT_FALSE(outcome.times.write_end.has_value());
}

TEST(ClientWaits, EndsEndlessBytesThatMakeNoProgress) {
  struct Case {
    base::WaitLimits waits;
    Phase phase;
    bool progressed;
    Wait wait;
  };
  for (const auto& [waits, phase, progressed, wait] : {
           Case{{.head = 100ms}, Phase::head, false, Wait::head},
           Case{{.gap = 100ms}, Phase::streaming, false, Wait::gap},
           Case{{.after_terminal = 100ms}, Phase::after_terminal, true, Wait::after_terminal},
           Case{{.total = 700ms}, Phase::streaming, true, Wait::total},
       }) {
    ScriptedServer server([](Peer& peer) {
      const std::string garbage(64'000, ':');
      while (peer.send(garbage)) {
      }
    });
    const Progress progress{.phase = phase, .progressed = progressed};
    TestConsumer consumer([&](const std::string&) { return progress; });
    const auto outcome = Client({.waits = waits}).perform(request_to(server.url()), consumer);
    EXPECT_EQ(outcome.end, TransportEnd::wait_limit);
    EXPECT_EQ(outcome.wait, wait) << exchange::to_string(outcome.wait);
  }
}

TEST(ClientWaits, GivesUpAConnectionThatIsNeverAnswered) {
  const SilentPort silent;
  ASSERT_TRUE(silent.is_there());
  const auto url = "http://127.0.0.1:" + std::to_string(silent.port()) + "/";
  TestConsumer consumer;
  auto outcome = Client({.waits = {.connect = 60ms}}).perform(request_to(url), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::connect_failed);
  EXPECT_EQ(outcome.wait, Wait::connect);
  EXPECT_NE(outcome.end_detail.find("no answer (127.0.0.1:"), std::string::npos)
      << outcome.end_detail;
  outcome = Client({.waits = {.total = 60ms}}).perform(request_to(url), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::connect_failed);
  EXPECT_EQ(outcome.wait, Wait::total);
}

TEST(ClientWaits, LeavesTimeForTheNextAddressWhereTheFirstIsSilent) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "end");
  });
  const SilentPort silent("::1", server.port());
  if (!silent.is_there()) GTEST_SKIP() << "no ::1 on this machine, or its port is taken";
  TestConsumer consumer(complete_at("end"));
  const auto outcome =
      Client({.waits = {.connect = 2s}}).perform(request_to(server.url("localhost")), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::message_complete) << outcome.end_detail;
  EXPECT_EQ(outcome.remote_address, "127.0.0.1:" + std::to_string(server.port()));
}

struct LateHarness {
  TestConsumer consumer;
  Outcome outcome;
  bool target_was_in_time = false;  // provably: all was in our kernel before the limit
};

// The target sends a token, and two more at once. The harness stands still from the first of them
// until long after its limit.
LateHarness stand_still(std::chrono::nanoseconds gap) {
  StepCounter first_taken;
  StepCounter all_sent;
  base::TimePoint all_sent_at;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "token");
    EXPECT_TRUE(first_taken.wait_for(1));
    peer.send(" token");
    peer.send(" token");
    peer.wait_until_delivered();
    all_sent_at = base::now();
    all_sent.raise();
    peer.read_until_close();
  });
  LateHarness late{.consumer = TestConsumer([&](const std::string& received) {
                     if (received == answer_head + "token") {
                       const auto begin = base::now();
                       first_taken.raise();
                       EXPECT_TRUE(all_sent.wait_for(1));
                       while (base::now() < begin + 2 * gap) {
                       }
                     }
                     return phase_of(received);
                   })};
  late.outcome = Client({.waits = {.gap = gap}}).perform(request_to(server.url()), late.consumer);
  late.target_was_in_time = all_sent_at < late.consumer.arrivals.at(0).at + gap;
  return late;
}

TEST(ClientWaits, ReadsWhatCameInTimeBeforeItCallsALimitHit) {
  for (int i = 0; i < 50; ++i) {
    const auto late = stand_still(150ms);
    if (!late.target_was_in_time) continue;  // the machine was busy: this run shows nothing
    EXPECT_EQ(late.consumer.received, answer_head + "token token token");
    EXPECT_EQ(late.outcome.end, TransportEnd::wait_limit);
    EXPECT_EQ(late.outcome.wait, Wait::gap);
    return;
  }
  FAIL() << "the machine is too busy to show it";
}

TEST(ClientWaits, TakesACloseThatCameInTimeAsAClose) {
  constexpr auto gap = 100ms;
  StepCounter first_taken;
  StepCounter closed;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "token");
    EXPECT_TRUE(first_taken.wait_for(1));
    if (peer.index() == 0) {
      peer.close_sending();
      peer.wait_until_delivered();
    } else {
      peer.reset();
    }
    closed.raise();
  });
  for (std::size_t i = 0; i < 2; ++i) {
    TestConsumer consumer([&](const std::string& received) {
      const auto begin = base::now();
      first_taken.raise();
      EXPECT_TRUE(closed.wait_for(i + 1));
      while (base::now() < begin + 2 * gap) {
      }
      return phase_of(received);
    });
    const auto outcome =
        Client({.waits = {.gap = gap}}).perform(request_to(server.url()), consumer);
    EXPECT_EQ(outcome.end, i == 0 ? TransportEnd::peer_closed : TransportEnd::peer_reset);
    EXPECT_EQ(outcome.wait, Wait::none);
  }
}

}  // namespace
}  // namespace ssert::transport
