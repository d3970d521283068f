// What the machine took from a load run: processor time of the loop's thread, time that the
// hypervisor gave to others, steps of the clock. Called on the loop's thread.
#pragma once

#include "base/clock.h"
#include "load/result.h"

#include <cstdint>
#include <optional>

namespace ssert::load {

class Machine {
 public:
  void begin();  // of the window
  void end();    // of the window; without begin() nothing is told
  void look_at_clock();
  void tell(Instrument& instrument) const;

 private:
  struct Moment {
    base::TimePoint at;
    base::Duration thread_time{0};
    std::optional<std::uint64_t> stolen;  // of the machine, in its ticks
    std::uint64_t ticks = 0;              // of the machine, all together
  };
  static Moment look();

  std::optional<Moment> begin_;
  std::optional<Moment> end_;
  std::optional<base::Duration> offset_;
  base::Duration clock_step_{0};
};

}  // namespace ssert::load
