// A response that was seen once, to be sent again: the same bytes with the same pauses.
#pragma once

#include "base/clock.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ssert::mock_server {

struct Replay {
  struct Piece {
    base::Duration at{};  // since the request was read
    std::string bytes;

    bool operator==(const Piece&) const = default;
  };
  enum class End : std::uint8_t {
    keep,   // the connection stays for the next request
    close,  // it is closed
    reset,
    hang,  // nothing more is said, and the connection stays
  };

  // Whom it answers. The query is not looked at.
  std::string method;
  std::string path;

  std::vector<Piece> pieces;  // in order
  base::Duration end_at{};    // since the request was read
  End end = End::keep;

  bool operator==(const Replay&) const = default;
};

}  // namespace ssert::mock_server
