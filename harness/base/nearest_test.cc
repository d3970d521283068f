#include "base/nearest.h"

#include <gtest/gtest.h>

#include <array>

namespace ssert::base {
namespace {

using Names = std::vector<std::string>;

constexpr std::array<std::string_view, 5> known{"check", "mock", "list", "explain",
                                                "framing/final-blank-line"};

TEST(NearestNames, AreAFewLettersAway) {
  EXPECT_EQ(nearest_names("chekc", known), Names{"check"});
  EXPECT_EQ(nearest_names("lisst", known), Names{"list"});
  EXPECT_EQ(nearest_names("mok", known), Names{"mock"});
  EXPECT_EQ(nearest_names("EXPLIAN", known), Names{"explain"});
}

TEST(NearestNames, ContainWhatWasTyped) {
  EXPECT_EQ(nearest_names("blank", known), Names{"framing/final-blank-line"});
}

TEST(NearestNames, AreNoneWhereNothingIsNear) {
  EXPECT_EQ(nearest_names("serve", known), Names{});
  EXPECT_EQ(nearest_names("", known), Names{});
  EXPECT_EQ(nearest_names(std::string(10'000, 'x'), known), Names{});
}

TEST(NearestNames, AreThreeAtMostTheClosestFirst) {
  constexpr std::array<std::string_view, 5> alike{"gap-b", "gap-ab", "gap-a", "gap-c", "gap-d"};
  EXPECT_EQ(nearest_names("gap-ab", alike), (Names{"gap-ab", "gap-b", "gap-a"}));
}

TEST(AnyOf, ReadsAsASentence) {
  EXPECT_EQ(any_of(Names{}), "");
  EXPECT_EQ(any_of(Names{"a"}), "a");
  EXPECT_EQ(any_of(Names{"a", "b"}), "a or b");
  EXPECT_EQ(any_of(Names{"a", "b", "c"}), "a, b or c");
}

TEST(WordsOfName, SplitAtHyphensUnderscoresAndCapitals) {
  EXPECT_EQ(words_of_name("X-Api-Key"), (Names{"x", "api", "key"}));
  EXPECT_EQ(words_of_name("OPENAI_API_KEY"), (Names{"openai", "api", "key"}));
  EXPECT_EQ(words_of_name("accessToken"), (Names{"access", "token"}));
  EXPECT_EQ(words_of_name("--"), Names{});
}

}  // namespace
}  // namespace ssert::base
