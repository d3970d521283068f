// Dumps that are refused: testdata/invalid_response.
#include "exchange/raw_response.h"

#include "exchange/testing/samples.h"

#include <gtest/gtest.h>

#include <sstream>

namespace ssert::exchange {
namespace {

base::Result<Exchange> read_dump(const std::string& dump, const std::string& method = "POST") {
  std::istringstream stream(dump);
  return read_raw_response({.stream = stream, .name = "a.http", .request_method = method});
}

void expect_taken(const std::string& dump) {
  const auto exchange = read_dump(dump);
  ASSERT_TRUE(exchange.has_value()) << to_string(exchange.error());
  EXPECT_EQ(exchange->response, dump);
}

TEST(RawResponse, IsOneArrivalWithoutTimesThatThePeerClosed) {
  const std::string dump = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\n";
  std::istringstream stream(dump);
  const auto exchange = read_raw_response(
      {.stream = stream, .name = "a.http", .request_method = "GET", .url = "http://127.0.0.1/"});
  ASSERT_TRUE(exchange.has_value()) << to_string(exchange.error());
  Exchange expected;
  expected.request = {.method = "GET", .url = "http://127.0.0.1/"};
  expected.response = dump;
  expected.arrivals = {{.offset = 0, .length = dump.size()}};
  expected.end = TransportEnd::peer_closed;
  EXPECT_EQ(*exchange, expected);
  EXPECT_FALSE(times_are_known(*exchange));
}

TEST(RawResponse, StaysWithoutTimesWhenItIsRecorded) {
  const auto exchange = read_dump("HTTP/1.1 200 OK\r\n\r\ndata: a\n\n");
  ASSERT_TRUE(exchange.has_value());
  const auto again = testing::read(testing::write(
      {.header = testing::sample_header(), .exchanges = {testing::recorded(*exchange)}}));
  ASSERT_TRUE(again.has_value()) << to_string(again.error());
  EXPECT_EQ(again->exchanges.at(0).exchange, *exchange);
  EXPECT_FALSE(times_are_known(again->exchanges.at(0).exchange));
}

TEST(RawResponse, ExchangeThatWasMadeHasTimes) {
  EXPECT_TRUE(times_are_known(testing::worked_example()));
}

TEST(RawResponse, MayHaveEveryChunkSizeLineThatAServerMaySend) {
  const std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const auto* content : {"9\r\ndata: a\n\n\r\n0\r\n\r\n", "9;name=value\r\ndata: a\n\n\r\n",
                              "1F", "0\r\n\r\n", "9 \r\n", "9\n", "0x9\r\n", " 9\r\n", ""})
    expect_taken(head + content);
}

TEST(RawResponse, MayHaveInterimHeadsInFront) {
  expect_taken(
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ndata: a\n\n");
}

TEST(RawResponse, MayBeDamagedAsAServerMayDamageIt) {
  expect_taken("HTTP/1.1 200\nContent-Type: text/event-stream\n\ndata: a\n\n");
  expect_taken("\r\nHTTP/1.1 200 OK\r\n\r\n");
  expect_taken("HTTP/1.1 200 OK\r\nContent-Ty");
  expect_taken("HTTP/9.1 abc\r\n\r\n");
}

TEST(RawResponse, MayBeCodedWhereTheBytesAre) {
  expect_taken("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08");
  expect_taken("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n");
  // The chunk size shows that curl took nothing off: whatever follows was sent.
  expect_taken(
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
      "9\r\ndata: a\n\n\r\n0\r\n\r\n");
}

TEST(RawResponse, HasNoContentToBeWrongWhereTheMethodOrStatusForbidsIt) {
  EXPECT_TRUE(
      read_dump("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n", "HEAD")
          .has_value());
  expect_taken("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\ndata: a\n\n");
}

TEST(RawResponse, IsRefusedBeyondTheLimit) {
  const std::string dump = "HTTP/1.1 200 OK\r\n\r\n";
  const auto read_within = [&](std::size_t bytes_max) {
    std::istringstream stream(dump);
    return read_raw_response({.stream = stream, .name = "a.http", .bytes_max = bytes_max});
  };
  EXPECT_TRUE(read_within(dump.size()).has_value());
  const auto refused = read_within(dump.size() - 1);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(to_string(refused.error()), "a.http is too large\n  expected: 18 bytes at most");
}

}  // namespace
}  // namespace ssert::exchange
