#include "mock_server/endpoints/response.h"

#include "mock_server/writer/head.h"
#include "mock_server/writer/json_text.h"

#include <fmt/format.h>

namespace ssert::mock_server {

WholeReply to_reply(const Response& response, const ResponseContext& context) {
  const bool keeps = response.keeps_connection && context.keeps_connection;
  auto bytes = fmt::format("HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                           usual_reason(response.status), context.date);
  if (!response.content.empty()) {
    bytes += fmt::format("Content-Type: {}\r\n", response.content_type);
  }
  for (const auto& [name, value] : response.fields) bytes += fmt::format("{}: {}\r\n", name, value);
  if (response.status != 204)
    bytes += fmt::format("Content-Length: {}\r\n", response.content.size());
  bytes += fmt::format("Cache-Control: no-store\r\nConnection: {}\r\n\r\n",
                       keeps ? "keep-alive" : "close");
  if (!context.is_head) bytes += response.content;
  return {.status = response.status, .bytes = std::move(bytes), .keeps_connection = keeps};
}

Response error_response(std::uint32_t status, std::string_view message) {
  auto json = fmt::format("{{\"statusCode\":{},\"error\":", status);
  append_json_string(json, usual_reason(status));
  json += ",\"message\":";
  append_json_string(json, message);
  return {.status = status, .fields = {}, .content = json + "}"};
}

}  // namespace ssert::mock_server
