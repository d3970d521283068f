#include "statistics/histogram.h"

#include "base/check.h"

#include <cmath>

namespace ssert::statistics {
namespace {

// ceil(q * count), where a product that misses a whole number by the rounding of q alone counts as
// that number: 0.07 * 100 is a little more than 7 in binary, and its rank is 7.
std::uint64_t nearest_rank(double q, std::uint64_t count) {
  constexpr double rounding = 4e-16;  // of q and of the product, relative
  const double product = q * static_cast<double>(count);
  const double whole = std::round(product);
  const bool is_whole = std::abs(product - whole) <= product * rounding;
  const auto rank = static_cast<std::uint64_t>(is_whole ? whole : std::ceil(product));
  return std::clamp<std::uint64_t>(rank, 1, count);
}

std::size_t buckets_in_octave(int precision) {
  return std::size_t{1} << static_cast<unsigned>(precision);
}

}  // namespace

Histogram::Histogram(int precision) : precision_(precision) {
  HARNESS_CHECK(precision >= precision_least && precision <= precision_most,
                "a histogram of a precision that there is not");
  places_.fill(absent);
}

// The new octave goes between its neighbours, so that the samples alone, and not their order, say
// what a histogram looks like.
void Histogram::add_octave(std::size_t octave) {
  const std::size_t size = buckets_in_octave(precision_);
  std::uint8_t place = 0;
  for (std::size_t lower = 0; lower < octave; ++lower) {
    if (places_[lower] != absent) ++place;
  }
  counters_.reserve(counters_.size() + size);  // no more than is needed: there are many histograms
  const auto at = static_cast<std::ptrdiff_t>(place * size);
  counters_.insert(counters_.begin() + at, size, 0);
  places_[octave] = place;
  for (std::size_t higher = octave + 1; higher < octaves_most; ++higher) {
    if (places_[higher] != absent) ++places_[higher];
  }
}

template <class Visit>
void Histogram::each_bucket(Visit visit) const {
  const std::size_t size = buckets_in_octave(precision_);
  for (std::size_t octave = 0; octave < octaves_most; ++octave) {
    if (places_[octave] == absent) continue;
    for (std::size_t within = 0; within < size; ++within) {
      const std::uint64_t count = counters_[places_[octave] * size + within];
      if (count == 0) continue;
      if (!visit(static_cast<std::uint32_t>(octave * size + within), count)) return;
    }
  }
}

void Histogram::merge(const Histogram& other) {
  HARNESS_CHECK(precision_ == other.precision_, "histograms of two precisions were merged");
  if (other.empty()) return;
  const std::size_t size = buckets_in_octave(precision_);
  for (std::size_t octave = 0; octave < octaves_most; ++octave) {
    if (other.places_[octave] == absent) continue;
    std::uint64_t* mine = &counter(static_cast<std::uint32_t>(octave * size));
    const std::uint64_t* theirs = &other.counters_[other.places_[octave] * size];
    for (std::size_t within = 0; within < size; ++within) mine[within] += theirs[within];
  }
  min_ = empty() ? other.min_ : std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
  count_ += other.count_;
  sum_ += other.sum_;
}

double Histogram::mean_ns() const {
  if (empty()) return 0;
  const Sum whole = sum_ / count_;
  const Sum rest = sum_ % count_;
  return static_cast<double>(whole) + static_cast<double>(rest) / static_cast<double>(count_);
}

nanoseconds Histogram::reported(std::uint32_t index) const {
  const auto lowest = lower_bound(precision_, index);
  const auto middle = lowest + (upper_bound(precision_, index) - lowest) / 2;
  return std::clamp(middle, min(), max());
}

std::optional<nanoseconds> Histogram::quantile(double q) const {
  HARNESS_CHECK(q >= 0 && q <= 1, "a quantile lies between 0 and 1");
  if (empty()) return std::nullopt;
  const std::uint64_t rank = nearest_rank(q, count_);
  if (rank == 1) return min();
  if (rank == count_) return max();
  std::uint64_t seen = 0;
  std::uint32_t found = 0;
  each_bucket([&](std::uint32_t index, std::uint64_t count) {
    seen += count;
    found = index;
    return seen < rank;
  });
  return reported(found);
}

std::uint64_t Histogram::count_at_or_below(nanoseconds limit) const {
  if (empty() || limit < min()) return 0;
  if (limit >= max()) return count_;
  std::uint64_t seen = 0;
  each_bucket([&](std::uint32_t index, std::uint64_t count) {
    if (reported(index) > limit) return false;
    seen += count;
    return true;
  });
  // Of the first rank and the last it is known exactly on which side they are.
  return std::clamp<std::uint64_t>(seen, 1, count_ - 1);
}

std::vector<Histogram::Bucket> Histogram::buckets() const {
  std::vector<Bucket> buckets;
  each_bucket([&](std::uint32_t index, std::uint64_t count) {
    buckets.push_back({.index = index, .count = count});
    return true;
  });
  return buckets;
}

std::uint32_t Histogram::index_of(int precision, nanoseconds value) {
  return index_of(static_cast<unsigned>(precision), counted_as(value));
}

nanoseconds Histogram::lower_bound(int precision, std::uint32_t index) {
  const std::uint64_t size = buckets_in_octave(precision);
  const std::uint64_t octave = index / size;
  const std::uint64_t within = index % size;
  HARNESS_CHECK(index <= index_of(precision, duration_most), "a bucket that there is not");
  return to_duration(octave == 0 ? within : (size + within) << (octave - 1));
}

nanoseconds Histogram::upper_bound(int precision, std::uint32_t index) {
  const std::uint64_t octave = index / buckets_in_octave(precision);
  const nanoseconds width = to_duration(octave == 0 ? 1 : std::uint64_t{1} << (octave - 1));
  return std::min(lower_bound(precision, index) + width - nanoseconds(1), duration_most);
}

std::size_t Histogram::bytes_held() const { return counters_.capacity() * sizeof(counters_[0]); }

bool Histogram::operator==(const Histogram& other) const {
  return precision_ == other.precision_ && count_ == other.count_ && min_ == other.min_ &&
         max_ == other.max_ && sum_ == other.sum_ && places_ == other.places_ &&
         counters_ == other.counters_;
}

}  // namespace ssert::statistics
