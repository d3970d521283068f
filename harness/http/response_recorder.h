// For tests: writes down what a ResponseReader observes, in a form that does not depend on how the
// bytes were cut.
#pragma once

#include "http/response_reader.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::http {

// Content of one chunk, or of the whole message where there are no chunks.
struct ContentPiece {
  std::uint64_t wire_offset = 0;
  std::string bytes;

  bool operator==(const ContentPiece&) const = default;
};

struct Observations {
  std::vector<ResponseHead> interim_heads;
  std::vector<ResponseHead> heads;  // one at most
  std::vector<ContentPiece> content;
  std::vector<violation::Violation> violations;
  std::vector<std::string> order;  // "head", "content", "violation" ... as they came
  Framing framing;
  bool head_complete = false;
  bool gave_up = false;
  std::uint64_t bytes_fed = 0;

  bool operator==(const Observations&) const = default;

  std::string joined_content() const;
};

// Feeds the pieces one by one, each in a heap buffer of its exact size, so that a sanitizer sees
// every read beyond it; then finishes.
Observations observe(const std::vector<std::string_view>& pieces, std::string_view method = "POST",
                     const base::SizeLimits& limits = {});

std::string show(const Observations& observations);

}  // namespace ssert::http
