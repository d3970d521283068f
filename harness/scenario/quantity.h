// Numbers with units as they are typed: "30s", "500ms", "64KiB", "12". Read strictly: a value that
// is not understood whole is a Problem, never a guess.
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::scenario {

inline constexpr std::chrono::hours duration_max{24};

// A decimal number above 0 with one of the units us, ms, s, m, h; at most 24h. "0.5s" is allowed,
// "30" is not: it does not say of what. `where` is the flag.
base::Result<std::chrono::nanoseconds> parse_duration(std::string_view text,
                                                      std::string_view where);

// Like any duration, and also none at all: "0", "0s".
base::Result<std::chrono::nanoseconds> parse_duration_or_0(std::string_view text,
                                                           std::string_view where);

// A duration that a flag gives, where it is given, and where it goes.
struct DurationFlag {
  const std::optional<std::string>& text;
  std::string_view name;
  std::chrono::nanoseconds& value;
};

// A duration without a unit, for options of curl's that count in seconds: "2.5".
base::Result<std::chrono::nanoseconds> parse_seconds(std::string_view text, std::string_view where);

// A whole number above 0 of bytes, or with one of the units B, kB, MB, GB (1000) and KiB, MiB, GiB
// (1024).
struct SizeRange {
  std::uint64_t least = 1;
  std::uint64_t most = std::uint64_t{1} << 40U;
};
base::Result<std::uint64_t> parse_size(std::string_view text, std::string_view where,
                                       const SizeRange& range = {});

struct CountRange {
  std::uint64_t least = 1;
  std::uint64_t most = 1'000'000'000;
};
base::Result<std::uint64_t> parse_count(std::string_view text, std::string_view where,
                                        const CountRange& range);

}  // namespace ssert::scenario
