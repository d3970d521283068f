// When the requests of an open model are due. The moments are fixed before the run and do not
// depend on it: a run that is late stays late, and is seen to be.
#pragma once

#include "base/random.h"
#include "scenario/load_shape.h"

#include <chrono>
#include <cstdint>

namespace ssert::load {

class Schedule {
 public:
  Schedule(const scenario::OpenModel& model, std::uint64_t seed);

  // The next moment, counted from the begin of the run; never earlier than the one before it. The
  // n-th moment of constant arrivals is n / rate, computed from n: it never drifts.
  std::chrono::nanoseconds next();

 private:
  scenario::OpenModel model_;
  base::Random random_;
  std::uint64_t number_ = 0;
  double at_s_ = 0;  // of the Poisson process
};

}  // namespace ssert::load
