// Which wait is running and when it runs out: base::WaitLimits driven by the consumer's Phase.
// Knows no clock and no socket; time is an argument.
#pragma once

#include "base/clock.h"
#include "base/limits.h"
#include "exchange/exchange.h"
#include "transport/transport.h"

#include <cstddef>
#include <optional>
#include <string>

namespace ssert::transport {

struct Deadline {
  base::TimePoint at;
  exchange::Wait wait = exchange::Wait::none;

  bool operator==(const Deadline&) const = default;
};

class Waits {
 public:
  Waits(const base::WaitLimits& limits, base::TimePoint dispatched);

  base::TimePoint dispatched() const { return dispatched_; }

  // While there is no connection: the connect wait, or the total where it is nearer.
  Deadline connecting() const;
  // The part of the connect wait that one address may use, where `addresses_left` are still to be
  // tried: an address that never answers must not eat the share of the next.
  base::TimePoint connecting_share(base::TimePoint now, std::size_t addresses_left) const;

  // The socket took bytes of the request. The wait for the head counts from the last of them, also
  // while more are to be sent: a target that stops reading is silent too.
  void request_bytes_taken(base::TimePoint at) { request_taken_at_ = at; }

  // Bytes arrived, and the consumer answered. `at` is their stamp.
  void arrived(const Progress& progress, base::TimePoint at);

  // All that waited unread was read by `now`, and the first of it had come by `oldest`. Where that
  // is long ago our window may have been closed, and the target could not send: it gets the time
  // that we were late by, at most one whole wait from `now`.
  void drained(base::TimePoint oldest, base::TimePoint now);

  // The wait of the current phase, or the total where it is nearer.
  Deadline deadline() const;

  // "no output for 60.0 s"
  std::string words(exchange::Wait wait) const;

 private:
  struct Running {
    base::TimePoint began_at;
    base::Duration limit;
    exchange::Wait wait;
  };
  Running running() const;
  Deadline nearer(Deadline deadline) const;

  base::WaitLimits limits_;
  base::TimePoint dispatched_;
  base::TimePoint request_taken_at_;
  Phase phase_ = Phase::head;
  base::TimePoint wait_began_at_;   // of the phases after head
  base::TimePoint pardoned_until_;  // the wait that is running does not end before
};

// A look at the socket at or after a deadline.
struct Look {
  bool bytes_waiting = false;
  std::optional<base::TimePoint> stamp;  // the kernel's, of the first bytes that wait
  // The last look before this one that left nothing unread.
  base::TimePoint looked_before;
};

// Whether the wait has run out. Not if the waiting bytes came in time; and not if nobody looked
// shortly before the deadline, as the kernel joins segments and keeps the last stamp only, so bytes
// in time may hide behind a late stamp. Such a look pardons one read.
bool has_run_out(const Deadline& deadline, const Look& look);

// When to look at the socket next, so that has_run_out can tell: shortly before the deadline, then
// at the deadline.
base::TimePoint next_look(const Deadline& deadline, base::TimePoint looked_before);

}  // namespace ssert::transport
