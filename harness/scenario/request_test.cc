#include "scenario/request.h"

#include "scenario/table_inputs.h"

#include <gtest/gtest.h>

namespace ssert::scenario::request_test {
namespace {

const Tables tables{.variables = {{"TOKEN", "tok-en"}, {"HOST_NAME", "example.com"}},
                    .files = {{"body.json", "{\n}\n"}},
                    .standard_input = "typed"};

base::Result<RequestPlan> planned(const RequestFlags& flags) {
  return plan_request(flags, table_inputs(tables));
}

TEST(PlanRequest, LeavesTheBodyToTheDialectWhereNoneIsGiven) {
  const auto plan = planned({.urls = {"http://h/x"}});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->method, "POST");
  EXPECT_FALSE(plan->method_given);
  EXPECT_EQ(plan->content, std::nullopt);
  EXPECT_EQ(plan->fields, http::FieldSection{});
}

TEST(PlanRequest, SendsJsonUnlessTheUserSaysOtherwise) {
  const auto json = planned({.urls = {"http://h/"}, .data = "{}"});
  ASSERT_TRUE(json) << to_string(json.error());
  EXPECT_EQ(json->fields, (http::FieldSection{{"Content-Type", "application/json"}}));
  const auto other =
      planned({.urls = {"http://h/"}, .headers = {"content-type: text/plain"}, .data = "{}"});
  ASSERT_TRUE(other) << to_string(other.error());
  EXPECT_EQ(other->fields, (http::FieldSection{{"content-type", "text/plain"}}));
}

TEST(PlanRequest, TakesTheBytesOfAFileAsTheyAre) {
  EXPECT_EQ(planned({.urls = {"http://h/"}, .data = "@body.json"})->content, "{\n}\n");
  EXPECT_EQ(planned({.urls = {"http://h/"}, .data = "-"})->content, "typed");
  EXPECT_EQ(planned({.urls = {"http://h/"}, .data = "@-"})->content, "typed");
}

TEST(PlanRequest, SendsNoContentWithGet) {
  const auto plan = planned({.urls = {"http://h/"}, .method = "GET"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->method, "GET");
  EXPECT_EQ(plan->content, "");
}

TEST(PlanRequest, ExpandsVariablesAndHidesThoseThatSoundSecret) {
  const auto plan = planned({.urls = {"http://$HOST_NAME/?a=${TOKEN}"},
                             .headers = {"X-Id: $TOKEN", "X-Host: $HOST_NAME"},
                             .data = "$TOKEN"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->urls, std::vector<std::string>{"http://example.com/?a=tok-en"});
  EXPECT_EQ(http::find_field(plan->fields, "X-Id"), "tok-en");
  EXPECT_EQ(plan->content, "$TOKEN");  // a body is data
  EXPECT_EQ(plan->secrets.values(), std::vector<std::string>{"tok-en"});
}

TEST(PlanRequest, MakesBasicCredentialsAndHidesTheirParts) {
  const auto plan = planned({.urls = {"http://h/"}, .user = "name:pass-word"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->fields, (http::FieldSection{{"Authorization", "Basic bmFtZTpwYXNzLXdvcmQ="}}));
  EXPECT_EQ(plan->secrets.values(),
            (std::vector<std::string>{"bmFtZTpwYXNzLXdvcmQ=", "name:pass-word", "pass-word"}));
}

TEST(PlanRequest, PrefersTheUserOfTheFlagOverThatOfTheUrl) {
  const auto plan = planned({.urls = {"http://a:b@h/"}, .user = "c:d"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(http::find_field(plan->fields, "Authorization"), "Basic Yzpk");
  EXPECT_EQ(plan->urls, std::vector<std::string>{"http://h/"});
}

TEST(PlanRequest, DoesNotGiveOneTargetsPasswordToAnother) {
  EXPECT_EQ(to_string(planned({.urls = {"http://a/", "http://name:pass@b/"}}).error()),
            "URL \"http://name:***@b/\" names a user, and there are other targets, which must not "
            "learn the password\n  expected: one check for each target, or -u for all of them");
  const auto plan = planned({.urls = {"http://a/", "http://b/"}, .user = "c:d"});
  ASSERT_TRUE(plan) << to_string(plan.error());
  EXPECT_EQ(plan->urls.size(), 2U);
}

TEST(PlanRequest, RefusesARequestWithoutHost) {
  EXPECT_EQ(to_string(planned({.urls = {"http://h/"}, .headers = {"Host:"}}).error()),
            "-H leaves out Host, without which there is no HTTP/1.1 request\n  expected: -H 'Host: "
            "NAME', or none");
}

TEST(PlanRequest, RefusesABodyFileThatIsNotThere) {
  EXPECT_EQ(to_string(planned({.urls = {"http://h/"}, .data = "@gone"}).error()),
            "-d names gone, which is not there\n  expected: a file");
}

}  // namespace
}  // namespace ssert::scenario::request_test
