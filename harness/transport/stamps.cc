#include "transport/stamps.h"

#include <algorithm>
#include <utility>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;

constexpr base::Duration sampled_every = 1s;
constexpr int samples_max = 8;
constexpr base::Duration sample_width_enough = 1us;

}  // namespace

base::Duration sample_realtime_offset() {
  base::Duration offset{};
  base::Duration narrowest = base::Duration::max();
  for (int i = 0; i < samples_max && narrowest > sample_width_enough; ++i) {
    const auto before = base::now();
    const auto realtime = base::realtime_now();
    const auto after = base::now();
    if (after - before >= narrowest) continue;
    narrowest = after - before;
    offset = realtime - (before.time_since_epoch() + narrowest / 2);
  }
  return offset;
}

StampClock::StampClock(std::function<base::Duration()> sample) : sample_(std::move(sample)) {}

base::TimePoint StampClock::convert(std::chrono::nanoseconds kernel_realtime, base::TimePoint now) {
  if (!sampled_at_ || now - *sampled_at_ >= sampled_every) {
    offset_ = sample_();
    sampled_at_ = now;
  }
  return base::TimePoint(kernel_realtime - offset_);
}

Stamp StampClock::stamp(const ReadMoment& moment) {
  const Stamp ours{.at = std::max(moment.after_read, moment.not_before), .kernel = false};
  if (!moment.kernel_realtime) return ours;
  const auto at = convert(*moment.kernel_realtime, moment.after_read);
  if (at > moment.after_read || at < moment.not_before) return ours;
  return {.at = at, .kernel = true};
}

}  // namespace ssert::transport
