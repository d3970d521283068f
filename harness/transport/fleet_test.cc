#include "transport/fleet.h"

#include "transport/testing/client_fixture.h"

#include <gtest/gtest.h>

#include <future>
#include <list>
#include <stdexcept>
#include <thread>

namespace ssert::transport::fleet_test {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using exchange::TransportEnd;

const std::string whole_answer = answer_head + "end";

void answer_all(Peer& peer) {
  while (!peer.read_request().empty()) peer.send(whole_answer);
}
void answer_once(Peer& peer) {
  peer.read_request();
  peer.send(whole_answer);
}
void never_answer(Peer& peer) { peer.wait_for_hang_up(); }

Fleet fleet_to(const ScriptedServer& server, FleetOptions options = {}) {
  return Fleet::create(request_to(server.url()), std::move(options)).value();
}

TEST(Fleet, CarriesManyExchangesAtOnce) {
  ScriptedServer server(answer_once);
  auto fleet = fleet_to(server);
  std::list<TestConsumer> consumers;
  std::vector<TransportEnd> ends;
  for (int i = 0; i < 20; ++i) {
    auto& consumer = consumers.emplace_back(complete_at("end", false));
    fleet.begin(consumer, [&](const Outcome& outcome) {
      ends.push_back(outcome.end);
      if (ends.size() == 20) fleet.stop();
    });
  }
  EXPECT_EQ(fleet.under_way(), 20U);
  fleet.run();
  EXPECT_EQ(ends, std::vector<TransportEnd>(20, TransportEnd::message_complete));
  for (const auto& consumer : consumers) EXPECT_EQ(consumer.received, whole_answer);
  EXPECT_EQ(fleet.under_way(), 0U);
}

// Sends `count` exchanges, each when the one before has ended.
std::vector<Outcome> one_after_the_other(Fleet& fleet, std::size_t count) {
  std::vector<Outcome> outcomes;
  std::list<TestConsumer> consumers;
  std::function<void()> next = [&] {
    fleet.begin(consumers.emplace_back(complete_at("end")), [&](Outcome outcome) {
      outcomes.push_back(std::move(outcome));
      if (outcomes.size() < count) return next();
      fleet.stop();
    });
  };
  next();
  fleet.run();
  return outcomes;
}

Addresses resolve_here(const std::string&, std::uint16_t port) {
  const Lookup lookup("127.0.0.1", port, [] {});
  return lookup.answer();
}

TEST(Fleet, UsesAConnectionAgainWhereItIsKept) {
  ScriptedServer server(answer_all);
  auto fleet = fleet_to(server, {.idle_max = 1h});
  const auto outcomes = one_after_the_other(fleet, 4);
  ASSERT_EQ(outcomes.size(), 4U);
  EXPECT_FALSE(outcomes[0].connection_reused);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_TRUE(outcomes[i].connection_reused) << i;
  EXPECT_EQ(server.accepted(), 1U);
}

TEST(Fleet, MakesANewConnectionForEachWhereAskedTo) {
  ScriptedServer server(answer_all);
  auto fleet = fleet_to(server, {.reuse_connections = false});
  for (const auto& outcome : one_after_the_other(fleet, 3)) EXPECT_FALSE(outcome.connection_reused);
  EXPECT_EQ(server.accepted(), 3U);
}

TEST(Fleet, MakesANewConnectionWhereTheOldOneWasIdleForTooLong) {
  ScriptedServer server(answer_all);
  auto fleet = fleet_to(server, {.idle_max = 0s});
  for (const auto& outcome : one_after_the_other(fleet, 3)) EXPECT_FALSE(outcome.connection_reused);
  EXPECT_EQ(server.accepted(), 3U);
}

TEST(Fleet, CountsBytesThatCameUnaskedAndUsesAnotherConnection) {
  std::promise<void> first_ended;
  std::promise<void> delivered;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(whole_answer);
    if (peer.index() > 0) return;
    first_ended.get_future().wait();
    peer.send("stray");
    peer.wait_until_delivered();
    delivered.set_value();
    peer.wait_for_hang_up();
  });
  auto fleet = fleet_to(server);
  TestConsumer first(complete_at("end"));
  TestConsumer second(complete_at("end", false));
  bool reused = true;
  fleet.begin(first, [&](const Outcome&) { first_ended.set_value(); });
  std::thread other([&] {
    delivered.get_future().wait();
    fleet.post([&] {
      fleet.begin(second, [&](const Outcome& outcome) {
        reused = outcome.connection_reused;
        fleet.stop();
      });
    });
  });
  fleet.run();
  other.join();
  EXPECT_FALSE(reused);
  EXPECT_EQ(fleet.stray_bytes(), 5U);
  EXPECT_EQ(second.received, whole_answer);
}

