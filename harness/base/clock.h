// The only place that asks the machine for the time. Everything else takes time as an argument.
#pragma once

#include <chrono>
#include <string>

namespace ssert::base {

// CLOCK_MONOTONIC in nanoseconds.
using TimePoint = std::chrono::time_point<std::chrono::steady_clock, std::chrono::nanoseconds>;
using Duration = std::chrono::nanoseconds;

TimePoint now();

// CLOCK_REALTIME in nanoseconds since the epoch: what a kernel receive stamp counts.
std::chrono::nanoseconds realtime_now();

// CLOCK_REALTIME minus CLOCK_MONOTONIC. It steps when somebody sets the machine's clock, so whoever
// converts kernel stamps samples it again every second.
Duration realtime_offset();

// Processor time of the calling thread.
Duration thread_time();

// "2026-11-22T21:00:24Z"
std::string utc_now();

// For edges: JSON, reports. Milliseconds as a number with the fraction kept.
constexpr double to_ms(Duration duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

}  // namespace ssert::base
