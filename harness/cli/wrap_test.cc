#include "cli/wrap.h"

#include <gtest/gtest.h>

namespace ssert::cli {
namespace {

TEST(Wrapped, KeepsAShortText) { EXPECT_EQ(wrapped("a b", 10), "a b"); }

TEST(Wrapped, BreaksBetweenWordsAndIndents) {
  const std::string word(40, 'x');
  EXPECT_EQ(wrapped(word + " " + word + " " + word, 10), word + " " + word + "\n          " + word);
  EXPECT_EQ(wrapped(std::string(text_columns, 'x') + " y", 0),
            std::string(text_columns, 'x') + "\ny");
}

TEST(Wrapped, NeverBreaksAWord) {
  const std::string word(200, 'x');
  EXPECT_EQ(wrapped(word, 10), word);
}

TEST(Wrapped, CountsCharactersNotBytes) {
  std::string text;
  for (int i = 0; i < 48; ++i) text += "é ";
  EXPECT_EQ(wrapped(text, 0).find('\n'), std::string::npos);
}

TEST(InColumns, PadsOrTakesALineOfItsOwn) {
  EXPECT_EQ(in_columns("ab", 6, "text"), "ab    text");
  EXPECT_EQ(in_columns("abcde", 6, "text"), "abcde\n      text");
  EXPECT_EQ(in_columns("ab", 6, ""), "ab");
}

}  // namespace
}  // namespace ssert::cli
