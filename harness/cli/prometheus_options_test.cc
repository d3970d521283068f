#include "cli/prometheus_options.h"

#include <gtest/gtest.h>

namespace ssert::cli {
namespace {

TEST(ListenAddress, IsOfThisMachineUnlessToldOtherwise) {
  for (const std::string text : {"9464", ":9464", "localhost:9464", "127.0.0.1:9464"}) {
    const auto address = parse_listen_address(text, "--prometheus");
    ASSERT_TRUE(address) << text << ": " << to_string(address.error());
    EXPECT_EQ(*address, (ListenAddress{.host = "127.0.0.1", .port = 9464})) << text;
  }
}

TEST(ListenAddress, MayBeAnyAddressAndAnyPort) {
  EXPECT_EQ(parse_listen_address("0.0.0.0:0", "x").value(),
            (ListenAddress{.host = "0.0.0.0", .port = 0}));
  EXPECT_EQ(parse_listen_address("[::1]:65535", "x").value(),
            (ListenAddress{.host = "[::1]", .port = 65535}));
}

TEST(ListenAddress, RefusesWhatIsNone) {
  for (const std::string text :
       {"", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:9464s",
        "127.0.0.1:80,81", "example.com:9464", "::1:9464", "[]:9464", "http://127.0.0.1:9464",
        "127.0.0.1:94 64"}) {
    const auto address = parse_listen_address(text, "--prometheus");
    ASSERT_FALSE(address) << text << " became " << address->host << ":" << address->port;
    EXPECT_EQ(address.error().where, "--prometheus");
  }
}

TEST(Pushgateway, GetsAGroupOfItsOwn) {
  const auto options = prometheus_options({.pushgateway = "http://127.0.0.1:9091/"}, {});
  ASSERT_TRUE(options) << to_string(options.error());
  EXPECT_EQ(options->push->url, "http://127.0.0.1:9091/metrics/job/ssert");
  EXPECT_EQ(options->push->method, "PUT");
}

TEST(Pushgateway, MayStandBehindAPathAndHaveAnInstance) {
  const auto options = prometheus_options(
      {.pushgateway = "http://127.0.0.1:9091/push", .pushgateway_instance = "ci-7"}, {});
  ASSERT_TRUE(options) << to_string(options.error());
  EXPECT_EQ(options->push->url, "http://127.0.0.1:9091/push/metrics/job/ssert/instance/ci-7");
}

TEST(Pushgateway, ItsUserIsAFieldAndASecret) {
  const auto options = prometheus_options({.pushgateway = "http://me:hunter22@127.0.0.1:9091"}, {});
  ASSERT_TRUE(options) << to_string(options.error());
  EXPECT_EQ(options->push->url.find("hunter22"), std::string::npos) << options->push->url;
  ASSERT_TRUE(http::find_field(options->push->fields, "Authorization"));
  EXPECT_FALSE(options->secrets.empty());
}

TEST(Pushgateway, StandsUnderTheListOfHosts) {
  const std::vector<std::string> allowed{"example.org"};
  EXPECT_TRUE(prometheus_options({.pushgateway = "http://127.0.0.1:9091"}, allowed));
  const auto other = prometheus_options({.pushgateway = "http://example.com:9091"}, allowed);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().where, "--pushgateway");
}

}  // namespace
}  // namespace ssert::cli
