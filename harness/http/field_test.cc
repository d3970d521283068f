#include "http/field.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace ssert::http {
namespace {

const FieldSection fields = {{"Vary", "a"}, {"vary", "b"}, {"Empty", ""}};

TEST(Fields, AreFoundIgnoringCaseAndTheFirstCounts) {
  EXPECT_EQ(find_field(fields, "VARY"), "a");
  EXPECT_EQ(find_field(fields, "empty"), "");
  EXPECT_EQ(find_field(fields, "var"), std::nullopt);
  EXPECT_EQ(find_field({}, "vary"), std::nullopt);
}

TEST(Fields, CombineWithACommaAndASpace) {
  EXPECT_EQ(combined_field(fields, "Vary"), "a, b");
  EXPECT_EQ(combined_field(fields, "Empty"), "");
  EXPECT_EQ(combined_field(fields, "none"), std::nullopt);
}

TEST(Fields, CompareIgnoringTheCaseOfAsciiLettersOnly) {
  EXPECT_TRUE(equals_ignoring_case("Az09-", "aZ09-"));
  EXPECT_TRUE(equals_ignoring_case("", ""));
  EXPECT_FALSE(equals_ignoring_case("a", "ab"));
  EXPECT_FALSE(equals_ignoring_case("@", "`"));        // 0x20 apart, and no letters
  EXPECT_FALSE(equals_ignoring_case("\xC4", "\xE4"));  // in Latin-1 they are one letter
}

struct ListCase {
  std::string value;
  std::vector<std::string> members;
};

TEST(ListMembers, AreSeparatedByCommasOutsideQuotes) {
  const std::vector<ListCase> cases = {
      {"", {}},
      {" , ,\t,", {}},
      {"a", {"a"}},
      {" a ,b,\tc d ", {"a", "b", "c d"}},
      {"a=\"b, c\", d", {"a=\"b, c\"", "d"}},
      {R"("a\", b", c)", {R"("a\", b")", "c"}},
      {R"(a\, b)", {"a\\", "b"}},  // outside quotes a backslash means nothing
      {"\"never closed, a", {"\"never closed, a"}},
      {"\"ends with a backslash\\", {"\"ends with a backslash\\"}},
  };
  for (const ListCase& list : cases)
    EXPECT_EQ(list_members(list.value), list.members) << list.value;
}

struct MediaTypeCase {
  std::string value;
  std::string essence;  // empty: no media type
  std::vector<FieldLine> parameters;
};

TEST(MediaType, IsParsedAsMimeSniffingSays) {
  const std::vector<MediaTypeCase> cases = {
      {"text/event-stream", "text/event-stream", {}},
      {" \tText/Event-Stream\r\n", "text/event-stream", {}},
      {"text/event-stream;", "text/event-stream", {}},
      {"text/event-stream ; ", "text/event-stream", {}},
      {"text/event-stream;charset=UTF-8", "text/event-stream", {{"charset", "UTF-8"}}},
      {"text/event-stream; CHARSET=utf-8 ;x=1",
       "text/event-stream",
       {{"charset", "utf-8"}, {"x", "1"}}},
      {"text/event-stream; charset=\"utf-8\"", "text/event-stream", {{"charset", "utf-8"}}},
      {R"(a/b;c="d;e\"f\\g" junk;h=i)", "a/b", {{"c", R"(d;e"f\g)"}, {"h", "i"}}},
      {"a/b;c=\"never closed", "a/b", {{"c", "never closed"}}},
      {"a/b;c=\"ends with a backslash\\", "a/b", {{"c", "ends with a backslash\\"}}},
      {"a/b;c=\"\"", "a/b", {{"c", ""}}},
      {"a/b;c=", "a/b", {}},
      {"a/b;c", "a/b", {}},
      {"a/b;;;c=d", "a/b", {{"c", "d"}}},
      {"a/b;c=1;c=2;C=3", "a/b", {{"c", "1"}}},
      {"a/b;c =d", "a/b", {}},             // the name ends with a space, which is no token
      {"a/b;c= d", "a/b", {{"c", " d"}}},  // only white space at the end is removed
      {"a/b;=d", "a/b", {}},
      {"a/b;c=\x01", "a/b", {}},
      {"a/b;c=\xFF", "a/b", {{"c", "\xFF"}}},
      {"*/*", "*/*", {}},
      {"", "", {}},
      {"text", "", {}},
      {"text/", "", {}},
      {"/event-stream", "", {}},
      {"text /event-stream", "", {}},
      {"text/ event-stream", "", {}},
      {"text/event-stream, application/json", "", {}},
      {"text/event-stream/x", "", {}},
  };
  for (const MediaTypeCase& media_type : cases) {
    const auto parsed = parse_media_type(media_type.value);
    ASSERT_EQ(parsed.has_value(), !media_type.essence.empty()) << media_type.value;
    if (!parsed) continue;
    EXPECT_EQ(parsed->essence, media_type.essence) << media_type.value;
    EXPECT_EQ(parsed->parameters, media_type.parameters) << media_type.value;
  }
}

TEST(MediaType, OfSeveralTheLastThatIsOneIsTaken) {
  const auto essence_of = [](std::string_view combined) {
    const auto extracted = extract_media_type(combined);
    return extracted ? extracted->essence : "none";
  };
  EXPECT_EQ(essence_of("text/event-stream"), "text/event-stream");
  EXPECT_EQ(essence_of("text/event-stream, Text/Event-Stream"), "text/event-stream");
  EXPECT_EQ(essence_of("application/json, text/event-stream"), "text/event-stream");
  EXPECT_EQ(essence_of("text/event-stream, application/json"), "application/json");
  EXPECT_EQ(essence_of("text/event-stream, */*, text"), "text/event-stream");
  EXPECT_EQ(essence_of("text, "), "none");
}

TEST(MediaType, AnEqualOneBeforeGivesItsCharset) {
  const auto charset_of = [](std::string_view combined) {
    const auto type = extract_media_type(combined);
    return std::string(type->parameter("charset").value_or("none"));
  };
  EXPECT_EQ(charset_of("text/event-stream;charset=latin1, text/event-stream"), "latin1");
  EXPECT_EQ(charset_of("text/event-stream;charset=latin1, text/event-stream;charset=utf-8"),
            "utf-8");
  EXPECT_EQ(charset_of("text/html;charset=latin1, text/event-stream"), "none");
}

TEST(MediaType, FindsAParameterIgnoringCase) {
  const auto media_type = parse_media_type("text/event-stream; charset=utf-8");
  ASSERT_TRUE(media_type);
  EXPECT_EQ(media_type->parameter("Charset"), "utf-8");
  EXPECT_EQ(media_type->parameter("boundary"), std::nullopt);
}

}  // namespace
}  // namespace ssert::http
