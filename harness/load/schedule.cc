#include "load/schedule.h"

#include <algorithm>
#include <cmath>

namespace ssert::load {
namespace {

// Later than any run lasts: a moment of a tiny rate may be beyond what nanoseconds can count.
constexpr long double latest_s = 100.0L * 365 * 24 * 3600;

std::chrono::nanoseconds nanoseconds_of(long double seconds) {
  return std::chrono::nanoseconds(std::llround(std::min(seconds, latest_s) * 1e9L));
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
