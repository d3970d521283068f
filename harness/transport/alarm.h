// Wakes a loop's operation at a moment that is moved much more often than it is reached: moving it
// later costs nothing. Lives on its loop's thread.
#pragma once

#include "base/clock.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>

namespace ssert::transport {

class Alarm {
 public:
  // `ring` is called at the moment or after it, perhaps once too often: look at the clock. Never
  // after stop or ~Alarm.
  Alarm(boost::asio::io_context& io, std::function<void()> ring);
  ~Alarm();
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;

  void set(base::TimePoint at);
  void stop();  // for good; the loop has nothing more to do for it

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the timer's handler, which may outlive the alarm
};

}  // namespace ssert::transport