TEST(Fleet, CallsInTheOrderOfTheirMomentsAndNotBeforeThem) {
  ScriptedServer server(answer_once);
  auto fleet = fleet_to(server);
  std::vector<int> called;
  const auto start = base::now();
  base::TimePoint last;
  fleet.at(start + 30ms, [&] {
    called.push_back(2);
    last = base::now();
    fleet.stop();
  });
  fleet.at(start + 10ms, [&] { called.push_back(1); });
  fleet.at(start + 1h, [&] { called.push_back(3); });
  fleet.run();
  EXPECT_EQ(called, (std::vector<int>{1, 2}));
  EXPECT_GE(last, start + 30ms);
}

TEST(Fleet, InterruptsWhateverIsUnderWay) {
  ScriptedServer server(never_answer);
  auto fleet = fleet_to(server);
  std::list<TestConsumer> consumers;
  std::vector<TransportEnd> ends;
  for (int i = 0; i < 3; ++i)
    fleet.begin(consumers.emplace_back(),
                [&](const Outcome& outcome) { ends.push_back(outcome.end); });
  std::thread other([&] {
    fleet.post([&] { fleet.interrupt_all(); });
    fleet.stop();
  });
  fleet.run();
  other.join();
  EXPECT_EQ(ends, std::vector<TransportEnd>(3, TransportEnd::interrupted));
}

TEST(Fleet, WhatAConsumerThrowsLeavesRunAndEndsTheRest) {
  ScriptedServer server(answer_once);
  auto fleet = fleet_to(server);
  TestConsumer thrower([](const std::string&) -> Progress { throw std::runtime_error("planted"); });
  TestConsumer waiting;
  fleet.begin(thrower, [](const Outcome&) {});
  fleet.begin(waiting, [](const Outcome&) {});
  EXPECT_THROW(fleet.run(), std::runtime_error);
}

TEST(Fleet, LooksUpOnceAndSaysWhyItCannot) {
  ScriptedServer server(answer_once);
  auto fleet = fleet_to(server);
  EXPECT_EQ(fleet.look_up(), "");
  auto nowhere = Fleet::create(request_to("http://name.invalid/"), {}).value();
  EXPECT_NE(nowhere.look_up(), "");
}

TEST(Fleet, FindsItsHostHoweverSoonTheLookUpIsOver) {
  ScriptedServer server(answer_once);
  for (int i = 0; i < 50; ++i) {
    auto fleet = Fleet::create(request_to(server.url("target.example")), {.resolve = resolve_here});
    EXPECT_EQ(fleet->look_up(), "");
    EXPECT_EQ(one_after_the_other(*fleet, 1).at(0).end, TransportEnd::message_complete);
  }
}

TEST(Fleet, FindsTheAddressThatAcceptsBeforeItsFirstExchange) {
  ScriptedServer server(answer_once);
  const auto resolve = [](const std::string&, std::uint16_t port) {
    const Lookup refuses("127.0.0.2", port, [] {});
    return Addresses{.found = {refuses.answer().found.at(0), resolve_here("", port).found.at(0)}};
  };
  auto fleet = Fleet::create(request_to(server.url("target.example")), {.resolve = resolve});
  EXPECT_EQ(fleet->look_up(), "");
  EXPECT_EQ(one_after_the_other(*fleet, 1).at(0).end, TransportEnd::message_complete);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(Fleet, EndsItsLookUpWhenItIsInterrupted) {
  const HangingNameServer names;
  auto fleet =
      Fleet::create(request_to("http://slow.example/"), {.resolve = names.resolve()}).value();
  std::thread user([&] {
    EXPECT_TRUE(names.asked().wait_for(1));
    fleet.post([&] { fleet.interrupt_all(); });
  });
  fleet.look_up();
  user.join();
  EXPECT_EQ(fleet.under_way(), 0U);
}

TEST(Fleet, RefusesARequestThatCannotBeSent) {
  auto request = request_to("http://127.0.0.1:1/");
  request.fields.push_back({"X-Id", "a\r\nb"});
  const auto fleet = Fleet::create(std::move(request), {});
  ASSERT_FALSE(fleet.has_value());
  EXPECT_EQ(fleet.error().where, "field X-Id");
}

}  // namespace
}  // namespace ssert::transport::fleet_test
