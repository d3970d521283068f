#include "scenario/references.h"

#include <gtest/gtest.h>

namespace ssert::scenario {
namespace {

using Names = std::vector<std::string>;

const std::vector<Captured> captured{
    {"id", "a/b c"}, {"origin", "http://h:1"}, {"quote", "say \"{{id}}\"\n\\"}};

TEST(References, AreNamesInDoubleBraces) {
  EXPECT_EQ(references_in("{{id}} and {{_2}}{{id}}"), (Names{"id", "_2", "id"}));
  EXPECT_EQ(references_in("{id} {{ id }} {{2}} {{}} {{a-b}} {{id}"), Names{});
  EXPECT_EQ(references_in("{{{id}}}"), Names{"id"});
}

TEST(Fill, PutsTextInAsItStands) {
  EXPECT_EQ(fill("<{{id}}>", Surroundings::text, captured), "<a/b c>");
}

TEST(Fill, DoesNotLookIntoWhatItPutsIn) {
  EXPECT_EQ(fill("{{quote}}", Surroundings::text, captured), "say \"{{id}}\"\n\\");
}

TEST(Fill, LeavesWhatNobodyCaptured) {
  EXPECT_EQ(fill("{{ids}} {{id", Surroundings::text, captured), "{{ids}} {{id");
}

TEST(Fill, EscapesInJson) {
  EXPECT_EQ(fill(R"({"a":"{{quote}}"})", Surroundings::json, captured),
            R"({"a":"say \"{{id}}\"\u000a\\"})");
}

TEST(Fill, EncodesInPathAndQueryOnly) {
  EXPECT_EQ(fill("{{origin}}/x/{{id}}?q={{id}}", Surroundings::url, captured),
            "http://h:1/x/a%2Fb%20c?q=a%2Fb%20c");
  EXPECT_EQ(fill("http://{{id}}", Surroundings::url, captured), "http://a/b c");
  EXPECT_EQ(fill("http://h?{{id}}", Surroundings::url, captured), "http://h?a%2Fb%20c");
}

TEST(PercentEncoded, LeavesUnreservedCharacters) {
  EXPECT_EQ(percent_encoded("aZ09-._~/%\xC3\xA9"), "aZ09-._~%2F%25%C3%A9");
}

TEST(StandInUrl, FitsWhereverTheReferenceStands) {
  EXPECT_EQ(stand_in_url("http://h:{{port}}/a/{{id}}"), "http://h:1/a/1");
  EXPECT_EQ(stand_in_url("{{url}}/x"), "http://127.0.0.1/");
  EXPECT_EQ(stand_in_url("http://h/x"), "http://h/x");
}

TEST(HostIsKnown, WhereNoReferenceStandsInFrontOfThePath) {
  EXPECT_TRUE(host_is_known("http://h/{{id}}"));
  EXPECT_TRUE(host_is_known("http://h?{{id}}"));
  EXPECT_FALSE(host_is_known("http://{{host}}/x"));
  EXPECT_FALSE(host_is_known("{{url}}"));
  EXPECT_FALSE(host_is_known("http://h:{{port}}/"));
}

}  // namespace
}  // namespace ssert::scenario
