// A histogram as parts for a file, and back. A file may come from anywhere: what no histogram can
// have is refused, so that a merged result cannot hold numbers that contradict each other.
#include "base/check.h"
#include "base/text.h"
#include "statistics/histogram.h"

#include <fmt/format.h>

#include <string>

namespace ssert::statistics {
namespace {

constexpr std::uint64_t nanos_in_second = 1'000'000'000;
constexpr auto number_most = static_cast<std::uint64_t>(duration_most.count());

std::optional<std::string> wrong_number(const Histogram::Parts& parts) {
  if (parts.precision < precision_least || parts.precision > precision_most) {
    return fmt::format("has {} bits of precision, where {} to {} are known", parts.precision,
                       precision_least, precision_most);
  }
  if (parts.count > number_most) return "counts more samples than any run can have";
  if (parts.sum_seconds > number_most) return "sums up more time than any run can have";
  if (parts.sum_nanoseconds >= nanos_in_second) {
    return fmt::format("has a sum of {} nanoseconds beside its whole seconds",
                       base::with_thousands(parts.sum_nanoseconds));
  }
  if (parts.min < nanoseconds(0) || parts.min > parts.max || parts.max > duration_most) {
    return fmt::format("has a minimum of {} ns and a maximum of {} ns", parts.min.count(),
                       parts.max.count());
  }
  return std::nullopt;
}

std::optional<std::string> wrong_bucket(const Histogram::Parts& parts) {
  const std::uint32_t last = Histogram::index_of(parts.precision, duration_most);
  std::uint64_t count = 0;
  for (std::size_t i = 0; i < parts.buckets.size(); ++i) {
    const auto& bucket = parts.buckets[i];
    if (bucket.index > last) return fmt::format("has a bucket {}, past the last", bucket.index);
    if (i > 0 && parts.buckets[i - 1].index >= bucket.index) {
      return fmt::format("has bucket {} after bucket {}", bucket.index, parts.buckets[i - 1].index);
    }
    if (bucket.count == 0) return fmt::format("has an empty bucket {}", bucket.index);
    // Each is at most 2^53, so their sum is past the count long before it could overflow.
    if (bucket.count > number_most) return "counts more samples than any run can have";
    count += bucket.count;
    if (count > parts.count) break;
  }
  if (count != parts.count) {
    return fmt::format("says that it has {}, and its buckets hold {}{}",
                       base::counted(parts.count, "sample"),
                       count > parts.count ? "more than " : "",
                       base::with_thousands(count > parts.count ? parts.count : count));
  }
  return std::nullopt;
}

__extension__ using Wide = unsigned __int128;

// The least and the largest sum that samples in these buckets can have, of which one is the minimum
// and one is the maximum.
struct SumRange {
  Wide least = 0;
  Wide most = 0;
};

SumRange possible_sums(const Histogram::Parts& parts) {
  SumRange sums;
  const auto lowest = [&](const Histogram::Bucket& bucket) {
    return std::max(Histogram::lower_bound(parts.precision, bucket.index), parts.min);
  };
  const auto highest = [&](const Histogram::Bucket& bucket) {
    return std::min(Histogram::upper_bound(parts.precision, bucket.index), parts.max);
  };
  const auto wide = [](nanoseconds value) { return static_cast<Wide>(value.count()); };
  for (const auto& bucket : parts.buckets) {
    sums.least += wide(lowest(bucket)) * bucket.count;
    sums.most += wide(highest(bucket)) * bucket.count;
  }
  sums.least += wide(parts.max - lowest(parts.buckets.back()));
  sums.most -= wide(highest(parts.buckets.front()) - parts.min);
  return sums;
}

std::optional<std::string> wrong_extremes(const Histogram::Parts& parts, Wide sum) {
  if (parts.buckets.empty()) {
    const bool is_nothing = sum == 0 && parts.max == nanoseconds(0);
    return is_nothing ? std::nullopt
                      : std::optional<std::string>("has a sum or a maximum of no samples");
  }
  if (Histogram::index_of(parts.precision, parts.min) != parts.buckets.front().index ||
      Histogram::index_of(parts.precision, parts.max) != parts.buckets.back().index) {
    return "has a minimum or a maximum outside its first and last bucket";
  }
  const auto sums = possible_sums(parts);
  if (sum < sums.least || sum > sums.most) return "has a sum that its buckets cannot have";
  return std::nullopt;
}

}  // namespace

Histogram::Parts Histogram::parts() const {
  const Sum seconds = sum_ / nanos_in_second;
  HARNESS_CHECK(count_ <= number_most && seconds <= number_most,
                "a histogram with more than any run can have");
  return {.precision = precision_,
          .count = count_,
          .sum_seconds = static_cast<std::uint64_t>(seconds),
          .sum_nanoseconds = static_cast<std::uint64_t>(sum_ % nanos_in_second),
          .min = nanoseconds(static_cast<std::int64_t>(min_)),
          .max = nanoseconds(static_cast<std::int64_t>(max_)),
          .buckets = buckets()};
}

base::Result<Histogram> Histogram::from_parts(const Histogram::Parts& parts,
                                              std::string_view where) {
  const Wide sum = Wide{parts.sum_seconds} * nanos_in_second + parts.sum_nanoseconds;
  auto wrong = wrong_number(parts);
  if (!wrong) wrong = wrong_bucket(parts);
  if (!wrong) wrong = wrong_extremes(parts, sum);
  if (wrong) {
    return base::Problem{.where = std::string(where),
                         .what = *wrong,
                         .way_out = "a histogram as ssert wrote it, unchanged"};
  }
  Histogram histogram(parts.precision);
  for (const auto& bucket : parts.buckets) histogram.counter(bucket.index) = bucket.count;
  histogram.count_ = parts.count;
  histogram.sum_ = sum;
  histogram.min_ = static_cast<std::uint64_t>(parts.min.count());
  histogram.max_ = static_cast<std::uint64_t>(parts.max.count());
  return histogram;
}

}  // namespace ssert::statistics
