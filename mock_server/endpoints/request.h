// One request as the endpoints see it, and what they answer. Values; no sockets.
#pragma once

#include "mock_server/script/script.h"
#include "mock_server/writer/occasion.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>

namespace ssert::mock_server {

struct Request {
  std::string method;
  std::string path;   // of the target, without the query
  std::string query;  // without the question mark
  bool http10 = false;
  bool keeps_connection = true;  // the client's wish; never for HTTP/1.0
  std::optional<std::string> host;
  std::optional<std::string> authorization;
  std::optional<std::string> content_type;
  std::optional<std::string> accept;
  std::optional<std::string> fault;  // X-Mock-Fault
  std::string content;
  std::uint32_t number = 1;  // on its connection
};

// A response that is there in one piece.
struct WholeReply {
  std::uint32_t status = 200;
  std::string bytes;
  bool keeps_connection = true;
};

// A response that a script makes.
struct PlayedReply {
  std::shared_ptr<const Script> script;  // keeps `steps` alive
  const Steps* steps = nullptr;
  Occasion occasion;
};

using Reply = std::variant<WholeReply, PlayedReply>;

}  // namespace ssert::mock_server
