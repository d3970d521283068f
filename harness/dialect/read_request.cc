#include "dialect/place.h"
#include "dialect/read_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

// Pointers into the example body, which is how a pointer that finds nothing is noticed.
class BodyPointers {
 public:
  BodyPointers(Complaints& complaints, const JsonValue* body)
      : complaints_(complaints), body_(body) {}

  std::string read(const Node& node, std::optional<JsonValue::Type> type, std::string_view noun) {
    const auto place = read_place(node, "a JSON pointer into example_body");
    if (!place) return {};
    const auto found = place->find_bound({.payload = body_}, {}, 0);
    if (found.is_absent() || (type && found.value->type() != *type))
      complaints_.add(node,
                      {.what = fmt::format("is \"{}\", where example_body has {}", place->text(),
                                           found.is_absent() ? "nothing" : shown(found)),
                       .way_out = fmt::format("a JSON pointer to {}", noun)});
    return place->text();
  }

  // Of a member that a user's body may have, and the example has not.
  std::string read_optional(const Node& node) {
    const auto place = read_place(node, "a JSON pointer into the body");
    return place ? place->text() : std::string();
  }

  std::vector<std::string> read_all(const Node& node, std::optional<JsonValue::Type> type,
                                    std::string_view noun) {
    std::vector<std::string> pointers;
    for (const auto& each : elements_of(complaints_, node, "an array of JSON pointers"))
      pointers.push_back(read(each, type, noun));
    return pointers;
  }

 private:
  std::optional<Place> read_place(const Node& node, std::string_view noun) {
    const auto text = read_string(complaints_, node, noun);
    if (!text) return std::nullopt;
    auto place = Place::parse(*text);
    if (place && place->source() == Place::Source::payload && place->stars() == 0)
      return std::move(*place);
    complaints_.add_wrong(node, fmt::format("{}, \"/content\"", noun));
    return std::nullopt;
  }

  Complaints& complaints_;
  const JsonValue* body_;
};

// At most one "{name}" in a segment, and every brace has its other.
bool is_path_pattern(std::string_view pattern) {
  if (!pattern.starts_with('/') || pattern.find_first_of("?#") != std::string_view::npos)
    return false;
  while (!pattern.empty()) {
    pattern.remove_prefix(1);
    const auto end = std::min(pattern.find('/'), pattern.size());
    const auto segment = pattern.substr(0, end);
    const auto open = segment.find('{');
    const auto close = segment.find('}');
    if ((open == std::string_view::npos) != (close == std::string_view::npos)) return false;
    if (open != std::string_view::npos && close < open + 2) return false;
    if (std::count(segment.begin(), segment.end(), '{') > 1 ||
        std::count(segment.begin(), segment.end(), '}') > 1)
      return false;
    pattern.remove_prefix(end);
  }
  return true;
}

bool is_method(std::string_view method) {
  return !method.empty() &&
         std::all_of(method.begin(), method.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

void read_resource_id(Complaints& complaints, const Node& node, BodyPointers& pointers,
                      RequestShape& request) {
  const auto text = read_string(complaints, node, "\"{name}\" of the path, or a JSON pointer");
  if (!text) return;
  request.resource_id = *text;
  if (!text->starts_with('{')) {
    pointers.read(node, std::nullopt, "the id");
    return;
  }
  if (!text->ends_with('}') || request.path_pattern.find(*text) == std::string::npos)
    complaints.add(node, {.what = fmt::format("is \"{}\", which `path` does not have", *text),
                          .way_out = "a \"{name}\" of the path, or a JSON pointer"});
}

void read_body_members(Complaints& complaints, const ObjectReader& object, RequestShape& request) {
  const auto body = object.find("example_body");
  if (body) request.example_body = compact_json(*body->value);
  BodyPointers pointers(complaints, body ? body->value : nullptr);
  if (const auto node = object.find("prompt"))
    request.prompt_pointer = pointers.read(*node, JsonValue::Type::string, "a string in it");
  if (const auto node = object.find("required"))
    request.required_pointers = pointers.read_all(*node, std::nullopt, "a member of it");
  if (const auto node = object.find("strings"))
    request.string_pointers = pointers.read_all(*node, JsonValue::Type::string, "a string in it");
  if (const auto node = object.find("stream_flag"))
    request.stream_flag_pointer =
        pointers.read(*node, JsonValue::Type::boolean, "true or false in it");
  if (const auto node = object.find("answers"))
    request.answers_pointer = pointers.read_optional(*node);
  if (const auto node = object.find("resource_id"))
    read_resource_id(complaints, *node, pointers, request);
}

}  // namespace

RequestShape read_request(Complaints& complaints, const Node& node) {
  const ObjectReader object(complaints, node, "request",
                            {"method", "path", "example_body", "prompt", "required", "strings",
                             "stream_flag", "answers", "resource_id"});
  RequestShape request;
  if (const auto method = object.find("method")) {
    request.method = read_string(complaints, *method, "a method, \"POST\"").value_or("");
    if (!is_method(request.method)) complaints.add_wrong(*method, "a method, \"POST\"");
  }
  if (const auto path = object.find("path")) {
    request.path_pattern = read_string(complaints, *path, "the end of a URL's path").value_or("");
    if (!is_path_pattern(request.path_pattern))
      complaints.add_wrong(*path, "a path that begins with \"/\", \"/chats/{id}/stream\"");
  }
  read_body_members(complaints, object, request);
  return request;
}

}  // namespace ssert::dialect
