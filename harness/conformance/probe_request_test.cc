#include "conformance/probe.h"
#include "http/field.h"

#include <gtest/gtest.h>

namespace ssert::conformance {
namespace {

using scenario::Scenario;

const dialect::Dialect& conversation() { return *dialect::find_built_in("conversation"); }

Scenario authenticated() {
  Scenario scenario;
  scenario.url = "http://127.0.0.1:1/conversations/demo/messages/stream";
  scenario.fields = {{.name = "Authorization", .value = "Bearer t0ken-of-mine"}};
  return scenario;
}

exchange::Request request(const Scenario& scenario, Probe probe) {
  return request_of(scenario, conversation(), probe, "c0ffee");
}

TEST(ProbeNames, AreReadAsTheyAreWritten) {
  for (const auto probe : all_probes) EXPECT_EQ(probe_from(to_string(probe)), probe);
  EXPECT_EQ(probe_from("no-probe"), std::nullopt);
}

TEST(ProbeRequest, DiffersFromTheReferenceInOneThing) {
  const auto scenario = authenticated();
  const auto reference = request(scenario, Probe::reference);
  EXPECT_EQ(reference.content, R"({"content":"Hello"})");
  EXPECT_EQ(request(scenario, Probe::repeat), reference);

  auto expected = reference;
  expected.content = R"({"content":"Hello")";
  EXPECT_EQ(request(scenario, Probe::malformed_json), expected);
  expected.content = "{}";
  EXPECT_EQ(request(scenario, Probe::missing_field), expected);

  expected = reference;
  expected.url = "http://127.0.0.1:1/conversations/ssert-unknown-c0ffee/messages/stream";
  EXPECT_EQ(request(scenario, Probe::unknown_resource), expected);

  expected = reference;
  expected.fields.erase(expected.fields.begin());
  EXPECT_EQ(request(scenario, Probe::no_token), expected);
  expected = reference;
  expected.fields.front().value = "Bearer ssert-wrong-token";
  EXPECT_EQ(request(scenario, Probe::wrong_token), expected);
}

TEST(ProbeRequest, KeepsTheShapeOfAnId) {
  auto scenario = authenticated();
  const auto id_for = [&](const std::string& id) {
    scenario.url = "https://h/api/conversations/" + id + "/messages/stream?a=1";
    const auto url = request(scenario, Probe::unknown_resource).url;
    const auto begin = url.find("conversations/") + 14;
    EXPECT_TRUE(url.ends_with("/messages/stream?a=1")) << url;
    return url.substr(begin, url.find('/', begin) - begin);
  };
  EXPECT_EQ(id_for("17"), "2147483646");
  EXPECT_EQ(id_for("0d9e1c6e-94a8-4f0f-9f5a-2f3f6f1f8a11"), "c0ffee00-5e17-4c0d-8bad-c0ffee000000");
  EXPECT_EQ(id_for("abc"), "ssert-unknown-c0ffee");
}

TEST(ProbeRequest, TakesCookiesAwayWithTheToken) {
  auto scenario = authenticated();
  scenario.fields.push_back({.name = "Cookie", .value = "sid=1"});
  scenario.fields.push_back({.name = "X-Api-Key", .value = "k3y"});
  for (const auto probe : {Probe::no_token, Probe::wrong_token}) {
    EXPECT_EQ(http::find_field(request(scenario, probe).fields, "Cookie"), std::nullopt);
  }
  EXPECT_EQ(http::find_field(request(scenario, Probe::wrong_token).fields, "X-Api-Key"),
            "ssert-wrong-token");
  EXPECT_EQ(http::find_field(request(scenario, Probe::no_token).fields, "X-Api-Key"), std::nullopt);
}

TEST(ProbeRequest, AsksForWordsOfItsOwn) {
  const auto scenario = authenticated();
  const auto words = words_asked_for(request(scenario, Probe::echo_words), conversation());
  const auto others = words_asked_for(request(scenario, Probe::echo_other_words), conversation());
  ASSERT_EQ(words.size(), 8U);
  ASSERT_EQ(others.size(), 8U);
  EXPECT_EQ(words.front(), "w1ac0ffee");
  EXPECT_EQ(others.back(), "w8bc0ffee");
  EXPECT_TRUE(words_asked_for(request(scenario, Probe::reference), conversation()).empty());
}

TEST(MissingFact, NamesWhatAProbeNeeds) {
  auto scenario = authenticated();
  for (const auto probe : all_probes) {
    if (probe == Probe::example_body) continue;
    EXPECT_EQ(missing_fact(scenario, conversation(), probe), "") << to_string(probe);
  }
  const auto missing = [&](Probe probe) { return missing_fact(scenario, conversation(), probe); };
  EXPECT_EQ(missing(Probe::example_body), "the reference has the example body already");
  scenario.url += "?access_token=abcdefgh";
  EXPECT_EQ(missing(Probe::no_token), "the URL has credentials, too");
  scenario.fields = {{.name = "Cookie", .value = "sid=1"}};
  EXPECT_EQ(missing(Probe::wrong_token), "no credentials were given in a header field");
  scenario.url = "http://127.0.0.1:1/chat";
  for (const auto* name :
       {"Authorization", "X-Api-Key", "apikey", "X-Auth-Token", "X-Access-Token"}) {
    scenario.fields = {{.name = name, .value = "0123456789"}};
    EXPECT_EQ(missing(Probe::no_token), "") << name;
  }
  for (const auto* name : {"X-Page-Token", "X-Trace-Token"}) {
    scenario.fields = {{.name = name, .value = "0123456789"}};
    EXPECT_EQ(missing(Probe::no_token), std::string(name) + " may be no credential");
  }
  EXPECT_EQ(missing(Probe::unknown_resource),
            "the dialect does not say where an id stands in this URL");
  scenario.content = "{\"content\": half}";
  EXPECT_EQ(missing(Probe::malformed_json), "the body is no JSON object");
  EXPECT_EQ(missing(Probe::missing_field), "the body has no /content that could be left out");
  EXPECT_EQ(missing(Probe::echo_words), "the body has no text at /content");
}

TEST(MissingFact, SeveralAnswersAreNotAskedToSayWordsAgain) {
  const auto& chat = *dialect::find_built_in("openai-chat");
  Scenario scenario;
  const auto missing_with = [&](const std::string& members) {
    scenario.content = R"({"messages":[{"role":"user","content":"Hi"}])" + members + "}";
    return missing_fact(scenario, chat, Probe::echo_words);
  };
  EXPECT_EQ(missing_with(""), "");
  EXPECT_EQ(missing_with(R"(,"n":1)"), "");
  EXPECT_EQ(missing_with(R"(,"n":2)"),
            "the body asks for several answers at once, and they come mixed");
}

}  // namespace
}  // namespace ssert::conformance
