// What the client hands over, and how it says that an exchange ended.
#include "transport/testing/client_fixture.h"
#include "transport/transport.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using exchange::TransportEnd;
using exchange::Wait;

// More than the sockets of both sides buffer.
const std::string large(64'000'000, 'x');

TEST(Client, SendsTheRequestAsItStands) {
  std::string got;
  ScriptedServer server([&](Peer& peer) {
    got = peer.read_request();
    peer.send(answer_head + "end");
  });
  auto request = request_to(server.url(), "{\"a\":\"\r\n\"}");
  request.fields.push_back({"X-Twice", "1"});
  request.fields.push_back({"x-twice", "2"});
  TestConsumer consumer(complete_at("end"));
  const auto outcome = Client({}).perform(request, consumer);
  EXPECT_EQ(outcome.end, TransportEnd::message_complete) << outcome.end_detail;
  server.stop();
  EXPECT_EQ(got,
            "POST /v1/stream?q=1 HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(server.port()) +
                "\r\nUser-Agent: ssert/" SSERT_VERSION
                "\r\nContent-Length: 10\r\n"
                "X-Twice: 1\r\nx-twice: 2\r\n\r\n{\"a\":\"\r\n\"}");
}

TEST(Client, SaysWhereItWasAndWhenInOrder) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "end");
  });
  TestConsumer consumer(complete_at("end"));
  const auto outcome = Client({}).perform(request_to(server.url()), consumer);
  EXPECT_EQ(outcome.remote_address, "127.0.0.1:" + std::to_string(server.port()));
  EXPECT_TRUE(outcome.local_address.starts_with("127.0.0.1:")) << outcome.local_address;
  EXPECT_FALSE(outcome.connection_reused);
  const auto& times = outcome.times;
  ASSERT_TRUE(times.connect_begin && times.connect_end && times.write_begin && times.write_end);
  EXPECT_LE(times.dispatched, *times.connect_begin);
  EXPECT_LE(*times.connect_begin, *times.connect_end);
  EXPECT_LE(*times.connect_end, *times.write_begin);
  EXPECT_LE(*times.write_begin, *times.write_end);
  EXPECT_LE(*times.write_end, times.ended);
}

TEST(Client, HandsOverEveryByteOfAResponseThatComesByteByByte) {
  const auto response = answer_head + "data: x\n\nend";
  StepCounter taken;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    for (std::size_t i = 0; i < response.size(); ++i) {
      peer.send(response.substr(i, 1));
      EXPECT_TRUE(taken.wait_for(i + 1));
    }
  });
  TestConsumer consumer([&](const std::string& received) {
    taken.raise();
    return complete_at("end")(received);
  });
  const auto outcome = Client({}).perform(request_to(server.url()), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::message_complete) << outcome.end_detail;
  EXPECT_EQ(consumer.received, response);
  ASSERT_EQ(consumer.arrivals.size(), response.size());
  for (std::size_t i = 0; i < response.size(); ++i) {
    EXPECT_EQ(consumer.arrivals[i].offset, i);
    EXPECT_EQ(consumer.arrivals[i].length, 1U);
  }
}

TEST(Client, StampsArrivalsInOrderBetweenTheRequestAndTheRead) {
  StepCounter taken;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    for (std::size_t i = 1; i <= 50; ++i) {
      peer.send("x");
      EXPECT_TRUE(taken.wait_for(i));
    }
  });
  TestConsumer consumer([&](const std::string& received) {
    taken.raise();
    return Progress{.phase = received.size() == 50 ? Phase::complete : Phase::head};
  });
  const auto outcome = Client({}).perform(request_to(server.url()), consumer);
  ASSERT_EQ(consumer.arrivals.size(), 50U);
  auto before = outcome.times.write_begin.value();
  for (std::size_t i = 0; i < consumer.arrivals.size(); ++i) {
    EXPECT_GE(consumer.arrivals[i].at, before) << i;
    EXPECT_LE(consumer.arrivals[i].at, consumer.called_at[i]) << i;
    before = consumer.arrivals[i].at;
  }
  EXPECT_LE(before, outcome.times.ended);
}

