// Text for humans: what a target sent is hostile, so it is escaped before it is shown.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::base {

// Printable ASCII and valid UTF-8 stay; \n \r \t \\ are written as such, every other control byte,
// invalid UTF-8, bidirectional controls and U+2028/9 as \xNN. The result is one line and safe in a
// terminal.
std::string escape_bytes(std::string_view bytes);

// The bytes that escape_bytes made `text` of; none where a backslash in it begins no such escape.
std::optional<std::string> unescape_bytes(std::string_view text);

// The same as escape_bytes, cut to at most `bytes_max` input bytes; " …" is added where it was cut.
std::string escape_bytes_shortened(std::string_view bytes, std::size_t bytes_max);

// As much of what was read as an error or a detail shows.
inline constexpr std::size_t shown_bytes_max = 60;

// What was read, as an error shows it: escaped, shortened to that, in double quotes.
std::string in_quotes(std::string_view bytes);

std::string with_thousands(std::uint64_t number);              // 1204 -> "1,204"
std::string show_duration(std::chrono::nanoseconds duration);  // "431 ms", "1.9 s", "12 us"
std::string show_size(std::uint64_t bytes);                    // "64 MiB", "100 KiB", "1,204 bytes"

// "1 event", "2 events"
std::string counted(std::uint64_t count, std::string_view noun);

// Length of the valid UTF-8 sequence at the start of `bytes` (1 to 4), or 0 where there is none.
std::size_t utf8_sequence_length(std::string_view bytes);

}  // namespace ssert::base
