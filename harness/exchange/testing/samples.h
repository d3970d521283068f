// Exchanges for tests, and recordings as strings.
#pragma once

#include "exchange/recording.h"
#include "http/field.h"

#include <chrono>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

namespace ssert::exchange::testing {

using std::chrono_literals::operator""ns;

inline base::TimePoint at(std::chrono::nanoseconds since_origin) {
  return base::TimePoint(since_origin);
}

// The worked example of docs/formats/recording.md before it is redacted.
inline Exchange worked_example() {
  Exchange exchange;
  exchange.request = {.method = "POST",
                      .url = "http://127.0.0.1:3001/conversations/7/messages/stream",
                      .fields = {{"Host", "127.0.0.1:3001"},
                                 {"Authorization", "Bearer eyJhbGciOiJIUzI1"},
                                 {"Content-Type", "application/json"},
                                 {"Content-Length", "19"}},
                      .content = R"({"content":"Hello"})"};
  exchange.response =
      "HTTP/1.1 200 OK\r\n"
      "Content-Type: text/event-stream\r\n"
      "Transfer-Encoding: chunked\r\n\r\n"
      "2c\r\ndata: {\"type\":\"token\",\"content\":\"Gr\u00fc\u00dfe\"}\n\n\r\n"
      "29\r\ndata: {\"type\":\"token\",\"content\":\"\xE2\x82 5\"}\n\n\r\n";
  exchange.arrivals = {{.offset = 0, .length = 80, .at = at(20'113'000ns), .kernel_stamp = true},
                       {.offset = 80, .length = 50, .at = at(21'094'000ns), .kernel_stamp = true},
                       {.offset = 130, .length = 47, .at = at(61'930'000ns), .kernel_stamp = true}};
  exchange.times = {.dispatched = at(0ns),
                    .connect_begin = at(41'200ns),
                    .connect_end = at(103'900ns),
                    .write_begin = at(118'000ns),
                    .write_end = at(131'500ns),
                    .ended = at(62'004'100ns)};
  exchange.end = TransportEnd::peer_closed;
  exchange.local_address = "127.0.0.1:40112";
  exchange.remote_address = "127.0.0.1:3001";
  return exchange;
}

// One arrival, no time; the request is a bare POST.
inline Exchange exchange_with_response(std::string response) {
  Exchange exchange;
  exchange.request.url = "http://127.0.0.1:3001/";
  if (!response.empty()) exchange.arrivals = {{.offset = 0, .length = response.size()}};
  exchange.response = std::move(response);
  exchange.end = TransportEnd::peer_closed;
  return exchange;
}

inline RecordedExchange recorded(Exchange exchange) {
  return {.probe = "reference", .exchange = std::move(exchange)};
}

inline RecordingHeader sample_header() {
  return {.ssert_version = "0.1.0", .created_at = "2026-11-22T21:00:24Z"};
}

// The file; or the Problem, as text that no file begins with.
inline std::string write(const Recording& recording, RecordingLimits limits = {}) {
  std::ostringstream stream;
  auto writer = RecordingWriter::begin(
      {.stream = stream, .name = "a.jsonl", .origin = {}, .limits = limits}, recording.header);
  if (writer.has_error()) return "problem: " + base::to_string(writer.error());
  for (const auto& exchange : recording.exchanges) {
    if (const auto appended = writer->append(exchange); appended.has_error())
      return "problem: " + base::to_string(appended.error());
  }
  return stream.str();
}

inline base::Result<Recording> read(std::string_view file, RecordingLimits limits = {}) {
  std::istringstream stream{std::string(file)};
  return read_recording({.stream = stream, .name = "a.jsonl", .limits = limits});
}

// The Problem as text, or "" where the file can be read.
inline std::string problem_of(std::string_view file, RecordingLimits limits = {}) {
  const auto recording = read(file, limits);
  return recording.has_error() ? base::to_string(recording.error()) : "";
}

}  // namespace ssert::exchange::testing
