#include "dialect/dialect.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace ssert::dialect {
namespace {

using Names = std::vector<std::string>;

Names names_of(const Detection& detection) {
  Names names;
  for (const auto* const each : detection.candidates) names.push_back(each->name);
  return names;
}

Names by_path(std::string_view path) { return names_of(detect_by_path(path)); }

Detection by_data(const std::vector<std::string>& data) {
  std::vector<FirstEvent> events;
  for (const auto& each : data) events.push_back({.type = "message", .data = each});
  return detect_by_first_events(events);
}

TEST(DetectByPath, KnowsThePathsOfTheBuiltInDialects) {
  EXPECT_EQ(by_path("/conversations/42/messages/stream"), Names{"conversation"});
  EXPECT_EQ(by_path("/api/v1/conversations/a-b-c/messages/stream?x=1"), Names{"conversation"});
  EXPECT_EQ(by_path("/v1/chat/completions"), Names{"openai-chat"});
  EXPECT_EQ(by_path("/openai/deployments/gpt/chat/completions?api-version=1"),
            Names{"openai-chat"});
  EXPECT_EQ(by_path("/chat/completions/"), Names{"openai-chat"});
}

TEST(DetectByPath, KnowsNoOther) {
  for (const auto* const path : {"", "/", "/conversations/messages/stream",
                                 "/conversations/42/messages", "/conversations//messages/stream",
                                 "/Chat/Completions", "/completions", "/x?/chat/completions"})
    EXPECT_EQ(by_path(path), Names{}) << path;
}

TEST(DetectByPath, SaysWhatDecidedIt) {
  EXPECT_EQ(detect_by_path("/conversations/42/messages/stream").how,
            "the URL's path looks like /conversations/{id}/messages/stream");
  EXPECT_EQ(detect_by_path("/x").how, "the URL's path is that of no known dialect");
}

const std::string sound_token = R"({"type":"token","content":"x"})";
const std::string text_completion =
    R"({"id":"c","object":"text_completion","created":1,"model":"m","choices":[{"index":0,"text":"Hel","finish_reason":null}]})";

std::string chat_chunk(std::string_view delta, std::string_view finish_reason = "null") {
  return fmt::format(
      R"({{"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[{{"index":0,"delta":{},"finish_reason":{}}}]}})",
      delta, finish_reason);
}

TEST(DetectByFirstEvents, KnowsTheBuiltInDialects) {
  const auto conversation = by_data({sound_token});
  EXPECT_EQ(names_of(conversation), Names{"conversation"});
  EXPECT_EQ(conversation.how, "the first events look like token of conversation");
  EXPECT_EQ(names_of(by_data({chat_chunk(R"({"content":"x"})"), "[DONE]"})), Names{"openai-chat"});
  EXPECT_EQ(names_of(by_data({chat_chunk(R"({"role":"assistant"})")})), Names{"openai-chat"});
  EXPECT_EQ(names_of(by_data({chat_chunk("{}", R"("stop")"), "[DONE]"})), Names{"openai-chat"});
}

TEST(DetectByFirstEvents, KnowsADamagedStreamByItsSoundEvents) {
  const auto chunk = chat_chunk(R"({"content":"x"})");
  struct Damaged {
    std::string_view what;
    std::vector<std::string> data;
    std::string_view dialect;
  };
  const std::vector<Damaged> streams{
      {"no JSON", {R"({"type":"token","content":)", sound_token}, "conversation"},
      {"plain text", {sound_token, "plain text"}, "conversation"},
      {"no type", {R"({"content":"x"})", sound_token}, "conversation"},
      {"a token without text", {R"({"type":"token"})", sound_token}, "conversation"},
      {"an error", {sound_token, R"({"error":{"message":"x"}})"}, "conversation"},
      {"an unknown kind", {R"({"type":"hello"})", sound_token}, "conversation"},
      {"another's usage", {sound_token, R"({"usage":{"total_tokens":3}})"}, "conversation"},
      {"no JSON", {chunk, R"({"id":)", "[DONE]"}, "openai-chat"},
      {"no object", {"1", chunk}, "openai-chat"},
      {"no choices", {R"({"id":"c"})", chunk, "[DONE]"}, "openai-chat"},
      {"an unsound chunk", {R"({"choices":[{"delta":{}}]})", chunk}, "openai-chat"},
      {"an error", {chunk, R"({"error":"overloaded"})"}, "openai-chat"},
      {"done of another", {chunk, R"({"type":"done"})"}, "openai-chat"},
  };
  for (const auto& each : streams)
    EXPECT_EQ(names_of(by_data(each.data)), Names{std::string(each.dialect)}) << each.what;
}

