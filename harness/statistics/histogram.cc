#include "statistics/histogram.h"

#include "base/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace ssert::statistics {
namespace {

constexpr int precision_most = 12;

std::uint64_t count_of(nanoseconds value) {
  return value.count() < 0 ? 0 : static_cast<std::uint64_t>(value.count());
}

// Values below 2^precision have a bucket each; above, the highest bit says the octave and the bits
// behind it the bucket within.
std::size_t index_at(int precision, std::uint64_t value) {
  const int octave = static_cast<int>(std::bit_width(value)) - 1 - precision;
  if (octave <= 0) return static_cast<std::size_t>(value);
  const auto within = (value >> static_cast<unsigned>(octave)) - (std::uint64_t{1} << precision);
  return static_cast<std::size_t>(
      (static_cast<std::uint64_t>(octave + 1) << static_cast<unsigned>(precision)) + within);
}

std::uint64_t lower_at(int precision, std::uint64_t index) {
  const auto octave = static_cast<int>(index >> static_cast<unsigned>(precision)) - 1;
  if (octave <= 0) return index;
  const auto within = index & ((std::uint64_t{1} << static_cast<unsigned>(precision)) - 1);
  return ((std::uint64_t{1} << static_cast<unsigned>(precision)) + within)
         << static_cast<unsigned>(octave);
}

std::uint64_t width_at(int precision, std::uint64_t index) {
  const auto octave = static_cast<int>(index >> static_cast<unsigned>(precision)) - 1;
  return octave <= 0 ? 1 : std::uint64_t{1} << static_cast<unsigned>(octave);
}

constexpr std::uint64_t value_most = std::uint64_t{1} << 62U;  // 146 years

}  // namespace

void Histogram::make_room_for(std::size_t index) {
  const auto octave = std::size_t{1} << static_cast<unsigned>(precision_);
  const auto begin = index / octave * octave;
  if (counts_.empty()) first_ = begin;
  if (begin < first_) {
    counts_.insert(counts_.begin(), first_ - begin, 0);
    first_ = begin;
  }
  if (begin + octave > first_ + counts_.size()) counts_.resize(begin + octave - first_);
}

void Histogram::record(nanoseconds value, std::uint64_t times) {
  if (times == 0) return;
  const auto number = std::min(count_of(value), value_most);
  const auto index = index_at(precision_, number);
  if (index < first_ || index >= first_ + counts_.size()) make_room_for(index);
  counts_[index - first_] += times;
  const nanoseconds kept{static_cast<std::int64_t>(number)};
  if (count_ == 0 || kept < min_) min_ = kept;
  if (count_ == 0 || kept > max_) max_ = kept;
  count_ += times;
  sum_ += static_cast<long double>(number) * static_cast<long double>(times);
}

void Histogram::merge(const Histogram& other) {
  HARNESS_CHECK(precision_ == other.precision_, "histograms of two precisions were merged");
  if (other.empty()) return;
  make_room_for(other.first_);
  make_room_for(other.first_ + other.counts_.size() - 1);
  for (std::size_t i = 0; i < other.counts_.size(); ++i)
    counts_[other.first_ - first_ + i] += other.counts_[i];
  min_ = empty() ? other.min_ : std::min(min_, other.min_);
  max_ = empty() ? other.max_ : std::max(max_, other.max_);
  count_ += other.count_;
  sum_ += other.sum_;
}

double Histogram::mean_ns() const {
  return empty() ? 0 : static_cast<double>(sum_ / static_cast<long double>(count_));
}

std::optional<nanoseconds> Histogram::quantile(double q) const {
  HARNESS_CHECK(q >= 0 && q <= 1, "a quantile lies between 0 and 1");
  if (empty()) return std::nullopt;
  const auto exact = q * static_cast<double>(count_);
  // 0.99 * 1000 is a little more than 990 in binary: a rank must not slip by one for it.
  const auto rank = std::clamp<std::uint64_t>(
      static_cast<std::uint64_t>(std::ceil(exact - 1e-9 * exact)), 1, count_);
  if (rank == 1) return min_;
  if (rank == count_) return max_;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    seen += counts_[i];
    if (seen < rank) continue;
    const auto middle =
        lower_at(precision_, first_ + i) + (width_at(precision_, first_ + i) - 1) / 2;
    return std::clamp(nanoseconds(static_cast<std::int64_t>(middle)), min_, max_);
  }
  return max_;
}

std::uint64_t Histogram::count_at_or_below(nanoseconds limit) const {
  if (limit.count() < 0) return 0;
  if (limit >= max_) return count_;
  const auto last = index_at(precision_, count_of(limit));
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < counts_.size() && first_ + i <= last; ++i) count += counts_[i];
  return count;
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> buckets;
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    if (counts_[i] != 0)
      buckets.push_back({.index = static_cast<std::uint32_t>(first_ + i), .count = counts_[i]});
  }
  return buckets;
}

nanoseconds Histogram::upper_bound(int precision, std::uint32_t index) {
  return nanoseconds(
      static_cast<std::int64_t>(lower_at(precision, index) + width_at(precision, index) - 1));
}

Histogram::Parts Histogram::parts() const {
  return {.precision = precision_,
          .buckets = buckets(),
          .min = min_,
          .max = max_,
          .sum_ns = static_cast<double>(sum_)};
}

base::Result<Histogram> Histogram::from_parts(const Parts& parts, std::string_view where) {
  const auto problem = [&](std::string what) {
    return base::Problem{.where = std::string(where),
                         .what = std::move(what),
                         .way_out = "the histogram as it was written"};
  };
  if (parts.precision < 1 || parts.precision > precision_most)
    return problem(fmt::format("has precision {}, not 1 to {}", parts.precision, precision_most));
  Histogram histogram(parts.precision);
  const auto index_most = index_at(parts.precision, value_most);
  for (std::size_t i = 0; i < parts.buckets.size(); ++i) {
    const auto& bucket = parts.buckets[i];
    if (bucket.index > index_most || bucket.count == 0 ||
        (i > 0 && bucket.index <= parts.buckets[i - 1].index))
      return problem(fmt::format("has a bucket that cannot be, number {}", i));
    const auto lower = static_cast<std::int64_t>(lower_at(parts.precision, bucket.index));
    histogram.record(nanoseconds(lower), bucket.count);
  }
  const auto falls_into = [&](nanoseconds value, const Bucket& bucket) {
    return value.count() >= 0 && index_at(parts.precision, count_of(value)) == bucket.index;
  };
  if (!parts.buckets.empty() && !(falls_into(parts.min, parts.buckets.front()) &&
                                  falls_into(parts.max, parts.buckets.back())))
    return problem("has a min or max that is in none of its outer buckets");
  histogram.min_ = parts.buckets.empty() ? nanoseconds(0) : parts.min;
  histogram.max_ = parts.buckets.empty() ? nanoseconds(0) : parts.max;
  histogram.sum_ = parts.sum_ns;
  return histogram;
}

bool Histogram::operator==(const Histogram& other) const {
  return precision_ == other.precision_ && count_ == other.count_ && min_ == other.min_ &&
         max_ == other.max_ && sum_ns() == other.sum_ns() && buckets() == other.buckets();
}

}  // namespace ssert::statistics
