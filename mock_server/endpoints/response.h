// Whole responses of the honest endpoints, each with its length.
#pragma once

#include "mock_server/endpoints/request.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ssert::mock_server {

struct Response {
  std::uint32_t status = 200;
  std::vector<std::pair<std::string, std::string>> fields;            // further ones
  std::string content;                                                // none where it is empty
  std::string_view content_type = "application/json; charset=utf-8";  // outlives the response
  bool keeps_connection = true;
};

// What the request and the moment add to a response.
struct ResponseContext {
  bool is_head = false;  // HEAD: the head alone
  bool keeps_connection = true;
  std::string_view date;
};

WholeReply to_reply(const Response& response, const ResponseContext& context);

// {"statusCode":404,"error":"Not Found","message":"..."}
Response error_response(std::uint32_t status, std::string_view message);

}  // namespace ssert::mock_server
