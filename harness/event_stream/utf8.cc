#include "event_stream/utf8.h"

#include <cstdint>
#include <cstring>

namespace ssert::event_stream {
namespace {

constexpr unsigned byte_at(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

// Eight bytes at a step: most streams are mostly ASCII.
std::size_t ascii_prefix(std::string_view bytes) {
  std::size_t length = 0;
  for (std::uint64_t word = 0; bytes.size() - length >= sizeof word; length += sizeof word) {
    std::memcpy(&word, bytes.data() + length, sizeof word);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (length < bytes.size() && byte_at(bytes, length) < 0x80) ++length;
  return length;
}

}  // namespace

Utf8Sequence first_utf8_sequence(std::string_view bytes) {
  const auto first = byte_at(bytes, 0);
  if (first < 0x80) return {.length = 1, .is_valid = true};
  if (first < 0xC2 || first > 0xF4) return {.length = 1, .is_valid = false};

  const std::size_t needed = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  // "UTF-8 lower boundary" and "upper boundary": they keep out what is overlong (E0, F0), half a
  // surrogate pair (ED) or past U+10FFFF (F4), and bound the second byte alone.
  unsigned lower = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  unsigned upper = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  std::size_t length = 1;
  for (; length < needed && length < bytes.size(); ++length) {
    if (byte_at(bytes, length) < lower || byte_at(bytes, length) > upper) break;
    lower = 0x80;
    upper = 0xBF;
  }
  return {.length = length, .is_valid = length == needed};
}

std::size_t valid_utf8_prefix(std::string_view bytes) {
  std::size_t length = 0;
  while (true) {
    length += ascii_prefix(bytes.substr(length));
    if (length == bytes.size()) return length;
    const auto sequence = first_utf8_sequence(bytes.substr(length));
    if (!sequence.is_valid) return length;
    length += sequence.length;
  }
}

}  // namespace ssert::event_stream
