// The server's own account of itself. The server's thread counts, any thread reads.
#pragma once

#include "mock_server/net/lateness.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace ssert::mock_server {

using Counter = std::atomic<std::uint64_t>;

inline void count(Counter& counter, std::uint64_t number = 1) {
  counter.fetch_add(number, std::memory_order_relaxed);
}

struct Statistics {
  Counter connections_accepted{0};
  Counter connections_open{0};
  Counter connections_refused{0};  // over the limit
  Counter accepts_failed{0};       // no file descriptor left, most of all

  Counter requests{0};
  Counter streams_started{0};
  Counter streams_open{0};
  Counter streams_completed{0};  // to the end of their script, whatever that end is
  Counter streams_aborted{0};    // the client left
  Counter streams_cut{0};        // by stop() or a limit of ours
  Counter holds_run_out{0};      // a held token was not released in time, and an error went out

  Counter events{0};  // token, done and error events; literal bytes of scripts are not counted
  Counter writes{0};
  Counter writes_blocked{0};  // the client did not read fast enough
  Counter bytes{0};           // given to sockets

  Lateness lateness;  // actual minus planned moment of paced writes that nothing blocked

  void count_status(std::uint32_t status);          // of a whole response
  void count_script(std::string_view script_name);  // of a response that a script made
  std::string json(std::uint64_t seed) const;

 private:
  mutable std::mutex mutex_;  // guards the two maps
  std::map<std::uint32_t, std::uint64_t> by_status_;
  std::map<std::string, std::uint64_t, std::less<>> by_script_;
};

}  // namespace ssert::mock_server
