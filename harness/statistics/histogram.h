// A histogram of durations: how many there were, to within a stated relative error, in little
// memory. Log-linear: each octave is cut into the same number of buckets of one width. Two
// histograms of one precision merge exactly, over threads, seconds and machines.
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace ssert::statistics {

using std::chrono::nanoseconds;

// 2^precision buckets an octave: a value is told to within 2^-(precision + 1) of itself.
inline constexpr int run_precision = 10;    // 0.05 %: of a whole run
inline constexpr int second_precision = 6;  // 0.8 %: of one second of it

// Not thread-safe. record() allocates only for an octave that is
// outside of those it has.
class Histogram {
 public:
  explicit Histogram(int precision = run_precision) : precision_(precision) {}

  void record(nanoseconds value, std::uint64_t times = 1);  // below 0 counts as 0
  void merge(const Histogram& other);                       // of the same precision

  int precision() const { return precision_; }
  std::uint64_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  nanoseconds min() const { return min_; }  // exact, as are max and mean; 0 where empty
  nanoseconds max() const { return max_; }
  double mean_ns() const;
  double sum_ns() const { return static_cast<double>(sum_); }

  // The value at rank ceil(q * count), to within the relative error; min and max are exact. None
  // where empty. 0 <= q <= 1.
  std::optional<nanoseconds> quantile(double q) const;

  // How many values are at most `limit`, to within the bucket that it falls in.
  std::uint64_t count_at_or_below(nanoseconds limit) const;

  // What is not empty, in order: what a file needs to hold.
  struct Bucket {
    std::uint32_t index = 0;
    std::uint64_t count = 0;

    bool operator==(const Bucket&) const = default;
  };
  std::vector<Bucket> buckets() const;
  // The largest value that falls into the bucket of that index.
  static nanoseconds upper_bound(int precision, std::uint32_t index);

  // The whole of a histogram, as files hold it.
  struct Parts {
    int precision = run_precision;
    std::vector<Bucket> buckets;
    nanoseconds min{0};
    nanoseconds max{0};
    double sum_ns = 0;
  };
  Parts parts() const;
  // A Problem where the parts contradict each other; `where` names their place.
  static base::Result<Histogram> from_parts(const Parts& parts, std::string_view where);

  bool operator==(const Histogram& other) const;

 private:
  void make_room_for(std::size_t index);

  int precision_;
  std::size_t first_ = 0;              // the index that counts_[0] is of
  std::vector<std::uint64_t> counts_;  // the octaves from the smallest value to the largest
  std::uint64_t count_ = 0;
  nanoseconds min_{0};
  nanoseconds max_{0};
  long double sum_ = 0;
};

}  // namespace ssert::statistics
