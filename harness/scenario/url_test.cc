#include "scenario/url.h"

#include <gtest/gtest.h>

namespace ssert::scenario {
namespace {

std::string completed(std::string_view text) {
  const auto url = complete_url(text);
  return url ? url->url : to_string(url.error());
}

TEST(CompleteUrl, KeepsAWholeUrl) {
  EXPECT_EQ(completed("http://example.com:8080/a/b?c=d%20e&f"),
            "http://example.com:8080/a/b?c=d%20e&f");
  EXPECT_EQ(completed("https://example.com/"), "https://example.com/");
  EXPECT_EQ(completed("http://[2001:db8::1]:80/x"), "http://[2001:db8::1]:80/x");
}

TEST(CompleteUrl, AddsASlashAndDropsTheFragment) {
  EXPECT_EQ(completed("http://h"), "http://h/");
  EXPECT_EQ(completed("http://h?a=1"), "http://h/?a=1");
  EXPECT_EQ(completed("http://h/a#part"), "http://h/a");
}

TEST(CompleteUrl, AddsTheSchemeForThisMachineOnly) {
  EXPECT_EQ(completed("localhost:3001/x"), "http://localhost:3001/x");
  EXPECT_EQ(completed("127.0.0.1:8080"), "http://127.0.0.1:8080/");
  EXPECT_EQ(completed("127.1.2.3/a"), "http://127.1.2.3/a");
  EXPECT_EQ(completed("[::1]:80/x"), "http://[::1]:80/x");
  EXPECT_EQ(completed("localhost:3001/x?next=http://foo"),
            "http://localhost:3001/x?next=http://foo");
  EXPECT_EQ(completed("localhost/proxy/http://foo"), "http://localhost/proxy/http://foo");
  for (const std::string_view text :
       {"example.com/x", "localhost.example.com", "127.0.0.1.example.com", "10.0.0.1", "/x",
        "//h/x", "check", "example.com/x?next=http://foo", "example.com/http://foo",
        "example.com#http://foo"}) {
    EXPECT_EQ(completed(text), "URL \"" + std::string(text) +
                                   "\" has no scheme\n  expected: http:// in front of it, as in "
                                   "http://127.0.0.1:8080/conversations/7/messages/stream");
  }
}

TEST(CompleteUrl, TakesTheUserOutAndDecodesIt) {
  const auto url = complete_url("http://us%40er:p%3Aw@h/x");
  ASSERT_TRUE(url) << to_string(url.error());
  EXPECT_EQ(*url, (TypedUrl{.url = "http://h/x", .user = "us@er:p:w"}));
}

TEST(CompleteUrl, SaysWhatIsWrong) {
  EXPECT_EQ(completed("ftp://h/x"),
            "URL \"ftp://h/x\" is neither http nor https\n  expected: a URL like "
            "http://127.0.0.1:8080/conversations/7/messages/stream");
  EXPECT_EQ(completed("http://h/{id}/stream"),
            "URL \"http://h/{id}/stream\" has a brace in it: is a placeholder not filled in?\n  "
            "expected: the id itself, as in http://127.0.0.1:8080/conversations/7/messages/stream");
  EXPECT_EQ(completed("http://h/a b"),
            "URL \"http://h/a b\" has a space in it\n  expected: %20 in its place");
  EXPECT_EQ(completed("http://h/\xC3\xA9"),
            "URL \"http://h/é\" has a byte beyond ASCII in it\n  expected: percent-encoding: "
            "%C3%A9 for é");
  EXPECT_EQ(completed("http://h/\n"),
            "URL \"http://h/\\n\" has a control byte in it\n  expected: a URL on one line");
  for (const std::string_view text :
       {"", "http://", "http:///x", "http://h:99999/", "http://h:0/", "http://h:/", "http://h:x/",
        "http://[::1/", "http://h/%zz", "http://h\\x", "http://h/[x]"}) {
    EXPECT_FALSE(complete_url(text)) << text;
  }
}

TEST(CompleteUrl, SaysWhichByteMustBePercentEncodedAndWhereItStands) {
  const std::string what = ", which cannot stand there as it is\n  expected: percent-encoding: ";
  EXPECT_EQ(
      completed("http://h/?x=[1]"),
      "URL \"http://h/?x=[1]\" has a [ in its query, at byte 12" + what + "%5B for [, %5D for ]");
  EXPECT_EQ(completed("http://h/x?a=b|c||"),
            "URL \"http://h/x?a=b|c||\" has a | in its query, at byte 14" + what + "%7C for |");
  EXPECT_EQ(
      completed("localhost/<x>?y"),
      "URL \"localhost/<x>?y\" has a < in its path, at byte 10" + what + "%3C for <, %3E for >");
  EXPECT_EQ(completed("http://h/100%?y=%4"),
            "URL \"http://h/100%?y=%4\" has a % in its path, at byte 12" + what + "%25 for %");
  EXPECT_EQ(completed("http://h#a?#"),
            "URL \"http://h#a?#\" has a # in its fragment, at byte 11" + what + "%23 for #");
  EXPECT_EQ(completed("http://[::1]/?a=%5B'(1)*!$;:@/?,"), "http://[::1]/?a=%5B'(1)*!$;:@/?,");
}

TEST(CompleteUrl, FindsEveryAsciiByteThatBoostWouldNotTake) {
  for (char c = 0x21; c < 0x7F; ++c) {
    for (const std::string_view part : {"http://h/", "http://h/?", "http://h/#"}) {
      const auto shown = completed(std::string(part) + c);
      EXPECT_EQ(shown.find("is not a URL"), std::string::npos) << shown;
    }
  }
}

TEST(CompleteUrl, DoesNotShowSecretsInItsProblems) {
  EXPECT_EQ(completed("http://u:hunter2@h/ ?token=t0psecret"),
            "URL \"http://u:***@h/ ?token=***\" has a space in it\n  expected: %20 in its place");
}

TEST(QueryOf, IsBetweenTheQuestionMarkAndTheFragment) {
  EXPECT_EQ(query_of("http://h/?a=1&b=2#c?d"), "a=1&b=2");
  EXPECT_EQ(query_of("http://h/#c?d"), "");
}

TEST(PercentDecoded, LeavesBrokenEscapes) { EXPECT_EQ(percent_decoded("a%2Bb%zz%4"), "a+b%zz%4"); }

}  // namespace
}  // namespace ssert::scenario
