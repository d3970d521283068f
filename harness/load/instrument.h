// What the instrument has to say against its own numbers.
#pragma once

#include "load/result.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::load {

enum class Trust : std::uint8_t { valid, degraded, client_bound };
std::string_view to_string(Trust trust);  // "client-bound"

// Bounds of the error of one value, 99 times out of 100: of what counts from the planned moment,
// and of what counts between moments that were seen.
struct Bounds {
  std::chrono::nanoseconds planned{0};
  std::chrono::nanoseconds seen{0};
};

struct Doubts {
  Trust trust = Trust::valid;  // of the run
  std::string why;             // the figure that decided it
  // Of streams that completed, and of those that failed: they may have been taken up at other
  // times.
  Bounds completed;
  Bounds failed;
  // |L - lambda W| / L over the window (Little's law), where lambda W is the time that streams
  // spent in it; none where the window is too short for it.
  std::optional<double> little_residual;
};

// The run is trusted as far as `ttft`, `ttft_sent` and the metrics named `decisive` are: those that
// its objectives are about.
Doubts doubts_of(const Result& result, const std::vector<std::string>& decisive);

// How late requests of the window were taken up, whatever became of them.
statistics::Metric schedule_lag_of(const Result& result);

// How far the values of the metric of that name are trusted, by their p50. No value is no wrong
// one.
Trust trust_of(const Bounds& bounds, std::string_view metric, const statistics::Metric& values);

// Streams in flight on average over the window.
double in_flight_mean(const Result& result);

// The bound that holds for the metric of that name.
std::chrono::nanoseconds error_bound(const Bounds& bounds, std::string_view metric);

}  // namespace ssert::load
