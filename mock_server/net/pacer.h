// Calls whoever asked for it at an exact moment: one heap of deadlines and one timer, which is
// armed for the earliest. A timer per stream would wake the loop as often as there are streams.
#pragma once

#include "base/clock.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace ssert::mock_server {

class Paced {
 public:
  virtual ~Paced() = default;
  virtual void on_due() = 0;
};

// Belongs to one loop's thread.
class Pacer {
 public:
  explicit Pacer(boost::asio::io_context& loop) : timer_(loop) {}

  // Calls on_due() at that moment or as soon after it as the loop gets to it, if it is still there.
  // Moments of the same time are called in the order in which they were asked for.
  void schedule(base::TimePoint due, std::weak_ptr<Paced> who);

 private:
  struct Deadline {
    base::TimePoint due;
    std::uint64_t number = 0;
    std::weak_ptr<Paced> who;
  };
  static bool later(const Deadline& a, const Deadline& b);

  void arm();
  void call_due();

  boost::asio::steady_timer timer_;
  std::vector<Deadline> heap_;  // the earliest first
  std::uint64_t numbers_ = 0;
  base::TimePoint armed_for_ = base::TimePoint::max();
};

}  // namespace ssert::mock_server
