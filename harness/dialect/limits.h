// The buffers of this room. Each is said in docs/formats/dialect.md; running into one is the
// violation interpreter_limit, once for each thing that is not judged further.
#pragma once

#include <cstddef>

namespace ssert::dialect::limits {

inline constexpr std::size_t json_values = 250'000;    // in one event or one file
inline constexpr std::size_t values_of_place = 1'000;  // looked at in one event
// Kept per stream for one track or invariant: keys and values.
inline constexpr std::size_t kept_entries = 100'000;
inline constexpr std::size_t kept_bytes = std::size_t{16} * 1024 * 1024;
inline constexpr std::size_t kept_value_bytes = 1024;  // of a longer one its hash is kept
inline constexpr std::size_t shown_bytes = 40;         // of a value quoted in a detail

}  // namespace ssert::dialect::limits