TEST(Client, UsesTheStampsOfTheKernelWhereItHasThem) {
  const KeepsStamping keeps;
  if (!kernel_stamps_loopback(keeps)) GTEST_SKIP() << "this kernel does not stamp what arrives";
  StepCounter taken;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    for (std::size_t i = 1; i <= 50; ++i) {
      peer.send("x");
      EXPECT_TRUE(taken.wait_for(i));
    }
  });
  TestConsumer consumer([&](const std::string& received) {
    taken.raise();
    return Progress{.phase = received.size() == 50 ? Phase::complete : Phase::head};
  });
  Client({}).perform(request_to(server.url()), consumer);
  const auto stamped = std::count_if(consumer.arrivals.begin(), consumer.arrivals.end(),
                                     [](const auto& arrival) { return arrival.kernel_stamp; });
  EXPECT_EQ(consumer.arrivals.size(), 50U);
  EXPECT_GT(stamped, 25);
}

TEST(Client, StampsWithTheKernelsTimeAndNotWithTheTimeOfALateRead) {
  const KeepsStamping keeps;
  if (!kernel_stamps_loopback(keeps)) GTEST_SKIP() << "this kernel does not stamp what arrives";
  StepCounter first_taken;
  StepCounter second_sent;
  base::TimePoint sent_before;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send("a");
    EXPECT_TRUE(first_taken.wait_for(1));
    peer.send("b");
    peer.wait_until_delivered();
    sent_before = base::now();
    second_sent.raise();
    peer.read_until_close();
  });
  TestConsumer consumer([&](const std::string& received) {
    if (received == "a") {
      first_taken.raise();
      EXPECT_TRUE(second_sent.wait_for(1));
    }
    return Progress{.phase = received == "ab" ? Phase::complete : Phase::head};
  });
  Client({}).perform(request_to(server.url()), consumer);
  ASSERT_EQ(consumer.arrivals.size(), 2U);
  EXPECT_TRUE(consumer.arrivals[1].kernel_stamp);
  EXPECT_LT(consumer.arrivals[1].at, sent_before);
}

TEST(Client, EndsExactlyWhereThePeerClosesOrResetsAtEveryByte) {
  const auto response = answer_head + "data: x\n\nend";
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(response.substr(0, peer.index() / 2));
    if (peer.index() % 2 == 1) peer.reset();
  });
  Client client({});
  for (std::size_t i = 0; i <= 2 * response.size() + 1; ++i) {
    const bool reset = i % 2 == 1;
    TestConsumer consumer;
    const auto outcome = client.perform(request_to(server.url()), consumer);
    EXPECT_EQ(consumer.received, response.substr(0, i / 2)) << i;
    EXPECT_EQ(outcome.end, reset ? TransportEnd::peer_reset : TransportEnd::peer_closed) << i;
    EXPECT_EQ(outcome.end_detail, reset ? "Connection reset by peer" : "") << i;
    EXPECT_EQ(consumer.ends_of_file, reset ? 0 : 1) << i;
  }
  EXPECT_EQ(server.accepted(), 2 * response.size() + 2);
}

TEST(Client, StopsAtEveryByteWhereTheConsumerWantsNoMore) {
  const auto response = answer_head + "data: x\n\nend";
  StepCounter taken;
  ScriptedServer server([&](Peer& peer) {
    peer.read_request();
    peer.send(response);
    peer.read_until_close();
  });
  Client client({});
  for (std::size_t n = 1; n <= response.size(); ++n) {
    TestConsumer consumer([&](const std::string& received) {
      return Progress{.phase = received.size() >= n ? Phase::stop : Phase::head};
    });
    const auto outcome = client.perform(request_to(server.url()), consumer);
    EXPECT_EQ(outcome.end, TransportEnd::consumer_stopped) << n;
    EXPECT_GE(consumer.received.size(), n);
    EXPECT_EQ(consumer.ends_of_file, 0) << n;
  }
  EXPECT_EQ(server.accepted(), response.size());
}

