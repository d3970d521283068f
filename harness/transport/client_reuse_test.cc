// When a connection is used again, and what is said where it cannot be.
#include "transport/testing/client_fixture.h"
#include "transport/transport.h"

#include <gtest/gtest.h>

#include <string>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using exchange::TransportEnd;

const std::string whole_answer = answer_head + "end";

// Answers every request on a connection until the client closes it.
void answer_all(Peer& peer) {
  while (!peer.read_request().empty()) peer.send(whole_answer);
}

Outcome ask(Client& client, const std::string& url) {
  TestConsumer consumer(complete_at("end"));
  auto outcome = client.perform(request_to(url), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::message_complete) << outcome.end_detail;
  EXPECT_EQ(consumer.received, whole_answer);
  return outcome;
}

TEST(ClientReuse, UsesTheConnectionAgain) {
  ScriptedServer server(answer_all);
  Client client({.idle_max = 1h});
  const auto first = ask(client, server.url());
  EXPECT_FALSE(first.connection_reused);
  for (int i = 0; i < 3; ++i) {
    const auto outcome = ask(client, server.url());
    EXPECT_TRUE(outcome.connection_reused);
    EXPECT_FALSE(outcome.times.connect_begin.has_value());
    EXPECT_FALSE(outcome.times.connect_end.has_value());
    EXPECT_EQ(outcome.local_address, first.local_address);
    EXPECT_EQ(outcome.remote_address, first.remote_address);
  }
  EXPECT_EQ(server.accepted(), 1U);
}

TEST(ClientReuse, StampsTheSecondExchangeAfterItsOwnRequest) {
  ScriptedServer server(answer_all);
  Client client({.idle_max = 1h});
  ask(client, server.url());
  TestConsumer consumer(complete_at("end"));
  const auto outcome = client.perform(request_to(server.url()), consumer);
  ASSERT_FALSE(consumer.arrivals.empty());
  EXPECT_EQ(consumer.arrivals[0].offset, 0U);
  EXPECT_GE(consumer.arrivals[0].at, outcome.times.write_begin.value());
}

TEST(ClientReuse, MakesANewConnectionWhereTheAnswerDoesNotKeepIt) {
  ScriptedServer server(answer_all);
  Client client({});
  TestConsumer consumer(complete_at("end", false));
  client.perform(request_to(server.url()), consumer);
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, MakesANewConnectionWhereTheRequestSaidClose) {
  ScriptedServer server(answer_all);
  Client client({});
  auto request = request_to(server.url());
  request.fields.push_back({"Connection", "close"});
  TestConsumer consumer(complete_at("end"));
  client.perform(request, consumer);
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, MakesANewConnectionWhereReuseIsSwitchedOff) {
  ScriptedServer server(answer_all);
  Client client({.reuse_connections = false});
  ask(client, server.url());
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, MakesANewConnectionWhereTheOldOneWasIdleForTooLong) {
  ScriptedServer server(answer_all);
  Client client({.idle_max = 0s});
  ask(client, server.url());
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, MakesANewConnectionToAnotherTarget) {
  ScriptedServer one(answer_all);
  ScriptedServer other(answer_all);
  Client client({});
  ask(client, one.url());
  EXPECT_FALSE(ask(client, other.url()).connection_reused);
  EXPECT_EQ(other.accepted(), 1U);
}

TEST(ClientReuse, MakesANewConnectionWhereTheExchangeDidNotEndWell) {
  ScriptedServer server(answer_all);
  Client client({});
  TestConsumer stopper(
      [](const std::string&) { return Progress{.phase = Phase::stop, .keeps_connection = true}; });
  client.perform(request_to(server.url()), stopper);
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, DoesNotUseAConnectionThatThePeerClosed) {
  StepCounter closed;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(whole_answer);
    peer.close_sending();
    peer.wait_until_delivered();
    closed.raise();
  });
  Client client({});
  ask(client, server.url());
  ASSERT_TRUE(closed.wait_for(1));
  const auto outcome = ask(client, server.url());
  EXPECT_FALSE(outcome.connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, MakesANewConnectionWhereTheKeptOneWasClosedByUs) {
  ScriptedServer server(answer_all);
  Client client({});
  ask(client, server.url());
  client.close_kept_connection();
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, KeepsTheConnectionOnWhichNothingCameUnasked) {
  ScriptedServer server(answer_all);
  Client client({});
  EXPECT_FALSE(client.take_stray_bytes().has_value());
  ask(client, server.url());
  EXPECT_FALSE(client.take_stray_bytes().has_value());
  EXPECT_TRUE(ask(client, server.url()).connection_reused);
}

