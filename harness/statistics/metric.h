// One metric of a load run: all of its values together, and second by second.
#pragma once

#include "statistics/histogram.h"

#include <cstdint>
#include <map>
#include <optional>

namespace ssert::statistics {

class Metric {
 public:
  // `second`: of the run, counted from the begin of the window.
  void record(std::int64_t second, nanoseconds value, std::uint64_t times = 1);
  void merge(const Metric& other);

  const Histogram& total() const { return total_; }                              // run_precision
  const std::map<std::int64_t, Histogram>& seconds() const { return seconds_; }  // second_precision

  bool operator==(const Metric&) const = default;

 private:
  Histogram total_{run_precision};
  std::map<std::int64_t, Histogram> seconds_;
};

// 95 %, in nanoseconds.
struct Interval {
  double low = 0;
  double high = 0;

  bool operator==(const Interval&) const = default;
};

struct Percentile {
  nanoseconds value{0};
  std::optional<Interval> interval;  // none where there were too few seconds to tell

  bool operator==(const Percentile&) const = default;
};

// What is printed of a metric. A percentile without enough samples is not there.
struct Summary {
  std::uint64_t count = 0;
  nanoseconds min{0};
  double mean_ns = 0;
  nanoseconds max{0};
  std::optional<Percentile> p50, p90, p99, p999;

  bool operator==(const Summary&) const = default;
};

// Whether a percentile may be told at all: at least 10 values lie beyond it.
bool enough_samples(std::uint64_t count, double q);
// The least count for which that holds.
std::uint64_t samples_needed(double q);

// Intervals come from resampling whole seconds, so that values of one second may depend on each
// other. The same seed gives the same intervals.
Summary summarize(const Metric& metric, std::uint64_t seed);

}  // namespace ssert::statistics
