#include "load/schedule.h"

#include <cmath>

namespace ssert::load {
namespace {

std::chrono::nanoseconds nanoseconds_of(long double seconds) {
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::llround(seconds * 1e9L)));
}

}  // namespace

Schedule::Schedule(const scenario::OpenModel& model, std::uint64_t seed)
    : model_(model), random_(seed, "load/arrivals") {}

std::chrono::nanoseconds Schedule::next() {
  if (model_.arrivals == scenario::OpenModel::Arrivals::constant)
    return nanoseconds_of(static_cast<long double>(number_++) / model_.per_second);
  at_s_ += random_.exponential(1 / model_.per_second);
  return nanoseconds_of(at_s_);
}

}  // namespace ssert::load
