#include "mock_server/net/lateness.h"

#include <algorithm>
#include <bit>

namespace ssert::mock_server {
namespace {

// One thread writes, so a load and a store are enough, and cheaper than a locked addition.
void add(std::atomic<std::uint64_t>& counter, std::uint64_t value) {
  counter.store(counter.load(std::memory_order_relaxed) + value, std::memory_order_relaxed);
}

}  // namespace

// Values below 2*steps have a bucket each; above, every doubling has `steps` of them.
std::size_t Lateness::bucket_of(std::uint64_t value) {
  if (value < 2 * steps) return value;
  const auto shift = static_cast<std::size_t>(std::bit_width(value)) - 8;
  return std::min(shift * steps + (value >> shift), buckets - 1);
}

std::uint64_t Lateness::greatest_in(std::size_t bucket) {
  if (bucket < 2 * steps) return bucket;
  const auto shift = bucket / steps - 1;
  return ((bucket % steps + steps + 1) << shift) - 1;
}

void Lateness::record(base::Duration late) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(late.count(), 0));
  add(counts_.at(bucket_of(value)), 1);
  add(count_, 1);
  add(sum_, value);
  if (value > greatest_.load(std::memory_order_relaxed)) {
    greatest_.store(value, std::memory_order_relaxed);
  }
}

base::Duration Lateness::greatest() const {
  return base::Duration(static_cast<std::int64_t>(greatest_.load(std::memory_order_relaxed)));
}

base::Duration Lateness::mean() const {
  const auto number = count();
  if (number == 0) return {};
  return base::Duration(static_cast<std::int64_t>(sum_.load(std::memory_order_relaxed) / number));
}

std::optional<base::Duration> Lateness::percentile(std::uint64_t percent) const {
  constexpr std::uint64_t beyond_min = 10;
  const auto number = count();
  if (number * (100 - percent) < beyond_min * 100) return std::nullopt;
  const auto wanted = (number * percent + 99) / 100;
  std::uint64_t seen = 0;
  for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
    seen += counts_.at(bucket).load(std::memory_order_relaxed);
    if (seen < wanted) continue;
    const auto value = base::Duration(static_cast<std::int64_t>(greatest_in(bucket)));
    return std::min(value, greatest());
  }
  return greatest();
}

}  // namespace ssert::mock_server
