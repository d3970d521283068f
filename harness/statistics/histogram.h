// A histogram of durations that keeps each sample's place to within a bounded relative error.
//
// The layout is log-linear, as in HdrHistogram: below 2^precision nanoseconds each value has a
// bucket of its own; above, each octave (from a power of two to the next) is cut into 2^precision
// buckets of one width. What is reported for a bucket is its middle, at most 2^-(precision + 1) of
// any sample in it away from that sample. Count, sum, minimum and maximum are exact.
//
// Merging adds counters: a merged histogram equals the one that recorded every sample itself, in
// whatever order and over however many threads, seconds and machines the samples came.
//
// Memory grows by one octave (8 bytes times 2^precision) when the first sample falls into it;
// nothing else allocates. A value: copies are deep. Not thread-safe.
#pragma once

#include "base/result.h"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace ssert::statistics {

using std::chrono::nanoseconds;

inline constexpr int run_precision = 10;    // of a whole run: within 0.05 % of the sample
inline constexpr int second_precision = 6;  // of one second of it: within 0.8 %
inline constexpr int precision_least = 1;
inline constexpr int precision_most = run_precision;

// The longest duration that is told apart, 104 days; no wait of the harness lasts longer than one
// day. Also the largest number in a file of histograms: any JSON reader reads 2^53 exactly.
inline constexpr nanoseconds duration_most{std::int64_t{1} << 53};

class Histogram {
 public:
  explicit Histogram(int precision = run_precision);

  // Below 0 counts as 0, above duration_most as duration_most; 0 times is nothing.
  void record(nanoseconds value, std::uint64_t times = 1);
  void merge(const Histogram& other);  // of the same precision

  int precision() const { return precision_; }
  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  nanoseconds min() const { return to_duration(min_); }  // these four are exact; 0 where empty
  nanoseconds max() const { return to_duration(max_); }
  double mean_ns() const;
  double sum_ns() const { return static_cast<double>(sum_); }

  // The sample at rank ceil(q * count) by size, to within the relative error and never outside of
  // [min, max]; the first and the last rank are exactly min and max. None where empty. 0 <= q <= 1.
  std::optional<nanoseconds> quantile(double q) const;

  // How many samples quantile() reports as at most `limit`: quantile(q) <= limit holds exactly
  // where this is at least the rank of q.
  std::uint64_t count_at_or_below(nanoseconds limit) const;

  // By ascending index, which is by ascending duration; those that are not empty.
  struct Bucket {
    std::uint32_t index = 0;
    std::uint64_t count = 0;

    bool operator==(const Bucket&) const = default;
  };
  std::vector<Bucket> buckets() const;

  // Which bucket a duration falls into, and the shortest and longest that fall into one.
  static std::uint32_t index_of(int precision, nanoseconds value);
  static nanoseconds lower_bound(int precision, std::uint32_t index);
  static nanoseconds upper_bound(int precision, std::uint32_t index);

  // The whole of a histogram, as files hold it. Equal histograms have equal parts.
  struct Parts {
    int precision = run_precision;
    std::uint64_t count = 0;
    std::uint64_t sum_seconds = 0;      // the whole seconds of the sum
    std::uint64_t sum_nanoseconds = 0;  // and the rest of it, below 1e9
    nanoseconds min{0};
    nanoseconds max{0};
    std::vector<Bucket> buckets;

    bool operator==(const Parts&) const = default;
  };
  Parts parts() const;
  // The histogram that the parts are of, equal in everything. A Problem at `where` where no
  // histogram has such parts: they contradict each other, or one is above 2^53.
  static base::Result<Histogram> from_parts(const Parts& parts, std::string_view where);

  std::size_t bytes_held() const;  // on the heap

  bool operator==(const Histogram& other) const;

 private:
  __extension__ using Sum = unsigned __int128;  // holds 2^64 samples of duration_most

  // Octave 0 has the values below 2^precision; octave n those that are n bits longer than that.
  static constexpr std::size_t octaves_most = 54;
  static constexpr std::uint8_t absent = 0xFF;

  static nanoseconds to_duration(std::uint64_t count) {
    return nanoseconds(static_cast<std::int64_t>(count));
  }
  static std::uint64_t counted_as(nanoseconds value);
  static std::uint32_t index_of(unsigned precision, std::uint64_t value);

  std::uint64_t& counter(std::uint32_t index);
  void add_octave(std::size_t octave);
  nanoseconds reported(std::uint32_t index) const;
  template <class Visit>  // visit(index, count) by ascending index, until it returns false
  void each_bucket(Visit visit) const;

  int precision_;
  std::array<std::uint8_t, octaves_most> places_;  // of each octave among those in counters_
  std::vector<std::uint64_t> counters_;            // of the octaves that have samples, ascending
  std::uint64_t count_ = 0;
  std::uint64_t min_ = 0;
  std::uint64_t max_ = 0;
  Sum sum_ = 0;
};

// What follows is called for each event of a load run.

inline std::uint64_t Histogram::counted_as(nanoseconds value) {
  return static_cast<std::uint64_t>(std::clamp(value, nanoseconds(0), duration_most).count());
}

inline std::uint32_t Histogram::index_of(unsigned precision, std::uint64_t value) {
  const auto octave = static_cast<unsigned>(std::bit_width(value >> precision));
  const unsigned shift = octave == 0 ? 0 : octave - 1;
  const std::uint64_t within = (value >> shift) & ((std::uint64_t{1} << precision) - 1);
  return static_cast<std::uint32_t>((std::uint64_t{octave} << precision) | within);
}

inline std::uint64_t& Histogram::counter(std::uint32_t index) {
  const auto precision = static_cast<unsigned>(precision_);
  const std::size_t octave = index >> precision;
  if (places_[octave] == absent) add_octave(octave);
  const std::size_t within = index & ((std::uint32_t{1} << precision) - 1);
  return counters_[(std::size_t{places_[octave]} << precision) | within];
}

inline void Histogram::record(nanoseconds value, std::uint64_t times) {
  if (times == 0) return;
  const std::uint64_t counted = counted_as(value);
  counter(index_of(static_cast<unsigned>(precision_), counted)) += times;
  min_ = count_ == 0 ? counted : std::min(min_, counted);
  max_ = std::max(max_, counted);
  count_ += times;
  sum_ += Sum{counted} * times;
}

}  // namespace ssert::statistics
