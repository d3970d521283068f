#include "event_stream/line_splitter.h"

#include "event_stream/testing/splits.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace ssert::event_stream {
namespace {

// A line with its text copied, so that it can be kept.
struct KeptLine {
  std::string text;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  Terminator before = Terminator::none;

  bool operator==(const KeptLine&) const = default;
};

std::ostream& operator<<(std::ostream& out, const KeptLine& line) {
  return out << "'" << line.text << "' at " << line.offset << "+" << line.length << " before "
             << static_cast<int>(line.before);
}

KeptLine kept(const Line& line) {
  return {.text = std::string(line.text),
          .offset = line.offset,
          .length = line.length,
          .before = line.before};
}

std::vector<KeptLine> split(const std::vector<std::string_view>& slices, std::size_t limit = 100) {
  LineSplitter splitter(limit);
  std::vector<KeptLine> lines;
  for (const auto slice : slices) {
    splitter.feed(slice);
    while (const auto line = splitter.next()) lines.push_back(kept(*line));
  }
  lines.push_back(kept(splitter.finish()));
  return lines;
}

TEST(LineSplitter, EndsALineAtLfCrAndCrLfForAnySplit) {
  const std::string_view bytes = "a\nbc\r\r\nd\r\n\ne";
  const std::vector<KeptLine> expected{
      {.text = "a", .offset = 0, .length = 1, .before = Terminator::none},
      {.text = "bc", .offset = 2, .length = 2, .before = Terminator::lf},
      {.text = "", .offset = 5, .length = 0, .before = Terminator::cr},
      {.text = "d", .offset = 7, .length = 1, .before = Terminator::cr_lf},
      {.text = "", .offset = 10, .length = 0, .before = Terminator::cr_lf},
      {.text = "e", .offset = 11, .length = 1, .before = Terminator::lf}};
  testing::for_each_split(bytes, [&](const testing::Pieces& pieces) {
    EXPECT_EQ(split(pieces.views()), expected) << pieces.show();
  });
}

TEST(LineSplitter, GivesTheLineOutAtTheCrWithoutWaitingForWhatFollows) {
  LineSplitter splitter(100);
  splitter.feed("a\r");
  const auto line = splitter.next();
  ASSERT_TRUE(line.has_value());
  EXPECT_EQ(line->text, "a");
  EXPECT_FALSE(splitter.next().has_value());
}

TEST(LineSplitter, TakesAnLfOfTheNextSliceAsTheEndOfTheSameLine) {
  const auto lines = split({"a\r", "", "\nb"});
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[1],
            (KeptLine{.text = "b", .offset = 3, .length = 1, .before = Terminator::cr_lf}));
}

TEST(LineSplitter, TakesASecondLfAsABlankLine) { EXPECT_EQ(split({"a\r", "\n", "\n"}).size(), 3U); }

TEST(LineSplitter, KeepsTheFirstBytesOfALineBeyondTheLimitForAnySplit) {
  testing::for_each_split("12345\n1234\n", [&](const testing::Pieces& pieces) {
    const auto lines = split(pieces.views(), 4);
    ASSERT_EQ(lines.size(), 3U) << pieces.show();
    EXPECT_EQ(lines[0].text, "1234") << pieces.show();
    EXPECT_EQ(lines[0].length, 5U) << pieces.show();
    EXPECT_EQ(lines[1].text, "1234") << pieces.show();
    EXPECT_EQ(lines[1].length, 4U) << pieces.show();
  });
}

TEST(LineSplitter, LooksAtNoByteOfASliceMoreThanTwice) {
  for (const auto* terminator : {"\n", "\r", "\r\n"}) {
    std::string bytes;
    for (int i = 0; i < 1000; ++i) bytes += std::string("data: token") + terminator;
    LineSplitter splitter(100);
    splitter.feed(bytes);
    int lines = 0;
    while (splitter.next()) ++lines;
    EXPECT_EQ(lines, 1000);
    EXPECT_LE(splitter.bytes_scanned(), 2 * bytes.size());
    EXPECT_EQ(splitter.bytes_copied(), 0U);
  }
}

}  // namespace
}  // namespace ssert::event_stream
