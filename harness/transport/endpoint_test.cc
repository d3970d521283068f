#include "transport/transport.h"

#include <gtest/gtest.h>

#include <string>

namespace ssert::transport {
namespace {

Endpoint endpoint(std::string_view url) {
  const auto result = endpoint_of(url);
  if (result.has_value()) return *result;
  ADD_FAILURE() << url << ": " << base::to_string(result.error());
  return {};
}

base::Problem problem(std::string_view url) {
  const auto result = endpoint_of(url);
  if (result.has_error()) return result.error();
  ADD_FAILURE() << "accepted " << url;
  return {};
}

TEST(EndpointOf, TakesAUrlApart) {
  EXPECT_EQ(endpoint("http://example.com:8080/v1/stream?a=b&c=%20d"),
            (Endpoint{.host = "example.com",
                      .port = 8080,
                      .target = "/v1/stream?a=b&c=%20d",
                      .host_field = "example.com:8080"}));
}

TEST(EndpointOf, GivesAnEmptyPathASlash) {
  EXPECT_EQ(endpoint("http://h").target, "/");
  EXPECT_EQ(endpoint("http://h?x").target, "/?x");
  EXPECT_EQ(endpoint("http://h/?").target, "/?");
}

TEST(EndpointOf, LeavesTheDefaultPortOutOfHost) {
  for (const auto* url : {"http://h/", "http://h:/", "http://h:80/", "HTTP://h/"}) {
    EXPECT_EQ(endpoint(url).port, 80) << url;
    EXPECT_EQ(endpoint(url).host_field, "h") << url;
  }
}

TEST(EndpointOf, KeepsTheBracketsOfAnIpv6AddressInHostOnly) {
  EXPECT_EQ(endpoint("http://[::1]:8080/x"),
            (Endpoint{.host = "::1", .port = 8080, .target = "/x", .host_field = "[::1]:8080"}));
  EXPECT_EQ(endpoint("http://[2001:db8::7]/").host_field, "[2001:db8::7]");
}

TEST(EndpointOf, DropsTheFragment) {
  EXPECT_EQ(endpoint("http://h/a?b#c").target, "/a?b");
  EXPECT_EQ(endpoint("http://h#c").target, "/");
}

TEST(EndpointOf, SendsDotSegmentsAsTheyStand) {
  EXPECT_EQ(endpoint("http://h/a/../b//c").target, "/a/../b//c");
}

TEST(EndpointOf, SaysThatTlsIsNotThereYet) {
  const auto found = problem("https://h/x");
  EXPECT_EQ(found.where, "URL scheme");
  EXPECT_NE(found.what.find("TLS is not there yet"), std::string::npos);
}

TEST(EndpointOf, NamesWhatIsWrongAndWhere) {
  struct Case {
    std::string_view url;
    std::string_view where;
  };
  for (const auto& [url, where] : {
           Case{"", "URL"},
           Case{"localhost:3000/x", "URL scheme"},
           Case{"/v1/stream", "URL scheme"},
           Case{"ftp://h/", "URL scheme"},
           Case{"http://", "URL host"},
           Case{"http:///x", "URL host"},
           Case{"http://:80/x", "URL host"},
           Case{"http://h:0/", "URL port"},
           Case{"http://h:65536/", "URL port"},
           Case{"http://h:99999999999999999999/", "URL port"},
           Case{"http://h:-1/", "URL port"},
           Case{"http://h:8o80/", "URL port"},
           Case{"http://::1/", "URL port"},
           Case{"http://[::1]:x/", "URL port"},
           Case{"http://user:secret@h/", "URL user-info"},
           Case{"http://user@h/", "URL user-info"},
           Case{"http://h%0d%0a/", "URL host"},
           Case{"http://[v1.x]/", "URL host"},
           Case{"http://h/a%2", "URL"},
           Case{"http://[::1/", "URL"},
           Case{"http://h/a b", "URL byte 10"},
           Case{" http://h/", "URL byte 0"},
           Case{"http://h/{id}", "URL byte 9"},
           Case{"http://h\\x/", "URL byte 8"},
           Case{"http://m\xc3\xbcller/", "URL byte 8"},
       }) {
    const auto found = problem(url);
    EXPECT_EQ(found.where, where) << url;
    EXPECT_NE(found.what, "") << url;
    EXPECT_NE(found.way_out, "") << url;
  }
}

TEST(EndpointOf, RefusesEveryControlCharacterWhereverItStands) {
  for (int byte = 0; byte < 0x21; ++byte) {
    for (std::string url : {"http://h/a?b", "http://host/"}) {
      for (std::size_t at = 0; at <= url.size(); ++at) {
        auto bad = url;
        bad.insert(at, 1, static_cast<char>(byte));
        EXPECT_EQ(problem(bad).where, "URL byte " + std::to_string(at)) << byte;
      }
    }
  }
  EXPECT_EQ(problem("http://h/\x7f").where, "URL byte 9");
}

TEST(EndpointOf, NeverRepeatsCredentialsInAProblem) {
  for (const auto* url :
       {"http://user:secret@h/", "http://user:secret@h:99999/", "http://secret@"}) {
    EXPECT_EQ(base::to_string(problem(url)).find("secret"), std::string::npos) << url;
  }
}

}  // namespace
}  // namespace ssert::transport
