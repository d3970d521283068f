// What --help says, and the program's first words.
#include "tests/cli/process.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>

namespace ssert::testing {
namespace {

class Help : public ::testing::TestWithParam<std::string> {};

TEST_P(Help, OfACommandGoesToStdout) {
  const auto outcome = run({GetParam(), "--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  expect_golden(outcome.out, "tests/cli/golden/help-" + GetParam() + ".txt");
  EXPECT_EQ(run({GetParam(), "-h"}).out, outcome.out);
  EXPECT_EQ(run({"help", GetParam()}).out, outcome.out);
}

INSTANTIATE_TEST_SUITE_P(Commands, Help,
                         ::testing::Values("check", "record", "load", "demo", "mock", "report",
                                           "list", "explain"));

TEST(ProgramHelp, GoesToStdoutWhenAskedFor) {
  const auto outcome = run({"--help"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  expect_golden(outcome.out, "tests/cli/golden/help.txt");
  EXPECT_EQ(run({"help"}).out, outcome.out);
}

TEST(ProgramHelp, GoesToStderrWhenNothingWasAsked) {
  const auto outcome = run(std::vector<std::string>{});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err, run({"--help"}).out);
}

TEST(Version, NamesTheProgramAndItsRules) {
  const auto outcome = run({"--version"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out.rfind("ssert ", 0), 0U) << outcome.out;
  EXPECT_NE(outcome.out.find(", rules "), std::string::npos) << outcome.out;
}

TEST(HelpText, FitsAHundredColumns) {
  for (const std::string command :
       {"check", "record", "load", "demo", "mock", "report", "list", "explain"}) {
    const auto help = run({command, "--help"}).out;
    std::size_t begin = 0;
    while (begin < help.size()) {
      const auto end = help.find('\n', begin);
      EXPECT_LE(end - begin, 100U) << help.substr(begin, end - begin);
      begin = end + 1;
    }
  }
}

}  // namespace
}  // namespace ssert::testing
