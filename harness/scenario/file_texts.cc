// Texts of a scenario file: strings with variables and references, and what stands elsewhere.
#include "base/nearest.h"
#include "base/text.h"
#include "http/secret_names.h"
#include "http/syntax.h"
#include "scenario/file_parts.h"
#include "scenario/headers.h"
#include "scenario/redact.h"
#include "scenario/request.h"
#include "scenario/url.h"
#include "scenario/variables.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::scenario {
namespace {

using dialect::JsonValue;
using dialect::read_string;

constexpr std::string_view text_form = R"(a string, {"env": "NAME"} or {"file": "PATH"})";

struct Text {
  std::string value;
  bool from_elsewhere = false;  // env or file
};

// Only names that are there may be used, so that a misspelt one is not sent as it is.
void judge_references(FileContext& context, const Node& node, std::string_view text) {
  for (const auto& name : references_in(text)) {
    const auto& known = context.captured;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::vector<std::string_view> names(known.begin(), known.end());
    std::string way_out;
    for (const auto& near : base::nearest_names(name, names))
      way_out += (way_out.empty() ? "{{" : " or {{") + near + "}}";
    if (way_out.empty()) way_out = "the name of a `capture` of a request in front of it";
    context.complaints.add(
        node, {.what = "has \"{{" + base::escape_bytes_shortened(name, 60) +
                       "}}\", which nothing before it captures",
               .way_out = way_out + "; text that is meant as it stands goes into a body_file"});
  }
}

std::string expanded(FileContext& context, const Node& node) {
  judge_references(context, node, node.value->text());
  std::vector<UsedVariable> used;
  auto text = expand_variables(node.value->text(), "", context.inputs, used);
  for (const auto& [name, value] : used) {
    if (http::parameter_is_secret(name)) context.secrets.add(name, value);
  }
  if (text) return *std::move(text);
  context.complain(node, text.error());
  return {};
}

std::string content_of_file(FileContext& context, const Node& node) {
  const auto name = read_string(context.complaints, node, "a file, beside this one");
  if (!name) return {};
  auto text = context.inputs.file(context.path_of(*name), "");
  if (text) return *std::move(text);
  context.complain(node, text.error());
  return {};
}

std::string value_of_variable(FileContext& context, const Node& node) {
  const auto name = read_string(context.complaints, node, "the name of an environment variable");
  if (!name) return {};
  if (!is_capture_name(*name)) {
    context.complaints.add_wrong(node, "the name of an environment variable, without $");
    return {};
  }
  auto value = context.inputs.variable(*name);
  if (!value)
    context.complaints.add(
        node, {.what = "names the environment variable " + *name + ", which is not set",
               .way_out = "the variable exported before the call"});
  return value.value_or("");
}

Text read_from_elsewhere(FileContext& context, const Node& node) {
  const ObjectReader object(context.complaints, node, "a text", {"env", "file", "prefix"});
  const auto variable = object.find("env");
  const auto file = object.find("file");
  if (variable.has_value() == file.has_value()) {
    context.complaints.add(node, {.what = variable ? "has both \"env\" and \"file\""
                                                   : "has neither \"env\" nor \"file\"",
                                  .way_out = "one of the two"});
    return {};
  }
  Text text{
      .value = variable ? value_of_variable(context, *variable) : content_of_file(context, *file),
      .from_elsewhere = true};
  if (file && text.value.ends_with('\n')) text.value.pop_back();
  if (file && text.value.ends_with('\r')) text.value.pop_back();
  if (const auto prefix = object.find("prefix"))
    text.value = read_string(context.complaints, *prefix, "a string").value_or("") + text.value;
  return text;
}

// What stands there in place of a text is not shown: it may be a secret with the wrong form.
Text read_text(FileContext& context, const Node& node) {
  switch (node.value->type()) {
    case JsonValue::Type::string:
      return {.value = expanded(context, node)};
    case JsonValue::Type::object:
      return read_from_elsewhere(context, node);
    default:
      context.complaints.add(node, {.what = "is no text", .way_out = std::string(text_form)});
      return {};
  }
}

// What is captured is known later: then it is the secret. True where there is such a reference.
bool hide_references(FileContext& context, std::string_view value) {
  const auto names = references_in(value);
  context.captured_secrets.insert(context.captured_secrets.end(), names.begin(), names.end());
  return !names.empty();
}

// A value in `prefix` is not the secret, what comes behind it is.
void add_secrets(FileContext& context, const Node& node, const http::FieldLine& field,
                 bool from_elsewhere) {
  if (http::field_is_secret(field.name)) {
    if (!hide_references(context, field.value)) context.secrets.add_field(field);
  } else if (from_elsewhere) {
    const auto* const prefix = node.value->find("prefix");
    const auto length = prefix == nullptr ? 0 : prefix->text().size();
    context.secrets.add(field.name,
                        std::string_view(field.value).substr(std::min(length, field.value.size())));
  }
}

void add_secret_parameters(FileContext& context, std::string_view url) {
  for (const auto& [name, value] : query_parameters(query_of(url))) {
    if (!http::parameter_is_secret(percent_decoded(name))) continue;
    if (!hide_references(context, value)) context.secrets.add_parameter(name, value);
  }
}

// Values are judged as those of -H are.
bool judge_field(FileContext& context, const Node& node, const http::FieldLine& field) {
  if (!http::is_token(field.name)) {
    context.complaints.add(
        node, {.what = "is no header field name", .way_out = "letters, digits and hyphens"});
    return false;
  }
  const std::vector<std::string> line{field.name + (field.value.empty() ? ";" : ": ") +
                                      field.value};
  const auto read = read_headers(line, "", context.inputs);
  if (!read) context.complain(node, read.error());
  return read.has_value();
}

JsonValue::Type type_of(const Node& node) { return node.value->type(); }

void judge_body_references(FileContext& context, const Node& node) {
  if (type_of(node) == JsonValue::Type::string) judge_references(context, node, node.value->text());
  for (std::size_t i = 0; i < node.value->children().size(); ++i) {
    const auto& child = node.value->children()[i];
    const bool is_member = type_of(node) == JsonValue::Type::object;
    const auto at = dialect::child_of(node, child, is_member ? child.name() : std::to_string(i));
    if (is_member && !references_in(child.name()).empty())
      context.complaints.add(at, {.what = "has a {{NAME}} in the name of a member",
                                  .way_out = "it in string values only, or a body_file"});
    judge_body_references(context, at);
  }
}

}  // namespace

