#include "scenario/hosts.h"

#include <gtest/gtest.h>

#include <vector>

namespace ssert::scenario {
namespace {

const std::vector<std::string> allowed{"example.com", "[2001:db8::1]"};

TEST(HostOf, IsWhatStandsBetweenSchemeAndPort) {
  EXPECT_EQ(host_of("http://example.com:80/x@y"), "example.com");
  EXPECT_EQ(host_of("http://[::1]:80/"), "[::1]");
  EXPECT_EQ(host_of("http://h?x:y"), "h");
}

TEST(HostIsAllowed, AnywhereWithoutAList) { EXPECT_TRUE(host_is_allowed("http://any.where/", {})); }

TEST(HostIsAllowed, OnTheListAndOnThisMachine) {
  EXPECT_TRUE(host_is_allowed("https://EXAMPLE.com:1/", allowed));
  EXPECT_TRUE(host_is_allowed("http://[2001:db8::1]/", allowed));
  EXPECT_TRUE(host_is_allowed("http://localhost:3001/", allowed));
  EXPECT_TRUE(host_is_allowed("http://127.0.0.1/", allowed));
  EXPECT_TRUE(host_is_allowed("http://[::1]/", allowed));
}

TEST(HostIsAllowed, NowhereElse) {
  EXPECT_FALSE(host_is_allowed("http://www.example.com/", allowed));
  EXPECT_FALSE(host_is_allowed("http://example.com.evil/", allowed));
  EXPECT_FALSE(host_is_allowed("http://127.evil/", allowed));
  EXPECT_FALSE(host_is_allowed("http://evil/?example.com", allowed));
  EXPECT_FALSE(host_is_allowed("http://example.com@evil/", allowed));
}

TEST(CheckedHost, IsAHostAlone) {
  EXPECT_EQ(checked_host("example.com", "").value(), "example.com");
  EXPECT_EQ(checked_host("::1", "").value(), "[::1]");
  EXPECT_EQ(checked_host("[::1]", "").value(), "[::1]");
  for (const auto* const text :
       {"", "http://example.com", "example.com:80", "example.com/x", "*.example.com", "a@b"})
    EXPECT_FALSE(checked_host(text, "--allow-host")) << text;
}

}  // namespace
}  // namespace ssert::scenario