TEST(Client, StopsEndlessGarbageWhenTheConsumerSaysSo) {
  ScriptedServer server([&](Peer& peer) {
    const std::string garbage(64'000, '\xff');
    while (peer.send(garbage)) {
    }
  });
  constexpr std::size_t enough = 4'000'000;
  TestConsumer consumer([](const std::string& received) {
    return Progress{.phase = received.size() >= enough ? Phase::stop : Phase::head};
  });
  const auto outcome = Client({}).perform(request_to(server.url()), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::consumer_stopped);
  EXPECT_GE(consumer.received.size(), enough);
  EXPECT_LT(consumer.received.size(), enough + base::limits::read_buffer_bytes);
}

TEST(Client, SendsALargeRequestToATargetThatReadsIt) {
  const std::string content(16'000'000, 'x');
  std::size_t got = 0;
  ScriptedServer server([&](Peer& peer) {
    const auto request = peer.read_request();
    got = request.size() - request.find("\r\n\r\n") - 4;
    peer.send(answer_head + "end");
  });
  TestConsumer consumer(complete_at("end"));
  const auto outcome = Client({}).perform(request_to(server.url(), content), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::message_complete) << outcome.end_detail;
  EXPECT_TRUE(outcome.times.write_end.has_value());
  server.stop();
  EXPECT_EQ(got, content.size());
}

TEST(Client, ReadsAnEarlyResponseWhileTheRequestIsStillBeingSent) {
  StepCounter over;
  ScriptedServer server([&](Peer& peer) {
    peer.read_head();
    peer.send(answer_head + "end");
    EXPECT_TRUE(over.wait_for(1));
  });
  Client client({});
  TestConsumer consumer(complete_at("end"));
  const auto outcome = client.perform(request_to(server.url(), large), consumer);
  over.raise();
  EXPECT_EQ(outcome.end, TransportEnd::message_complete) << outcome.end_detail;
  EXPECT_EQ(consumer.received, answer_head + "end");
  EXPECT_FALSE(outcome.times.write_end.has_value());
}

TEST(Client, LosesNothingOfAnEarlyResponseThatAResetFollows) {
  ScriptedServer server([&](Peer& peer) {
    peer.read_head();
    peer.send(answer_head + "too large");
    peer.reset();
  });
  TestConsumer consumer;
  const auto outcome = Client({}).perform(request_to(server.url(), large), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::peer_reset);
  EXPECT_NE(outcome.end_detail.find("request bytes were sent"), std::string::npos)
      << outcome.end_detail;
  EXPECT_EQ(consumer.received, answer_head + "too large");
}

TEST(Client, SaysThatARequestCouldNotBeSentWhereNoResponseByteCame) {
  ScriptedServer server([&](Peer& peer) {
    peer.read_head();
    if (peer.index() == 1) peer.reset();
  });
  for (int i = 0; i < 2; ++i) {  // closed with unread bytes, and reset outright
    TestConsumer consumer;
    const auto outcome = Client({}).perform(request_to(server.url(), large), consumer);
    EXPECT_EQ(outcome.end, TransportEnd::send_failed) << i;
    EXPECT_NE(outcome.end_detail.find("request bytes were sent"), std::string::npos)
        << outcome.end_detail;
    EXPECT_FALSE(outcome.times.write_end.has_value());
  }
}

TEST(Client, SaysThatTheConnectionWasRefused) {
  const DeadPort dead;
  TestConsumer consumer;
  const auto outcome = Client({}).perform(request_to(dead.url()), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::connect_failed);
  EXPECT_EQ(outcome.wait, Wait::none);
  EXPECT_EQ(outcome.end_detail,
            "Connection refused (127.0.0.1:" + std::to_string(dead.port()) + ")");
  EXPECT_TRUE(outcome.times.connect_begin.has_value());
  EXPECT_FALSE(outcome.times.connect_end.has_value());
  EXPECT_FALSE(outcome.times.write_begin.has_value());
  EXPECT_EQ(outcome.remote_address, "");
}

// While it lives, no file can be opened.
class NoFileLeft {
 public:
  NoFileLeft() {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const Descriptor next(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    auto now = before_;
    now.rlim_cur = static_cast<rlim_t>(next.get());
    ::setrlimit(RLIMIT_NOFILE, &now);
  }
  ~NoFileLeft() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  NoFileLeft(const NoFileLeft&) = delete;
  NoFileLeft& operator=(const NoFileLeft&) = delete;

 private:
  rlimit before_{};
};

TEST(Client, SaysThatThisMachineHadNoDescriptorAndNotThatTheTargetRefused) {
  const DeadPort dead;
  for (const auto* host : {"127.0.0.1", "localhost"}) {
    Client client({});
    const auto url = "http://" + std::string(host) + ":" + std::to_string(dead.port()) + "/";
    TestConsumer consumer;
    client.perform(request_to(url), consumer);  // the loop has its own descriptors from here on
    const NoFileLeft none;
    const auto outcome = client.perform(request_to(url), consumer);
    EXPECT_EQ(outcome.end, TransportEnd::no_resources) << host;
    EXPECT_NE(outcome.end_detail.find("raise `ulimit -n`"), std::string::npos)
        << outcome.end_detail;
  }
}

TEST(Client, SaysThatANameHasNoAddress) {
  TestConsumer consumer;
  const auto outcome =
      Client({.waits = {.connect = 5s}}).perform(request_to("http://nobody.invalid/"), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::dns_failed);
  EXPECT_NE(outcome.end_detail, "");
  EXPECT_FALSE(outcome.times.connect_begin.has_value());
}

TEST(Client, TriesTheAddressesOfLocalhostInOrder) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "end");
  });
  TestConsumer consumer(complete_at("end"));
  const auto outcome = Client({}).perform(request_to(server.url("localhost")), consumer);
  EXPECT_EQ(outcome.end, TransportEnd::message_complete) << outcome.end_detail;
  EXPECT_EQ(outcome.remote_address, "127.0.0.1:" + std::to_string(server.port()));

  const DeadPort dead;
  TestConsumer nothing;
  const auto refused = Client({}).perform(
      request_to("http://localhost:" + std::to_string(dead.port()) + "/"), nothing);
  EXPECT_EQ(refused.end, TransportEnd::connect_failed);
  const auto six = refused.end_detail.find("([::1]:");
  const auto four = refused.end_detail.find("(127.0.0.1:");
  EXPECT_NE(four, std::string::npos) << refused.end_detail;
  EXPECT_LT(six, four) << refused.end_detail;
}

