// The bytes of a response head as a script's head step says them.
#pragma once

#include "mock_server/script/script.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ssert::mock_server {

// What a head is written with. `fill` turns a template into bytes.
struct HeadContext {
  std::string date;
  Framing framing = Framing::chunked;  // never automatic
  bool keeps_connection = true;
  std::uint64_t content_length = 0;  // Framing::content_length only
  std::function<std::string(const Template&)> fill;
};

std::string write_head(const HeadStep& head, const HeadContext& context);

// "Not Found", or "" for a status code that has no usual reason.
std::string_view usual_reason(std::uint32_t status);

}  // namespace ssert::mock_server
