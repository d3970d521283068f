// `ssert report`: what a run said is said again, to the byte.
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>

namespace ssert::testing {
namespace {

using Words = std::vector<std::string>;

Outcome check_with_every_report(const Mock& mock, const Folder& folder, Words more = {}) {
  Words words{"check",      mock.url(), "-H",      "Authorization: Bearer test-token",
              "--json",     "a.json",   "--junit", "a.xml",
              "--markdown", "a.md",     "--csv",   "a.csv",
              "--html",     "a.html"};
  words.insert(words.end(), more.begin(), more.end());
  return run({.words = words, .folder = folder.path()});
}

void expect_the_same_again(const std::string& fault, const Words& more) {
  const Mock mock({"--fault", fault, "--time-to-first", "1ms", "--gap", "1ms"});
  const Folder folder;
  const auto checked = check_with_every_report(mock, folder, more);
  const auto outcome = run({.words = {"report", "a.json", "--json", "b.json", "--junit", "b.xml",
                                      "--markdown", "b.md", "--csv", "b.csv", "--html", "b.html"},
                            .folder = folder.path()});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out, checked.out) << fault;
  for (const std::string ending : {".json", ".xml", ".md", ".csv", ".html"})
    EXPECT_EQ(read_file(folder.file("b" + ending)), read_file(folder.file("a" + ending)))
        << fault << ending;
}

TEST(Report, SaysTheSameAgainInEveryFormat) {
  for (const auto* fault : {"no-final-blank", "bad-utf8", "garbage", "get-only", "html-page"})
    expect_the_same_again(fault, {"--total-timeout", "10s"});
}

TEST(Report, SaysTheSameAgainOfSeveralTargetsOneOfThemDead) {
  std::string dead;
  {
    const Mock gone;
    dead = gone.url();
  }
  expect_the_same_again("no-final-blank", {dead, "--fail-on", "not-shown"});
}

TEST(Report, SaysTheSameAgainOfALoadRun) {
  for (const auto* const fault : {"honest", "unknown-type", "reset-midstream"}) {
    Words mock_words{"--time-to-first", "1ms", "--gap", "1ms"};
    if (std::string_view(fault) != "honest")
      mock_words.insert(mock_words.end(), {"--fault", fault});
    const Mock mock(mock_words);
    const Folder folder;
    const auto loaded = run({.words = {"load",       mock.url(),
                                       "-H",         "Authorization: Bearer test-token",
                                       "--dialect",  "conversation",
                                       "--terminal", "required",
                                       "--readers",  "4",
                                       "--requests", "40",
                                       "--json",     "a.json",
                                       "--junit",    "a.xml",
                                       "--markdown", "a.md",
                                       "--csv",      "a.csv",
                                       "--html",     "a.html"},
                             .folder = folder.path()});
    const auto outcome = run({.words = {"report", "a.json", "--json", "b.json", "--junit", "b.xml",
                                        "--markdown", "b.md", "--csv", "b.csv", "--html", "b.html"},
                              .folder = folder.path()});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(outcome.out, loaded.out) << fault;
    for (const std::string ending : {".json", ".xml", ".md", ".csv", ".html"})
      EXPECT_EQ(read_file(folder.file("b" + ending)), read_file(folder.file("a" + ending)))
          << fault << ending;
    const auto refused =
        run({.words = {"report", "a.json", "--write-expected", "e.json"}, .folder = folder.path()});
    EXPECT_EQ(refused.status, 2);
    EXPECT_TRUE(has(refused.err, "--write-expected is not to be had of a load run")) << refused.err;
  }
}

TEST(Report, ReadsStandardInputAndWritesStdout) {
  const Mock mock;
  const Folder folder;
  EXPECT_EQ(check_with_every_report(mock, folder).status, 0);
  const auto result = read_file(folder.file("a.json"));
  const auto outcome = run({.words = {"report", "-", "--markdown", "-"}, .standard_input = result});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out, read_file(folder.file("a.md")));
}

TEST(Report, NamesWhatPassedWhereAsked) {
  const Mock mock;
  const Folder folder;
  EXPECT_EQ(check_with_every_report(mock, folder).status, 0);
  const auto outcome = run({"report", folder.file("a.json"), "-v"});
  EXPECT_TRUE(has(outcome.out, "PASS  framing/final-blank-line")) << outcome.out;
}

TEST(Report, OneThatCannotBeWrittenIsNoSuccess) {
  const Mock mock;
  const Folder folder;
  EXPECT_EQ(check_with_every_report(mock, folder).status, 0);
  const auto outcome = run({"report", folder.file("a.json"), "--junit", "/dev/full"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_TRUE(has(outcome.err, "error: --junit names /dev/full")) << outcome.err;
}

}  // namespace
}  // namespace ssert::testing