TEST(Client, LetsWhatTheConsumerThrowsThroughAndCanBeUsedOn) {
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(answer_head + "end");
    peer.read_until_close();
  });
  Client client({});
  TestConsumer thrower([](const std::string&) -> Progress { throw std::runtime_error("ours"); });
  EXPECT_THROW(client.perform(request_to(server.url()), thrower), std::runtime_error);
  TestConsumer consumer(complete_at("end"));
  EXPECT_EQ(client.perform(request_to(server.url()), consumer).end, TransportEnd::message_complete);
  EXPECT_EQ(server.accepted(), 2U);
}

TEST(Client, RefusesAnUncheckedRequestAsAFaultOfOurs) {
  TestConsumer consumer;
  auto request = request_to("http://127.0.0.1:1/");
  request.fields.push_back({"X", "a\r\nSmuggled: 1"});
  EXPECT_THROW(Client({}).perform(request, consumer), std::logic_error);
}

TEST(Client, EndsAsInterruptedFromAnotherThread) {
  StepCounter seen;
  ScriptedServer server([](Peer& peer) {
    peer.read_request();
    peer.send(answer_head);
    peer.read_until_close();
  });
  Client client({});
  std::thread user([&] {
    EXPECT_TRUE(seen.wait_for(1));
    client.interrupt();
  });
  TestConsumer consumer([&](const std::string& received) {
    if (received == answer_head) seen.raise();
    return Progress{.phase = Phase::first};
  });
  const auto outcome = client.perform(request_to(server.url()), consumer);
  user.join();
  EXPECT_EQ(outcome.end, TransportEnd::interrupted);
  EXPECT_EQ(consumer.received, answer_head);
}

TEST(Client, EndsAsInterruptedWhileItConnects) {
  const SilentPort silent;
  ASSERT_TRUE(silent.is_there());
  Client client({});
  std::thread user([&] { client.interrupt(); });
  TestConsumer consumer;
  const auto outcome = client.perform(
      request_to("http://127.0.0.1:" + std::to_string(silent.port()) + "/"), consumer);
  user.join();
  EXPECT_EQ(outcome.end, TransportEnd::interrupted);
}

TEST(Client, SendsNothingAfterAnInterruption) {
  ScriptedServer server([](Peer& peer) { peer.read_until_close(); });
  Client client({});
  client.interrupt();
  TestConsumer consumer;
  for (int i = 0; i < 2; ++i) {
    const auto outcome = client.perform(request_to(server.url()), consumer);
    EXPECT_EQ(outcome.end, TransportEnd::interrupted);
    EXPECT_LE(outcome.times.dispatched, outcome.times.ended);
  }
  EXPECT_EQ(server.accepted(), 0U);
}

}  // namespace
}  // namespace ssert::transport
