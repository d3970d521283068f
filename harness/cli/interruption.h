// SIGINT and SIGTERM, watched from a thread of its own: the first asks the run to stop, the second
// ends the program at once (exit status 130, no temporary file left).
//
// Made before any other thread, for it blocks the signals in all threads that come after it. A
// signal that was ignored when the program began stays ignored, as shells want it for jobs in the
// background.
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <thread>

namespace ssert::cli {

inline constexpr int interrupted_status = 130;

// Holds those signals back from the threads that are made while it lives, and from this one:
// whoever watches is asked alone. For threads that have to come before an Interruption.
class SignalsHeldBack {
 public:
  SignalsHeldBack();
  ~SignalsHeldBack();
  SignalsHeldBack(const SignalsHeldBack&) = delete;
  SignalsHeldBack& operator=(const SignalsHeldBack&) = delete;

 private:
  sigset_t mask_before_{};
};

class Interruption {
 public:
  // `on_first` is called on the watching thread, once at most.
  explicit Interruption(std::function<void()> on_first = {});
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool happened() const { return happened_; }
  void wait() const { happened_.wait(false); }

 private:
  void watch();

  std::function<void()> on_first_;
  sigset_t mask_before_{};
  std::atomic<bool> happened_ = false;
  std::atomic<bool> closing_ = false;
  std::thread watcher_;
};

}  // namespace ssert::cli
