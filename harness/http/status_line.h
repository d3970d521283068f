// One status line, read tolerantly (RFC 9112 "Status Line").
#pragma once

#include "violation/violation.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::http {

struct StatusLine {
  int version_major = 1;
  int version_minor = 1;
  int status_code = 0;  // 0 where there are not exactly three digits
  std::string reason;
  std::vector<violation::Violation> violations;

  bool operator==(const StatusLine&) const = default;
};

// Whether bytes that begin so may still become a response: "HTTP/" in any case, or a blank line in
// front of it. False is final, whatever follows.
bool could_begin_response(std::string_view bytes);

// `line` is without its terminator and begins with "HTTP/" in any case; `offset` is of its first
// byte.
StatusLine parse_status_line(std::string_view line, std::uint64_t offset);

}  // namespace ssert::http
