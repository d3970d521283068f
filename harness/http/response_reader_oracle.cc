#include "http/response_reader_oracle.h"

#include "http/response_recorder.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ssert::http {
namespace {

constexpr std::size_t option_bytes = 2;

base::SizeLimits limits_of(unsigned options) {
  switch (options >> 1U & 3U) {
    case 0:
      return {};
    case 1:
      return {.head = 100, .chunk_line = 20, .interim_heads = 1};
    case 2:
      return {.head = 30, .chunk_line = 50, .interim_heads = 0};
    default:
      return {.head = 60, .chunk_line = 3};
  }
}

// Pieces of one to eight bytes, by a small generator: the cuts need no quality, only to differ.
std::vector<std::string_view> cut(std::string_view bytes, std::uint32_t seed) {
  std::vector<std::string_view> pieces;
  std::uint32_t state = seed * 2'654'435'761U + 1;
  while (!bytes.empty()) {
    state = state * 1'664'525U + 1'013'904'223U;
    const std::size_t length = std::min<std::size_t>(bytes.size(), 1 + (state >> 29U));
    pieces.push_back(bytes.substr(0, length));
    bytes.remove_prefix(length);
  }
  return pieces;
}

std::vector<std::string_view> byte_by_byte(std::string_view bytes) {
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < bytes.size(); ++i) pieces.push_back(bytes.substr(i, 1));
  return pieces;
}

bool stands_at(std::string_view response, std::uint64_t offset, std::string_view bytes) {
  return offset <= response.size() && response.substr(offset, bytes.size()) == bytes;
}

std::string fault_in_places(std::string_view response, const Observations& observed) {
  std::uint64_t end = 0;  // of the content so far
  for (const ContentPiece& piece : observed.content) {
    if (!stands_at(response, piece.wire_offset, piece.bytes)) return "content is not at its offset";
    if (piece.wire_offset < end) return "content goes back";
    end = piece.wire_offset + piece.bytes.size();
  }
  for (const auto* heads : {&observed.interim_heads, &observed.heads}) {
    for (const ResponseHead& head : *heads) {
      if (!stands_at(response, head.offset, head.bytes)) return "a head is not at its offset";
      if (!head.bytes.ends_with('\n')) return "a head without its blank line";
    }
  }
  for (const violation::Violation& violation : observed.violations) {
    if (violation.offset + violation.length > response.size())
      return "a violation lies behind the response";
  }
  return {};
}

std::string fault_in_counts(std::string_view response, const Observations& observed) {
  const Framing& framing = observed.framing;
  if (observed.bytes_fed != response.size()) return "not every byte was counted";
  if (framing.content_bytes != observed.joined_content().size()) return "content miscounted";
  if (framing.kind == FramingKind::chunked && framing.chunks != observed.content.size())
    return "chunks miscounted";
  if (observed.heads.size() != (observed.head_complete ? 1U : 0U)) return "not one final head";
  if (framing.message_complete && observed.gave_up) return "complete, and gave up";
  if (framing.bytes_after_message > 0 && !framing.message_complete)
    return "bytes after a message that is not complete";
  if (framing.content_length && framing.message_complete &&
      framing.content_bytes != *framing.content_length)
    return "complete, and not of its length";
  if (observed.gave_up && observed.violations.empty()) return "gave up, and does not say why";
  if (framing.keeps_connection && (observed.gave_up || framing.bytes_after_message > 0))
    return "keeps a connection that is not fit for it";
  return {};
}

}  // namespace

std::string fault_in_reading(std::string_view input) {
  if (input.size() < option_bytes) return {};
  const auto options = static_cast<unsigned char>(input[0]);
  const auto seed = static_cast<unsigned char>(input[1]);
  const std::string_view response = input.substr(option_bytes);
  const std::string_view method = (options & 1U) != 0 ? "HEAD" : "POST";
  const base::SizeLimits limits = limits_of(options);

  const Observations whole = observe({response}, method, limits);
  for (const auto& pieces : {byte_by_byte(response), cut(response, seed)}) {
    const Observations observed = observe(pieces, method, limits);
    if (!(observed == whole))
      return "cut differently, read differently; whole:\n" + show(whole) + "cut:\n" +
             show(observed);
  }
  std::string fault = fault_in_places(response, whole);
  if (fault.empty()) fault = fault_in_counts(response, whole);
  return fault.empty() ? fault : fault + ":\n" + show(whole);
}

}  // namespace ssert::http
