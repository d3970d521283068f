// For tests: plays a script to its end in no time and keeps every write.
#pragma once

#include "mock_server/script/script.h"
#include "mock_server/writer/writer.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::mock_server::testing {

struct TimedWrite {
  base::Duration due{};
  Write write;
};

struct Played {
  std::vector<TimedWrite> writes;
  Ending ending = Ending::close;

  std::string bytes() const {
    std::string joined;
    for (const auto& each : writes) joined += each.write.bytes;
    return joined;
  }
  std::uint32_t events() const {
    std::uint32_t sum = 0;
    for (const auto& each : writes) sum += each.write.events;
    return sum;
  }
};

inline constexpr Writer::Stamps test_stamps{
    .sent = std::chrono::nanoseconds(1'793'000'000'000'000'000),
    .before_done = std::chrono::nanoseconds(1'792'999'999'999'999'999)};

inline Occasion test_occasion() {
  return {.method = "POST",
          .path = "/conversations/demo/messages/stream",
          .prompt = "Hello there",
          .date = "Sun, 22 Nov 2026 21:00:24 GMT",
          .seed = 7,
          .stream = 0,
          .tokens = 24,
          .time_to_first = fixed_delay(std::chrono::milliseconds(50)),
          .gap = fixed_delay(std::chrono::milliseconds(10))};
}

inline Played play_through(const Steps& steps, const Occasion& occasion) {
  Writer writer(steps, occasion);
  Played played;
  while (const auto due = writer.due()) {
    played.writes.push_back({.due = *due, .write = writer.take(test_stamps)});
  }
  played.ending = writer.ending();
  return played;
}

// What stands behind the head.
inline std::string_view after_head(std::string_view bytes) {
  const auto end = bytes.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string_view() : bytes.substr(end + 4);
}

inline std::size_t count_of(std::string_view bytes, std::string_view needle) {
  std::size_t count = 0;
  for (auto at = bytes.find(needle); at != std::string_view::npos;
       at = bytes.find(needle, at + needle.size())) {
    ++count;
  }
  return count;
}

// The content of a chunked message, read as plainly as RFC 9112 writes it. Whatever is wrong with
// it ends the content there; `whole` says whether the last chunk was met.
struct Unchunked {
  std::string content;
  bool whole = false;
  std::string rest;  // behind the trailer section
};
inline Unchunked unchunk(std::string_view bytes) {
  Unchunked result;
  while (true) {
    const auto line_end = bytes.find("\r\n");
    if (line_end == std::string_view::npos) return result;
    auto line = std::string(bytes.substr(0, line_end));
    line.resize(std::min(line.size(), line.find(';')));
    if (line.empty() || line.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) {
      return result;
    }
    const auto size = std::stoul(line, nullptr, 16);
    bytes.remove_prefix(line_end + 2);
    if (size == 0) break;
    if (bytes.size() < size + 2 || bytes.substr(size, 2) != "\r\n") return result;
    result.content += bytes.substr(0, size);
    bytes.remove_prefix(size + 2);
  }
  while (bytes.substr(0, 2) != "\r\n") {
    const auto line_end = bytes.find("\r\n");
    if (line_end == std::string_view::npos) return result;
    bytes.remove_prefix(line_end + 2);
  }
  result.whole = true;
  result.rest = bytes.substr(2);
  return result;
}

}  // namespace ssert::mock_server::testing
