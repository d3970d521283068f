#include "scenario/headers.h"

#include "scenario/table_inputs.h"

#include <gtest/gtest.h>

namespace ssert::scenario {
namespace {

using Texts = std::vector<std::string>;

std::string shown(const Texts& texts, const Tables& tables = {}) {
  const auto headers = read_headers(texts, "-H", table_inputs(tables));
  if (!headers) return to_string(headers.error());
  std::string text;
  for (const auto& field : headers->fields) text += field.name + "=" + field.value + "|";
  for (const auto& name : headers->left_out) text += "no " + name + "|";
  return text;
}

TEST(ReadHeaders, TakesCurlsThreeForms) {
  EXPECT_EQ(shown({"A: b", "C:d:e ", "E;", "F:", "G:  "}), "A=b|C=d:e|E=|no F|no G|");
}

TEST(ReadHeaders, TakesOneHeaderALineFromAFile) {
  EXPECT_EQ(
      shown({"X: 1", "@h.txt", "Y: 2"}, {.files = {{"h.txt", "A: b\r\n\n C: d"}}}),
      "h.txt:3: \" …\" is no header field name\n  expected: letters, digits and hyphens, with "
      "no space before the colon");
  EXPECT_EQ(shown({"X: 1", "@h.txt", "Y: 2"}, {.files = {{"h.txt", "A: b\r\n\nC: d"}}}),
            "X=1|A=b|C=d|Y=2|");
  EXPECT_EQ(shown({"@-"}, {.standard_input = "A: b\n"}), "A=b|");
}

TEST(ReadHeaders, RefusesWhatCouldNotBeSentAsMeant) {
  EXPECT_EQ(shown({"Host : h"}),
            "-H \"Host …\" is no header field name\n  expected: letters, digits and hyphens, with "
            "no space before the colon");
  EXPECT_EQ(shown({"A: b\r\nC: d"}),
            "-H \"A\" has a control byte in its value\n  expected: one line of text");
  EXPECT_EQ(shown({"Transfer-Encoding: chunked"}),
            "-H \"Transfer-Encoding\" follows from the request's content\n  expected: the request "
            "without it: ssert sends the right one");
  EXPECT_EQ(shown({": b"}),
            "-H \"\" is no header field name\n  expected: letters, digits and hyphens, with no "
            "space before the colon");
}

TEST(GivenHeaders, AddNoDefaultOverWhatTheUserSays) {
  GivenHeaders headers{.fields = {{"accept", "x"}}, .left_out = {"Content-Type"}};
  headers.add_default("Accept", "y");
  headers.add_default("Content-Type", "z");
  headers.add_default("Other", "o");
  EXPECT_EQ(headers.fields, (http::FieldSection{{"accept", "x"}, {"Other", "o"}}));
}

TEST(BasicCredentials, AreBase64WithPadding) {
  EXPECT_EQ(basic_credentials("a:"), "Basic YTo=");
  EXPECT_EQ(basic_credentials("a:b"), "Basic YTpi");
  EXPECT_EQ(basic_credentials("a:bc"), "Basic YTpiYw==");
  EXPECT_EQ(basic_credentials("Aladdin:open sesame"), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
  EXPECT_EQ(basic_credentials("\xFF\xFE:"), "Basic //46");
}

}  // namespace
}  // namespace ssert::scenario
