#include "dialect/dialect.h"

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

TEST(DetectByFirstEvents, KnowsTheBuiltInDialects) {
  const auto conversation = by_data({R"({"type":"token","content":"x"})"});
  EXPECT_EQ(names_of(conversation), Names{"conversation"});
  EXPECT_EQ(conversation.how, "the first events look like token of conversation");
  EXPECT_EQ(names_of(by_data({R"({"id":"c","choices":[{"index":0,"delta":{}}]})"})),
            Names{"openai-chat"})
      << "a damaged chunk is one of that dialect, too";
  EXPECT_EQ(names_of(by_data({"[DONE]"})), Names{"openai-chat"});
}

TEST(DetectByFirstEvents, GoesOnPastKindsThatADialectDoesNotKnow) {
  EXPECT_EQ(names_of(by_data({R"({"type":"hello"})", R"({"type":"token","content":"x"})"})),
            Names{"conversation"});
}

TEST(DetectByFirstEvents, IsNotDecidedByANameThatManyHaveBesideUnknownKinds) {
  EXPECT_EQ(names_of(by_data({R"({"type":"text","text":"x"})", R"({"type":"done"})"})), Names{});
  EXPECT_EQ(names_of(by_data({R"({"type":"start"})", R"({"type":"error"})"})), Names{});
  EXPECT_EQ(names_of(by_data({R"({"type":"done"})"})), Names{"conversation"});
}

TEST(DetectByFirstEvents, NamesAllThatFit) {
  const auto both = by_data({R"({"type":"error","error":{"message":"x"}})"});
  EXPECT_EQ(names_of(both), (Names{"conversation", "openai-chat"}));
  EXPECT_EQ(both.how,
            "the first events look like error of conversation and like error of openai-chat");
}

TEST(DetectByFirstEvents, NamesNoneWhereNoneFits) {
  EXPECT_EQ(names_of(by_data({})), Names{});
  EXPECT_EQ(by_data({}).how, "there was no event");
  EXPECT_EQ(names_of(by_data({"plain text"})), Names{});
  EXPECT_EQ(names_of(by_data({R"({"type":"hello"})"})), Names{}) << "no kind is known";
  EXPECT_EQ(names_of(by_data({R"({"type":"token","content":"x"})", "plain text"})), Names{});
  EXPECT_EQ(by_data({"plain text"}).how, "the first events are of no known dialect");
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
