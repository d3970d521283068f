#include "conformance/catalogue.h"
#include "conformance/check.h"
#include "conformance/probe.h"
#include "violation/violation.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace ssert::conformance {
namespace {

using namespace std::chrono_literals;
using exchange::TransportEnd;

constexpr std::string_view stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
    "Cache-Control: no-cache, no-transform\r\nX-Accel-Buffering: no\r\n\r\n";
constexpr std::string_view token = "data: {\"type\":\"token\",\"content\":\"Hi\"}\n\n";
constexpr std::string_view done = "data: {\"type\":\"done\"}\n\n";
constexpr std::string_view error = "data: {\"type\":\"error\",\"message\":\"no\"}\n\n";

// A close-delimited exchange, so that the content can be written as it is.
ObservedExchange observe(const dialect::Dialect& dialect, std::string_view response,
                         TransportEnd end = TransportEnd::peer_closed,
                         Probe probe = Probe::reference) {
  ObservedExchange observed{.probe = probe};
  auto& exchange = observed.exchange;
  exchange.request.method = probe == Probe::get_same_url ? "GET" : "POST";
  exchange.request.url = "http://127.0.0.1/x";
  exchange.response = response;
  exchange.times.dispatched = base::TimePoint(1s);
  exchange.arrivals.push_back(
      {.offset = 0, .length = response.size(), .at = base::TimePoint(1s + 5ms)});
  exchange.times.ended = base::TimePoint(1s + 6ms);
  exchange.end = end;
  observed.reading = reading::read_exchange(exchange, {.dialect = &dialect});
  return observed;
}

class Judged {
 public:
  Judged() {
    const auto* conversation = dialect::find_built_in("conversation");
    EXPECT_NE(conversation, nullptr);
    result_.dialect = *conversation;
  }

  Judged& with(std::string_view content, TransportEnd end = TransportEnd::peer_closed) {
    return with_response(std::string(stream_head) + std::string(content), end);
  }
  Judged& with_response(std::string_view response, TransportEnd end = TransportEnd::peer_closed,
                        Probe probe = Probe::reference) {
    result_.exchanges.push_back(observe(result_.dialect, response, end, probe));
    return *this;
  }
  Judged& terminal(dialect::TerminalMode mode) {
    result_.scenario.terminal = mode;
    return *this;
  }

  // The broken rules, each with its verdict and, behind "<", its root.
  std::map<std::string, std::string> broken() {
    judge_exchanges(result_);
    std::map<std::string, std::string> found;
    for (const auto& result : result_.results) {
      if (!is_broken(result.judgement.verdict)) continue;
      auto& text = found[std::string(result.rule->id)];
      text = to_string(result.judgement.verdict);
      if (result.explained_by != nullptr) text += " < " + std::string(result.explained_by->id);
    }
    return found;
  }

  Verdict verdict(std::string_view id) {
    judge_exchanges(result_);
    for (const auto& result : result_.results) {
      if (result.rule->id == id) return result.judgement.verdict;
    }
    ADD_FAILURE() << "no rule " << id;
    return Verdict::harness_error;
  }

  CheckResult result_;
};

using Broken = std::map<std::string, std::string>;

std::string text(std::string_view a, std::string_view b, std::string_view c = {}) {
  return std::string(a) + std::string(b) + std::string(c);
}

TEST(Catalogue, IdsAndCodesAreUniqueAndConsequencesExist) {
  std::set<std::string_view> ids;
  std::set<std::string_view> codes;
  for (const auto& rule : catalogue()) {
    EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
    EXPECT_TRUE(codes.insert(rule.code).second) << rule.code;
    EXPECT_FALSE(rule.title.empty() || rule.statement.empty() || rule.source.empty() ||
                 rule.causes.empty() || rule.fix.empty())
        << rule.id;
    for (const auto consequence : rule.consequences) {
      EXPECT_NE(find_rule(consequence), nullptr) << rule.id << " -> " << consequence;
    }
  }
}

// What a code comes to under a check and under load is one table. Found in a stream that is well
// but for it, each code breaks the rule that the table names, as gravely as the table says.
TEST(Catalogue, EveryCodeOfDamageBreaksItsRuleByItsSeverity) {
  const std::map<violation::Severity, Verdict> verdicts{
      {violation::Severity::notes, Verdict::note},
      {violation::Severity::warns, Verdict::warn},
      {violation::Severity::fails, Verdict::fail}};
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  const std::set<std::string_view> read_otherwise{
      "head/status"};  // of any response, not of streams
  for (const auto& row : violation::table()) {
    if (read_otherwise.count(row.rule) != 0) continue;
    Judged judged;
    if (row.rule == "head/chunked") {
      judged.with_response(chunked);
    } else {
      judged.with(text(token, row.rule == "end/error-is-last" ? error : done));
    }
    auto& reading = judged.result_.exchanges.front().reading;
    reading.violations.push_back({.code = row.code});
    ++reading.violation_counts.at(static_cast<std::size_t>(row.code));
    EXPECT_EQ(judged.verdict(row.rule), verdicts.at(row.severity)) << row.name;
  }
}

TEST(Catalogue, FindsARuleByIdAndByCodeIgnoringCase) {
  ASSERT_NE(find_rule("framing/final-blank-line"), nullptr);
  EXPECT_EQ(find_rule("f-06"), find_rule("framing/final-blank-line"));
  EXPECT_EQ(find_rule("F-99"), nullptr);
}

TEST(Judge, AnHonestStreamBreaksNothing) {
  EXPECT_EQ(Judged().with(text(token, done)).broken(), Broken{});
}

TEST(Judge, AMediaTypeThatIsSaidTwiceIsAWarningAndTheStreamIsJudged) {
  const auto response = text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n",
                             stream_head.substr(17), text(token, done));
  EXPECT_EQ(Judged().with_response(response).broken(),
            (Broken{{"head/single-media-type", "warn"}}));
}

