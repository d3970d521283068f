#include "statistics/metric.h"

#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace ssert::statistics {
namespace {

// A total as if it had been recorded to second_precision: each finer bucket lies within one coarser
// one.
Histogram::Parts coarser(const Histogram& total) {
  auto parts = total.parts();
  std::vector<Histogram::Bucket> buckets;
  for (const auto& bucket : parts.buckets) {
    const auto lowest = Histogram::lower_bound(parts.precision, bucket.index);
    const auto index = Histogram::index_of(second_precision, lowest);
    if (buckets.empty() || buckets.back().index != index) buckets.push_back({.index = index});
    buckets.back().count += bucket.count;
  }
  parts.precision = second_precision;
  parts.buckets = std::move(buckets);
  return parts;
}

}  // namespace

// Most values are of the latest second, which is found without a search.
Histogram& Metric::of_second(std::int64_t second) {
  if (!seconds_.empty()) {
    const auto latest = std::prev(seconds_.end());
    if (latest->first == second) return latest->second;
  }
  return seconds_.try_emplace(second, second_precision).first->second;
}

void Metric::record(std::int64_t second, nanoseconds value, std::uint64_t times) {
  if (times == 0) return;
  total_.record(value, times);
  of_second(second).record(value, times);
}

void Metric::merge(const Metric& other) {
  total_.merge(other.total_);
  for (const auto& [second, histogram] : other.seconds_) of_second(second).merge(histogram);
}

base::Result<Metric> Metric::from_parts(Histogram total, std::map<std::int64_t, Histogram> seconds,
                                        std::string_view where) {
  const auto problem = [&](std::string what) {
    return base::Problem{.where = std::string(where),
                         .what = std::move(what),
                         .way_out = "the metric as it was written"};
  };
  if (total.precision() != run_precision) return problem("has a total of another precision");
  Histogram sum(second_precision);
  for (const auto& [second, histogram] : seconds) {
    if (histogram.precision() != second_precision || histogram.empty())
      return problem("has a second that cannot be, " + std::to_string(second));
    sum.merge(histogram);
    if (sum.count() > total.count()) break;  // long before a counter could overflow
  }
  if (sum.count() != total.count() || sum.parts() != coarser(total))
    return problem("has seconds that hold other values than its total");
  Metric metric;
  metric.total_ = std::move(total);
  metric.seconds_ = std::move(seconds);
  return metric;
}

}  // namespace ssert::statistics
