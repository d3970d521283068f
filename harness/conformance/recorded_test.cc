#include "conformance/recorded.h"

#include "exchange/redaction.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

namespace ssert::conformance::recorded_test {
namespace {

using namespace std::chrono_literals;

const std::string stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\n";
const std::string token = "data: {\"type\":\"token\",\"content\":\"Hi\"}\n\n";
const std::string done = "data: {\"type\":\"done\"}\n\n";
const std::string secret = "q7Zx9Kv2Jw5Yb8Nt3Pm4Rc6";

exchange::Exchange exchange_of(const std::string& response) {
  exchange::Exchange exchange;
  exchange.request = {.url = "http://h/conversations/7/messages/stream",
                      .fields = {{"Authorization", "Bearer " + secret}},
                      .content = "{\"content\":\"Hello\"}"};
  exchange.response = response;
  exchange.arrivals = {{.offset = 0, .length = response.size(), .at = base::TimePoint(5ms)}};
  exchange.times.ended = base::TimePoint(6ms);
  exchange.end = exchange::TransportEnd::peer_closed;
  return exchange;
}

CheckResult judged(exchange::Exchange exchange, const scenario::Scenario& by = {}) {
  std::vector<StoredExchange> exchanges;
  exchanges.push_back({.exchange = std::move(exchange)});
  auto result = judge_recorded(by, std::move(exchanges));
  EXPECT_TRUE(result.has_value());
  return *std::move(result);
}

// Whatever is said of the rules, in one text.
std::string said(const CheckResult& result) {
  std::string text;
  for (const auto& rule : result.results) {
    text += std::string(rule.rule->id) + " " + std::string(to_string(rule.judgement.verdict)) +
            " " + rule.judgement.message + "\n";
    for (const auto& evidence : rule.judgement.evidence)
      text += "  " + evidence.bytes + " " + evidence.note + "\n";
  }
  return text;
}

TEST(JudgeRecorded, TellsTheDialectByTheRecordedUrl) {
  const auto result = judged(exchange_of(stream_head + "\r\n" + token + done));
  EXPECT_EQ(result.dialect.name, "conversation");
  EXPECT_EQ(result.scenario.url, "http://h/conversations/7/messages/stream");
  EXPECT_EQ(result.scenario.content, "{\"content\":\"Hello\"}");
}

TEST(JudgeRecorded, TellsTheDialectByTheFirstEventsWhereTheUrlDoesNot) {
  auto exchange = exchange_of(stream_head + "\r\n" + token + done);
  exchange.request.url = "http://h/elsewhere";
  EXPECT_EQ(judged(exchange).dialect.name, "conversation");
  exchange.response = stream_head + "\r\ndata: x\n\n";
  exchange.arrivals.front().length = exchange.response.size();
  EXPECT_EQ(judged(exchange).dialect.name, "generic");
}

CheckResult judged_elsewhere(const std::string& content) {
  auto exchange = exchange_of(stream_head + "\r\n" + content);
  exchange.request.url = "http://h/elsewhere";
  return judged(exchange);
}

TEST(JudgeRecorded, LooksAtTheLastEventHoweverLongTheStreamIs) {
  std::string content;
  for (int i = 0; i < 20; ++i) content += token;
  EXPECT_EQ(judged_elsewhere(content + done).dialect.name, "conversation");
  EXPECT_EQ(judged_elsewhere(content + "data: [DONE]\n\n").dialect.name, "generic");
}

TEST(JudgeRecorded, SaysWhyNoDialectWasChosen) {
  EXPECT_EQ(judged_elsewhere("data: x\n\n").dialect_how,
            "no dialect fits the URL's path; the first events are of no known dialect");
  EXPECT_EQ(judged_elsewhere("data: {\"type\":\"token\",\"text\":\"x\"}\n\n").dialect_how,
            "no dialect fits the URL's path; some of the first events look like token of "
            "conversation, but none of them is a sound one");
}

TEST(JudgeRecorded, TakesTheDialectThatItIsTold) {
  scenario::Scenario by;
  by.dialect = *dialect::find_built_in("generic");
  EXPECT_EQ(judged(exchange_of(stream_head + "\r\n" + token), by).dialect.name, "generic");
}

std::string verdict_of(const CheckResult& result, std::string_view rule) {
  for (const auto& each : result.results) {
    if (each.rule->id == rule) return std::string(to_string(each.judgement.verdict));
  }
  return "no such rule";
}

// A whole chat completion, with the usage or without.
exchange::Exchange chat(bool asks, bool tells) {
  const std::string chunk =
      R"(data: {"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":)";
  auto exchange = exchange_of(
      stream_head + "\r\n" + chunk +
      R"([{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]})" + "\n\n" + chunk +
      R"([{"index":0,"delta":{},"finish_reason":"stop"}]})" + "\n\n" +
      (tells ? chunk + R"([],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}})" +
                   "\n\n"
             : "") +
      "data: [DONE]\n\n");
  exchange.request.url = "http://h/v1/chat/completions";
  exchange.request.content = asks ? R"({"stream":true,"stream_options":{"include_usage":true}})"
                                  : R"({"stream":true,"stream_options":{"include_usage":false}})";
  return exchange;
}

TEST(UsageAsked, IsToldExactlyWhereItIsAskedFor) {
  EXPECT_EQ(verdict_of(judged(chat(true, true)), "stream/usage-asked"), "pass");
  EXPECT_EQ(verdict_of(judged(chat(false, false)), "stream/usage-asked"), "pass");
  EXPECT_EQ(verdict_of(judged(chat(true, false)), "stream/usage-asked"), "warn");
  EXPECT_EQ(verdict_of(judged(chat(false, true)), "stream/usage-asked"), "warn");
}

TEST(UsageAsked, OfAStreamThatWasCutNothingIsSaid) {
  auto cut = chat(true, false);
  cut.response.resize(cut.response.find("data: [DONE]"));
  cut.arrivals.front().length = cut.response.size();
  EXPECT_EQ(verdict_of(judged(cut), "stream/usage-asked"), "not-shown");
}

TEST(UsageAsked, BesideTheLastContentItIsToldToo) {
  auto beside = chat(true, false);
  const std::string finish = R"("finish_reason":"stop"}])";
  beside.response.insert(beside.response.find(finish) + finish.size(),
                         R"(,"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2})");
  beside.arrivals.front().length = beside.response.size();
  EXPECT_EQ(verdict_of(judged(beside), "stream/usage-asked"), "pass");
}

// Wherever evidence is cut, no end of a secret is left in it, and what is said is what is said of
// the exchange as a recording keeps it.
TEST(HideSecrets, NothingIsSaidOfASecretAndARecordingGivesTheSame) {
  for (std::size_t before = 150; before < 210; ++before) {
    const auto exchange = exchange_of(stream_head + "Set-Cookie : sid=77\r\n\r\n" +
                                      "unheard: " + std::string(before, 'x') + secret + "\n" +
                                      token + "data: {\"type\":\"" + secret + "\"}\n\n" + done);
    const auto live = said(judged(exchange));
    for (std::size_t i = 0; i + 4 <= secret.size(); ++i)
      ASSERT_EQ(live.find(secret.substr(i, 4)), std::string::npos) << before << "\n" << live;
    EXPECT_EQ(live.find("sid=77"), std::string::npos) << live;
    EXPECT_NE(live.find("type\":\"****"), std::string::npos) << live;
    const auto recorded = exchange::redact_exchange(exchange, {});
    ASSERT_TRUE(recorded.has_value());
    EXPECT_EQ(said(judged(recorded->exchange)), live) << before;
  }
}

TEST(HideSecrets, AVerdictThatHangsOnTheSecretsBytesStays) {
  scenario::Scenario by;
  by.secrets = {"data"};
  const auto result = judged(exchange_of(stream_head + "\r\n" + token + done), by);
  EXPECT_EQ(said(result).find("framing/known-fields pass") == std::string::npos, false);
  EXPECT_EQ(to_string(result.ending), "COMPLETE");
}

}  // namespace
}  // namespace ssert::conformance::recorded_test
