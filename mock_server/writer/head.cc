#include "mock_server/writer/head.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace ssert::mock_server {
namespace {

struct Field {
  std::string name;
  std::string value;
};

bool same_name(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

std::vector<Field> first_fields(const HeadStep& head, const HeadContext& context) {
  const std::string connection = context.keeps_connection ? "keep-alive" : "close";
  std::vector<Field> fields;
  if (!context.date.empty()) fields.push_back({.name = "Date", .value = context.date});
  if (head.plain) {
    fields.push_back({.name = "Connection", .value = connection});
    return fields;
  }
  fields.push_back({.name = "Content-Type", .value = "text/event-stream"});
  fields.push_back({.name = "Cache-Control", .value = "no-cache, no-transform"});
  fields.push_back({.name = "Connection", .value = connection});
  fields.push_back({.name = "X-Accel-Buffering", .value = "no"});
  return fields;
}

void add_framing(std::vector<Field>& fields, const HeadContext& context) {
  if (context.framing == Framing::chunked) {
    fields.push_back({.name = "Transfer-Encoding", .value = "chunked"});
  } else if (context.framing == Framing::content_length) {
    fields.push_back({.name = "Content-Length", .value = std::to_string(context.content_length)});
  }
}

void set_field(std::vector<Field>& fields, Field field) {
  for (auto& each : fields) {
    if (!same_name(each.name, field.name)) continue;
    each.value = std::move(field.value);
    return;
  }
  fields.push_back(std::move(field));
}

std::string status_line(const HeadStep& head, const HeadContext& context) {
  if (head.status_line) return context.fill(*head.status_line);
  return fmt::format("HTTP/{} {} {}", head.version, head.status,
                     head.reason ? std::string_view(*head.reason) : usual_reason(head.status));
}

}  // namespace

std::string write_head(const HeadStep& head, const HeadContext& context) {
  auto fields = first_fields(head, context);
  add_framing(fields, context);
  for (const auto& field : head.set) {
    set_field(fields, {.name = field.name, .value = context.fill(field.value)});
  }
  for (const auto& name : head.remove) {
    std::erase_if(fields, [&](const Field& field) { return same_name(field.name, name); });
  }
  for (const auto& field : head.add) {
    fields.push_back({.name = field.name, .value = context.fill(field.value)});
  }
  std::string bytes = status_line(head, context) + "\r\n";
  for (const auto& field : fields) bytes += fmt::format("{}: {}\r\n", field.name, field.value);
  for (const auto& line : head.lines) bytes += context.fill(line) + "\r\n";
  return bytes + "\r\n";
}

std::string_view usual_reason(std::uint32_t status) {
  static constexpr std::array<std::pair<std::uint32_t, std::string_view>, 25> reasons{{
      {200, "OK"},
      {201, "Created"},
      {202, "Accepted"},
      {204, "No Content"},
      {301, "Moved Permanently"},
      {302, "Found"},
      {307, "Temporary Redirect"},
      {308, "Permanent Redirect"},
      {400, "Bad Request"},
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {406, "Not Acceptable"},
      {408, "Request Timeout"},
      {409, "Conflict"},
      {413, "Content Too Large"},
      {415, "Unsupported Media Type"},
      {422, "Unprocessable Content"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {502, "Bad Gateway"},
      {503, "Service Unavailable"},
      {504, "Gateway Timeout"},
  }};
  for (const auto& [code, reason] : reasons) {
    if (code == status) return reason;
  }
  return "";
}

}  // namespace ssert::mock_server
