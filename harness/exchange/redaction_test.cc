#include "exchange/redaction.h"

#include "exchange/secret_search.h"
#include "exchange/testing/samples.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <string>
#include <vector>

namespace ssert::exchange {
namespace {

using testing::exchange_with_response;

const std::string secret = "s3cr3t-t0ken/1";
const std::string stars(secret.size(), '*');

RecordedExchange redact(const Exchange& exchange,
                        const std::vector<std::string>& secrets = {secret}) {
  auto redacted = redact_exchange(exchange, secrets);
  EXPECT_TRUE(redacted.has_value()) << to_string(redacted.error());
  return redacted ? *redacted : RecordedExchange{};
}

std::string redacted_response(const std::string& response,
                              const std::vector<std::string>& secrets = {secret}) {
  return redact(exchange_with_response(response), secrets).exchange.response;
}

TEST(Redaction, LeavesAnExchangeWithoutSecretsAsItIs) {
  auto exchange = testing::worked_example();
  exchange.request.fields.erase(exchange.request.fields.begin() + 1);
  const auto redacted = redact(exchange);
  EXPECT_EQ(redacted.exchange, exchange);
  EXPECT_TRUE(redacted.redacted.empty());
  EXPECT_EQ(redacted.unsearched_coding, "");
}

TEST(Redaction, HidesTheSecretInEachPlaceAndListsIt) {
  auto exchange = exchange_with_response("HTTP/1.1 200 OK\r\n\r\ndata: " + secret + "\n\n");
  exchange.request.url = "http://127.0.0.1/?t=s3cr3t-t0ken%2F1";
  exchange.request.fields = {{"Host", "127.0.0.1"}, {"X-Trace", "a " + secret}};
  exchange.request.content = R"({"token":"s3cr3t-t0ken\/1"})";
  const auto redacted = redact(exchange);
  const auto& request = redacted.exchange.request;
  EXPECT_EQ(request.url, "http://127.0.0.1/?t=" + stars + "**");
  EXPECT_EQ(request.fields[1].value, "a " + stars);
  EXPECT_EQ(request.content, "{\"token\":\"" + stars + "*\"}");
  EXPECT_EQ(redacted.exchange.response, "HTTP/1.1 200 OK\r\n\r\ndata: " + stars + "\n\n");
  const std::vector<RedactedRange> expected{
      {.place = RedactedPlace::url, .offset = 20, .length = secret.size() + 2},
      {.place = RedactedPlace::field_value, .field = 1, .offset = 2, .length = secret.size()},
      {.place = RedactedPlace::content, .offset = 10, .length = secret.size() + 1},
      {.place = RedactedPlace::response, .offset = 25, .length = secret.size()}};
  EXPECT_EQ(redacted.redacted, expected);
}

TEST(Redaction, HidesTheValuesOfSecretFieldsWhoeverNamedThem) {
  Exchange exchange;
  exchange.request.fields = {{"authorization", "Bearer abc def"},
                             {"Authorization", "abc"},
                             {"Cookie", "a=b; c=d"},
                             {"PROXY-AUTHORIZATION", "Basic YTpi"},
                             {"X-Api-Key", "k"},
                             {"x-goog-api-key", "k k"},
                             {"Api-Key", "Bearer"},
                             {"X-Auth-Token", ""},
                             {"Set-Cookie", "a"},
                             {"Private-Token", "k"},
                             {"Idempotency-Key", "k"}};
  const auto redacted = redact(exchange);
  std::vector<std::string> values;
  for (const auto& field : redacted.exchange.request.fields) values.push_back(field.value);
  EXPECT_EQ(values, (std::vector<std::string>{"Bearer *******", "***", "********", "Basic ****",
                                              "*", "***", "******", "", "*", "*", "k"}));
}

TEST(Redaction, HidesQueryParametersThatAreSecretByTheirName) {
  Exchange exchange;
  exchange.request.url = "http://h/x?api_key=k&room=7&sig=abc&token=#token=t";
  EXPECT_EQ(redact(exchange).exchange.request.url,
            "http://h/x?api_key=*&room=7&sig=***&token=#token=t");
}

TEST(Redaction, HidesSecretFieldsOfTheResponseHeadsAndTrailers) {
  EXPECT_EQ(redacted_response("HTTP/1.1 103 Early Hints\r\nSet-Cookie: a=1\r\n\r\n"
                              "HTTP/1.1 200 OK\r\nset-cookie:  sid=77; Path=/ \r\n"
                              "Transfer-Encoding: chunked\r\nX: Set-Cookie: x\r\n\r\n"
                              "10\r\nSet-Cookie: a=1\n\r\n"
                              "0\r\nSet-Cookie: b=2\r\n\r\n"),
            "HTTP/1.1 103 Early Hints\r\nSet-Cookie: ***\r\n\r\n"
            "HTTP/1.1 200 OK\r\nset-cookie:  ************** \r\n"
            "Transfer-Encoding: chunked\r\nX: Set-Cookie: x\r\n\r\n"
            "10\r\nSet-Cookie: a=1\n\r\n"
            "0\r\nSet-Cookie: ***\r\n\r\n");
}

TEST(Redaction, HidesSecretFieldsOfOddHeads) {
  EXPECT_EQ(redacted_response("HTTP/1.1 200 OK\r\nSet-Cookie: sid=77"),
            "HTTP/1.1 200 OK\r\nSet-Cookie: ******");
  EXPECT_EQ(redacted_response("HTTP/1.1 200 OK\nSet-Cookie : sid=77\n more: 1\nX: 1\n\n"),
            "HTTP/1.1 200 OK\nSet-Cookie : ******\n *******\nX: 1\n\n");
  EXPECT_EQ(redacted_response("HTTP/1.1 200 OK\r\nAuthorization: bearer abc\r\n\r\n"),
            "HTTP/1.1 200 OK\r\nAuthorization: bearer ***\r\n\r\n");
}

TEST(Redaction, FindsASecretThatChunksCutThrough) {
  std::string response = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  auto expected = response;
  for (const char c : "<" + secret + ">") {
    response += std::string("1\r\n") + c + "\r\n";
    expected += std::string("1\r\n") + (c == '<' || c == '>' ? c : '*') + "\r\n";
  }
  response += "0\r\n\r\n";
  expected += "0\r\n\r\n";
  const auto redacted = redact(exchange_with_response(response));
  EXPECT_EQ(redacted.exchange.response, expected);
  EXPECT_EQ(redacted.redacted.size(), secret.size());
}

TEST(Redaction, FindsASecretOutsideTheContent) {
  EXPECT_EQ(redacted_response("HTTP/1.1 401 no " + secret + "\r\nX-Echo: " + secret + "\r\n\r\n"),
            "HTTP/1.1 401 no " + stars + "\r\nX-Echo: " + stars + "\r\n\r\n");
  EXPECT_EQ(redacted_response("no HTTP: " + secret), "no HTTP: " + stars);
}

TEST(Redaction, FindsTheCredentialsOfTheRequestInTheResponse) {
  auto exchange =
      exchange_with_response("HTTP/1.1 200 OK\r\n\r\n12345678 abcdefgh passw0rd1 short");
  exchange.request.url = "http://user:passw0rd1@127.0.0.1/";
  exchange.request.fields = {{"Authorization", "Bearer 12345678"},
                             {"Cookie", "sid=abcdefgh; lang=short"}};
  const auto redacted = redact(exchange, {});
  EXPECT_EQ(redacted.exchange.response, "HTTP/1.1 200 OK\r\n\r\n******** ******** ********* short");
  EXPECT_EQ(redacted.exchange.request.url, "http://**************@127.0.0.1/");
}

TEST(Redaction, HidesTheUserOfAUrlAndNothingThatOnlyLooksLikeIt) {
  const auto url = [](const std::string& given) {
    Exchange exchange;
    exchange.request.url = given;
    return redact(exchange).exchange.request.url;
  };
  EXPECT_EQ(url("http://token@host/"), "http://*****@host/");
  EXPECT_EQ(url("http://a@b@host"), "http://***@host");
  EXPECT_EQ(url("http://host/@a"), "http://host/@a");
  EXPECT_EQ(url("http://host?a@b"), "http://host?a@b");
  Exchange exchange;
  exchange.request.url = "http://@host/";
  EXPECT_TRUE(redact(exchange).redacted.empty());
}

TEST(Redaction, JoinsSecretsThatOverlap) {
  const auto redacted =
      redact(exchange_with_response("xabcabcabcdx abcabcd"), {"abcabc", "cabcd", ""});
  EXPECT_EQ(redacted.exchange.response, "x**********x *******");
  EXPECT_EQ(redacted.redacted.size(), 2U);
  EXPECT_EQ(redacted_response("ababab abab", {"abab"}), "****** ****");
}

std::string gzip(const std::string& text) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string coded(1000, '\0');
  auto input = text;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

Exchange coded_exchange(const std::string& coding, const std::string& content) {
  return exchange_with_response("HTTP/1.1 200 OK\r\nContent-Encoding: " + coding + "\r\n\r\n" +
                                content);
}

TEST(Redaction, RefusesASecretInsideCodedContent) {
  auto exchange = coded_exchange("gzip", gzip("data: " + secret + "\n\n"));
  exchange.request.url = "http://user:password@127.0.0.1/";
  const auto redacted = redact_exchange(exchange, std::array{secret});
  ASSERT_TRUE(redacted.has_error());
  EXPECT_EQ(to_string(redacted.error()),
            "http://*************@127.0.0.1/ answered with a secret inside gzip content, where it "
            "cannot be replaced\n"
            "  expected: content that is not coded: -H 'Accept-Encoding: identity'");
}

TEST(Redaction, TakesCodedContentWithoutASecret) {
  const auto exchange = coded_exchange("gzip", gzip("data: nothing\n\n"));
  const auto redacted = redact(exchange);
  EXPECT_EQ(redacted.exchange, exchange);
  EXPECT_EQ(redacted.unsearched_coding, "");
}

TEST(Redaction, SaysWhichContentItCouldNotLookInto) {
  EXPECT_EQ(redact(coded_exchange("br", "\x0b\x02\x80")).unsearched_coding, "br");
  EXPECT_EQ(redact(coded_exchange("gzip", "no gzip data")).unsearched_coding, "gzip");
  EXPECT_EQ(redact(coded_exchange("identity", "text")).unsearched_coding, "");
}

TEST(SecretSearch, KnowsTheFormsInWhichSecretsAreWritten) {
  EXPECT_EQ(written_forms("plain"), (std::vector<std::string>{"plain"}));
  EXPECT_EQ(written_forms("a\"/\u00e9 "),
            (std::vector<std::string>{"a\"/\u00e9 ", "a\\\"/\u00e9 ", "a\\\"/\\u00e9 ",
                                      "a\\\"\\/\u00e9 ", "a\\\"\\/\\u00e9 ", "a%22%2F%C3%A9%20",
                                      "a%22%2F%C3%A9+", "a%22%2f%c3%a9%20", "a%22%2f%c3%a9+"}));
  EXPECT_EQ(written_forms("\U0001F600").at(1), "\\ud83d\\ude00");
  EXPECT_TRUE(written_forms("").empty());
}

}  // namespace
}  // namespace ssert::exchange