// A load run may judge nothing before it begins.
TEST(Judge, NoExchangeShowsNothing) {
  Judged judged;
  EXPECT_EQ(judged.broken(), Broken{});
  for (const auto& result : judged.result_.results) {
    EXPECT_EQ(result.judgement.verdict, Verdict::not_shown) << result.rule->id;
  }
}

TEST(Judge, AnEventWithoutItsBlankLineIsARootAndTheLostTerminalFollows) {
  const auto cut = text(token, "data: {\"type\":\"done\"}\n");
  EXPECT_EQ(Judged().terminal(dialect::TerminalMode::required).with(cut).broken(),
            (Broken{{"end/close-delimited", "warn"},
                    {"framing/final-blank-line", "fail"},
                    {"end/silent-truncation", "fail < framing/final-blank-line"}}));
}

TEST(Judge, AnUnfinishedEventOfAnAbortedStreamIsNotTheTargetsFault) {
  const auto cut = text(token, "data: {\"type\"");
  EXPECT_EQ(Judged().with(cut, TransportEnd::interrupted).verdict("framing/final-blank-line"),
            Verdict::not_shown);
}

// Of a response of which no more than `bytes` are read.
Judged& cut_after(Judged& judged, std::size_t bytes, std::string_view content) {
  judged.with(content);
  auto& observed = judged.result_.exchanges.front();
  auto& sizes = judged.result_.scenario.sizes;
  sizes.response = stream_head.size() + bytes;
  observed.reading = reading::read_exchange(observed.exchange,
                                            {.dialect = &judged.result_.dialect, .sizes = sizes});
  return judged;
}

TEST(Judge, AResponseLongerThanIsReadFailsByThatAlone) {
  Judged judged;
  const auto endless = text(token, token, token);
  cut_after(judged, token.size() + 5, endless).terminal(dialect::TerminalMode::required);
  EXPECT_EQ(judged.broken(), (Broken{{"end/transport-complete", "fail"}}));
  EXPECT_EQ(to_string(judged.result_.ending), "ABORTED");
  const auto& judgement =
      std::find_if(judged.result_.results.begin(), judged.result_.results.end(),
                   [](const auto& result) { return result.rule->id == "end/transport-complete"; })
          ->judgement;
  EXPECT_EQ(judgement.message,
            fmt::format("the message had not ended after {} bytes, the most that is read of one "
                        "response (--max-response); raise it where such an answer is meant",
                        stream_head.size() + token.size() + 5));
}

// Of a stream of which no more than the first event is kept.
class FirstEventIsKept : public Judged {
 public:
  explicit FirstEventIsKept(std::string_view content, std::string_view dialect = "conversation") {
    result_.dialect = *dialect::find_built_in(dialect);
    result_.scenario.sizes.events = 1;
    with(content);
    auto& observed = result_.exchanges.front();
    observed.reading = reading::read_exchange(
        observed.exchange, {.dialect = &result_.dialect, .sizes = result_.scenario.sizes});
  }
};

TEST(EventsLeftOut, AreNotedAndNothingIsSaidForWantOfThem) {
  FirstEventIsKept judged(text("id: 1\n", token, done));
  EXPECT_EQ(judged.broken(), (Broken{{"stream/judging-limit", "note"}}));
  EXPECT_EQ(judged.verdict("stream/id-unique"), Verdict::not_shown);
  EXPECT_EQ(judged.verdict("end/reasoning-alone"), Verdict::pass) << "the first is content";
  EXPECT_EQ(to_string(judged.result_.ending), "COMPLETE");
}

