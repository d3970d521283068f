// The operation itself, without the client that blocks: many on one loop, and look-ups that hang.
#include "transport/loop.h"

#include "transport/request_text.h"
#include "transport/testing/client_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <memory>
#include <thread>
#include <vector>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using exchange::TransportEnd;
using exchange::Wait;

struct Running {
  Running(LoopContext& loop, const std::string& url, base::WaitLimits waits = {})
      : request(request_to(url)),
        endpoint(endpoint_of(url).value()),
        host(loop.io, endpoint, loop.resolve),
        head(request_head(request, endpoint.target)),
        consumer(complete_at("end")),
        operation(loop, {.host = host, .head = head, .content = request.content, .waits = waits},
                  consumer, nullptr) {
    asio::co_spawn(loop.io, operation.run(), asio::detached);
  }

  exchange::Request request;
  Endpoint endpoint;
  Host host;
  std::string head;
  TestConsumer consumer;
  Operation operation;
};

TEST(Operation, RunsBesideManyOthersOnOneLoop) {
  const auto answer = answer_head + "data: " + std::string(10'000, 'x') + "\n\nend";
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(answer);
  });
  LoopContext loop;
  std::vector<std::unique_ptr<Running>> all;
  for (int i = 0; i < 100; ++i) all.push_back(std::make_unique<Running>(loop, server.url()));
  loop.io.run();
  for (const auto& one : all) {
    EXPECT_EQ(one->operation.outcome().end, TransportEnd::message_complete)
        << one->operation.outcome().end_detail;
    EXPECT_EQ(one->consumer.received, answer);
  }
  EXPECT_EQ(server.accepted(), 100U);
}

TEST(Operation, TriesTheAddressesThatTheLookUpGives) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "end");
  });
  LoopContext loop;
  loop.resolve = [](const std::string& host, std::uint16_t port) {
    EXPECT_EQ(host, "target.example");
    Lookup lookup("localhost", port, [] {});
    return lookup.answer();
  };
  Running one(loop, server.url("target.example"));
  loop.io.run();
  EXPECT_EQ(one.operation.outcome().end, TransportEnd::message_complete)
      << one.operation.outcome().end_detail;
  EXPECT_EQ(one.operation.outcome().remote_address, "127.0.0.1:" + std::to_string(server.port()));
}

TEST(Operation, HasTheAddressThatAcceptedTriedFirstFromThenOn) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "end");
  });
  LoopContext loop;
  loop.resolve = [](const std::string&, std::uint16_t port) {
    const Lookup refuses("127.0.0.2", port, [] {});
    const Lookup accepts("127.0.0.1", port, [] {});
    return Addresses{.found = {refuses.answer().found.at(0), accepts.answer().found.at(0)}};
  };
  Running one(loop, server.url("target.example"));
  loop.io.run();
  EXPECT_EQ(one.operation.outcome().end, TransportEnd::message_complete)
      << one.operation.outcome().end_detail;
  asio::steady_timer told(loop.io);
  const auto found = one.host.ask(told).answer().found;
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(to_string(to_endpoint(found[0])), "127.0.0.1:" + std::to_string(server.port()));
}

TEST(LoopContext, KeepsTheKernelStampingBetweenConnections) {
  const LoopContext loop;
  if (!kernel_stamps_loopback(loop.keeps_stamping)) {
    GTEST_SKIP() << "this kernel does not stamp what arrives";
  }
  for (int i = 0; i < 100; ++i) ASSERT_TRUE(byte_is_stamped()) << i;
}

TEST(Operation, DoesNotWaitForALookUpBeyondItsLimit) {
  const HangingNameServer names;
  for (const auto& [waits, wait] : {std::pair{base::WaitLimits{.connect = 50ms}, Wait::connect},
                                    std::pair{base::WaitLimits{.total = 50ms}, Wait::total}}) {
    LoopContext loop;
    loop.resolve = names.resolve();
    Running one(loop, "http://slow.example/", waits);
    loop.io.run();
    EXPECT_EQ(one.operation.outcome().end, TransportEnd::dns_failed);
    EXPECT_EQ(one.operation.outcome().wait, wait);
    EXPECT_NE(one.operation.outcome().end_detail, "");
  }
}

TEST(Operation, IsInterruptedWhileItLooksUp) {
  const HangingNameServer names;
  LoopContext loop;
  loop.resolve = names.resolve();
  Running one(loop, "http://slow.example/");
  std::thread user([&] {
    EXPECT_TRUE(names.asked().wait_for(1));
    asio::post(loop.io, [&] { one.operation.interrupt(); });
  });
  loop.io.run();
  user.join();
  EXPECT_EQ(one.operation.outcome().end, TransportEnd::interrupted);
}

}  // namespace
}  // namespace ssert::transport
