// The events of the chat completions endpoint: what tokens, done and error look like there. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ssert::mock_server {

// What a chat request asks for, as far as it shapes the events. A value.
struct Chat {
  std::string model = "mock-1";
  std::string tool;             // the function that is called; empty: the answer is text
  bool reasons = false;         // the first quarter of the tokens is reasoning
  bool includes_usage = false;  // a chunk with the usage stands before [DONE]
  std::uint32_t prompt_tokens = 0;

  bool operator==(const Chat&) const = default;
};

// Where a token stands in its answer, and its text.
struct ChatToken {
  std::uint32_t index = 0;
  std::uint32_t answer_tokens = 0;
  std::string_view text;
  std::string_view members;  // further ones of the chunk, `,"a":1`
};

// The payloads of events, without the framing around them.
std::string chat_opening(const Chat& chat);  // says the role, and whose call it is
std::string chat_token(const Chat& chat, const ChatToken& token);
std::string chat_finish(const Chat& chat);
std::string chat_usage(const Chat& chat, std::uint32_t answer_tokens);
std::string chat_error(std::string_view code, std::string_view message);
inline constexpr std::string_view chat_done = "[DONE]";

// The whole answer as one JSON object, for a request that asks for no stream.
std::string chat_completion(const Chat& chat, std::string_view text, std::uint32_t answer_tokens);

}  // namespace ssert::mock_server
