#include "scenario/variables.h"

#include "scenario/table_inputs.h"

#include <gtest/gtest.h>

namespace ssert::scenario::variables_test {
namespace {

const Tables tables{.variables = {{"TOKEN", "abc"}, {"EMPTY", ""}, {"_x1", "under"}}};

std::string expanded(std::string_view text) {
  std::vector<UsedVariable> used;
  const auto result = expand_variables(text, "-H", table_inputs(tables), used);
  return result ? *result : to_string(result.error());
}

TEST(ExpandVariables, PutsValuesInPlaceOfBothSpellings) {
  EXPECT_EQ(expanded("Bearer $TOKEN"), "Bearer abc");
  EXPECT_EQ(expanded("${TOKEN}${TOKEN}.$_x1/"), "abcabc.under/");
  EXPECT_EQ(expanded("a$EMPTY!"), "a!");
}

TEST(ExpandVariables, LeavesDollarSignsThatReferToNothing) {
  EXPECT_EQ(expanded("$$TOKEN costs $5, $, ${, ${}, ${TOKEN, ${TO KEN}"),
            "$TOKEN costs $5, $, ${, ${}, ${TOKEN, ${TO KEN}");
}

TEST(ExpandVariables, RefusesAVariableThatIsNotSet) {
  EXPECT_EQ(expanded("Bearer $TOKEN_2"),
            "-H names the environment variable TOKEN_2, which is not set\n  expected: the variable "
            "exported before the call, or $$ where a dollar sign is meant");
}

TEST(ExpandVariables, DoesNotExpandWhatItPutIn) {
  const auto inputs = table_inputs({.variables = {{"A", "$B"}, {"B", "b"}}});
  std::vector<UsedVariable> used;
  EXPECT_EQ(*expand_variables("$A", "-H", inputs, used), "$B");
  EXPECT_EQ(used, (std::vector<UsedVariable>{{.name = "A", .value = "$B"}}));
}

TEST(IsReference, IsTheWholeText) {
  EXPECT_TRUE(is_reference("$TOKEN"));
  EXPECT_TRUE(is_reference("${TOKEN}"));
  EXPECT_FALSE(is_reference("x$TOKEN"));
  EXPECT_FALSE(is_reference("$TOKEN-x"));
  EXPECT_FALSE(is_reference("$"));
}

}  // namespace
}  // namespace ssert::scenario::variables_test
