// The only room with sockets. Sends one request, hands every byte of the response to a consumer
// with the time of its arrival, and says how the transport ended. It interprets nothing: the
// consumer reads the bytes and says how far the exchange has come, and the transport turns that
// into waits.
//
// The arrival stamp is taken before any byte is parsed: the kernel's receive stamp (SO_TIMESTAMPNS)
// where there is one, else the moment the read returned. The stamps of one connection never go
// backwards, and none lies before write_begin or after the read. The kernel joins segments that
// wait unread and keeps the stamp of the last one: an arrival's stamp is the latest moment at which
// its bytes can have come. Its last byte came then, unless the read ended inside of what was
// joined.
//
// A wait has run out only if the target's bytes had not come by then, and it could send them. What
// the kernel already holds is read first, and a target that our full window may have held back gets
// that time on top: a harness that was late does not convict a target that was in time.
//
// This header names no socket type: TLS and HTTP/2 fit behind it. One Client per thread; not
// thread-safe.
#pragma once

#include "base/clock.h"
#include "base/limits.h"
#include "base/result.h"
#include "exchange/exchange.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::transport {

// How far an exchange has come. The transport waits for the next step as long as its limit allows.
enum class Phase : std::uint8_t {
  head,            // the final head is not complete: WaitLimits::head since the request was sent
  first,           // head complete, no output yet: WaitLimits::first
  streaming,       // output was seen: WaitLimits::gap since the last progress
  after_terminal,  // the terminal event was seen, the message has not ended:
                   // WaitLimits::after_terminal
  complete,  // the message is complete; the connection may be used again if `keeps_connection`
  stop,      // the consumer wants no more: close
};

struct Progress {
  Phase phase = Phase::head;
  bool progressed = false;        // the bytes carried output: the wait begins anew
  bool keeps_connection = false;  // with Phase::complete
};

class Consumer {
 public:
  virtual ~Consumer() = default;
  // `bytes` live until it returns. Called in order, on the client's thread. After Phase::complete
  // it may be called once more, with what came right behind the message; the answer is ignored
  // then. What it throws leaves through Client::perform.
  virtual Progress on_bytes(std::string_view bytes, const exchange::Arrival& arrival) = 0;
  // The peer closed its side. Called at most once, and nothing after it.
  virtual void on_end_of_file() = 0;
};

// Where to connect to: an http URL taken apart. https is a Problem until TLS is there. The path is
// sent as it stands (dot segments too); the fragment is not sent.
struct Endpoint {
  std::string host;  // without brackets
  std::uint16_t port = 80;
  std::string target;      // path and query, "/" at least
  std::string host_field;  // the value of the Host field

  bool operator==(const Endpoint&) const = default;
};
base::Result<Endpoint> endpoint_of(std::string_view url);

// What the transport saw of one exchange, all but the bytes.
struct Outcome {
  exchange::Times times;
  exchange::TransportEnd end = exchange::TransportEnd::connect_failed;
  // With wait_limit: which one. Also with dns_failed and connect_failed, where a limit (connect or
  // total) cut the attempt short.
  exchange::Wait wait = exchange::Wait::none;
  std::string end_detail;  // the system's words, or ours where a limit ran out
  std::string local_address;
  std::string remote_address;
  bool connection_reused = false;
};

// Bytes behind the message of the last exchange that came when it had ended, on the connection that
// was kept. Nobody asked for them.
struct StrayBytes {
  std::string bytes;
  base::TimePoint seen_at;  // they may have come earlier
};

// Whether a target accepts connections.
struct Acceptance {
  bool accepted = false;
  bool interrupted = false;
  std::string last_failure;  // of the attempts, in the system's words; empty where there was none
};

struct Options {
  base::WaitLimits waits;
  bool reuse_connections = true;
  base::Duration idle_max = base::limits::idle_connection;  // one idle for longer is closed
};

class Client {
 public:
  explicit Client(Options options);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Sends `request.method`, the URL's target, `request.fields` as they stand (the caller completes
  // them, see complete_fields) and `request.content`. Blocks until the exchange has ended; never
  // longer than WaitLimits::total. Never sends a request twice (a POST is not retried): where a
  // kept connection dies before a response byte came, that is the end of the exchange. A request
  // that does not pass validate() is a fault of ours (HARNESS_CHECK).
  Outcome perform(const exchange::Request& request, Consumer& consumer);

  // Looks once at the connection that is kept, where there is one: at most one read's bytes, after
  // which the connection is closed. What comes after a look that found nothing stands in front of
  // the next response: it is never lost.
  std::optional<StrayBytes> take_stray_bytes();
  // The next exchange gets a connection of its own.
  void close_kept_connection();

  // Tries to connect until the target accepts, at most for `limit`; sends nothing and closes the
  // connection. A name that cannot be looked up yet is tried again, too. `on_failure` is called
  // after each attempt that failed.
  Acceptance wait_until_accepting(const Endpoint& endpoint, std::chrono::nanoseconds limit,
                                  const std::function<void(const std::string& why)>& on_failure);

  // From any thread (not from inside a signal handler): the exchange under way ends as interrupted,
  // and so does every later one of this client, before anything is sent; waiting ends, too.
  void interrupt();

 private:
  class Loop;
  std::unique_ptr<Loop> loop_;
};

// Adds Host (first), User-Agent, and Content-Length where the request does not carry them.
// Content-Length is left out where there is no content and the method promises none (RFC 9110
// "Content-Length").
void complete_fields(exchange::Request& request, const Endpoint& endpoint);

// Whether perform can send the completed request: a URL that endpoint_of takes, a method and field
// names that are tokens, field values without control characters (a line break in a value that was
// captured from a response would smuggle a second request), and message framing that tells the
// truth. Problem::where names the part ("field X-Id", "method", "URL port").
base::Result<void> validate(const exchange::Request& request);

}  // namespace ssert::transport
