// `before` and `after` of a scenario file.
#include "dialect/place.h"
#include "http/secret_names.h"
#include "scenario/file_parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::scenario {
namespace {

using dialect::JsonValue;
using dialect::Place;
using dialect::read_string;

bool is_pointer(std::string_view text) {
  const auto place = Place::parse(text);
  return place && place->source() == Place::Source::payload && place->stars() == 0;
}

// Not members_of: "why" is a capture's name here.
std::vector<Capture> read_captures(FileContext& context, const Node& node) {
  std::vector<Capture> captures;
  if (node.value->type() != JsonValue::Type::object) {
    context.complaints.add_wrong(node, "an object: names and JSON pointers");
    return captures;
  }
  for (const auto& child : node.value->children()) {
    const auto member = dialect::child_of(node, child, child.name());
    if (!is_capture_name(child.name()))
      context.complaints.add(member, {.what = "is no name of a capture",
                                      .way_out = "letters, digits and \"_\", no digit first"});
    const auto& known = context.captured;
    if (std::find(known.begin(), known.end(), child.name()) != known.end())
      context.complaints.add(member, {.what = "is captured by an earlier request, too",
                                      .way_out = "another name for one of the two"});
    const auto pointer = read_string(context.complaints, member, "a JSON pointer, \"/id\"");
    if (pointer && !is_pointer(*pointer))
      context.complaints.add_wrong(member, "a JSON pointer, \"/id\"; it points at no `*`");
    captures.push_back({.name = child.name(),
                        .pointer = pointer.value_or(""),
                        .secret = http::parameter_is_secret(child.name())});
  }
  return captures;
}

std::optional<int> read_status(FileContext& context, const Node& node) {
  const auto status = node.value->as_integer();
  if (status && *status >= 100 && *status <= 599) return static_cast<int>(*status);
  context.complaints.add_wrong(node, "a status code, 100 to 599");
  return std::nullopt;
}

void read_content_of(FileContext& context, const ObjectReader& object, SetUpRequest& request) {
  const auto content = read_content(context, object);
  request.method = content ? "POST" : "GET";
  if (const auto node = object.find("method")) request.method = read_method(context, *node);
  if (!content) return;
  request.content = content->text;
  request.content_references = content->references;
}

std::vector<std::string_view> known_members(When when) {
  std::vector<std::string_view> names{"name", "method",    "url",       "headers",
                                      "body", "body_text", "body_file", "expect_status"};
  if (when == When::before) names.push_back("capture");
  return names;
}

SetUpRequest read_request(FileContext& context, const Node& node, When when) {
  const ObjectReader object(context.complaints, node, "a request of set-up", known_members(when));
  SetUpRequest request;
  if (const auto name = object.find("name")) {
    request.name = read_string(context.complaints, *name, "a name, for messages").value_or("");
    dialect::judge_name(context.complaints, *name, request.name);
  }
  if (const auto url = object.require("url", "where the request goes")) {
    request.place = context.complaints.place_of(*url);
    request.url = read_url(context, *url);
  }
  if (const auto headers = object.find("headers")) {
    auto read = read_file_headers(context, *headers);
    request.fields = std::move(read.fields);
    request.fields_left_out = std::move(read.left_out);
  }
  read_content_of(context, object, request);
  if (const auto status = object.find("expect_status"))
    request.expected_status = read_status(context, *status);
  if (const auto captures = object.find("capture"))
    request.captures = read_captures(context, *captures);
  for (const auto& capture : request.captures) context.captured.push_back(capture.name);
  return request;
}

}  // namespace

std::vector<SetUpRequest> read_set_up_requests(FileContext& context, const Node& node, When when) {
  std::vector<SetUpRequest> requests;
  for (const auto& element : elements_of(context.complaints, node, "an array of requests")) {
    auto request = read_request(context, element, when);
    if (element.value->find("name") == nullptr)
      request.name =
          fmt::format("{} {}", when == When::before ? "before" : "after", requests.size() + 1);
    requests.push_back(std::move(request));
  }
  return requests;
}

}  // namespace ssert::scenario
