// UTF-8 as the WHATWG Encoding Standard decodes it ("UTF-8 decoder"), for text that is at hand
// whole: the event stream is validated line by line, so no sequence is ever cut by a slice.
#pragma once

#include <cstddef>
#include <string_view>

namespace ssert::event_stream {

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
inline constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

struct Utf8Sequence {
  std::size_t length = 0;
  bool is_valid = false;  // else a maximal bad sequence: it becomes one replacement character
};

// The sequence at the start of `bytes`, which is not empty.
Utf8Sequence first_utf8_sequence(std::string_view bytes);

// How many bytes at the start of `bytes` are valid.
std::size_t valid_utf8_prefix(std::string_view bytes);

}  // namespace ssert::event_stream
