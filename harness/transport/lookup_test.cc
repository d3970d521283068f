#include "transport/lookup.h"

#include "transport/stream.h"
#include "transport/testing/step_counter.h"

#include <gtest/gtest.h>

#include <memory>
#include <utility>

namespace ssert::transport {
namespace {

std::vector<std::string> addresses_at_once(const std::string& host) {
  Lookup lookup(host, 80, [] { ADD_FAILURE() << "no thread was needed"; });
  EXPECT_TRUE(lookup.done()) << host;
  std::vector<std::string> shown;
  for (const auto& address : lookup.answer().found)
    shown.push_back(to_string(to_endpoint(address)));
  return shown;
}

TEST(Lookup, TakesAddressesInNumbersAtOnce) {
  EXPECT_EQ(addresses_at_once("127.0.0.1"), (std::vector<std::string>{"127.0.0.1:80"}));
  EXPECT_EQ(addresses_at_once("::1"), (std::vector<std::string>{"[::1]:80"}));
}

TEST(Lookup, KnowsLocalhostWithoutAskingAnybody) {
  const std::vector<std::string> both{"[::1]:80", "127.0.0.1:80"};
  for (const auto* host : {"localhost", "LocalHost", "localhost.", "app.localhost"}) {
    EXPECT_EQ(addresses_at_once(host), both) << host;
  }
}

TEST(IsLocalhost, IsNotFooledByNamesThatOnlyLookLikeIt) {
  for (const auto* host : {"mylocalhost", "localhost.com", ".localhost", "", "localhos"}) {
    EXPECT_FALSE(is_localhost(host)) << host;
  }
}

TEST(Lookup, SaysWhyANameHasNoAddress) {
  testing::StepCounter done;
  Lookup lookup("nobody.invalid", 80, [&] { done.raise(); });
  ASSERT_TRUE(done.wait_for(1));
  ASSERT_TRUE(lookup.done());
  const auto addresses = lookup.answer();
  EXPECT_TRUE(addresses.found.empty());
  EXPECT_NE(addresses.failure, "");
}

TEST(Lookup, CanBeLeftWhileItIsUnderWay) {
  const auto left = std::make_shared<testing::StepCounter>();
  const auto ended = std::make_shared<testing::StepCounter>();
  // What the thread holds it gives back at its end, and the last to give it back says so.
  std::shared_ptr<void> held(nullptr, [ended](void*) { ended->raise(); });
  {
    const Lookup lookup(
        "nobody.invalid", 80, [] { ADD_FAILURE() << "told somebody who has left"; },
        [left, held = std::move(held)](const std::string&, std::uint16_t) {
          EXPECT_TRUE(left->wait_for(1));
          return Addresses{.failure = "too late"};
        });
    EXPECT_FALSE(lookup.done());
  }
  left->raise();
  EXPECT_TRUE(ended->wait_for(1));
}

}  // namespace
}  // namespace ssert::transport
