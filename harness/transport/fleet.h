// Many exchanges at once, on one loop and one thread: what a load run is made of. Each exchange is
// the same operation as one of Client, with the same stamps, waits and endings.
//
// This header names no socket type. Everything but post() and stop() is called on the thread that
// runs the loop, or before run().
#pragma once

#include "base/clock.h"
#include "base/limits.h"
#include "base/result.h"
#include "exchange/exchange.h"
#include "transport/transport.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace ssert::transport {

struct Addresses;

struct FleetOptions {
  base::WaitLimits waits;
  bool reuse_connections = true;
  base::Duration idle_max = base::limits::idle_connection;  // one idle for longer is closed
  // Asks for the addresses of a name and may block; the system's resolver where it is empty.
  std::function<Addresses(const std::string& host, std::uint16_t port)> resolve = {};
};

class Fleet {
 public:
  // Every exchange sends `request`, which is complete (complete_fields). A Problem where validate()
  // has one.
  static base::Result<Fleet> create(exchange::Request request, FleetOptions options);
  ~Fleet();
  Fleet(Fleet&&) noexcept;
  Fleet& operator=(Fleet&&) = delete;

  // Looks the host up, for all exchanges of the run, and where it has several addresses finds one
  // that accepts, by a connection that asks nothing; at most for WaitLimits::connect. Words where
  // it failed: the next exchange begins another look-up then, one at a time, and those that come
  // meanwhile wait for the same. Runs the loop.
  std::string look_up();

  // Begins an exchange now. `consumer` lives until `on_end` was called, which may begin others. It
  // never runs inside of begin().
  using OnEnd = std::function<void(Outcome outcome)>;
  void begin(Consumer& consumer, OnEnd on_end);
  std::size_t under_way() const;

  // Calls `then` at the moment, or as soon after it as the loop comes to it.
  void at(base::TimePoint moment, std::function<void()> then);

  // Blocks until stop() was called and no exchange is under way. Throws what a consumer or a
  // callback throws.
  void run();

  // Every exchange under way ends as interrupted.
  void interrupt_all();

  // From any thread: calls `then` on the loop's thread.
  void post(std::function<void()> then);

  // No call that is still due is made, and run() returns once nothing is under way.
  void stop();

  // Bytes that had come unasked on connections kept from an exchange before; they were closed.
  std::uint64_t stray_bytes() const;

 private:
  class Loop;
  explicit Fleet(std::unique_ptr<Loop> loop);
  std::unique_ptr<Loop> loop_;
};

}  // namespace ssert::transport
