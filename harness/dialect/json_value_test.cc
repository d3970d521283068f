// The JSON reader of this room, where it must differ from the library behind it or from others.
#include "dialect/json_value.h"

#include "base/limits.h"
#include "dialect/limits.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace ssert::dialect {
namespace {

bool is_json(std::string_view text) { return read_json(text).fault == JsonFault::none; }

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

// NOLINTNEXTLINE(misc-no-recursion)
bool has_large_number(const JsonValue& value) {
  return std::abs(value.as_number().value_or(0)) > 1e300 ||
         std::any_of(value.children().begin(), value.children().end(), has_large_number);
}

TEST(JsonValue, ReadsEveryType) {
  const auto read =
      read_json(R"( {"n":null,"b":true,"i":-7,"f":0.5,"s":"x\ty","a":[1,[]],"o":{}} )");
  ASSERT_EQ(read.fault, JsonFault::none) << read.reason;
  const auto& value = read.value;
  EXPECT_EQ(value.find("n")->type(), JsonValue::Type::null);
  EXPECT_TRUE(value.find("b")->boolean());
  EXPECT_EQ(value.find("i")->as_integer(), -7);
  EXPECT_EQ(value.find("f")->as_number(), 0.5);
  EXPECT_EQ(value.find("f")->as_integer(), std::nullopt);
  EXPECT_EQ(value.find("s")->text(), "x\ty");
  EXPECT_EQ(value.find("a")->children().size(), 2U);
  EXPECT_EQ(value.find("missing"), nullptr);
  EXPECT_EQ(compact_json(value),
            R"({"n":null,"b":true,"i":-7,"f":0.5,"s":"x\u0009y","a":[1,[]],"o":{}})");
}

TEST(JsonValue, TakesTheLastOfTwoMembersInAnEvent) {
  EXPECT_EQ(read_json(R"({"a":1,"a":2})").value.find("a")->as_integer(), 2);
}

TEST(JsonValue, RefusesTwoMembersInAFile) {
  const auto read = read_json_file("{\"a\":1,\n\"b\":[{\"a\":1}],\n\"a\":2}");
  EXPECT_EQ(read.fault, JsonFault::duplicate_member);
  EXPECT_EQ(read.line, 3U);
}

TEST(JsonValue, KnowsTheLineOfEveryValueOfAFile) {
  const auto read = read_json_file("{\n\"a\": 1\n,\n\"b\":\n[\n10\n,\n20]\n, \"c\":\n{\n}}");
  ASSERT_EQ(read.fault, JsonFault::none) << read.reason;
  EXPECT_EQ(read.value.line(), 1U);
  EXPECT_EQ(read.value.find("a")->line(), 2U);
  EXPECT_EQ(read.value.find("b")->line(), 5U);
  EXPECT_EQ(read.value.find("b")->children()[0].line(), 6U);
  EXPECT_EQ(read.value.find("b")->children()[1].line(), 8U);
  EXPECT_EQ(read.value.find("c")->line(), 10U);
}

TEST(JsonValue, TellsIntegersByTheirValue) {
  EXPECT_EQ(read_json("1.0").value.type(), JsonValue::Type::integer);
  EXPECT_EQ(read_json("1e3").value.as_integer(), 1000);
  EXPECT_EQ(read_json("-0").value.as_integer(), 0);
  EXPECT_EQ(read_json("9223372036854775807").value.as_integer(), INT64_MAX);
  EXPECT_EQ(read_json("-9223372036854775808").value.as_integer(), INT64_MIN);
  EXPECT_EQ(read_json("9223372036854775808").value.type(), JsonValue::Type::integer);
  EXPECT_EQ(read_json("9223372036854775808").value.as_integer(), std::nullopt);
  EXPECT_EQ(read_json("123456789012345678901234567890").value.type(), JsonValue::Type::integer);
  EXPECT_EQ(read_json("0.1").value.type(), JsonValue::Type::number);
}

TEST(JsonValue, TakesNumbersTooLargeForADoubleForJson) {
  for (const auto* const text :
       {"1e400", "-1e400", "2e308", "[1E+999999]", "{\"a\":-123.5e9999,\"b\":1}"})
    EXPECT_TRUE(is_json(text)) << text;
  EXPECT_TRUE(is_json(std::string(5000, '9')));
  EXPECT_GT(read_json("[1e400]").value.children()[0].as_number(), 1e300);
  EXPECT_TRUE(is_json("1e-400"));
}

TEST(JsonValue, RefusesWhatOnlyLooksLikeALargeNumber) {
  for (const auto* const text :
       {"01e400", "1.e400", "+1e400", ".5e400", "1e400e1", "1e+", "--1e400", "1e400x"})
    EXPECT_FALSE(is_json(text)) << text;
}

TEST(JsonValue, RefusesWhatIsNotJson) {
  for (const std::string_view text :
       {"",        " ",     "{",      "}",       "[1,]",      "{\"a\":1,}",
        "{\"a\"}", "{a:1}", "'a'",    "NaN",     "Infinity",  "undefined",
        "// c\n1", "1 2",   "\"\t\"", "\"\\x\"", "\"\\u12\"", "\xEF\xBB\xBF{}",
        "tru",     "[1]]",  "\"a",    "\v1",     "\xA0"})
    EXPECT_FALSE(is_json(text)) << text;
  EXPECT_FALSE(is_json(std::string_view("1\0", 2)));
  EXPECT_FALSE(is_json(std::string_view("\"\0\"", 3)));
  EXPECT_FALSE(is_json("\"\xff\""));
  EXPECT_FALSE(is_json("\"\xed\xa0\x80\"")) << "a surrogate in UTF-8";
}

TEST(JsonValue, ReadsPairedSurrogatesAndSaysUnpairedOnes) {
  EXPECT_EQ(read_json(R"("\ud83d\ude00")").value.text(), "😀");
  EXPECT_FALSE(read_json(R"("\ud83d\ude00")").unpaired_surrogate);
  for (const std::string_view text :
       {R"("\ud83d")", R"("\uDE00")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83d\u0041")",
        R"({"\ud83d":1})", R"("\ud83d\ud83d\ude00")"}) {
    const auto read = read_json(text);
    EXPECT_EQ(read.fault, JsonFault::none) << text;
    EXPECT_TRUE(read.unpaired_surrogate) << text;
  }
  EXPECT_EQ(read_json(R"(["ok","a\ud83db"])").surrogate_offset, 8U);
  EXPECT_EQ(read_json(R"("a\ud83db")").value.text(),
            "a\uFFFD"
            "b");
  for (const std::string_view text : {R"("\\ud83d")", R"("\\\\ud83d")", R"("\ufffd")"})
    EXPECT_FALSE(read_json(text).unpaired_surrogate) << text;
  EXPECT_EQ(read_json(R"("\ud83d)").fault, JsonFault::not_json) << "an open string is worse";
}

TEST(JsonValue, HasALimitOfDepth) {
  EXPECT_TRUE(is_json(nested(base::limits::json_depth)));
  EXPECT_EQ(read_json(nested(base::limits::json_depth + 1)).fault, JsonFault::too_deep);
  EXPECT_EQ(read_json(std::string(1'000'000, '[')).fault, JsonFault::too_deep);
}

TEST(JsonValue, HasALimitOfValues) {
  std::string text = "[0";
  for (std::size_t i = 2; i < limits::json_values; ++i) text += ",0";
  EXPECT_TRUE(is_json(text + "]"));
  EXPECT_EQ(read_json(text + ",0]").fault, JsonFault::too_many_values);
}

TEST(JsonValue, ShortensAndEscapesItsReasons) {
  const auto read = read_json("\"" + std::string(10'000, 'x') + "\x1b[31m");
  EXPECT_EQ(read.fault, JsonFault::not_json);
  EXPECT_LT(read.reason.size(), 200U);
  EXPECT_EQ(read.reason.find('\x1b'), std::string::npos);
}

// Random JSON-like text; the library is the oracle where neither surrogates, large numbers, NUL nor
// a byte order mark are in play.
TEST(JsonValue, AgreesWithTheLibraryOnRandomText) {
  constexpr std::string_view alphabet = "{}[]\",:0123456789eE+-.tfnrualse \\\n";
  std::minstd_rand random(20261122);
  std::size_t valid = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text;
    const auto length = random() % 8 + 1;
    for (std::size_t k = 0; k < length; ++k) text += alphabet[random() % alphabet.size()];
    const bool expected = nlohmann::json::accept(text);
    const auto read = read_json(text);
    if (!expected && read.fault == JsonFault::none && has_large_number(read.value)) continue;
    ASSERT_EQ(read.fault == JsonFault::none, expected) << text;
    if (!expected) continue;
    ++valid;
    ASSERT_EQ(nlohmann::json::parse(compact_json(read.value)), nlohmann::json::parse(text)) << text;
  }
  EXPECT_GT(valid, 1'000U);
}

}  // namespace
}  // namespace ssert::dialect
