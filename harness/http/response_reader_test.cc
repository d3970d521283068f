#include "http/response_reader.h"

#include "base/text.h"
#include "http/response_cases.h"
#include "http/response_recorder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ssert::http::response_reader_test {
namespace {

using violation::Code;
using violation::Violation;

std::vector<Violation> by_offset_without_details(std::vector<Violation> violations) {
  for (Violation& violation : violations) violation.detail.clear();
  std::ranges::sort(violations, {}, [](const Violation& violation) {
    return std::pair(violation.offset, violation.code);
  });
  return violations;
}

void expect_reading(const Observations& observed, const Reading& expected) {
  std::vector<int> interim;
  for (const ResponseHead& head : observed.interim_heads) interim.push_back(head.status_code);
  EXPECT_EQ(interim, expected.interim);
  EXPECT_EQ(observed.heads.size(), expected.status ? 1U : 0U);
  EXPECT_EQ(observed.head_complete, expected.status.has_value());
  if (!observed.heads.empty() && expected.status) {
    const ResponseHead& head = observed.heads.front();
    EXPECT_EQ(head.status_code, *expected.status);
    EXPECT_EQ(head.reason, expected.reason.value_or(head.reason));
    EXPECT_EQ(head.fields, expected.fields.value_or(head.fields));
  }
  EXPECT_EQ(observed.joined_content(), expected.content);
  EXPECT_EQ(observed.gave_up, expected.gave_up);
  const Framing& framing = observed.framing;
  EXPECT_EQ(framing.kind, expected.framing);
  EXPECT_EQ(framing.content_length.has_value(), expected.framing == FramingKind::content_length);
  EXPECT_EQ(framing.content_bytes, expected.content.size());
  EXPECT_EQ(framing.message_complete, expected.complete);
  EXPECT_EQ(framing.keeps_connection, expected.keeps);
  EXPECT_EQ(framing.chunks, expected.chunks);
  EXPECT_EQ(framing.bytes_after_message, expected.after);
  EXPECT_EQ(framing.trailers, expected.trailers);
}

TEST(ResponseReader, ReadsEveryCaseAndSaysEachDeviationWithItsPlace) {
  for (const ResponseCase& response : response_cases()) {
    const std::string bytes = response.bytes();
    const Observations observed = observe({bytes}, response.method);
    SCOPED_TRACE(std::string(response.name) + "\n" + base::escape_bytes(bytes) + "\n" +
                 show(observed));
    expect_reading(observed, response.reading);
    EXPECT_EQ(by_offset_without_details(observed.violations), response.violations());
    EXPECT_EQ(observed.bytes_fed, bytes.size());
  }
}

// Wire offsets are the places of the bytes themselves.
TEST(ResponseReader, HandsOnHeadsAndContentWithTheOffsetsOfTheirBytes) {
  for (const ResponseCase& response : response_cases()) {
    const std::string bytes = response.bytes();
    const Observations observed = observe({bytes}, response.method);
    SCOPED_TRACE(std::string(response.name) + "\n" + show(observed));
    for (const ContentPiece& piece : observed.content)
      EXPECT_EQ(bytes.substr(piece.wire_offset, piece.bytes.size()), piece.bytes);
    for (const ResponseHead& head : observed.interim_heads)
      EXPECT_EQ(bytes.substr(head.offset, head.bytes.size()), head.bytes);
    for (const ResponseHead& head : observed.heads)
      EXPECT_EQ(bytes.substr(head.offset, head.bytes.size()), head.bytes);
  }
}

std::string show_pieces(const std::vector<std::string_view>& pieces) {
  std::string text;
  for (const std::string_view piece : pieces) text += "'" + base::escape_bytes(piece) + "' ";
  return text;
}

void expect_same_under_split(const ResponseCase& response, const Observations& whole,
                             const std::vector<std::string_view>& pieces,
                             const base::SizeLimits& limits = {}) {
  const Observations observed = observe(pieces, response.method, limits);
  if (observed == whole) return;
  ADD_FAILURE() << response.name << " cut into " << show_pieces(pieces) << "\nwhole:\n"
                << show(whole) << "cut:\n"
                << show(observed);
}

std::vector<std::string_view> byte_by_byte(std::string_view bytes) {
  std::vector<std::string_view> pieces;
  for (std::size_t i = 0; i < bytes.size(); ++i) pieces.push_back(bytes.substr(i, 1));
  return pieces;
}

void expect_same_under_every_split(const ResponseCase& response, const base::SizeLimits& limits) {
  const std::string bytes = response.bytes();
  const std::string_view view = bytes;
  const Observations whole = observe({view}, response.method, limits);
  expect_same_under_split(response, whole, byte_by_byte(view), limits);
  for (std::size_t first = 0; first <= view.size(); ++first) {
    for (std::size_t second = first; second <= view.size(); ++second) {
      expect_same_under_split(
          response, whole,
          {view.substr(0, first), view.substr(first, second - first), view.substr(second)}, limits);
      if (testing::Test::HasFailure()) return;
    }
  }
}

TEST(ResponseReader, ObservesTheSameUnderEveryCutInTwoInThreeAndByteByByte) {
  for (const ResponseCase& response : response_cases()) expect_same_under_every_split(response, {});
}

TEST(ResponseReader, ObservesTheSameUnderEverySplitWhereALimitIsHit) {
  for (const std::size_t bytes_max : {1U, 7U, 20U, 50U}) {
    for (const ResponseCase& response : response_cases()) {
      expect_same_under_every_split(
          response, {.head = bytes_max * 2, .chunk_line = bytes_max, .interim_heads = 1});
    }
  }
}

}  // namespace
}  // namespace ssert::http::response_reader_test
