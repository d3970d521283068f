// `ssert check --expected / --write-expected`: what is known does not count, and what is mended has
// to be taken out.
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace ssert::testing {
namespace {

using nlohmann::json;
using Words = std::vector<std::string>;

Outcome check_in(const Mock& mock, const Folder& folder, Words more) {
  Words words{"check", mock.url(), "-H", "Authorization: Bearer test-token"};
  words.insert(words.end(), more.begin(), more.end());
  return run({.words = words, .folder = folder.path()});
}

json entries(const Folder& folder) {
  return json::parse(read_file(folder.file("e.json")))["expected"];
}

TEST(ExpectedFailures, ARunWritesThemAndTheNextIsNotFailedByThem) {
  const auto mock = quick_mock({"--fault", "no-final-blank"});
  const Folder folder;
  const auto first = check_in(mock, folder, {"--write-expected", "e.json"});
  EXPECT_EQ(first.status, 1) << "writing them down excuses nothing yet";
  ASSERT_EQ(entries(folder).size(), 1U) << entries(folder);
  EXPECT_EQ(entries(folder)[0]["rule"], "framing/final-blank-line");
  EXPECT_EQ(entries(folder)[0]["target"], mock.url());

  const auto second = check_in(mock, folder, {"--expected", "e.json", "--json", "r.json"});
  EXPECT_EQ(second.status, 0) << second.out;
  EXPECT_TRUE(second.out.starts_with("FAIL, as expected  ")) << second.out;
  EXPECT_TRUE(has(second.out, "FAIL expected  framing/final-blank-line")) << second.out;
  const auto result = json::parse(read_file(folder.file("r.json")));
  EXPECT_EQ(result["targets"][0]["payload"], "fail");
  EXPECT_EQ(result["expected_failures"][0]["state"], "in-use");
  EXPECT_EQ(run({"report", folder.file("r.json")}).out, second.out);
}

TEST(ExpectedFailures, OneThatIsMendedFailsTheRunByName) {
  const auto mock = quick_mock();
  const Folder folder;
  folder.write("e.json",
               R"({"expected_format": 1, "expected": [
                    {"target": "*", "rule": "framing/final-blank-line", "why": "the gateway"}]})");
  const auto outcome = check_in(
      mock, folder, {"--expected", "e.json", "--junit", "r.xml", "--write-expected", "e.json"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(has(outcome.out, "STALE  framing/final-blank-line at every target holds now"))
      << outcome.out;
  EXPECT_TRUE(has(read_file(folder.file("r.xml")), "<failure message=\"framing/final-blank-line"));
  EXPECT_EQ(entries(folder), json::array()) << "the stale entry is gone";
  EXPECT_EQ(check_in(mock, folder, {"--expected", "e.json"}).status, 0);
}

TEST(ExpectedFailures, OneThatIsNotSelectedIsSaidAndKept) {
  const auto mock = quick_mock();
  const Folder folder;
  folder.write("e.json",
               R"({"expected_format": 1, "expected": [
                    {"target": "*", "rule": "framing/final-blank-line", "why": "the gateway"}]})");
  const auto outcome = check_in(
      mock, folder, {"--expected", "e.json", "--only", "head/*", "--write-expected", "e.json"});
  EXPECT_EQ(outcome.status, 0) << outcome.out << outcome.err;
  EXPECT_TRUE(has(outcome.out, "was not judged: the rule was not selected")) << outcome.out;
  ASSERT_EQ(entries(folder).size(), 1U);
  EXPECT_EQ(entries(folder)[0]["why"], "the gateway");
}

TEST(ExpectedFailures, NewsStillFailsTheRun) {
  const auto mock = quick_mock({"--fault", "no-final-blank"});
  const Folder folder;
  folder.write("e.json",
               R"({"expected_format": 1, "expected": [
                    {"target": "elsewhere", "rule": "framing/final-blank-line", "why": "w"}]})");
  const auto outcome = check_in(mock, folder, {"--expected", "e.json"});
  EXPECT_EQ(outcome.status, 1);
  EXPECT_TRUE(has(outcome.out, "the run has no target of that name")) << outcome.out;
}

}  // namespace
}  // namespace ssert::testing
