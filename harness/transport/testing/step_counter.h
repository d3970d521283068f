// How far the other thread has come: tests hand over by steps, not by sleeping.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace ssert::transport::testing {

class StepCounter {
 public:
  void raise() {
    {
      const std::lock_guard lock(mutex_);
      ++steps_;
    }
    changed_.notify_all();
  }

  // False where the other side never came so far: a test that hangs is a test that fails.
  [[nodiscard]] bool wait_for(std::size_t steps) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(60), [&] { return steps_ >= steps; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t steps_ = 0;
};

}  // namespace ssert::transport::testing
