#include "mock_server/endpoints/conversations.h"

#include "mock_server/writer/json_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::mock_server {
namespace {

constexpr std::size_t listed_max = 1000;

}  // namespace

Conversations::Conversations(std::size_t conversations_max)
    : conversations_max_(conversations_max), by_id_{{"demo", {.title = "Demo"}}}, order_{"demo"} {}

std::optional<std::string> Conversations::create(std::string title) {
  if (order_.size() >= conversations_max_) return std::nullopt;
  auto id = fmt::format("conversation-{}", order_.size());
  by_id_.emplace(id, Conversation{.title = std::move(title)});
  order_.push_back(id);
  return id;
}

void Conversations::add_message(const std::string& id) { ++by_id_.at(id).messages; }

std::string Conversations::json(const std::string& id) const {
  const auto& conversation = by_id_.at(id);
  std::string json = "{\"id\":";
  append_json_string(json, id);
  json += ",\"title\":";
  append_json_string(json, conversation.title);
  return json + fmt::format(",\"messages\":{}}}", conversation.messages);
}

std::string Conversations::list_json() const {
  std::string list = "{\"conversations\":[";
  for (std::size_t i = 0; i < std::min(order_.size(), listed_max); ++i) {
    list += (i == 0 ? "" : ",") + json(order_[i]);
  }
  return list + fmt::format("],\"total\":{}}}", order_.size());
}

}  // namespace ssert::mock_server
