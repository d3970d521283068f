#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace ssert::base {
namespace {

TEST(EscapeBytes, KeepsPrintableTextAndWritesTheRestAsEscapes) {
  EXPECT_EQ(escape_bytes("data: a\r\n\t\\"), "data: a\\r\\n\\t\\\\");
  EXPECT_EQ(escape_bytes("豆腐 €"), "豆腐 €");
  EXPECT_EQ(escape_bytes("\xE2\x82"), "\\xe2\\x82");
  EXPECT_EQ(escape_bytes(std::string_view("\0\x1b[31m", 6)), "\\x00\\x1b[31m");
}

TEST(EscapeBytes, WritesTextThatCouldRearrangeTheLineAsBytes) {
  EXPECT_EQ(escape_bytes("a\u202Eb"), "a\\xe2\\x80\\xaeb");
  EXPECT_EQ(escape_bytes("\u2028"), "\\xe2\\x80\\xa8");
  EXPECT_EQ(escape_bytes("\u0085"), "\\xc2\\x85");
}

TEST(UnescapeBytes, GivesBackWhatWasEscaped) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  bytes += "\u202E\U0001F600\\x41\\n\\";
  EXPECT_EQ(unescape_bytes(escape_bytes(bytes)), bytes);
  EXPECT_EQ(unescape_bytes(""), "");
}

TEST(UnescapeBytes, RefusesABackslashThatBeginsNoEscape) {
  for (const auto* text : {"\\", "a\\", "\\q", "\\x", "\\x4", "\\xg0", "\\x4g", "\\xAB"})
    EXPECT_EQ(unescape_bytes(text), std::nullopt) << text;
}

TEST(EscapeBytes, CutsBetweenCharacters) {
  EXPECT_EQ(escape_bytes_shortened("ab€", 4), "ab …");
  EXPECT_EQ(escape_bytes_shortened("ab€", 5), "ab€");
}

TEST(Utf8, RefusesOverlongSurrogateAndOutOfRange) {
  EXPECT_EQ(utf8_sequence_length("\xC0\xAF"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xE0\x80\x80"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xED\xA0\x80"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xF4\x90\x80\x80"), 0U);
  EXPECT_EQ(utf8_sequence_length("\xF0\x9F\x98\x80"), 4U);
}

TEST(Text, CountsAndDurationsReadWell) {
  EXPECT_EQ(with_thousands(1204), "1,204");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1'000'000), "1,000,000");
  EXPECT_EQ(counted(1, "event"), "1 event");
  EXPECT_EQ(counted(2, "event"), "2 events");
  EXPECT_EQ(show_size(std::uint64_t{64} << 20U), "64 MiB");
  EXPECT_EQ(show_size(102'400), "100 KiB");
  EXPECT_EQ(show_size(102'401), "102,401 bytes");
  EXPECT_EQ(show_duration(std::chrono::milliseconds(431)), "431 ms");
  EXPECT_EQ(show_duration(std::chrono::milliseconds(1900)), "1.9 s");
}

TEST(Random, SameSeedSameValuesAndOtherNamesOtherValues) {
  Random first(7, "mock/gap", 3);
  Random same(7, "mock/gap", 3);
  Random other_index(7, "mock/gap", 4);
  Random other_name(7, "mock/text", 3);
  const auto value = first.next();
  EXPECT_EQ(value, same.next());
  EXPECT_NE(value, other_index.next());
  EXPECT_NE(value, other_name.next());
}

TEST(Random, ExponentialHasItsMean) {
  Random random(1, "test");
  double sum = 0;
  constexpr int draws = 100'000;
  for (int i = 0; i < draws; ++i) sum += random.exponential(5.0);
  EXPECT_NEAR(sum / draws, 5.0, 5.0 * 4 / std::sqrt(draws));  // four standard errors, fixed seed
}

TEST(HarnessCheck, ThrowsWithThePlace) {
  EXPECT_THROW(HARNESS_CHECK(1 + 1 == 3, "arithmetic"), HarnessFault);
}

TEST(Clock, RealtimeIsMonotonicPlusOffset) {
  const auto difference = realtime_now() - now().time_since_epoch() - realtime_offset();
  EXPECT_LT(std::abs(difference.count()), 1'000'000'000);
}

}  // namespace
}  // namespace ssert::base
