// The conversation dialect, event by event: each kind of damage by a small stream, and honest
// streams that are merely unusual.
#include "dialect/testing/stream_of_events.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ssert::dialect {
namespace {

using testing::interpret;
using Violations = std::vector<std::string>;

Violations damage(const std::vector<std::string>& data) {
  return interpret("conversation", data).violations;
}

const std::string hello = R"({"type":"token","content":"Hello"})";
const std::string done = R"({"type":"done"})";
const std::string error = R"({"type":"error","message":"it broke"})";

TEST(Conversation, InterpretsTokensAndDone) {
  const auto outcome = interpret("conversation", {hello, done});
  EXPECT_EQ(outcome.violations, Violations{});
  ASSERT_EQ(outcome.meanings.size(), 2U);
  EXPECT_EQ(outcome.meanings[0].event_class, EventClass::content);
  EXPECT_EQ(outcome.meanings[0].text, "Hello");
  EXPECT_EQ(outcome.meanings[0].tokens, 1U);
  EXPECT_EQ(outcome.meanings[0].kind, "token");
  EXPECT_FALSE(outcome.meanings[0].terminal);
  EXPECT_EQ(outcome.meanings[1].event_class, EventClass::done);
  EXPECT_TRUE(outcome.meanings[1].terminal);
  EXPECT_EQ(outcome.meanings[1].tokens, 0U);
  EXPECT_TRUE(outcome.terminal_seen);
  EXPECT_FALSE(outcome.error_seen);
}

TEST(Conversation, InterpretsAnErrorAsTerminal) {
  const auto outcome = interpret("conversation", {hello, error});
  EXPECT_EQ(outcome.violations, Violations{});
  EXPECT_EQ(outcome.meanings[1].event_class, EventClass::error);
  EXPECT_TRUE(outcome.meanings[1].terminal);
  EXPECT_TRUE(outcome.meanings[1].error);
  EXPECT_TRUE(outcome.terminal_seen);
  EXPECT_TRUE(outcome.error_seen);
}

void expect_error(std::string_view kind, const testing::MadeEvent& last) {
  const auto outcome = interpret(*find_built_in("conversation"), {{.data = hello}, last});
  EXPECT_EQ(outcome.violations, Violations{}) << last.data;
  EXPECT_EQ(outcome.meanings[1].kind, kind) << last.data;
  EXPECT_EQ(outcome.meanings[1].event_class, EventClass::error) << last.data;
  EXPECT_EQ(outcome.meanings[1].tokens, 0U) << last.data;
  EXPECT_TRUE(outcome.terminal_seen && outcome.error_seen) << last.data;
}

TEST(Conversation, TakesAnErrorMemberForAnError) {
  for (const auto* const data :
       {R"({"error":{"message":"model crashed"}})", R"({"error":"model crashed"})",
        R"({"error":true,"message":"model crashed"})", R"({"error":500})", R"({"error":[1]})",
        R"({"type":null,"error":"x"})", R"({"type":"token","content":"x","error":"boom"})",
        R"({"type":"done","error":"boom"})"})
    expect_error("error member", {.data = data});
  expect_error("error", {.data = R"({"type":"error","error":{"message":"x"}})"});
}

TEST(Conversation, TakesAnEventOfTypeErrorForAnError) {
  for (const auto* const data : {"model crashed", R"({"message":"model crashed"})", "", "[1", "{}"})
    expect_error("error event", {.data = data, .type = "error"});
}

TEST(Conversation, TakesNoErrorFromAMemberThatSaysNone) {
  for (const auto* const nothing : {"null", "false", "0", "\"\"", "{}", "[]"})
    EXPECT_EQ(
        damage({fmt::format(R"({{"type":"token","content":"x","error":{}}})", nothing), done}),
        Violations{})
        << nothing;
  EXPECT_EQ(damage({R"({"error":null,"content":"x"})"}).size(), 1U) << "it has no type";
}

TEST(Conversation, LeavesTheErrorOfAnUnknownKindToIt) {
  EXPECT_EQ(damage({R"({"type":"tool_result","error":"no such file"})", hello, done}),
            (Violations{"event-unknown @0: tool_result"}));
}

TEST(Conversation, FindsWhatFollowsAnErrorThatAMemberTells) {
  const std::string member = R"({"error":{"message":"x"}})";
  EXPECT_EQ(damage({member, hello}),
            (Violations{"event-after-error @1: token after error member"}));
  EXPECT_EQ(damage({done, member}), (Violations{"terminal-repeated @1: error member after done"}));
}

TEST(Conversation, DecodesTheTokenText) {
  const auto outcome =
      interpret("conversation", {R"({"type":"token","content":"\u20ac \ud83d\ude00\n \"x\""})"});
  EXPECT_EQ(outcome.meanings[0].text, "€ 😀\n \"x\"");
  EXPECT_EQ(outcome.violations, Violations{});
}

TEST(Conversation, AllowsWhatIsMerelyUnusual) {
  EXPECT_EQ(damage({}), Violations{}) << "an answer of nothing";
  EXPECT_EQ(damage({done}), Violations{}) << "no token before done";
  EXPECT_EQ(damage({error}), Violations{}) << "no token before error";
  EXPECT_EQ(damage({hello, hello}), Violations{}) << "done is optional";
  EXPECT_EQ(damage({" { \"content\" :\t\"x\" ,\n\"type\":\"token\" } "}), Violations{})
      << "white space, another order of members";
  EXPECT_EQ(damage({R"({"type":"token","content":"x","model":"m","index":7,"deep":[{"a":[]}]})"}),
            Violations{})
      << "more members; an index need not begin at 0";
  EXPECT_EQ(damage({R"({"type":"token","content":" "})", R"({"type":"token","content":"\n"})"}),
            Violations{})
      << "white space is text";
  EXPECT_EQ(
      damage({R"({"type":"token","content":"x","n":1e400,"m":123456789012345678901234567890})"}),
      Violations{})
      << "numbers too large for a double are JSON";
  EXPECT_EQ(damage({R"({"type":"token","content":"a","index":1})", hello,
                    R"({"type":"token","content":"b","index":2.0})"}),
            Violations{})
      << "tokens without an index between; 2.0 is 2";
}

TEST(Conversation, FindsDataThatIsNotJson) {
  EXPECT_EQ(damage({"hello"}), (Violations{"data-not-json @0: invalid literal; last read: 'h'"}));
  EXPECT_EQ(damage({hello, R"({"type":"token")"}),
            (Violations{"data-not-json @1: unexpected end of input; expected '}'"}));
  EXPECT_EQ(damage({""}), (Violations{"data-not-json @0: is empty"}));
  EXPECT_EQ(damage({hello + hello}).size(), 1U) << "two JSON texts";
  EXPECT_EQ(damage({"\xEF\xBB\xBF" + hello}),
            (Violations{"data-not-json @0: begins with a byte order mark (U+FEFF)"}));
  EXPECT_EQ(damage({hello + std::string(1, '\0')}),
            (Violations{"data-not-json @0: has a NUL byte"}));
  EXPECT_EQ(damage({R"({'type':'token'})", R"({"type":NaN})", R"({"type":"token",})",
                    "{\"type\":\"tok\nen\"}", R"({"type":"done"}//)", R"({"type":01})"})
                .size(),
            6U);
}

TEST(Conversation, FindsAnUnpairedSurrogateAndReadsTheRest) {
  const auto outcome =
      interpret("conversation", {R"({"type":"token","content":"a\ud83d"})",
                                 R"({"type":"token","content":"\ude00b"})",
                                 R"({"type":"token","content":"\ud83d\ud83d\ude00"})"});
  EXPECT_EQ(outcome.violations, (Violations{"unpaired-surrogate @0: byte 28 of the data",
                                            "unpaired-surrogate @1: byte 27 of the data",
                                            "unpaired-surrogate @2: byte 27 of the data"}));
  EXPECT_EQ(outcome.meanings[0].text, "a\uFFFD");
  EXPECT_EQ(outcome.meanings[1].text,
            "\uFFFD"
            "b");
  EXPECT_EQ(outcome.meanings[2].text, "\uFFFD😀");
}

TEST(Conversation, TakesAnEscapedBackslashForNoSurrogate) {
  EXPECT_EQ(damage({R"({"type":"token","content":"\\ud83d"})"}), Violations{});
}

TEST(Conversation, CallsBrokenJsonWithASurrogateBroken) {
  EXPECT_EQ(damage({R"({"type":"token","content":"\ud83d")"}).size(), 1U);
  EXPECT_TRUE(damage({R"({"type":"token","content":"\ud83d")"})[0].starts_with("data-not-json"));
}

TEST(Conversation, FindsAMissingDiscriminator) {
  EXPECT_EQ(damage({R"({"content":"x"})"}),
            (Violations{"discriminator-missing @0: /type is absent; its members are content"}));
  EXPECT_EQ(damage({R"({"type":5,"content":"x"})"}),
            (Violations{"discriminator-missing @0: /type is 5; a string tells the kind"}));
  EXPECT_EQ(damage({"[1]"}),
            (Violations{"discriminator-missing @0: /type is absent; the payload is an array"}));
}

TEST(Conversation, NotesUnknownKindsAndGoesOn) {
  EXPECT_EQ(damage({R"({"type":"thinking"})", hello, done}),
            (Violations{"event-unknown @0: thinking"}));
}

TEST(Conversation, FindsMalformedTokens) {
  EXPECT_EQ(damage({R"({"type":"token"})"}),
            (Violations{"event-malformed @0: token: /content is absent, expected string"}));
  EXPECT_EQ(damage({R"({"type":"token","content":null})"}),
            (Violations{"event-malformed @0: token: /content is null, expected string"}));
  EXPECT_EQ(
      damage({R"({"type":"token","content":"x","index":"1"})"}),
      (Violations{"event-malformed @0: token: /index is \"1\", expected integer|null|absent"}));
}

TEST(Conversation, GivesAMalformedTokenNoText) {
  const auto outcome = interpret("conversation", {R"({"type":"token","content":5})"});
  EXPECT_EQ(outcome.meanings[0].text, "");
  EXPECT_EQ(outcome.meanings[0].tokens, 0U);
  EXPECT_EQ(outcome.meanings[0].event_class, EventClass::content);
}

TEST(Conversation, FindsEmptyTokensWhichDoNotCount) {
  const auto outcome = interpret("conversation", {R"({"type":"token","content":""})"});
  EXPECT_EQ(outcome.violations, (Violations{"empty-token @0: token"}));
  EXPECT_EQ(outcome.meanings[0].tokens, 0U);
}

std::string numbered(int index) {
  return R"({"type":"token","content":"x","index":)" + std::to_string(index) + "}";
}

TEST(Conversation, FindsAnIndexThatIsNotTheNext) {
  EXPECT_EQ(damage({numbered(0), numbered(1), numbered(3), numbered(4)}),
            (Violations{"invariant-broken @2: /index is 3 after 1: a gap"}));
  EXPECT_EQ(damage({numbered(0), numbered(0), numbered(1)}),
            (Violations{"invariant-broken @2: /index is 0 more than once before 1: repeated"}));
  EXPECT_EQ(damage({numbered(0), numbered(1), numbered(1), numbered(2)}),
            (Violations{"invariant-broken @2: /index is 1 after 1: repeated"}));
  EXPECT_EQ(damage({numbered(4), numbered(3)}),
            (Violations{"invariant-broken @1: /index is 3 after 4: goes back"}));
}

TEST(Conversation, TakesAnIndexThatNumbersNothing) {
  EXPECT_EQ(damage({numbered(0), numbered(0), numbered(0), done}), Violations{});
  EXPECT_EQ(damage({R"({"type":"token","content":"x","index":null})", hello, done}), Violations{});
}

TEST(Conversation, FindsARepeatedTerminal) {
  EXPECT_EQ(damage({hello, done, done}), (Violations{"terminal-repeated @2: done after done"}));
  EXPECT_EQ(damage({hello, done, error}), (Violations{"terminal-repeated @2: error after done"}));
  EXPECT_EQ(damage({hello, error, error}), (Violations{"terminal-repeated @2: error after error"}));
}

TEST(Conversation, FindsEventsAfterTheTerminal) {
  EXPECT_EQ(damage({done, hello}), (Violations{"event-after-terminal @1: token after done"}));
  EXPECT_EQ(
      damage({done, R"({"type":"x"})"}),
      (Violations{"event-unknown @1: x", "event-after-terminal @1: unknown kind x after done"}));
}

TEST(Conversation, FindsEventsAfterAnError) {
  EXPECT_EQ(damage({error, hello}), (Violations{"event-after-error @1: token after error"}));
  EXPECT_EQ(damage({error, done}), (Violations{"event-after-error @1: done after error"}));
}

TEST(Conversation, StillInterpretsWhatComesAfterTheTerminal) {
  EXPECT_EQ(interpret("conversation", {done, hello}).meanings[1].tokens, 1U);
}

TEST(Conversation, JudgesNoOrderAfterTheTerminal) {
  EXPECT_EQ(damage({numbered(0), done, numbered(7)}),
            (Violations{"event-after-terminal @2: token after done"}));
}

TEST(Conversation, EscapesAndShortensWhatItQuotes) {
  EXPECT_EQ(damage({R"({"type":"\u001b[31m\n"})"}), (Violations{"event-unknown @0: \\x1b[31m\\n"}));
  const auto long_kind = damage({R"({"type":")" + std::string(1000, 'a') + "\"}"});
  ASSERT_EQ(long_kind.size(), 1U);
  EXPECT_LT(long_kind[0].size(), 100U);
}

TEST(Generic, CountsEveryEventWithDataAsAToken) {
  const auto outcome = interpret("generic", {"not json", "{}", ""});
  EXPECT_EQ(outcome.violations, Violations{});
  EXPECT_EQ(outcome.meanings[0].event_class, EventClass::content);
  EXPECT_EQ(outcome.meanings[0].text, "not json");
  EXPECT_EQ(outcome.meanings[1].text, "{}");
  EXPECT_EQ(outcome.meanings[1].tokens, 1U);
  EXPECT_EQ(outcome.meanings[2].event_class, EventClass::meta);
  EXPECT_EQ(outcome.meanings[2].tokens, 0U);
  EXPECT_FALSE(outcome.terminal_seen);
}

}  // namespace
}  // namespace ssert::dialect
