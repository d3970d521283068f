// The openai-chat dialect: what its file finds, and what honest servers may do.
#include "dialect/testing/stream_of_events.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ssert::dialect::openai_chat_test {
namespace {

using testing::interpret;
using Violations = std::vector<std::string>;

std::string chunk_of(std::string_view choices, std::string_view more = "") {
  return fmt::format(
      R"({{"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{}]{}}})",
      choices, more);
}

std::string choice(std::string_view delta, std::string_view finish = "null", int index = 0) {
  return fmt::format(R"({{"index":{},"delta":{},"finish_reason":{}}})", index, delta, finish);
}

std::string said(std::string_view text, int index = 0) {
  return chunk_of(choice(fmt::format(R"({{"content":"{}"}})", text), "null", index));
}

std::string finished(std::string_view reason = "stop", int index = 0) {
  return chunk_of(choice("{}", fmt::format("\"{}\"", reason), index));
}

std::string tool(std::string_view fragment) {
  return chunk_of(choice(fmt::format(R"({{"tool_calls":[{}]}})", fragment)));
}

const std::string role = chunk_of(choice(R"({"role":"assistant","content":""})"));
const std::string usage =
    chunk_of("", R"(,"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3})");
const std::string done = "[DONE]";
const std::string error = R"({"error":{"message":"overloaded","type":"server_error"}})";

Violations damage(const std::vector<std::string>& data) {
  return interpret("openai-chat", data).violations;
}

TEST(OpenAiChat, InterpretsAnAnswer) {
  const auto outcome =
      interpret("openai-chat", {role, said("Hel"), said("lo"), finished(), usage, done});
  EXPECT_EQ(outcome.violations, Violations{});
  std::vector<EventClass> classes;
  for (const auto& meaning : outcome.meanings) classes.push_back(meaning.event_class);
  EXPECT_EQ(classes, (std::vector{EventClass::meta, EventClass::content, EventClass::content,
                                  EventClass::finish, EventClass::usage, EventClass::done}));
  EXPECT_EQ(outcome.meanings[1].text, "Hel");
  EXPECT_EQ(outcome.meanings[0].tokens, 0U);
  EXPECT_EQ(outcome.meanings[2].tokens, 1U);
  EXPECT_TRUE(outcome.terminal_seen);
}

TEST(OpenAiChat, TellsReasoningRefusalAndToolFromContent) {
  const auto outcome = interpret(
      "openai-chat",
      {chunk_of(choice(R"({"content":null,"reasoning_content":"hm"})")),
       chunk_of(choice(R"({"reasoning":"hm","reasoning_content":""})")),
       chunk_of(choice(R"({"refusal":"no"})")),
       tool(R"({"index":0,"id":"t","type":"function","function":{"name":"f","arguments":""}})"),
       tool(R"({"index":0,"function":{"arguments":"{}"}})"), finished("tool_calls"), done});
  EXPECT_EQ(outcome.violations, Violations{});
  EXPECT_EQ(outcome.meanings[0].event_class, EventClass::reasoning);
  EXPECT_EQ(outcome.meanings[1].event_class, EventClass::reasoning);
  EXPECT_EQ(outcome.meanings[2].event_class, EventClass::refusal);
  EXPECT_EQ(outcome.meanings[3].event_class, EventClass::tool);
  EXPECT_EQ(outcome.meanings[3].text, "f");
  EXPECT_EQ(outcome.meanings[4].text, "{}");
}

