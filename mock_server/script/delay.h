// A time to wait: fixed, or drawn from a distribution. A value; drawing belongs to the writer.
#pragma once

#include "base/clock.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace ssert::mock_server {

enum class DelayKind : std::uint8_t { fixed, uniform, exponential, normal };

struct Delay {
  DelayKind kind = DelayKind::fixed;
  base::Duration first{};   // fixed: the value; uniform: the least; exponential, normal: the mean
  base::Duration second{};  // uniform: the greatest; normal: the standard deviation

  bool operator==(const Delay&) const = default;
};

constexpr Delay fixed_delay(base::Duration value) {
  return {.kind = DelayKind::fixed, .first = value, .second = {}};
}

// "20ms", "fixed:20ms", "uniform:10ms-30ms", "exponential:20ms", "normal:20ms,5ms"; units ns, us,
// ms, s. A problem's `where` is left empty: the caller knows the flag or the place in the file.
base::Result<Delay> parse_delay(std::string_view text);

// One duration of the same spelling: "1.5s", "250us".
base::Result<base::Duration> parse_duration(std::string_view text);

// What parse_delay reads back as the same value: "uniform:10ms-30ms".
std::string to_string(const Delay& delay);

}  // namespace ssert::mock_server