TEST(ClientReuse, BytesThatCameAfterTheLookStandInFrontOfTheNextResponse) {
  StepCounter looked;
  StepCounter strayed;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(whole_answer);
    EXPECT_TRUE(looked.wait_for(1));
    peer.send("stray");
    peer.wait_until_delivered();
    strayed.raise();
    peer.read_request();
    peer.send(whole_answer);
  });
  Client client({});
  ask(client, server.url());
  EXPECT_FALSE(client.take_stray_bytes().has_value());
  looked.raise();
  ASSERT_TRUE(strayed.wait_for(1));
  TestConsumer consumer(complete_at("end"));
  const auto outcome = client.perform(request_to(server.url()), consumer);
  EXPECT_TRUE(outcome.connection_reused);
  EXPECT_EQ(consumer.received, "stray" + whole_answer);
}

TEST(ClientReuse, HandsOverBytesThatCameUnaskedOnTheKeptConnectionAndClosesIt) {
  StepCounter answered;
  StepCounter strayed;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(whole_answer);
    if (peer.index() == 0) {
      EXPECT_TRUE(answered.wait_for(1));
      peer.send("stray");
      peer.wait_until_delivered();
      strayed.raise();
    }
    peer.read_until_close();
  });
  Client client({});
  ask(client, server.url());
  answered.raise();
  ASSERT_TRUE(strayed.wait_for(1));
  const auto stray = client.take_stray_bytes();
  ASSERT_TRUE(stray.has_value());
  EXPECT_EQ(stray->bytes, "stray");
  EXPECT_FALSE(client.take_stray_bytes().has_value());
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, HandsOverBytesRightBehindTheMessageAndDropsTheConnection) {
  StepCounter completed;
  StepCounter strayed;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(whole_answer);
    if (peer.index() == 0) {
      EXPECT_TRUE(completed.wait_for(1));
      peer.send("stray");
      peer.wait_until_delivered();
      strayed.raise();
    }
    peer.read_until_close();
  });
  Client client({});
  TestConsumer consumer([&](const std::string& received) {
    if (received == whole_answer) {
      completed.raise();
      EXPECT_TRUE(strayed.wait_for(1));
    }
    return complete_at("end")(received);
  });
  const auto outcome = client.perform(request_to(server.url()), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::message_complete);
  EXPECT_EQ(consumer.received, whole_answer + "stray");
  EXPECT_FALSE(ask(client, server.url()).connection_reused);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(ClientReuse, NeverSendsARequestAgainWhereAKeptConnectionDies) {
  for (const bool reset : {false, true}) {
    ScriptedServer server([&](Peer& peer) {
      peer.read_request();
      peer.send(whole_answer);
      peer.read_request();
      if (reset) peer.reset();
    });
    Client client({.idle_max = 1h});
    ask(client, server.url());
    TestConsumer consumer(complete_at("end"));
    const auto outcome = client.perform(request_to(server.url()), consumer);
    EXPECT_EQ(outcome.end, reset ? TransportEnd::peer_reset : TransportEnd::peer_closed);
    EXPECT_TRUE(outcome.connection_reused);
    EXPECT_NE(outcome.end_detail.find("was not sent again"), std::string::npos)
        << outcome.end_detail;
    EXPECT_EQ(consumer.received, "");
    EXPECT_EQ(consumer.ends_of_file, reset ? 0 : 1);
    EXPECT_EQ(server.accepted(), 1U);
  }
}

}  // namespace
}  // namespace ssert::transport