TEST(OpenAiChat, AllowsWhatCompatibleServersDo) {
  const auto azure_prelude =
      R"({"id":"","object":"","created":0,"model":"","choices":[],"prompt_filter_results":[]})";
  const auto azure_annotation =
      R"({"id":"","object":"","created":0,"model":"","choices":[{"index":0,"finish_reason":null,"content_filter_results":{}}]})";
  EXPECT_EQ(damage({azure_prelude, role, said("x"), azure_annotation, finished(), azure_annotation,
                    done}),
            Violations{});
  EXPECT_EQ(damage({said("x"), finished(), chunk_of(choice("{}"), R"(,"usage":{"total_tokens":1})"),
                    done}),
            Violations{})
      << "an idle chunk after the finish";
  EXPECT_EQ(damage({said("a", 0), said("b", 1), finished("stop", 1), said("c", 0),
                    finished("stop", 0), done}),
            Violations{})
      << "two choices that interleave";
  EXPECT_EQ(damage({said("x"), error}), Violations{}) << "an error in the stream";
  EXPECT_EQ(damage({said("x"), error, done}), Violations{}) << "[DONE] after an error";
  EXPECT_EQ(damage({chunk_of(choice(R"({"content":"x"})"), R"(,"error":null)"), finished(), done}),
            Violations{})
      << "error: null is no error";
  EXPECT_EQ(damage({chunk_of(choice(R"({"content":"x"})"), R"(,"usage":null,"obfuscation":"q")"),
                    finished(), done}),
            Violations{});
}

TEST(OpenAiChat, FindsUnusualWhatSomeServersDoAndClientsStumbleOver) {
  EXPECT_EQ(damage({said("x"), chunk_of(choice(R"({"content":"y"})", "\"stop\"")), done}),
            (Violations{"event-unusual @1: finish: /choices/*/delta/content is \"y\", expected "
                        "empty-string|null|absent"}))
      << "the last content beside finish_reason";
  EXPECT_EQ(damage({said("x"), chunk_of(choice(R"({"content":""})", "\"stop\"")), done}),
            Violations{});
  EXPECT_EQ(damage({R"({"id":"c1","object":"chat.completion","created":1,"model":"m","choices":[)" +
                        choice(R"({"content":"x"})") + "]}",
                    finished(), done}),
            (Violations{R"(event-unusual @0: chunk: /object is "chat.completion", expected )"
                        R"({"equals":"chat.completion.chunk"})"}));
}

TEST(OpenAiChat, FindsAChoiceThatNeverFinishes) {
  EXPECT_EQ(damage({said("x"), done}),
            (Violations{"event-out-of-order @1: done while choice 0 is in state \"open\""}));
  EXPECT_EQ(
      damage({said("x"), said("y", 1), finished("stop", 1), said("z", 2), done}),
      (Violations{"event-out-of-order @4: done while choice 0 is in state \"open\", and 1 more"}));
  EXPECT_EQ(damage({role, done}).size(), 1U) << "a role is a beginning, too";
}

TEST(OpenAiChat, FindsOutputAfterTheFinishAndASecondFinish) {
  EXPECT_EQ(damage({finished(), said("x"), done}),
            (Violations{"event-out-of-order @1: choice 0: output in state \"finished\", where "
                        "filtered, idle may come"}));
  EXPECT_EQ(damage({finished(), finished(), done}),
            (Violations{"event-out-of-order @1: choice 0: finish in state \"finished\", where "
                        "filtered, idle may come"}));
}

TEST(OpenAiChat, FindsASecondUsageAndContentAfterIt) {
  EXPECT_EQ(damage({finished(), usage, usage, done}),
            (Violations{"event-out-of-order @2: usage in state \"usage told\", where done, error, "
                        "failed may come"}));
  EXPECT_EQ(damage({finished(), usage, chunk_of(choice("{}")), done}).size(), 1U);
}

TEST(OpenAiChat, FindsMalformedChunks) {
  EXPECT_EQ(
      damage(
          {R"({"id":"c1","object":"chat.completion.chunk","created":1,"model":"m","choices":null})"}),
      (Violations{"event-malformed @0: chunk: /choices is null, expected non-empty-array"}));
  EXPECT_EQ(
      damage({chunk_of(R"({"index":0,"delta":{"content":"x"}})")}),
      (Violations{"event-malformed @0: chunk: /choices/*/finish_reason is absent, expected null"}));
  EXPECT_EQ(
      damage({chunk_of(choice(R"({"content":"x"})", "\"\""))}),
      (Violations{"event-malformed @0: chunk: /choices/*/finish_reason is \"\", expected null"}));
  EXPECT_EQ(
      damage(
          {chunk_of(R"({"index":0,"delta":{},"finish_reason":null,"message":{"content":"all"}})")}),
      (Violations{"event-malformed @0: chunk: /choices/*/message is an object, expected absent"}));
  EXPECT_EQ(damage({chunk_of(choice(R"({"content":5})"))}),
            (Violations{"event-malformed @0: chunk: /choices/*/delta/content is 5, expected "
                        "string|null|absent"}));
}

