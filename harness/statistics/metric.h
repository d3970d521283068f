// One metric of a load run: all of its values together, and second by second; and what is printed
// of it.
#pragma once

#include "base/result.h"
#include "statistics/histogram.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string_view>

namespace ssert::statistics {

// A value. Not thread-safe: each thread has its own, and they are merged in the end.
class Metric {
 public:
  // `second`: of the run, counted from the begin of the window; negative before it.
  void record(std::int64_t second, nanoseconds value, std::uint64_t times = 1);
  void merge(const Metric& other);

  const Histogram& total() const { return total_; }  // run_precision
  // second_precision; a second without a value is not there.
  const std::map<std::int64_t, Histogram>& seconds() const { return seconds_; }

  // The metric of which total() and seconds() are these. A Problem at `where` where there is none:
  // the seconds hold other values than the total.
  static base::Result<Metric> from_parts(Histogram total, std::map<std::int64_t, Histogram> seconds,
                                         std::string_view where);

  bool operator==(const Metric&) const = default;

 private:
  Histogram& of_second(std::int64_t second);

  Histogram total_{run_precision};
  std::map<std::int64_t, Histogram> seconds_;
};

// A percentile stands on the values beyond it; it may be told where at least so many are there.
inline constexpr std::uint64_t values_beyond = 10;

// The least count with count * (1 - q) >= values_beyond: 20 for the median, 100 for p90, 1,000 for
// p99, 10,000 for p99.9. Below the median the thinner side is the one beneath it: 0.1 needs as many
// as 0.9. 0 < q < 1.
std::uint64_t samples_needed(double q);
bool enough_samples(std::uint64_t count, double q);  // count >= samples_needed(q)

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

// What is printed of a metric. A percentile without enough samples is not there; where count is 0,
// min, mean and max say nothing.
struct Summary {
  std::uint64_t count = 0;
  nanoseconds min{0};
  double mean_ns = 0;
  nanoseconds max{0};
  std::optional<Percentile> p50, p90, p99, p999;

  bool operator==(const Summary&) const = default;
};

// Intervals come from a block bootstrap. The run's seconds are drawn with replacement, as many as
// there are, and the percentile of what was drawn is taken, `resamples` times; values of one second
// may depend on each other, and are drawn together for that reason. Of more than blocks_most
// seconds neighbours are joined, to blocks of one length: that keeps what a value has to do with
// those of the seconds before it, and bounds the cost. Seconds without a value are no blocks; with
// fewer than blocks_least blocks there are no intervals.
//
// Where few of the blocks hold values beyond the percentile, the interval is the wider for it.
// 95 % hold the truth where seconds are alike but for chance; where the values beyond are those of
// a few slow seconds, fewer do, for nobody knows from one run how slow the slowest may be: how
// many, is in docs/logs/statistics.md.
//
// An interval always holds the percentile's own value, and its ends are told as precisely as that.
inline constexpr std::size_t resamples = 1000;
inline constexpr std::size_t blocks_least = 10;
inline constexpr std::size_t blocks_most = 60;

// The same metric and seed give the same summary, on every machine.
Summary summarize(const Metric& metric, std::uint64_t seed);

}  // namespace ssert::statistics
