// What a request to the chat completions endpoint says.
#pragma once

#include "mock_server/script/script.h"
#include "mock_server/writer/chat.h"

#include <optional>
#include <string>
#include <string_view>

namespace ssert::mock_server {

struct ChatRequest {
  std::string prompt;  // the text of the last message
  bool streams = false;
  Chat chat;

  std::optional<Refusal> refusal;
  std::string told;   // to the client, with a refusal
  std::string param;  // the member that is wrong; empty where it is the whole content
};
// Calls the first of `tools` where `tool_choice` is "required" or names a function. Reasons where
// there is a `reasoning_effort` other than "none".
ChatRequest read_chat_request(std::string_view content);

// {"error":{"message","type","param","code"}}
struct ChatError {
  std::string_view message;
  std::string_view type = "invalid_request_error";
  std::string_view param;  // null where it is empty
  std::string_view code;   // null where it is empty
};
std::string chat_error_json(const ChatError& error);

}  // namespace ssert::mock_server