TEST(EventsLeftOut, AnErrorAmongThemIsOneAllTheSame) {
  FirstEventIsKept judged(text(token, error));
  EXPECT_EQ(judged.verdict("end/error-in-band"), Verdict::fail);
  EXPECT_EQ(judged.verdict("stream/no-leak"), Verdict::not_shown);
}

TEST(EventsLeftOut, WhetherThereIsMoreThanReasoningIsNotKnown) {
  const std::string_view begin =
      R"(data: {"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":)";
  const auto reasoning = text(
      begin, R"([{"index":0,"delta":{"reasoning_content":"hm"},"finish_reason":null}]})", "\n\n");
  const auto content =
      text(begin, R"([{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]})", "\n\n");
  FirstEventIsKept judged(text(reasoning, content, "data: [DONE]\n\n"), "openai-chat");
  EXPECT_EQ(judged.verdict("end/reasoning-alone"), Verdict::not_shown);
  EXPECT_EQ(judged.verdict("stream/answer-is-whole"), Verdict::not_shown);
}

// What is said of a response that did not reach its end.
std::string how_ended(std::string_view chunks, TransportEnd end,
                      exchange::Wait wait = exchange::Wait::none) {
  Judged judged;
  judged.with_response(text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n",
                            "Transfer-Encoding: chunked\r\n\r\n", chunks),
                       end);
  judged.result_.exchanges.front().exchange.wait = wait;
  EXPECT_EQ(judged.verdict("end/transport-complete"), Verdict::fail);
  const auto& message =
      std::find_if(judged.result_.results.begin(), judged.result_.results.end(),
                   [](const auto& result) { return result.rule->id == "end/transport-complete"; })
          ->judgement.message;
  return message.substr(message.find(": ") + 2);
}

TEST(TransportComplete, SaysWhereAChunkedMessageWasCut) {
  EXPECT_EQ(how_ended("7\r\ndata: 1\r\n", TransportEnd::peer_closed),
            "the connection was closed before the last chunk");
  EXPECT_EQ(how_ended("0\r\n", TransportEnd::peer_closed),
            "the connection was closed behind the last chunk, before the empty line that ends the "
            "trailer section");
}

TEST(TransportComplete, SaysWhatTheLimitWasFor) {
  using exchange::Wait;
  EXPECT_EQ(how_ended("", TransportEnd::wait_limit, Wait::total),
            "it was not over within the limit \"total\"");
  EXPECT_EQ(how_ended("", TransportEnd::wait_limit, Wait::gap),
            "no more output came within the limit \"gap\"");
}

TEST(Judge, AnInterruptedExchangeIsNotTheTargetsFault) {
  Judged judged;
  judged.with(token, TransportEnd::interrupted);
  EXPECT_EQ(judged.broken(), Broken{});
  EXPECT_EQ(judged.verdict("end/transport-complete"), Verdict::not_shown);
}

TEST(Terminal, WhatWeCutOffDoesNotShowHowAnswersEnd) {
  Judged judged;
  cut_after(judged, token.size(), text(token, token));
  judged.broken();
  EXPECT_EQ(judged.result_.terminal.decided_by, "dialect conversation");
  EXPECT_FALSE(judged.result_.terminal.required);
}

TEST(Judge, AGetOnlyRouteIsNamedAndTheStatusFollows) {
  const std::string refused =
      "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  Judged judged;
  judged.with_response(refused, TransportEnd::message_complete)
      .with_response(stream_head, TransportEnd::consumer_stopped, Probe::get_same_url);
  EXPECT_EQ(judged.broken(),
            (Broken{{"head/post-accepted", "fail"}, {"head/status", "fail < head/post-accepted"}}));
  EXPECT_EQ(to_string(judged.result_.ending), "REFUSED{404}");
}

TEST(Judge, AMissingRouteIsNotCalledGetOnly) {
  const std::string refused = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
  Judged judged;
  judged.with_response(refused, TransportEnd::message_complete)
      .with_response(refused, TransportEnd::message_complete, Probe::get_same_url);
  EXPECT_EQ(judged.broken(), (Broken{{"head/status", "fail"}}));
  EXPECT_EQ(judged.verdict("head/post-accepted"), Verdict::not_shown);
}

