// What can be set of a mock server. Everything has a default that works; `ssert mock` has one flag
// for each member that a user may want to change.
#pragma once

#include "base/clock.h"
#include "mock_server/script/delay.h"  // Delay, parse_delay

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ssert::mock_server {

// Past a limit the server says so (503, 431, 413) or closes; it never grows without bound.
struct Limits {
  std::size_t connections = 20'000;  // open at once; one more is closed at once, and counted
  std::size_t streams = 20'000;      // answers under way at once; one more gets 503
  std::size_t request_head_bytes = 32 * 1024;
  std::size_t request_content_bytes = 1024 * 1024;
  std::size_t conversations = 100'000;                    // kept; one more gets 503
  std::size_t script_bytes = 4 * 1024 * 1024;             // of a script file
  base::Duration request{std::chrono::seconds(30)};       // from a request's first byte to its last
  base::Duration idle{std::chrono::seconds(120)};         // between requests of one connection
  base::Duration write_stall{std::chrono::seconds(120)};  // a client that reads nothing
  base::Duration hang{std::chrono::seconds(600)};         // a script's own silence at its end
  base::Duration hold{std::chrono::seconds(60)};          // a token that nobody releases

  bool operator==(const Limits&) const = default;
};

struct Options {
  std::string address = "127.0.0.1";  // to bind to: an IPv4 or IPv6 address, no name
  std::uint16_t port = 0;             // 0: any free one, see Server::port()
  std::string token = "test-token";   // what Authorization: Bearer must carry; empty: none is asked
  std::uint64_t seed = 1;             // of texts and delays; the same seed gives the same bytes

  std::uint32_t tokens = 24;                                         // token events in one answer
  Delay time_to_first = fixed_delay(std::chrono::milliseconds(50));  // request read to first token
  Delay gap = fixed_delay(std::chrono::milliseconds(10));            // between tokens
  bool send_done = true;  // false: the stream ends after the last token, without {"type":"done"}
  bool hold = false;      // a stream's tokens after its first wait to be released, one by one
  bool stamps = false;    // token events carry when they were sent: docs/formats/mock-script.md

  // What is sent in place of the honest answer. At most one of the three; a request's X-Mock-Fault
  // header goes before all of them.
  std::string fault;        // a name out of faults()
  std::string script_file;  // a path, see docs/formats/mock-script.md
  // Names out of faults(), of which each request draws one, by the seed: a service that fails now
  // and then. A name that stands twice is drawn twice as often.
  std::vector<std::string> fault_mix;

  base::Duration stop_grace{std::chrono::seconds(1)};  // stop() lets open streams run that long
  Limits limits;

  bool operator==(const Options&) const = default;
};

}  // namespace ssert::mock_server
