// An Exchange is what was seen of one request and its response: bytes, arrivals, times, and how the
// transport ended. It is captured, never interpreted; everything that is said about it is derived
// (reading/), so a stored exchange judged again gives the same findings.
#pragma once

#include "base/clock.h"
#include "http/field.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ssert::exchange {

// One request as sent. `fields` are all field lines in order, Host and Content-Length included.
struct Request {
  std::string method = "POST";
  std::string url;  // absolute, as the user gave it
  http::FieldSection fields;
  std::string content;

  bool operator==(const Request&) const = default;
};

// What one read returned.
struct Arrival {
  std::uint64_t offset = 0;  // of its first byte in the response
  std::uint64_t length = 0;
  base::TimePoint at;  // when the bytes arrived, read before anything was parsed
  bool kernel_stamp =
      false;  // `at` is the kernel's receive stamp of the last segment, else of read()

  bool operator==(const Arrival&) const = default;
};

// How the transport ended, as far as the transport can know.
enum class TransportEnd : std::uint8_t {
  message_complete,  // the consumer said that the message is complete
  peer_closed,       // end of file
  peer_reset,
  wait_limit,        // `wait` says which
  consumer_stopped,  // the consumer asked to stop (abort by us, or a size limit)
  interrupted,       // the user did
  dns_failed,
  connect_failed,  // refused, unreachable, or the connect limit
  tls_failed,
  send_failed,   // the request could not be written, and no response byte came
  no_resources,  // this machine had no descriptor, port or memory for a connection: nothing was
                 // sent, and that is no fault of the target's
};
std::string_view to_string(TransportEnd end);
std::optional<TransportEnd> transport_end_from(std::string_view text);

enum class Wait : std::uint8_t { none, connect, head, first, gap, after_terminal, total };
std::string_view to_string(Wait wait);

// The moments of an exchange; absent where it was not reached (or not needed: reused connection).
struct Times {
  base::TimePoint dispatched;  // taken up, before name look-up
  std::optional<base::TimePoint> connect_begin;
  std::optional<base::TimePoint> connect_end;
  std::optional<base::TimePoint>
      write_begin;  // right before the first request byte was given to the socket
  std::optional<base::TimePoint> write_end;  // the socket took the last request byte
  base::TimePoint ended;

  bool operator==(const Times&) const = default;
};

struct Exchange {
  Request request;
  std::string response;           // every byte as it came, up to SizeLimits::response
  std::vector<Arrival> arrivals;  // in order; they cover `response` and what was cut off it
  Times times;
  TransportEnd end = TransportEnd::connect_failed;
  Wait wait = Wait::none;     // with TransportEnd::wait_limit
  std::string end_detail;     // the system's words: "Connection refused"
  std::string local_address;  // "127.0.0.1:40112"; empty before a connection
  std::string remote_address;
  bool connection_reused = false;

  bool operator==(const Exchange&) const = default;
};

}  // namespace ssert::exchange