std::string FileContext::path_of(std::string_view name) const {
  return name.starts_with('/') ? std::string(name) : folder + std::string(name);
}

void FileContext::complain(const Node& node, base::Problem problem) const {
  complaints.add(node, {.what = std::move(problem.what), .way_out = std::move(problem.way_out)});
}

// Numbers are for sizes only: "30" would not say of what.
std::chrono::nanoseconds read_duration(FileContext& context, const Node& node,
                                       decltype(&parse_duration) parse) {
  const auto text = read_string(context.complaints, node,
                                "text with a unit, at most 24h: \"500ms\", \"30s\", \"2m\"");
  if (!text) return {};
  const auto duration = parse(*text, "");
  if (duration) return *duration;
  context.complain(node, duration.error());
  return {};
}

std::string read_url(FileContext& context, const Node& node) {
  auto text = read_text(context, node).value;
  if (context.complaints.first()) return {};
  const auto typed = complete_url(stand_in_url(text));
  if (!typed) {
    const auto shown =
        hide_secrets("\"" + shown_url(text) + "\" ", context.secrets.values()) + typed.error().what;
    context.complaints.add(node, {.what = shown, .way_out = typed.error().way_out});
    return {};
  }
  if (typed->user) {
    context.complaints.add(node, {.what = "names a user in front of the host",
                                  .way_out = "the credentials as an Authorization header"});
    return {};
  }
  add_secret_parameters(context, text);
  if (references_in(text).empty()) return typed->url;
  const bool lacks_scheme = host_is_known(text) && authority_begin(text) == 0;
  return lacks_scheme ? "http://" + text : text;
}

std::string read_method(FileContext& context, const Node& node) {
  const auto text = read_string(context.complaints, node, "a request method: \"POST\"");
  if (!text) return {};
  auto method = checked_method(*text, "");
  if (method) return *std::move(method);
  context.complain(node, method.error());
  return {};
}

// Not members_of: "why" is a header's name here.
FileHeaders read_file_headers(FileContext& context, const Node& node) {
  FileHeaders headers;
  if (type_of(node) != JsonValue::Type::object) {
    context.complaints.add_wrong(node, "an object: header field names and their values");
    return headers;
  }
  for (const auto& child : node.value->children()) {
    const auto member = dialect::child_of(node, child, child.name());
    const bool leaves_out = child.type() == JsonValue::Type::null;
    const auto text = leaves_out ? Text{} : read_text(context, member);
    http::FieldLine field{.name = child.name(),
                          .value = std::string(http::trim_blanks(text.value))};
    if (context.complaints.first() || !judge_field(context, member, field)) continue;
    add_secrets(context, member, field, text.from_elsewhere);
    if (leaves_out) {
      headers.left_out.push_back(std::move(field.name));
    } else {
      headers.fields.push_back(std::move(field));
    }
  }
  return headers;
}

std::optional<FileContent> read_content(FileContext& context, const ObjectReader& object) {
  const auto json = object.find("body");
  const auto text = object.find("body_text");
  const auto file = object.find("body_file");
  if (json.has_value() + text.has_value() + file.has_value() > 1) {
    context.complaints.add(
        text ? *text : *file,
        {.what = "stands beside another body", .way_out = "one of body, body_text and body_file"});
  }
  if (json) {
    judge_body_references(context, *json);
    return FileContent{.text = compact_json(*json->value), .references = Surroundings::json};
  }
  if (text) {
    auto content = read_string(context.complaints, *text, "a string").value_or("");
    judge_references(context, *text, content);
    return FileContent{.text = std::move(content), .references = Surroundings::text};
  }
  if (file) return FileContent{.text = content_of_file(context, *file), .references = {}};
  return std::nullopt;
}

}  // namespace ssert::scenario
