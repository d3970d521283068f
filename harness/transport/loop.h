// One exchange as an asynchronous operation over an io_context. Client runs one at a time and
// blocks; whoever needs many runs many on one loop. Everything here lives on the loop's thread.
#pragma once

#include "base/limits.h"
#include "transport/alarm.h"
#include "transport/host.h"
#include "transport/lookup.h"
#include "transport/stamps.h"
#include "transport/stream.h"
#include "transport/transport.h"
#include "transport/waits.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::transport {

// What the operations of one loop share: a read ends before the next one begins.
struct LoopContext {
  asio::io_context io{1};  // one thread runs it
  KeepsStamping keeps_stamping;
  StampClock stamps;
  Resolve resolve = ask_system;
  std::vector<char> read_buffer = std::vector<char>(base::limits::read_buffer_bytes);
};

// What to do. The host and the views outlive the operation.
struct Task {
  Host& host;
  std::string_view head;  // as request_head wrote it
  std::string_view content;
  base::WaitLimits waits;
  bool may_keep_connection = true;
};

// Of a connection on which nothing is asked.
class NoConsumer final : public Consumer {
 public:
  Progress on_bytes(std::string_view, const exchange::Arrival&) override {
    return {.phase = Phase::stop};
  }
  void on_end_of_file() override {}
};

class Operation {
 public:
  // `loop` and `consumer` outlive the operation. `kept` is a connection to the endpoint that is
  // idle and open, or null.
  Operation(LoopContext& loop, Task task, Consumer& consumer, std::unique_ptr<Stream> kept);

  // Once. Ends when the exchange has ended; throws only what the consumer throws.
  asio::awaitable<void> run();

  // Instead of run: connects, sends nothing. The outcome has connect_end where the target accepted.
  asio::awaitable<void> try_to_connect();

  // Instead of run: has the host looked up for those that follow and, of several addresses, finds
  // one that accepts; sends nothing. The outcome's end_detail says why there is none.
  asio::awaitable<void> try_to_look_up();

  void interrupt();

  const Outcome& outcome() const { return outcome_; }
  // After run: the connection that may be used again, or null.
  std::unique_ptr<Stream> take_kept() { return std::move(kept_); }

 private:
  asio::awaitable<void> connect();
  asio::awaitable<std::vector<SocketAddress>> look_up();
  asio::awaitable<void> exchange();
  asio::awaitable<void> wait();

  struct Attempt {
    std::string failures;    // in words
    bool cut_short = false;  // it had not failed yet when we gave up waiting
    std::string lacked;      // what this machine had not; empty: it had all
  };
  static void note_failure(Attempt& attempt, const asio::ip::tcp::endpoint& endpoint,
                           const boost::system::error_code& ec);
  void end_unconnected(exchange::TransportEnd kind, const Attempt& attempt);
  void send_request();
  bool request_pending() const;
  void take_arrivals();
  bool ran_out();
  void hand_over(const ReadResult& read);
  void left_nothing_unread(base::TimePoint now);
  void take_what_follows(bool keeps_connection);
  void end_by_peer(int error);
  void end(exchange::TransportEnd end, std::string detail);
  void wake();

  LoopContext& loop_;
  Task task_;
  Consumer& consumer_;
  Outcome outcome_;
  Waits waits_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<Stream> kept_;
  asio::steady_timer looked_up_;  // never rings: whoever waits for it is woken
  Alarm alarm_;

  std::size_t request_bytes_ = 0;  // of head and content together
  std::size_t sent_bytes_ = 0;     // of them
  int send_error_ = 0;             // errno; nothing is sent after it
  std::uint64_t response_bytes_ = 0;
  // The last look that left nothing unread.
  base::TimePoint looked_at_;
  // Since then bytes waited unread: the first stamp after that look. None: they do not.
  std::optional<base::TimePoint> unread_since_;
  base::TimePoint not_before_;  // no stamp lies before it
  bool message_complete_ = false;
  bool interrupted_ = false;
  bool ended_ = false;
};

}  // namespace ssert::transport
