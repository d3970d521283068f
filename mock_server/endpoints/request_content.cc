#include "mock_server/endpoints/request_content.h"

#include "base/limits.h"

#include <nlohmann/json.hpp>

#include <optional>

namespace ssert::mock_server {
namespace {

base::Problem told(std::string what) {
  return {.where = "", .what = std::move(what), .way_out = R"({"content": "..."})"};
}

// Said aloud, because a string could also begin a Problem.
base::Result<std::string> value(std::string text) {
  return base::Result<std::string>(boost::system::in_place_value, std::move(text));
}

}  // namespace

std::optional<base::Problem> parse_object(std::string_view text, nlohmann::json& document) {
  bool too_deep = false;
  const auto watch_depth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    too_deep = too_deep || depth > static_cast<int>(base::limits::json_depth);
    return !too_deep;
  };
  document = nlohmann::json::parse(text, watch_depth, false);
  if (document.is_discarded() && !too_deep) return told("The content is not valid JSON.");
  if (too_deep) return told("The JSON is nested too deep.");
  if (!document.is_object()) return told("The content is not a JSON object.");
  return std::nullopt;
}

PromptRead read_prompt(std::string_view content) {
  nlohmann::json document;
  if (auto problem = parse_object(content, document))
    return {.refusal = Refusal::malformed_content, .told = std::move(problem->what)};
  const auto member = document.find("content");
  if (member == document.end())
    return {.refusal = Refusal::missing_field, .told = "content is missing."};
  if (const auto* text = member->get_ptr<const std::string*>()) return {.prompt = *text};
  return {.refusal = Refusal::missing_field, .told = "content must be a string."};
}

base::Result<std::string> read_title(std::string_view content) {
  if (content.empty()) return value("");
  nlohmann::json document;
  if (auto problem = parse_object(content, document)) return *std::move(problem);
  const auto member = document.find("title");
  if (member == document.end()) return value("");
  if (const auto* text = member->get_ptr<const std::string*>()) return value(*text);
  return told("title must be a string.");
}

}  // namespace ssert::mock_server