// A page for people, or a stream that is no 200, shows no GET-only stream route.
TEST(Judge, ARouteWhoseGetIsNoStreamOfStatus200IsNotCalledGetOnly) {
  for (const auto* get : {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n",
                          "HTTP/1.1 201 Created\r\nContent-Type: text/event-stream\r\n\r\n"}) {
    Judged judged;
    judged
        .with_response("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                       TransportEnd::message_complete)
        .with_response(get, TransportEnd::consumer_stopped, Probe::get_same_url);
    EXPECT_EQ(judged.broken(), (Broken{{"head/status", "fail"}})) << get;
    EXPECT_EQ(judged.verdict("head/post-accepted"), Verdict::not_shown) << get;
  }
}

TEST(Terminal, AnOptionalOneThatWasSeenOnceIsRequiredOfEveryExchange) {
  Judged judged;
  judged.with(token).with_response(text(stream_head, token, done), TransportEnd::peer_closed,
                                   Probe::example_body);
  EXPECT_EQ(judged.broken(),
            (Broken{{"end/close-delimited", "warn"}, {"end/silent-truncation", "fail"}}));
  EXPECT_TRUE(judged.result_.terminal.required);
  EXPECT_EQ(to_string(judged.result_.ending), "TRUNCATED");
}

TEST(Terminal, AnOptionalOneThatWasNeverSeenIsNotedOnce) {
  Judged judged;
  judged.with(token);
  EXPECT_EQ(judged.broken(), (Broken{{"end/close-delimited", "warn"},
                                     {"end/truncation-visible", "note < end/close-delimited"}}));
  EXPECT_EQ(to_string(judged.result_.ending), "COMPLETE");
  EXPECT_EQ(judged.result_.payload, Payload::warn);
}

TEST(Terminal, TheUsersWordStandsOverTheDialects) {
  EXPECT_EQ(Judged()
                .terminal(dialect::TerminalMode::required)
                .with(token)
                .verdict("end/silent-truncation"),
            Verdict::fail);
  Judged none;
  none.terminal(dialect::TerminalMode::none).with(text(token, done));
  EXPECT_EQ(none.verdict("end/silent-truncation"), Verdict::not_shown);
}

TEST(Terminal, AnErrorDoesNotShowThatAnswersEndWithATerminal) {
  Judged judged;
  judged.with(token).with_response(text(stream_head, error), TransportEnd::peer_closed,
                                   Probe::repeat);
  EXPECT_EQ(judged.broken(), (Broken{{"end/close-delimited", "warn"},
                                     {"end/error-in-band", "fail"},
                                     {"end/truncation-visible", "note < end/close-delimited"}}));
  EXPECT_FALSE(judged.result_.terminal.required);
}

// Of an honest answer with a terminal, and beside it the answer to what we made up.
Broken broken_beside(Probe probe, std::string_view response) {
  return Judged()
      .with(text(token, done))
      .with_response(response, TransportEnd::peer_closed, probe)
      .broken();
}

TEST(Judge, ContentThatWeMadeUpMayBeRefused) {
  for (const auto probe : {Probe::example_body, Probe::echo_words, Probe::echo_other_words}) {
    for (const auto* line : {"400 a", "402 a", "403 a", "404 a", "409 a", "413 a", "422 a"}) {
      const auto response = text("HTTP/1.1 ", line, "\r\nContent-Length: 0\r\n\r\n");
      EXPECT_EQ(broken_beside(probe, response), Broken{}) << to_string(probe) << " " << line;
    }
    EXPECT_EQ(broken_beside(probe, text(stream_head, error)), Broken{}) << to_string(probe);
  }
}

// The user's content may say by a member of its own that a stream is wanted.
TEST(Judge, TheExampleBodyMayBeAnsweredByNoStream) {
  EXPECT_EQ(broken_beside(Probe::example_body,
                          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
                          "Content-Length: 2\r\n\r\n{}"),
            Broken{});
}

TEST(Judge, TheSameMessageAgainMayBeAConflict) {
  EXPECT_EQ(broken_beside(Probe::repeat, "HTTP/1.1 409 a\r\nContent-Length: 0\r\n\r\n"), Broken{});
}

TEST(Judge, ATargetThatIsGoneAfterOneRequestIsWarnedOf) {
  Judged judged;
  judged.with(text(token, done))
      .with_response("HTTP/1.1 503 a\r\nContent-Length: 0\r\n\r\n", TransportEnd::peer_closed,
                     Probe::repeat);
  EXPECT_EQ(judged.broken(), (Broken{{"head/status", "warn"}}));
  for (const auto& result : judged.result_.results) {
    if (result.rule->id != "resilience/keepalive-reuse") continue;
    EXPECT_EQ(result.judgement.message, "the connection was not kept after the first stream");
  }
  EXPECT_EQ(broken_beside(Probe::repeat,
                          "HTTP/1.1 429 a\r\nRetry-After: 1\r\n"
                          "Content-Length: 0\r\n\r\n"),
            Broken{});
}

TEST(Judge, TheUsersOwnContentMayNotBeRefused) {
  EXPECT_EQ(broken_beside(Probe::repeat, "HTTP/1.1 422 a\r\nContent-Length: 0\r\n\r\n"),
            (Broken{{"head/status", "fail"}}));
}

TEST(Judge, ContentThatWeMadeUpMayNotBreakTheServer) {
  EXPECT_EQ(broken_beside(Probe::echo_words, "HTTP/1.1 500 a\r\nContent-Length: 0\r\n\r\n"),
            (Broken{{"head/status", "fail"}}));
  for (const auto probe : {Probe::example_body, Probe::echo_words}) {
    EXPECT_EQ(broken_beside(probe, text(stream_head, token, error)),
              (Broken{{"end/error-in-band", "fail"}}));
  }
}

TEST(Judge, ARequestThatIsToBeRefusedMustBeAnswered) {
  Judged judged;
  judged.with(text(token, done)).with_response("", TransportEnd::wait_limit, Probe::malformed_json);
  auto& exchange = judged.result_.exchanges.back().exchange;
  exchange.wait = exchange::Wait::head;
  EXPECT_EQ(judged.broken(), (Broken{{"head/malformed-json", "warn"}}));
  for (const auto went_down : {TransportEnd::peer_closed, TransportEnd::peer_reset}) {
    exchange.end = went_down;
    exchange.connection_reused = false;
    EXPECT_EQ(judged.broken(), (Broken{{"head/malformed-json", "warn"}}));
    // A kept connection may be closed just when a request comes.
    exchange.connection_reused = true;
    EXPECT_EQ(judged.verdict("head/malformed-json"), Verdict::not_shown);
  }
  // What never reached the target shows nothing.
  exchange.end = TransportEnd::wait_limit;
  exchange.wait = exchange::Wait::connect;
  EXPECT_EQ(judged.verdict("head/malformed-json"), Verdict::not_shown);
}

// The verdict on two answers that repeat their words, each changed by `change`.
Verdict verdict_on_echoes(std::string (*change)(std::string words, const std::string& last)) {
  Judged judged;
  judged.with(text(token, done));
  judged.result_.scenario.url = "http://h/conversations/7/messages/stream";
  for (const auto probe : {Probe::echo_words, Probe::echo_other_words}) {
    auto& result = judged.result_;
    const auto request = request_of(result.scenario, result.dialect, probe, "f00d");
    std::string words;
    for (const auto& word : words_asked_for(request, result.dialect)) words += " " + word;
    const auto last = words.substr(words.rfind(' ') + 1);
    const auto event =
        fmt::format("data: {{\"type\":\"token\",\"content\":\"{}\"}}\n\n", change(words, last));
    judged.with_response(text(stream_head, event, done), TransportEnd::peer_closed, probe);
    result.exchanges.back().exchange.request = request;
  }
  return judged.verdict("stream/words-in-order");
}

TEST(WordsInOrder, FindsTheLastTokenSentTwice) {
  using Text = const std::string&;
  EXPECT_EQ(verdict_on_echoes([](std::string words, Text) { return words; }), Verdict::pass);
  EXPECT_EQ(verdict_on_echoes([](std::string words, Text last) { return words + last; }),
            Verdict::fail);
  EXPECT_EQ(verdict_on_echoes([](std::string words, Text last) { return words + ", " + last; }),
            Verdict::fail);
}

TEST(WordsInOrder, FindsThatTheSpacesBetweenAreLost) {
  EXPECT_EQ(verdict_on_echoes([](std::string words, const std::string&) {
              std::erase(words, ' ');
              return words;
            }),
            Verdict::fail);
  EXPECT_EQ(verdict_on_echoes([](std::string words, const std::string&) {
              std::replace(words.begin(), words.end(), ' ', ',');
              return words;
            }),
            Verdict::pass);
}

TEST(WordsInOrder, IsNotShownByAnswersThatEndEarly) {
  EXPECT_EQ(verdict_on_echoes([](std::string words, const std::string& last) {
              return words.substr(0, words.size() - last.size());
            }),
            Verdict::not_shown);
}

TEST(WordsInOrder, TakesWordsThatAreSpokenOfAgain) {
  using Text = const std::string&;
  EXPECT_EQ(verdict_on_echoes([](std::string words, Text) { return words + ";" + words; }),
            Verdict::pass);
  EXPECT_EQ(verdict_on_echoes(
                [](std::string words, Text last) { return words + ". It ends with " + last; }),
            Verdict::pass);
}

// Of a stream that ends with an error of this text, which stands in a JSON string.
Verdict leak_in(std::string_view message) {
  return Judged()
      .with(fmt::format("data: {{\"type\":\"error\",\"message\":\"{}\"}}\n\n", message))
      .verdict("stream/no-leak");
}

TEST(NoLeak, KnowsThePathsAndStacksOfServers) {
  for (const auto* message :
       {R"(ENOENT: no such file, open '/home/app/src/chat.js')", R"(in \"/home/app/.env\")",
        R"(Error: no\n    at run (a.js:1:2))", R"(Exception: no\r\n   at Chat.Run() in Chat.cs)",
        R"(IllegalState: no\n\tat org.acme.Chat.run(Chat.java:3))", "/var/www/html/index.php"})
    EXPECT_EQ(leak_in(message), Verdict::warn) << message;
}

TEST(NoLeak, TakesUrlsAndAttributesForWhatTheyAre) {
  for (const auto* message :
       {"upgrade at https://acme.com/home/billing.html", R"(<script src=\"/home/main.js\">)",
        "<a href='/home/'>back</a>", "see http://[::1]/home/x.html, or /home/ itself",
        "the stream ended at 3 p.m."})
    EXPECT_EQ(leak_in(message), Verdict::pass) << message;
}

// Of a stream that is whole, and a broken body that is refused with this text.
Verdict leak_in_refusal(std::string_view content, std::string_view url = "http://h/x") {
  Judged judged;
  judged.with(text(token, done))
      .with_response(text("HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n", content),
                     TransportEnd::peer_closed, Probe::malformed_json);
  judged.result_.exchanges.back().exchange.request.url = url;
  return judged.verdict("stream/no-leak");
}

TEST(NoLeak, LooksAtTheTextsOfRefusals) {
  EXPECT_EQ(leak_in_refusal("<pre>SyntaxError: Expected , in JSON<br> &nbsp; &nbsp;at parse "
                            "(/srv/node_modules/body-parser/lib/types/json.js:92:19)</pre>"),
            Verdict::warn);
  EXPECT_EQ(leak_in_refusal(R"({"message":"no JSON","stack":"Error: no\n    at a.js:1:2"})"),
            Verdict::warn);
  EXPECT_EQ(leak_in_refusal(R"({"message":"Unexpected end of JSON input"})"), Verdict::pass);
  EXPECT_EQ(leak_in_refusal(""), Verdict::not_shown);
  EXPECT_EQ(Judged().with(text(token, done)).verdict("stream/no-leak"), Verdict::not_shown);
}

TEST(NoLeak, TakesPagesAndPathsOfTheApiForWhatTheyAre) {
  for (const auto* page :
       {"<link href=/home/main.css><style>p{background:url(/home/back.png)}</style>",
        R"(<style>p{background:url("/home/back.png")}</style><a href="/home/index.html">back</a>)",
        R"({"message":"Cannot POST /conversations/7/messages/stream"})"})
    EXPECT_EQ(leak_in_refusal(page), Verdict::pass) << page;
}

TEST(NoLeak, LetsATargetSayAgainWhatWasAsked) {
  const auto* message = R"({"message":"Cannot POST /home/v1.2"})";
  EXPECT_EQ(leak_in_refusal(message, "http://h/home/v1.2"), Verdict::pass);
  EXPECT_EQ(leak_in_refusal(message), Verdict::warn);
}

TEST(NoLeak, QuotesTheLeakWhereMuchStandsInFrontOfIt) {
  Judged judged;
  judged.with_response("HTTP/1.1 500 a\r\n\r\n" + std::string(1'000, '-') + "/var/www/a.php");
  judge_exchanges(judged.result_);
  for (const auto& result : judged.result_.results) {
    if (result.rule->id != "stream/no-leak") continue;
    ASSERT_EQ(result.judgement.evidence.size(), 1U);
    EXPECT_EQ(result.judgement.evidence[0].bytes, "/var/www/a.php");
    EXPECT_EQ(result.judgement.evidence[0].offset, 1'000U);
    return;
  }
  FAIL() << "stream/no-leak was not judged";
}

TEST(NoLeak, DoesNotJudgeTheAnswerToAGet) {
  Judged judged;
  judged.with_response("HTTP/1.1 404 a\r\nContent-Length: 0\r\n\r\n")
      .with_response("HTTP/1.1 500 a\r\n\r\n/var/www/a.php", TransportEnd::peer_closed,
                     Probe::get_same_url);
  EXPECT_EQ(judged.verdict("stream/no-leak"), Verdict::not_shown);
}

Verdict cache_control_verdict(std::string_view value) {
  return Judged()
      .with_response(text("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: ",
                          value, "\r\n\r\n"))
      .verdict("head/cache-control");
}

TEST(CacheControl, ForbidsReuseByADirectiveThatStandsAlone) {
  for (const auto* value :
       {"no-cache", "No-Store", "no-cache, private=\"x\"", "no-cache=\"Set-Cookie\", no-cache",
        "no-cache=\"Set-Cookie\", no-store", "private=\"a, b\", no-cache"})
    EXPECT_EQ(cache_control_verdict(value), Verdict::pass) << value;
}

TEST(CacheControl, DoesNotForbidReuseOfMoreThanTheFieldsThatItNames) {
  for (const auto* value : {"public, max-age=3600, no-cache=\"Set-Cookie\"", "no-cache=Set-Cookie",
                            "private=\"no-cache\"", "private=\"x, no-cache\"", "max-age=0"})
    EXPECT_EQ(cache_control_verdict(value), Verdict::warn) << value;
}

Verdict retry_after_verdict(std::string_view value) {
  return Judged()
      .with_response(text("HTTP/1.1 429 a\r\nRetry-After: ", value, "\r\n\r\n"))
      .verdict("head/retry-after");
}

TEST(RetryAfter, IsSecondsOrADate) {
  for (const auto* value : {"0", "120", "Sun, 06 Nov 1994 08:49:37 GMT",
                            "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"})
    EXPECT_EQ(retry_after_verdict(value), Verdict::pass) << value;
  for (const auto* value : {"", "soon", "-5", "1.5", "30s", "whenever it is fine: ask GMT",
                            "2026-11-28T14:22:00+00:00"})
    EXPECT_EQ(retry_after_verdict(value), Verdict::warn) << value;
}

struct Usage {
  std::string_view input;
  std::string_view output;
  std::string_view total;
};
Verdict usage_verdict(const Usage& usage) {
  Judged judged;
  judged.result_.dialect = *dialect::find_built_in("openai-chat");
  judged.with(
      fmt::format("data: {{\"choices\":[],\"usage\":{{\"prompt_tokens\":{},"
                  "\"completion_tokens\":{},\"total_tokens\":{}}}}}\n\n",
                  usage.input, usage.output, usage.total));
  return judged.verdict("stream/usage-adds-up");
}

TEST(UsageAddsUp, HoldsToTheGreatestNumber) {
  const auto* most = "9223372036854775807";
  const auto* least = "-9223372036854775808";
  EXPECT_EQ(usage_verdict({.input = "9", .output = "1", .total = "10"}), Verdict::pass);
  EXPECT_EQ(usage_verdict({.input = most, .output = "0", .total = most}), Verdict::pass);
  EXPECT_EQ(usage_verdict({.input = "9", .output = "1", .total = "9"}), Verdict::warn);
  EXPECT_EQ(usage_verdict({.input = most, .output = "1", .total = least}), Verdict::warn);
  EXPECT_EQ(usage_verdict({.input = most, .output = most, .total = "-2"}), Verdict::warn);
  EXPECT_EQ(usage_verdict({.input = "0", .output = most, .total = least}), Verdict::warn);
}

// Of a response that is coded so, to a request that accepts that.
Verdict identity_verdict(std::string_view content_encoding, std::string_view accept_encoding) {
  Judged judged;
  judged.with_response(text(
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: ", content_encoding,
      "\r\n\r\n"));
  judged.result_.exchanges.front().exchange.request.fields = {
      {"Accept-Encoding", std::string(accept_encoding)}};
  return judged.verdict("head/identity-honoured");
}

TEST(IdentityHonoured, IsBrokenByACodingThatIsNotAccepted) {
  EXPECT_EQ(identity_verdict("gzip", "identity"), Verdict::warn);
  EXPECT_EQ(identity_verdict("br", "gzip, deflate"), Verdict::warn);
  EXPECT_EQ(identity_verdict("gzip, br", "gzip"), Verdict::warn);
  EXPECT_EQ(identity_verdict("gzip", "gzip;q=0, *"), Verdict::warn);
  EXPECT_EQ(identity_verdict("gzip", "br, *; q=0.0"), Verdict::warn);
  EXPECT_EQ(identity_verdict("gzip", ""), Verdict::warn);
}

TEST(IdentityHonoured, HoldsForWhatIsAcceptedOrNoCoding) {
  EXPECT_EQ(identity_verdict("gzip", "br, GZIP;q=0.5"), Verdict::pass);
  EXPECT_EQ(identity_verdict("x-gzip", "gzip"), Verdict::pass);
  EXPECT_EQ(identity_verdict("zstd", "gzip;q=0, *;q=0.1"), Verdict::pass);
  EXPECT_EQ(identity_verdict("identity", "gzip"), Verdict::pass);
  EXPECT_EQ(identity_verdict("none", "identity"), Verdict::pass) << "that is head/content-coding";
  EXPECT_EQ(Judged().with(text(token, done)).verdict("head/identity-honoured"), Verdict::not_shown)
      << "without Accept-Encoding any coding is accepted";
}

TEST(Judge, ARuleThatThrowsIsAHarnessErrorAndNoVerdict) {
  Judged judged;
  judged.with(text(token, done));
  const Rule throwing{.id = "x/throws",
                      .judge = [](const Facts&) -> Judgement { throw std::runtime_error("oops"); }};
  const Facts facts{.exchanges = judged.result_.exchanges,
                    .scenario = judged.result_.scenario,
                    .dialect = judged.result_.dialect,
                    .terminal = judged.result_.terminal};
  const auto results = judge(facts, {&throwing, 1});
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0].judgement.verdict, Verdict::harness_error);
}

TEST(Judge, WhatThisMachineCouldNotSendIsAHarnessErrorAndNotTheTargets) {
  Judged judged;
  judged.result_.exchanges.emplace_back();
  judged.result_.exchanges.back().exchange.end = exchange::TransportEnd::no_resources;
  judged.result_.exchanges.back().exchange.end_detail = "no file is left";
  judge_exchanges(judged.result_);
  EXPECT_EQ(judged.result_.payload, Payload::pass) << "of what was judged";
  EXPECT_EQ(judged.result_.machine_lacked(), "no file is left");
  std::vector<std::string> errors;
  for (const auto& result : judged.result_.results) {
    EXPECT_FALSE(is_broken(result.judgement.verdict)) << result.rule->id;
    if (result.judgement.verdict == Verdict::harness_error)
      errors.push_back(result.judgement.message);
  }
  EXPECT_EQ(errors, std::vector<std::string>{"the request was not sent: no file is left"});
}

TEST(Judge, GivesTheSameFindingsEveryTime) {
  Judged judged;
  judged.with(text(token, "bad\n\n", token));
  const auto first = judged.broken();
  EXPECT_EQ(first, judged.broken());
  EXPECT_TRUE(first.contains("framing/known-fields"));
}

TEST(Evidence, QuotesTheDamagedLineWithItsPlaceAndTime) {
  Judged judged;
  judged.with(text(token, "error: {\"message\":\"no\"}\n\n", done));
  judged.broken();
  for (const auto& result : judged.result_.results) {
    if (result.rule->id != "framing/known-fields") continue;
    ASSERT_EQ(result.judgement.evidence.size(), 1U);
    const auto& evidence = result.judgement.evidence[0];
    EXPECT_EQ(evidence.offset, token.size());
    EXPECT_TRUE(evidence.bytes.starts_with("error: {")) << evidence.bytes;
    EXPECT_EQ(evidence.at, base::TimePoint(1s + 5ms));
    EXPECT_EQ(evidence.space, violation::Space::content);
    return;
  }
  FAIL() << "framing/known-fields was not judged";
}

TEST(Evidence, OfWhatHasNoHeadIsWhatCame) {
  Judged judged;
  judged.with(text(token, done)).with_response("garbage", TransportEnd::peer_closed, Probe::repeat);
  judged.result_.exchanges.back().exchange.connection_reused = true;
  judged.broken();
  for (const auto& result : judged.result_.results) {
    if (result.rule->id != "resilience/keepalive-reuse") continue;
    ASSERT_EQ(result.judgement.evidence.size(), 1U);
    EXPECT_EQ(result.judgement.evidence[0].bytes, "garbage");
    EXPECT_EQ(result.judgement.evidence[0].offset, 0U);
    EXPECT_EQ(result.judgement.evidence[0].note, "no response head");
    return;
  }
  FAIL() << "resilience/keepalive-reuse was not judged";
}

TEST(Plan, SaysWhatMayBeSentBeforeAnythingIs) {
  scenario::Scenario scenario;
  scenario.url = "http://127.0.0.1:9/conversations/demo/messages/stream";
  const auto plan = plan_check(scenario);
  ASSERT_TRUE(plan.has_value());
  EXPECT_EQ(plan->requests_max, 7);
  EXPECT_EQ(plan->generations_max, 4);
  scenario.content = "{\"content\":\"x\"}";
  EXPECT_EQ(plan_check(scenario)->requests_max, 8);
  scenario.max_requests = 1;
  EXPECT_EQ(plan_check(scenario)->requests_max, 1);
  scenario.max_requests = 0;
  EXPECT_TRUE(plan_check(scenario).has_error());
}

TEST(Request, KeepsTheUsersFieldsAndAddsOnlyWhatIsMissing) {
  scenario::Scenario scenario;
  scenario.url = "http://127.0.0.1:9/conversations/demo/messages/stream";
  scenario.fields = {{.name = "accept", .value = "*/*"}};
  const auto request =
      request_of(scenario, *dialect::find_built_in("conversation"), Probe::reference, "0");
  EXPECT_EQ(http::combined_field(request.fields, "Accept"), "*/*");
  EXPECT_EQ(http::combined_field(request.fields, "Content-Type"), "application/json");
  EXPECT_FALSE(request.content.empty());
  const auto get =
      request_of(scenario, *dialect::find_built_in("conversation"), Probe::get_same_url, "0");
  EXPECT_EQ(get.method, "GET");
  EXPECT_TRUE(get.content.empty());
  EXPECT_FALSE(http::find_field(get.fields, "Content-Type"));
}

}  // namespace
}  // namespace ssert::conformance
