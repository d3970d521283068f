#include "scenario/secrets.h"

#include "http/secret_names.h"

#include <gtest/gtest.h>

namespace ssert::scenario {
namespace {

using Values = std::vector<std::string>;

TEST(HeaderIsSecret, ByItsName) {
  for (const std::string_view name :
       {"Authorization", "proxy-authorization", "Cookie", "X-Api-Key", "api-key", "apikey",
        "X-Auth-Token", "X-Amz-Security-Token", "Ocp-Apim-Subscription-Key", "X-Client-Secret",
        "x-functions-key", "X-Hub-Signature", "X-Access-Token"}) {
    EXPECT_TRUE(http::field_is_secret(name)) << name;
  }
  for (const std::string_view name :
       {"Accept", "Content-Type", "Idempotency-Key", "X-Max-Tokens", "X-Token-Limit",
        "X-Request-Id", "Origin", "WWW-Authenticate", "Keyboard", ""}) {
    EXPECT_FALSE(http::field_is_secret(name)) << name;
  }
}

TEST(ParameterIsSecret, ByItsName) {
  for (const std::string_view name : {"token", "access_token", "api_key", "apiKey", "key", "sig",
                                      "password", "X-Amz-Signature", "OPENAI_API_KEY"}) {
    EXPECT_TRUE(http::parameter_is_secret(name)) << name;
  }
  for (const std::string_view name : {"tokens", "max_tokens", "page", "monkey", "design", "id"}) {
    EXPECT_FALSE(http::parameter_is_secret(name)) << name;
  }
}

TEST(SecretValues, LeaveOutTheSchemeAndTakeCookiesApart) {
  SecretValues secrets;
  secrets.add_field({"Authorization", "Bearer abcdef"});
  secrets.add_field({"Cookie", "sid=0123456789; lang=en; x=abcd"});
  secrets.add_field({"X-Api-Key", "k-12"});
  EXPECT_EQ(secrets.values(),
            (Values{"sid=0123456789; lang=en; x=abcd", "0123456789", "abcdef", "abcd", "k-12"}));
  EXPECT_EQ(secrets.too_short(), Values{});
}

TEST(SecretValues, TakeQueryParametersBothAsTheyStandAndDecoded) {
  SecretValues secrets;
  secrets.add_query("http://h/?page=1234&token=a%2Bb%2Bc&api_key=&key=12345");
  EXPECT_EQ(secrets.values(), (Values{"a%2Bb%2Bc", "a+b+c", "12345"}));
}

TEST(SecretValues, NameWhatIsTooShortToBeLookedFor) {
  SecretValues secrets;
  secrets.add_field({"Authorization", "Bearer abc"});
  secrets.add("twice", "same-value");
  secrets.add("twice", "same-value");
  secrets.add("empty", "");
  EXPECT_EQ(secrets.values(), Values{"same-value"});
  EXPECT_EQ(secrets.too_short(), Values{"Authorization"});
}

TEST(HideSecrets, ReplacesEveryOccurrenceTheLongestFirst) {
  EXPECT_EQ(hide_secrets("abcd-abc-abcd", Values{"abcd", "abc"}), "***-***-***");
  EXPECT_EQ(hide_secrets("nothing here", Values{"secret", ""}), "nothing here");
}

TEST(HiddenFieldValue, KeepsTheSchemeAndReferences) {
  EXPECT_EQ(hidden_field_value("Authorization", "Bearer abc"), "Bearer ***");
  EXPECT_EQ(hidden_field_value("authorization", "abc"), "***");
  EXPECT_EQ(hidden_field_value("X-Api-Key", "abc def"), "***");
  EXPECT_EQ(hidden_field_value("Authorization", "Bearer $TOKEN"), "Bearer $TOKEN");
  EXPECT_EQ(hidden_field_value("Authorization", "Bearer x$TOKEN"), "Bearer ***");
}

}  // namespace
}  // namespace ssert::scenario
