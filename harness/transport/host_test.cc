#include "transport/host.h"

#include "transport/testing/client_fixture.h"

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <deque>
#include <thread>

namespace ssert::transport::host_test {
namespace {

namespace asio = boost::asio;
using namespace testing;

constexpr auto never = asio::steady_timer::time_point::max();

// Waits until it is told, and keeps what it is told.
struct Asker {
  Asker(asio::io_context& io, Host& host) : told(io, never), question(host.ask(told)) {
    if (question.answered()) {
      failure = question.answer().failure;
      return;
    }
    told.async_wait([this](const boost::system::error_code&) {
      if (question.answered()) failure = question.answer().failure;
    });
  }

  asio::steady_timer told;
  Host::Question question;
  std::string failure = "was not told";
};

Endpoint named_host() { return endpoint_of("http://target.example/").value(); }

TEST(Host, IsLookedUpOnceForAllThatWaitAndAllAreToldWhyItFailed) {
  const HangingNameServer names({.failure = "no such name"});
  std::atomic<int> look_ups = 0;
  asio::io_context io{1};
  Host host(io, named_host(), [&, hang = names.resolve()](const std::string& name, auto port) {
    ++look_ups;
    return hang(name, port);
  });
  std::deque<Asker> askers;
  for (int i = 0; i < 100; ++i) askers.emplace_back(io, host);
  ASSERT_TRUE(names.asked().wait_for(1));
  EXPECT_EQ(look_ups, 1);
  names.answer();
  io.run();
  for (const auto& asker : askers) EXPECT_EQ(asker.failure, "no such name");
  EXPECT_EQ(look_ups, 1);
}

TEST(Host, IsLookedUpAgainAfterAFailureAndNotAfterASuccess) {
  std::atomic<int> look_ups = 0;
  asio::io_context io{1};
  Host host(io, named_host(), [&](const std::string&, std::uint16_t port) {
    if (++look_ups == 1) return Addresses{.failure = "not yet"};
    const Lookup lookup("127.0.0.1", port, [] {});
    return lookup.answer();
  });
  for (const auto* failure : {"not yet", "", ""}) {
    const Asker asker(io, host);
    io.restart();
    io.run();
    EXPECT_EQ(asker.failure, failure);
  }
  EXPECT_EQ(look_ups, 2);
}

TEST(Host, LeavesAloneWhoeverNoLongerWaits) {
  const HangingNameServer names;
  asio::io_context io{1};
  Host host(io, named_host(), names.resolve());
  const Asker stays(io, host);
  {
    asio::steady_timer told(io, never);
    const auto leaves = host.ask(told);
  }
  names.answer();
  io.run();
  EXPECT_EQ(stays.failure, "too late");
}

}  // namespace
}  // namespace ssert::transport::host_test