TEST(DetectByFirstEvents, NamesNoneForAForeignStream) {
  struct Foreign {
    std::string_view what;
    std::vector<std::string> data;
  };
  const std::vector<Foreign> streams{
      {"legacy completions", {text_completion, text_completion, "[DONE]"}},
      {"LangServe", {R"({"run_id":"r"})", "\"Hel\"", "\"lo\""}},
      {"strings", {"\"Hel\""}},
      {"numbers", {"1", "2"}},
      {"null", {"null"}},
      {"text", {"Hel", "lo", "[DONE]"}},
      {"nothing but a sentinel", {"[DONE]"}},
      {"usage at the top", {R"({"usage":{"total_tokens":3},"answer":"x"})"}},
      {"usage beside text", {R"({"text":"x"})", R"({"usage":{"total_tokens":3}})"}},
      {"error at the top", {R"({"index":1,"token":{"text":"a"}})", R"({"error":"overloaded"})"}},
      {"error alone", {R"({"type":"error","error":{"message":"x"}})"}},
      {"done alone", {R"({"type":"done"})"}},
      {"text of another name", {R"({"type":"token","text":"Hel"})", R"({"type":"done"})"}},
      {"content that is no text", {R"({"type":"token","content":{"t":"Hel"}})"}},
      {"other types", {R"({"type":"text","text":"x"})", R"({"type":"done"})"}},
      {"other types, failed", {R"({"type":"start"})", R"({"type":"error"})"}},
      {"choices that are none", {R"({"choices":"x"})"}},
  };
  for (const auto& each : streams) EXPECT_EQ(names_of(by_data(each.data)), Names{}) << each.what;
}

TEST(DetectByFirstEvents, TakesTheTypeErrorForNoDialect) {
  EXPECT_EQ(names_of(detect_by_first_events(
                std::vector<FirstEvent>{{.type = "delta", .data = R"({"text":"x"})"},
                                        {.type = "error", .data = R"({"message":"x"})"}})),
            Names{});
}

TEST(DetectByFirstEvents, IsWarnedByTheSentinelOfAnotherDialect) {
  EXPECT_EQ(names_of(by_data({sound_token, R"({"type":"message","content":{}})", "[DONE]"})),
            Names{});
}

TEST(DetectByFirstEvents, NamesAllThatFit) {
  const auto both = by_data({sound_token, chat_chunk(R"({"content":"x"})")});
  EXPECT_EQ(names_of(both), (Names{"conversation", "openai-chat"}));
  EXPECT_EQ(both.how,
            "the first events look like token of conversation and like chunk of openai-chat");
}

TEST(DetectByFirstEvents, SaysWhyItNamesNone) {
  EXPECT_EQ(names_of(by_data({})), Names{});
  EXPECT_EQ(by_data({}).how, "there was no event");
  EXPECT_EQ(by_data({"plain text"}).how, "the first events are of no known dialect");
  EXPECT_EQ(by_data({text_completion}).how,
            "some of the first events look like chunk of openai-chat, but none of them is a sound "
            "one");
}

TEST(BuiltInDialects, AreThoseOfTheTree) {
  Names names;
  for (const auto& each : built_in_dialects()) names.push_back(each.name);
  EXPECT_EQ(names, (Names{"conversation", "openai-chat", "generic"}));
  EXPECT_EQ(find_built_in("nothing"), nullptr);
  ASSERT_NE(find_built_in("conversation"), nullptr);
  const auto& conversation = *find_built_in("conversation");
  EXPECT_EQ(conversation.terminal, TerminalMode::optional);
  EXPECT_EQ(conversation.request.example_body, R"({"content":"Hello"})");
  EXPECT_EQ(conversation.request.prompt_pointer, "/content");
  EXPECT_EQ(conversation.request.required_pointers, std::vector<std::string>{"/content"});
  EXPECT_EQ(conversation.request.string_pointers, std::vector<std::string>{"/content"});
  EXPECT_EQ(conversation.request.resource_id, "{id}");
  EXPECT_EQ(find_built_in("openai-chat")->terminal, TerminalMode::required);
  EXPECT_EQ(find_built_in("generic")->terminal, TerminalMode::none);
  EXPECT_FALSE(find_built_in("generic")->payloads_are_json);
}

TEST(TerminalMode, HasItsNames) {
  for (const auto mode : {TerminalMode::required, TerminalMode::optional, TerminalMode::none})
    EXPECT_EQ(terminal_mode_from(to_string(mode)), mode);
  EXPECT_EQ(terminal_mode_from("sometimes"), std::nullopt);
}

}  // namespace
}  // namespace ssert::dialect
