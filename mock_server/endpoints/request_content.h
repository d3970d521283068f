// The JSON that clients send.
#pragma once

#include "base/result.h"
#include "mock_server/script/script.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace ssert::mock_server {

// Reads a JSON object into `document`; what is wrong with it, where something is.
std::optional<base::Problem> parse_object(std::string_view text, nlohmann::json& document);

// The string member `content` of a JSON object.
struct PromptRead {
  std::string prompt;
  std::optional<Refusal> refusal;
  std::string told;  // to the client, with a refusal
};
PromptRead read_prompt(std::string_view content);

// The string member `title` of a JSON object, or "" where it is absent or there is no content. A
// problem's text is what the client is told.
base::Result<std::string> read_title(std::string_view content);

}  // namespace ssert::mock_server
