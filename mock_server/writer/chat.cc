#include "mock_server/writer/chat.h"

#include "mock_server/writer/json_text.h"

#include <fmt/format.h>

namespace ssert::mock_server {
namespace {

constexpr std::string_view call_id = "call_mock_1";

// Every chunk and the whole answer begin alike; the same request gives the same bytes.
std::string begin(const Chat& chat, std::string_view object) {
  auto json =
      fmt::format(R"({{"id":"chatcmpl-mock","object":"{}","created":1700000000,"model":)", object);
  append_json_string(json, chat.model);
  return json;
}

std::string chunk(const Chat& chat, std::string_view delta, std::string_view finish_reason,
                  std::string_view members = {}) {
  return begin(chat, "chat.completion.chunk") +
         fmt::format(R"(,"choices":[{{"index":0,"delta":{},"finish_reason":{}}}]{}}})", delta,
                     finish_reason, members);
}

std::string usage(const Chat& chat, std::uint32_t answer_tokens) {
  return fmt::format(R"({{"prompt_tokens":{},"completion_tokens":{},"total_tokens":{}}})",
                     chat.prompt_tokens, answer_tokens, chat.prompt_tokens + answer_tokens);
}

std::string json_string(std::string_view text) {
  std::string json;
  append_json_string(json, text);
  return json;
}

// The answer's text is the argument `text` of the call: fragments that join to a JSON object.
std::string arguments_fragment(const ChatToken& token) {
  std::string fragment = token.index == 0 ? R"({"text":")" : "";
  append_json_escaped(fragment, token.text);
  if (token.index + 1 == token.answer_tokens) fragment += R"("})";
  return fragment;
}

std::string_view finish_reason(const Chat& chat) {
  return chat.tool.empty() ? R"("stop")" : R"("tool_calls")";
}

}  // namespace

std::string chat_opening(const Chat& chat) {
  if (chat.tool.empty()) return chunk(chat, R"({"role":"assistant","content":""})", "null");
  return chunk(
      chat,
      fmt::format(
          R"({{"role":"assistant","content":null,"tool_calls":[{{"index":0,"id":"{}","type":"function","function":{{"name":{},"arguments":""}}}}]}})",
          call_id, json_string(chat.tool)),
      "null");
}

std::string chat_token(const Chat& chat, const ChatToken& token) {
  if (!chat.tool.empty()) {
    return chunk(chat,
                 fmt::format(R"({{"tool_calls":[{{"index":0,"function":{{"arguments":{}}}}}]}})",
                             json_string(arguments_fragment(token))),
                 "null", token.members);
  }
  const bool is_reasoning = chat.reasons && token.index < token.answer_tokens / 4;
  return chunk(chat,
               fmt::format(R"({{"{}":{}}})", is_reasoning ? "reasoning_content" : "content",
                           json_string(token.text)),
               "null", token.members);
}

std::string chat_finish(const Chat& chat) { return chunk(chat, "{}", finish_reason(chat)); }

std::string chat_usage(const Chat& chat, std::uint32_t answer_tokens) {
  return begin(chat, "chat.completion.chunk") +
         fmt::format(R"(,"choices":[],"usage":{}}})", usage(chat, answer_tokens));
}

std::string chat_error(std::string_view code, std::string_view message) {
  return fmt::format(R"({{"error":{{"message":{},"type":"server_error","param":null,"code":{}}}}})",
                     json_string(message), json_string(code));
}

std::string chat_completion(const Chat& chat, std::string_view text, std::uint32_t answer_tokens) {
  std::string message;
  if (chat.tool.empty()) {
    message = fmt::format(R"({{"role":"assistant","content":{}}})", json_string(text));
  } else {
    const auto arguments = json_string(R"({"text":)" + json_string(text) + "}");
    message = fmt::format(
        R"({{"role":"assistant","content":null,"tool_calls":[{{"id":"{}","type":"function","function":{{"name":{},"arguments":{}}}}}]}})",
        call_id, json_string(chat.tool), arguments);
  }
  return begin(chat, "chat.completion") +
         fmt::format(R"(,"choices":[{{"index":0,"message":{},"finish_reason":{}}}],"usage":{}}})",
                     message, finish_reason(chat), usage(chat, answer_tokens));
}

}  // namespace ssert::mock_server
