#include "event_stream/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace ssert::event_stream {

bool operator==(Utf8Sequence one, Utf8Sequence other) {
  return one.length == other.length && one.is_valid == other.is_valid;
}

namespace {

constexpr Utf8Sequence valid(std::size_t length) { return {.length = length, .is_valid = true}; }
constexpr Utf8Sequence bad(std::size_t length) { return {.length = length, .is_valid = false}; }

TEST(Utf8, KnowsTheFirstAndLastOfEachLength) {
  EXPECT_EQ(first_utf8_sequence(std::string_view("\0", 1)), valid(1));
  EXPECT_EQ(first_utf8_sequence("\x7F"), valid(1));
  EXPECT_EQ(first_utf8_sequence("\xC2\x80"), valid(2));
  EXPECT_EQ(first_utf8_sequence("\xDF\xBF"), valid(2));
  EXPECT_EQ(first_utf8_sequence("\xE0\xA0\x80"), valid(3));
  EXPECT_EQ(first_utf8_sequence("\xEF\xBF\xBF"), valid(3));
  EXPECT_EQ(first_utf8_sequence("\xF0\x90\x80\x80"), valid(4));
  EXPECT_EQ(first_utf8_sequence("\xF4\x8F\xBF\xBF"), valid(4));
}

TEST(Utf8, RefusesAFirstByteThatBeginsNothing) {
  for (const auto* bytes : {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xF5\x80\x80\x80", "\xFF"}) {
    EXPECT_EQ(first_utf8_sequence(bytes), bad(1)) << ::testing::PrintToString(bytes);
  }
}

TEST(Utf8, RefusesOverlongSurrogateAndTooLargeAtTheSecondByte) {
  for (const auto* bytes :
       {"\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80"}) {
    EXPECT_EQ(first_utf8_sequence(bytes), bad(1)) << ::testing::PrintToString(bytes);
  }
}

TEST(Utf8, TakesACutSequenceAsOneMaximalBadOne) {
  EXPECT_EQ(first_utf8_sequence("\xE2\x82"), bad(2));
  EXPECT_EQ(first_utf8_sequence("\xF0\x9F\x98"), bad(3));
  EXPECT_EQ(first_utf8_sequence("\xF0\x9F\x98x"), bad(3));
  EXPECT_EQ(first_utf8_sequence("\xE2\xE2\x82\xAC"), bad(1));
}

TEST(Utf8, FindsTheFirstBadByteWhereverItStands) {
  for (std::size_t position = 0; position < 40; ++position) {
    std::string text(40, 'a');
    text[position] = '\x80';
    EXPECT_EQ(valid_utf8_prefix(text), position);
  }
  EXPECT_EQ(valid_utf8_prefix("豆腐 € \xF0\x9F\x98\x80"), 15U);
  EXPECT_EQ(valid_utf8_prefix(""), 0U);
}

}  // namespace
}  // namespace ssert::event_stream
