#include "dialect/json_edit.h"

#include <gtest/gtest.h>

namespace ssert::dialect {
namespace {

TEST(JsonEdit, PutsATextWhereSomethingStands) {
  EXPECT_EQ(json_with_text_at(R"({"z":1, "a":[{"c":"x"}]})", "/a/0/c", "neu \"ä\""),
            R"({"z":1,"a":[{"c":"neu \"ä\""}]})");
  EXPECT_EQ(json_with_text_at(R"({"z":1})", "/a", "x"), std::nullopt);
  EXPECT_EQ(json_with_text_at("{", "/a", "x"), std::nullopt);
  EXPECT_EQ(json_with_text_at(R"({"a":1})", "no pointer", "x"), std::nullopt);
}

TEST(JsonEdit, TakesAMemberOrAnElementAway) {
  EXPECT_EQ(json_without(R"({"z":1,"a":2,"b":3})", "/a"), R"({"z":1,"b":3})");
  EXPECT_EQ(json_without(R"({"a":[1,2,3]})", "/a/1"), R"({"a":[1,3]})");
  EXPECT_EQ(json_without(R"({"a":1})", "/b"), std::nullopt);
  EXPECT_EQ(json_without(R"({"a":1})", ""), std::nullopt);
}

TEST(JsonEdit, FindsTextAndNothingElse) {
  EXPECT_EQ(json_text_at(R"({"a":{"b":"x"}})", "/a/b"), "x");
  EXPECT_EQ(json_text_at(R"({"a":1})", "/a"), std::nullopt);
  EXPECT_EQ(json_text_at(R"("whole")", ""), "whole");
}

TEST(JsonEdit, FindsAnIntegerAndNothingElse) {
  EXPECT_EQ(json_integer_at(R"({"n":2})", "/n"), 2);
  EXPECT_EQ(json_integer_at(R"({"n":"2"})", "/n"), std::nullopt);
  EXPECT_EQ(json_integer_at(R"({"n":2.5})", "/n"), std::nullopt);
  EXPECT_EQ(json_integer_at(R"({})", "/n"), std::nullopt);
}

}  // namespace
}  // namespace ssert::dialect
