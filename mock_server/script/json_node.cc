#include "mock_server/script/json_node.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace ssert::mock_server {

void ProblemKeeper::keep(const std::string& pointer, std::string what, std::string way_out) {
  if (problem_) return;
  problem_ = base::Problem{
      .where = pointer.empty() ? file_ : fmt::format("{}: {}", file_, pointer),
      .what = std::move(what),
      .way_out = std::move(way_out),
  };
}

void JsonNode::refuse(std::string what, std::string way_out) const {
  keeper_->keep(pointer_, std::move(what), std::move(way_out));
}

std::string JsonNode::what_it_is() const { return fmt::format("is {}", value_->type_name()); }

void JsonNode::expect_members(std::initializer_list<std::string_view> names) const {
  if (!value_->is_object()) return refuse(what_it_is(), "an object");
  for (const auto& [name, unused] : value_->items()) {
    if (name == "comment" || std::find(names.begin(), names.end(), name) != names.end()) continue;
    std::string known;
    for (const auto each : names) known += (known.empty() ? "" : ", ") + std::string(each);
    return refuse(fmt::format("has a member \"{}\"", name), known);
  }
}

std::optional<JsonNode> JsonNode::member(std::string_view name) const {
  if (!value_->is_object()) return std::nullopt;
  const auto found = value_->find(std::string(name));
  if (found == value_->end()) return std::nullopt;
  return JsonNode(*found, fmt::format("{}/{}", pointer_, name), *keeper_);
}

void JsonNode::for_each_member(
    const std::function<void(const std::string& name, const JsonNode&)>& visit) const {
  if (!value_->is_object()) return refuse(what_it_is(), "an object");
  for (const auto& [name, value] : value_->items()) {
    if (name != "comment") {
      visit(name, JsonNode(value, fmt::format("{}/{}", pointer_, name), *keeper_));
    }
  }
}

void JsonNode::for_each_element(const std::function<void(const JsonNode&)>& visit) const {
  if (!value_->is_array()) return refuse(what_it_is(), "an array");
  std::size_t index = 0;
  for (const auto& value : *value_) {
    visit(JsonNode(value, fmt::format("{}/{}", pointer_, index), *keeper_));
    ++index;
  }
}

std::string JsonNode::text() const {
  if (const auto* text = value_->get_ptr<const std::string*>()) return *text;
  refuse(what_it_is(), "a string");
  return {};
}

bool JsonNode::boolean() const {
  if (const auto* boolean = value_->get_ptr<const bool*>()) return *boolean;
  refuse(what_it_is(), "true or false");
  return false;
}

std::int64_t JsonNode::integer(IntegerRange range) const {
  const bool too_large = value_->is_number_unsigned() &&
                         value_->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
  if (value_->is_number_integer() && !too_large) {
    const auto number = value_->get<std::int64_t>();
    if (number >= range.least && number <= range.greatest) return number;
  }
  refuse(value_->is_number() ? "is " + value_->dump() : what_it_is(),
         fmt::format("a whole number from {} to {}", range.least, range.greatest));
  return range.least;
}

std::string JsonNode::members_text() const {
  if (!value_->is_object()) {
    refuse(what_it_is(), "an object");
    return {};
  }
  const auto text = value_->dump();
  return text.substr(1, text.size() - 2);
}

}  // namespace ssert::mock_server