TEST(OpenAiChat, FindsAnErrorOfAnotherShape) {
  EXPECT_EQ(damage({R"({"error":"it broke"})"}),
            (Violations{"event-malformed @0: error: /error is \"it broke\", expected object",
                        "event-malformed @0: error: /error/message is absent, expected string"}));
  EXPECT_TRUE(interpret("openai-chat", {R"({"error":"it broke"})"}).error_seen);
}

TEST(OpenAiChat, FindsIdsThatChange) {
  auto other = said("y");
  other.replace(other.find("c1"), 2, "c2");
  EXPECT_EQ(damage({said("x"), other, said("z"), finished(), done}),
            (Violations{"invariant-broken @1: /id is \"c2\", before it was \"c1\"",
                        "invariant-broken @2: /id is \"c1\", before it was \"c2\""}));
}

TEST(OpenAiChat, FindsAToolCallWithoutItsBeginning) {
  EXPECT_EQ(
      damage({tool(R"({"index":0,"function":{"arguments":"{}"}})"), finished("tool_calls"), done}),
      (Violations{"event-out-of-order @0: tool call 0, 0: fragment without id and name in state "
                  "\"not begun\", where first fragment may come"}));
}

const std::string first_fragment =
    R"({"index":0,"id":"t","function":{"name":"f","arguments":"{\"a\":"}})";

TEST(OpenAiChat, FindsArgumentsThatDoNotJoinToJson) {
  EXPECT_EQ(damage({tool(first_fragment), tool(R"({"index":0,"function":{"arguments":"1}"}})"),
                    finished("tool_calls"), done}),
            Violations{});
  EXPECT_EQ(damage({tool(first_fragment), finished("tool_calls"), done}),
            (Violations{
                "invariant-broken @2: /choices/*/delta/tool_calls/*/function/arguments joined "
                "of 0, 0 is not JSON: unexpected end of input; expected '[', '{', or a literal"}));
}

TEST(OpenAiChat, WaivesArgumentsOfAnAnswerThatWasCut) {
  EXPECT_EQ(damage({tool(first_fragment), finished("length"), done}), Violations{});
}

TEST(OpenAiChat, JudgesNoArgumentsWhereTheStreamDidNotEndWell) {
  EXPECT_EQ(damage({tool(first_fragment)}), Violations{}) << "cut short: said by its ending";
  EXPECT_EQ(damage({tool(first_fragment), error}), Violations{});
}

TEST(OpenAiChat, KeepsArgumentsOfInterleavedCallsApart) {
  const auto second = R"({"index":1,"id":"u","function":{"name":"g","arguments":"[1"}})";
  EXPECT_EQ(
      damage({tool(first_fragment), tool(second),
              tool(R"({"index":0,"function":{"arguments":"1}"}})"),
              tool(R"({"index":1,"function":{"arguments":"]"}})"), finished("tool_calls"), done}),
      Violations{});
}

TEST(OpenAiChat, FindsWhatFollowsDone) {
  EXPECT_EQ(damage({finished(), done, done}),
            (Violations{"terminal-repeated @2: done after done"}));
  EXPECT_EQ(damage({finished(), done, usage}),
            (Violations{"event-after-terminal @2: usage after done"}));
  EXPECT_EQ(damage({error, said("x")}), (Violations{"event-after-error @1: chunk after error"}));
}

TEST(OpenAiChat, ReadsAnErrorByItsEventType) {
  const auto outcome = interpret(*find_built_in("openai-chat"),
                                 {{.data = R"({"error":{"message":"x"}})", .type = "error"}});
  EXPECT_TRUE(outcome.error_seen);
  EXPECT_EQ(outcome.violations, Violations{});
}

TEST(OpenAiChat, NotesAPayloadOfNoKnownShape) {
  EXPECT_EQ(damage({R"({"foo":1})"}), (Violations{"event-unknown @0: its members are foo"}));
}

}  // namespace
}  // namespace ssert::dialect::openai_chat_test
