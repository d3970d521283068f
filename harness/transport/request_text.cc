#include "transport/request_text.h"

#include "base/text.h"
#include "http/field.h"
#include "transport/transport.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ssert::transport {
namespace {

// RFC 9110 "Tokens".
bool is_token(std::string_view text) {
  const auto is_token_char = [](char c) {
    constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           marks.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

bool has_control_characters(std::string_view value) {
  return std::any_of(value.begin(), value.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t') || byte == 0x7f;
  });
}

// Never quotes a value: it may be a secret.
base::Result<void> validate_field(const http::FieldLine& field) {
  const auto shown = base::escape_bytes_shortened(field.name, 60);
  if (!is_token(field.name)) {
    return base::Problem{.where = fmt::format("field \"{}\"", shown),
                         .what = "has a name that is not a token",
                         .way_out = "letters, digits and !#$%&'*+-.^_`|~ in the name"};
  }
  if (has_control_characters(field.value)) {
    return base::Problem{.where = fmt::format("field {}", shown),
                         .what = "has a line break or another control character in its value",
                         .way_out =
                             "one line of text; a secret read from a file must not bring its "
                             "last line break along"};
  }
  return {};
}

std::size_t count_fields(const http::FieldSection& fields, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(
      fields.begin(), fields.end(),
      [&](const http::FieldLine& field) { return http::equals_ignoring_case(field.name, name); }));
}

// The content goes out as it is, as long as it is. A field that says otherwise would make the
// target wait for more, or take the rest for another request.
base::Result<void> validate_framing(const exchange::Request& request) {
  if (count_fields(request.fields, "Transfer-Encoding") != 0) {
    return base::Problem{.where = "field Transfer-Encoding",
                         .what = "stands in the request, whose content is sent as it is",
                         .way_out = "no Transfer-Encoding; Content-Length is added"};
  }
  for (const std::string_view name : {"Host", "Content-Length"}) {
    if (count_fields(request.fields, name) > 1) {
      return base::Problem{.where = fmt::format("field {}", name),
                           .what = "stands more than once in the request",
                           .way_out = "one, or none: it is added"};
    }
  }
  const auto length = http::find_field(request.fields, "Content-Length");
  if (length && *length != std::to_string(request.content.size())) {
    return base::Problem{
        .where = "field Content-Length",
        .what = fmt::format("is not the {} of the content",
                            base::counted(request.content.size(), "byte")),
        .way_out = fmt::format("{}, or no Content-Length: it is added", request.content.size())};
  }
  if (!length && !request.content.empty()) {
    return base::Problem{.where = "field Content-Length",
                         .what = "is missing, and the request has content",
                         .way_out = fmt::format("{}", request.content.size())};
  }
  return {};
}

bool promises_content(std::string_view method) {
  constexpr std::array methods{std::string_view("POST"), std::string_view("PUT"),
                               std::string_view("PATCH")};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

}  // namespace

base::Result<void> validate(const exchange::Request& request) {
  if (auto endpoint = endpoint_of(request.url); endpoint.has_error()) return endpoint.error();
  if (!is_token(request.method)) {
    return base::Problem{
        .where = "method",
        .what = fmt::format("is \"{}\"", base::escape_bytes_shortened(request.method, 60)),
        .way_out = "a method such as POST: letters, digits and !#$%&'*+-.^_`|~"};
  }
  for (const auto& field : request.fields) {
    if (auto valid = validate_field(field); valid.has_error()) return valid;
  }
  return validate_framing(request);
}

void complete_fields(exchange::Request& request, const Endpoint& endpoint) {
  auto& fields = request.fields;
  if (!http::find_field(fields, "Host")) {
    fields.insert(fields.begin(), {.name = "Host", .value = endpoint.host_field});
  }
  if (!http::find_field(fields, "User-Agent")) {
    fields.push_back({.name = "User-Agent", .value = "ssert/" SSERT_VERSION});
  }
  const bool needs_length = !request.content.empty() || promises_content(request.method);
  if (needs_length && !http::find_field(fields, "Content-Length")) {
    fields.push_back({.name = "Content-Length", .value = std::to_string(request.content.size())});
  }
}

std::string request_head(const exchange::Request& request, std::string_view target) {
  std::string head = fmt::format("{} {} HTTP/1.1\r\n", request.method, target);
  for (const auto& field : request.fields) {
    head += fmt::format("{}: {}\r\n", field.name, field.value);
  }
  return head + "\r\n";
}

bool asks_to_close(const exchange::Request& request) {
  const auto connection = http::combined_field(request.fields, "Connection");
  if (!connection) return false;
  const auto members = http::list_members(*connection);
  return std::any_of(members.begin(), members.end(), [](std::string_view member) {
    return http::equals_ignoring_case(member, "close");
  });
}

}  // namespace ssert::transport
