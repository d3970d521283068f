#include "base/clock.h"

#include <array>
#include <time.h>

namespace ssert::base {
namespace {

std::chrono::nanoseconds read_clock(clockid_t id) {
  timespec time{};
  clock_gettime(id, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

TimePoint now() { return TimePoint(read_clock(CLOCK_MONOTONIC)); }

std::chrono::nanoseconds realtime_now() { return read_clock(CLOCK_REALTIME); }

Duration realtime_offset() {
  const auto before = read_clock(CLOCK_MONOTONIC);
  const auto realtime = read_clock(CLOCK_REALTIME);
  const auto after = read_clock(CLOCK_MONOTONIC);
  return realtime - (before + (after - before) / 2);
}

Duration thread_time() { return read_clock(CLOCK_THREAD_CPUTIME_ID); }

std::string utc_now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  tm parts{};
  gmtime_r(&time.tv_sec, &parts);
  std::array<char, 32> text{};
  const auto length = strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {text.data(), length};
}

}  // namespace ssert::base
