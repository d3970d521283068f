// One chunk-size line, read tolerantly (RFC 9112 "Chunked Transfer Coding").
#pragma once

#include "violation/violation.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ssert::http {

struct ChunkLine {
  std::optional<std::uint64_t> size;  // none where no size can be read, or it needs over 64 bits
  std::vector<violation::Violation> violations;

  bool operator==(const ChunkLine&) const = default;
};

// `line` is without its terminator, `offset` is of its first byte. "5 ", " 5", "0x5" and "5,"
// are noted and read as 5.
ChunkLine parse_chunk_line(std::string_view line, std::uint64_t offset);

}  // namespace ssert::http
