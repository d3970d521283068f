// How late planned writes were: a histogram with logarithmic buckets of under one percent.
#pragma once

#include "base/clock.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

namespace ssert::mock_server {

// One thread records, any thread reads; a reader sees every value that was recorded before, and may
// see half of one that is being recorded.
class Lateness {
 public:
  void record(base::Duration late);  // negative counts as 0

  std::uint64_t count() const { return count_.load(std::memory_order_relaxed); }
  base::Duration greatest() const;
  base::Duration mean() const;  // 0 where nothing was recorded
  // The value that `percent` of all values do not exceed, at most one percent too large; none where
  // fewer than ten values lie beyond it.
  std::optional<base::Duration> percentile(std::uint64_t percent) const;

 private:
  static constexpr std::size_t steps = 128;  // buckets per doubling
  static constexpr std::size_t buckets = steps * 58;

  static std::size_t bucket_of(std::uint64_t value);
  static std::uint64_t greatest_in(std::size_t bucket);

  std::array<std::atomic<std::uint64_t>, buckets> counts_{};
  std::atomic<std::uint64_t> count_{0};
  std::atomic<std::uint64_t> sum_{0};
  std::atomic<std::uint64_t> greatest_{0};
};

}  // namespace ssert::mock_server
