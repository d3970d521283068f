#include "dialect/json_edit.h"

#include "dialect/json_value.h"

#include <nlohmann/json.hpp>

namespace ssert::dialect {
namespace {

using nlohmann::ordered_json;

// The strict reader goes first: it bounds depth and size, so that the library need not be trusted.
std::optional<ordered_json> parsed(std::string_view json_text) {
  const auto read = read_json(json_text);
  if (read.fault != JsonFault::none || read.unpaired_surrogate) return std::nullopt;
  auto json = ordered_json::parse(json_text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return json;
}

// Where `pointer` leads; nullptr where nothing stands there.
ordered_json* find_at(ordered_json& json, std::string_view pointer) {
  try {
    const ordered_json::json_pointer path{std::string(pointer)};
    return json.contains(path) ? &json.at(path) : nullptr;
  } catch (const ordered_json::exception&) {
    return nullptr;  // no JSON pointer
  }
}

}  // namespace

std::optional<std::string> json_with_text_at(std::string_view json_text, std::string_view pointer,
                                             std::string_view text) {
  auto json = parsed(json_text);
  auto* place = json ? find_at(*json, pointer) : nullptr;
  if (place == nullptr) return std::nullopt;
  *place = text;
  return json->dump();
}

std::optional<std::string> json_without(std::string_view json_text, std::string_view pointer) {
  auto json = parsed(json_text);
  if (!json || pointer.empty() || find_at(*json, pointer) == nullptr) return std::nullopt;
  const ordered_json::json_pointer path{std::string(pointer)};
  auto& parent = json->at(path.parent_pointer());
  if (parent.is_array()) {
    parent.erase(static_cast<std::size_t>(std::stoull(path.back())));
  } else {
    parent.erase(path.back());
  }
  return json->dump();
}

std::optional<std::string> json_text_at(std::string_view json_text, std::string_view pointer) {
  auto json = parsed(json_text);
  const auto* place = json ? find_at(*json, pointer) : nullptr;
  if (place == nullptr || !place->is_string()) return std::nullopt;
  return place->get<std::string>();
}

std::optional<std::int64_t> json_integer_at(std::string_view json_text, std::string_view pointer) {
  auto json = parsed(json_text);
  const auto* place = json ? find_at(*json, pointer) : nullptr;
  if (place == nullptr || !place->is_number_integer()) return std::nullopt;
  return place->get<std::int64_t>();
}

}  // namespace ssert::dialect
