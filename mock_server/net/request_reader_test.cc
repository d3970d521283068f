#include "mock_server/net/request_reader.h"

#include <gtest/gtest.h>

#include <string>

namespace ssert::mock_server {
namespace {

constexpr RequestLimits limits{.head_bytes = 1000, .content_bytes = 100};

const std::string post =
    "POST /a/b?c=d HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer t\r\nX-Mock-Fault: f\r\n"
    "Content-Type: application/json\r\nAccept: */*\r\nContent-Length: 5\r\n\r\nHello";

void expect_post(const Request& request) {
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/a/b");
  EXPECT_EQ(request.query, "c=d");
  EXPECT_EQ(request.host, "h");
  EXPECT_EQ(request.authorization, "Bearer t");
  EXPECT_EQ(request.fault, "f");
  EXPECT_EQ(request.content_type, "application/json");
  EXPECT_EQ(request.accept, "*/*");
  EXPECT_EQ(request.content, "Hello");
  EXPECT_FALSE(request.http10);
  EXPECT_TRUE(request.keeps_connection);
}

TEST(RequestReader, ReadsTheSameUnderEverySplit) {
  for (std::size_t cut = 0; cut <= post.size(); ++cut) {
    RequestReader reader(limits);
    std::string rest = post.substr(0, cut);
    rest.erase(0, reader.feed(rest));
    rest += post.substr(cut);
    rest.erase(0, reader.feed(rest));
    ASSERT_TRUE(reader.complete()) << "cut at " << cut;
    EXPECT_EQ(rest, "");
    expect_post(reader.take());
  }
}

TEST(RequestReader, ReadsByteByByte) {
  RequestReader reader(limits);
  std::string pending;
  for (const char byte : post) {
    EXPECT_FALSE(reader.complete());
    pending += byte;
    pending.erase(0, reader.feed(pending));
  }
  ASSERT_TRUE(reader.complete());
  expect_post(reader.take());
}

TEST(RequestReader, LeavesTheNextRequestAlone) {
  RequestReader reader(limits);
  EXPECT_EQ(reader.feed(post + post), post.size());
  ASSERT_TRUE(reader.complete());
  expect_post(reader.take());
}

TEST(RequestReader, ReadsChunkedContent) {
  RequestReader reader(limits);
  const std::string bytes =
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "2\r\nHe\r\n3;x=y\r\nllo\r\n0\r\nT: v\r\n\r\n";
  EXPECT_EQ(reader.feed(bytes), bytes.size());
  ASSERT_TRUE(reader.complete());
  EXPECT_EQ(reader.take().content, "Hello");
}

TEST(RequestReader, KnowsWhoKeepsTheConnection) {
  const auto keeps = [](const std::string& version, const std::string& fields) {
    RequestReader reader(limits);
    reader.feed("GET / HTTP/" + version + "\r\nHost: h\r\n" + fields + "\r\n");
    EXPECT_TRUE(reader.complete());
    return reader.take().keeps_connection;
  };
  EXPECT_TRUE(keeps("1.1", ""));
  EXPECT_FALSE(keeps("1.1", "Connection: close\r\n"));
  EXPECT_FALSE(keeps("1.0", ""));
  EXPECT_FALSE(keeps("1.0", "Connection: keep-alive\r\n"));
}

TEST(RequestReader, KnowsWhoWaitsForAContinue) {
  RequestReader reader(limits);
  reader.feed("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-Continue\r\n\r\n");
  EXPECT_FALSE(reader.complete());
  EXPECT_TRUE(reader.expects_continue());
  reader.feed("ok");
  EXPECT_TRUE(reader.complete());
  EXPECT_FALSE(reader.expects_continue());
}

TEST(RequestReader, TakesAbsoluteTargets) {
  const auto path = [](const std::string& target) {
    RequestReader reader(limits);
    reader.feed("GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_TRUE(reader.complete());
    return reader.take().path;
  };
  EXPECT_EQ(path("http://h:80/a?b"), "/a");
  EXPECT_EQ(path("http://h"), "/");
  EXPECT_EQ(path("/http://h"), "/http://h");
}

TEST(RequestReader, RefusesWhatItCannotReadWithTheRightStatus) {
  const auto failure = [](const std::string& bytes) {
    RequestReader reader(limits);
    reader.feed(bytes);
    EXPECT_FALSE(reader.complete());
    return reader.failure();
  };
  EXPECT_EQ(failure("\x16\x03\x01\r\n\r\n"), 400U);
  EXPECT_EQ(failure("GET /\r\n\r\n"), 400U);
  EXPECT_EQ(failure("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), 400U);
  EXPECT_EQ(failure("GET / HTTP/1.1\r\nBad Name: x\r\n\r\n"), 400U);
  EXPECT_EQ(failure("POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"), 400U);
  EXPECT_EQ(failure("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"), 400U);
  EXPECT_EQ(failure("GET / HTTP/1.1\r\nA: " + std::string(2000, 'x')), 431U);
  EXPECT_EQ(failure("POST / HTTP/1.1\r\nContent-Length: 101\r\n\r\n"), 413U);
  EXPECT_EQ(failure("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                    std::string(101, 'x') + "\r\n"),
            413U);
  EXPECT_EQ(failure(""), 0U);
  EXPECT_EQ(failure("GET / HTTP/1.1\r\n"), 0U);
}

}  // namespace
}  // namespace ssert::mock_server
