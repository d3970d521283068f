#include "scenario/redact.h"

#include <gtest/gtest.h>

namespace ssert::scenario {
namespace {

using Words = std::vector<std::string>;

Words redacted(const Words& words, const Words& secrets = {}) {
  return redact_command(words, secrets);
}

TEST(RedactCommand, HidesByTheOptionThatAWordStandsUnder) {
  EXPECT_EQ(redacted({"ssert", "check", "http://h/", "-H", "Authorization: Bearer abc", "-u",
                      "me:pw", "-H", "Accept: x"}),
            (Words{"ssert", "check", "http://h/", "-H", "Authorization: Bearer ***", "-u", "me:***",
                   "-H", "Accept: x"}));
}

TEST(RedactCommand, HidesValuesThatAreGluedOn) {
  EXPECT_EQ(redacted({"-HX-Api-Key: k", "--header=Cookie: a=b", "-sHAuthorization:abc", "-ume:pw",
                      "-sub:c", "--user=me:pw"}),
            (Words{"-HX-Api-Key: ***", "--header=Cookie: ***", "-sHAuthorization: ***", "-ume:***",
                   "-sub:***", "--user=me:***"}));
}

TEST(RedactCommand, HidesInAPastedCurlCommand) {
  EXPECT_EQ(redacted({"ssert", "check", "--", "curl", "-b", "sid=1; x=2", "--oauth2-bearer", "tok",
                      "-U", "p:q", "http://h/"}),
            (Words{"ssert", "check", "--", "curl", "-b", "***", "--oauth2-bearer", "***", "-U",
                   "p:***", "http://h/"}));
}

TEST(RedactCommand, HidesInUrls) {
  EXPECT_EQ(redacted({"http://me:pw@h/x?a=1&token=abc&api_key=#f", "--url",
                      "http://h/?access_token=a%20b&b"}),
            (Words{"http://me:***@h/x?a=1&token=***&api_key=#f", "--url",
                   "http://h/?access_token=***&b"}));
  EXPECT_EQ(redacted({"me:pw@h/x?next=http://foo"}), (Words{"me:***@h/x?next=http://foo"}));
}

TEST(RedactCommand, HidesFormData) {
  EXPECT_EQ(redacted({"-d", "user=me&password=pw&x=1"}), (Words{"-d", "user=me&password=***&x=1"}));
}

TEST(RedactCommand, HidesKnownSecretsWhereverTheyStand) {
  EXPECT_EQ(redacted({"-d", "{\"auth\":\"s3cret\"}", "s3cret"}, {"s3cret"}),
            (Words{"-d", "{\"auth\":\"***\"}", "***"}));
}

TEST(RedactCommand, HidesAHeaderThatLostItsOption) {
  EXPECT_EQ(redacted({"check", "Authorization: Bearer abc"}),
            (Words{"check", "Authorization: Bearer ***"}));
}

TEST(RedactCommand, KeepsReferencesAndWhatIsNoSecret) {
  const Words words{"ssert",
                    "check",
                    "localhost:3001/x?page=2",
                    "-H",
                    "Authorization: Bearer $TOKEN",
                    "-u",
                    "me:$PASSWORD",
                    "-d",
                    "{\"mail\":\"a:b@c.d\"}",
                    "--secret",
                    "TOKEN",
                    "-X",
                    "POST",
                    "--json",
                    "-"};
  EXPECT_EQ(redacted(words), words);
}

TEST(ShownUrl, IsSafeForATerminalAndFitsALine) {
  EXPECT_EQ(shown_url("http://h/\x1b[31m"), "http://h/\\x1b[31m");
  EXPECT_LT(shown_url("http://h/" + std::string(5'000, 'a')).size(), 220U);
}

}  // namespace
}  // namespace ssert::scenario
