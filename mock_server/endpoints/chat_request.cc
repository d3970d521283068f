#include "mock_server/endpoints/chat_request.h"

#include "mock_server/endpoints/request_content.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ssert::mock_server {
namespace {

using nlohmann::json;

ChatRequest refused(Refusal refusal, std::string told, std::string param = {}) {
  return {.refusal = refusal, .told = std::move(told), .param = std::move(param)};
}

std::string text_at(const json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_string() ? member->get<std::string>() : "";
}

bool is_true(const json& object, const char* name) {
  const auto member = object.find(name);
  return member != object.end() && member->is_boolean() && member->get<bool>();
}

// A message's text, which is a string or an array of parts.
std::string text_of(const json& message) {
  const auto content = message.find("content");
  if (content == message.end()) return {};
  if (content->is_string()) return content->get<std::string>();
  std::string text;
  if (!content->is_array()) return text;
  for (const auto& part : *content) {
    if (part.is_object()) text += text_at(part, "text");
  }
  return text;
}

// The function that the request makes the model call; empty where it leaves the model free.
std::string tool_of(const json& document) {
  const auto choice = document.find("tool_choice");
  const auto tools = document.find("tools");
  if (choice == document.end() || tools == document.end() || !tools->is_array()) return {};
  if (choice->is_object()) {
    const auto function = choice->find("function");
    return function != choice->end() && function->is_object() ? text_at(*function, "name") : "";
  }
  if (*choice != "required" || tools->empty() || !tools->front().is_object()) return {};
  const auto function = tools->front().find("function");
  if (function == tools->front().end() || !function->is_object()) return {};
  return text_at(*function, "name");
}

std::uint32_t words_of(std::string_view text) {
  return static_cast<std::uint32_t>(1 + std::count(text.begin(), text.end(), ' '));
}

json or_null(std::string_view text) { return text.empty() ? json() : json(text); }

}  // namespace

ChatRequest read_chat_request(std::string_view content) {
  json document;
  if (parse_object(content, document)) {
    return refused(Refusal::malformed_content, "The content is not a JSON object.");
  }
  const auto model = text_at(document, "model");
  if (model.empty()) return refused(Refusal::missing_field, "model is missing.", "model");
  const auto messages = document.find("messages");
  if (messages == document.end() || !messages->is_array() || messages->empty()) {
    return refused(Refusal::missing_field, "messages must be an array of one at least.",
                   "messages");
  }
  for (const auto& message : *messages) {
    if (message.is_object() && !text_at(message, "role").empty()) continue;
    return refused(Refusal::missing_field, "Every message has a role.", "messages");
  }
  ChatRequest request{.prompt = text_of(messages->back()), .streams = is_true(document, "stream")};
  request.chat.model = model;
  request.chat.tool = tool_of(document);
  const auto effort = text_at(document, "reasoning_effort");
  request.chat.reasons = !effort.empty() && effort != "none";
  const auto options = document.find("stream_options");
  request.chat.includes_usage =
      options != document.end() && options->is_object() && is_true(*options, "include_usage");
  request.chat.prompt_tokens = words_of(request.prompt);
  return request;
}

std::string chat_error_json(const ChatError& error) {
  const nlohmann::ordered_json json{{"error",
                                     {{"message", error.message},
                                      {"type", error.type},
                                      {"param", or_null(error.param)},
                                      {"code", or_null(error.code)}}}};
  return json.dump();
}

}  // namespace ssert::mock_server
