#include "mock_server/writer/answer.h"

#include "base/text.h"

#include <gtest/gtest.h>

namespace ssert::mock_server {
namespace {

TEST(Answer, SaysThePromptAgainExactly) {
  const std::string prompt = "  two spaces, \"quotes\", 豆腐 👩\u200d💻 e\u0301\nand a line ";
  const Answer answer(prompt, 1, 40);
  EXPECT_NE(answer.text().find("“" + prompt + "”"), std::string::npos) << answer.text();
}

TEST(Answer, HasAsManyTokensAsAskedForAndNoneIsEmpty) {
  for (const std::uint32_t size : {1U, 2U, 3U, 7U, 24U, 1000U}) {
    for (const std::string prompt : {"", "Hello", "a b c d e f g h i j k l m n o p q r s t u v"}) {
      const Answer answer(prompt, 1, size);
      EXPECT_EQ(answer.size(), size);
      for (std::uint32_t i = 0; i < size; ++i) {
        EXPECT_FALSE(answer.token(i).empty()) << size << " tokens, index " << i;
      }
      EXPECT_EQ(answer.token(size), "");
      EXPECT_NE(answer.text().find("“" + prompt + "”"), std::string::npos);
    }
  }
}

TEST(Answer, IsTheSameForTheSameSeedAndPromptOnly) {
  const auto text = Answer("Hello", 1, 50).text();
  EXPECT_EQ(Answer("Hello", 1, 50).text(), text);
  EXPECT_NE(Answer("Hello", 2, 50).text(), text);
  EXPECT_NE(Answer("Hullo", 1, 50).text(), text);
}

TEST(Answer, HoldsLeadingSpacesNewlinesAndCharactersOfManyBytes) {
  const Answer answer("Hello", 1, 24);  // the default length
  std::string bytes = answer.text();
  bool leading_space = false;
  for (std::uint32_t i = 0; i < answer.size(); ++i) {
    leading_space = leading_space || answer.token(i).front() == ' ';
  }
  EXPECT_TRUE(leading_space);
  EXPECT_NE(bytes.find('\n'), std::string::npos);
  EXPECT_NE(bytes.find("“"), std::string::npos);
}

TEST(Answer, IsValidUtf8AlsoWhereALongPromptIsCut) {
  for (std::size_t ascii = 0; ascii < 4; ++ascii) {
    std::string prompt(ascii, 'a');
    while (prompt.size() < 20'000) prompt += "€🙂";
    const auto text = Answer(prompt, 1, 10).text();
    std::string_view rest = text;
    while (!rest.empty()) {
      const auto length = base::utf8_sequence_length(rest);
      ASSERT_GT(length, 0U) << "at byte " << text.size() - rest.size();
      rest.remove_prefix(length);
    }
    EXPECT_LT(text.size(), 9000U);
    EXPECT_GT(text.size(), 8000U);
  }
}

TEST(Answer, OfNoTokensIsEmpty) { EXPECT_EQ(Answer("Hello", 1, 0).text(), ""); }

}  // namespace
}  // namespace ssert::mock_server
