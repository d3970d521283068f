// Waiting until a target accepts connections.
#include "transport/testing/client_fixture.h"

#include <gtest/gtest.h>

#include <thread>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;
using namespace testing;

Endpoint endpoint_at(const std::string& url) { return endpoint_of(url).value(); }

TEST(WaitUntilAccepting, IsOverWhereTheTargetIsThere) {
  std::string got;
  ScriptedServer server([&](Peer& peer) { got = peer.read_request(); });
  const auto acceptance = Client({}).wait_until_accepting(endpoint_at(server.url()), 60s, {});
  EXPECT_TRUE(acceptance.accepted);
  EXPECT_EQ(acceptance.last_failure, "");
  server.stop();
  EXPECT_EQ(got, "") << "nothing is sent";
}

TEST(WaitUntilAccepting, TriesAgainUntilTheTargetIsThere) {
  const DeadPort port;
  int failures = 0;
  const auto acceptance =
      Client({}).wait_until_accepting(endpoint_at(port.url()), 60s, [&](const std::string& why) {
        EXPECT_NE(why.find("Connection refused"), std::string::npos) << why;
        if (++failures == 2) port.listen();
      });
  EXPECT_TRUE(acceptance.accepted);
  EXPECT_EQ(failures, 2);
}

TEST(WaitUntilAccepting, GivesUpAtItsLimitAndSaysWhy) {
  const DeadPort port;
  const auto began = base::now();
  const auto acceptance = Client({}).wait_until_accepting(endpoint_at(port.url()), 250ms, {});
  EXPECT_FALSE(acceptance.accepted);
  EXPECT_FALSE(acceptance.interrupted);
  EXPECT_GE(base::now() - began, 250ms);
  EXPECT_NE(acceptance.last_failure.find("Connection refused"), std::string::npos);
}

TEST(WaitUntilAccepting, GivesUpAtItsLimitWhereNobodyAnswers) {
  const SilentPort port;
  const auto url = "http://127.0.0.1:" + std::to_string(port.port()) + "/";
  const auto acceptance = Client({}).wait_until_accepting(endpoint_at(url), 250ms, {});
  EXPECT_FALSE(acceptance.accepted);
  EXPECT_NE(acceptance.last_failure, "");
}

TEST(WaitUntilAccepting, EndsWhenItIsInterrupted) {
  const DeadPort port;
  Client client({});
  std::thread user;
  const auto acceptance =
      client.wait_until_accepting(endpoint_at(port.url()), 600s, [&](const std::string&) {
        if (!user.joinable()) user = std::thread([&] { client.interrupt(); });
      });
  user.join();
  EXPECT_FALSE(acceptance.accepted);
  EXPECT_TRUE(acceptance.interrupted);
}

}  // namespace
}  // namespace ssert::transport
