// Turns the kernel's receive stamps (CLOCK_REALTIME) into moments of our clock (CLOCK_MONOTONIC).
#pragma once

#include "base/clock.h"

#include <chrono>
#include <functional>
#include <optional>

namespace ssert::transport {

// CLOCK_REALTIME minus CLOCK_MONOTONIC, as exact as a busy machine allows: of a few samples the one
// that was taken fastest. A sample that was interrupted midway would bend every stamp of a second.
base::Duration sample_realtime_offset();

struct Stamp {
  base::TimePoint at;
  bool kernel = false;

  bool operator==(const Stamp&) const = default;
};

struct ReadMoment {
  std::optional<std::chrono::nanoseconds> kernel_realtime;  // as the kernel gave it
  base::TimePoint after_read;                               // when the read had returned
  base::TimePoint not_before;  // write_begin, or the stamp before on this connection
};

// One per loop, as the offset is one of the machine. Not thread-safe.
class StampClock {
 public:
  explicit StampClock(std::function<base::Duration()> sample = sample_realtime_offset);

  // The kernel's stamp where it makes sense, else the time after the read. A stamp that lies in the
  // future or before `not_before` makes none: somebody set the machine's clock.
  Stamp stamp(const ReadMoment& moment);

 private:
  base::TimePoint convert(std::chrono::nanoseconds kernel_realtime, base::TimePoint now);

  std::function<base::Duration()> sample_;
  base::Duration offset_{};
  std::optional<base::TimePoint> sampled_at_;
};

}  // namespace ssert::transport
