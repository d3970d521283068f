// What `ssert list` and `ssert explain` say of the catalogue.
#include "conformance/catalogue.h"
#include "tests/cli/process.h"
#include "tests/support/golden.h"
#include "tests/support/text.h"

#include <gtest/gtest.h>

namespace ssert::testing {
namespace {

// Text that was wrapped, on one line again.
std::string unwrapped(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n';
    if (!blank || (!line.empty() && line.back() != ' ')) line += blank ? ' ' : c;
  }
  return line;
}

TEST(List, ShowsEveryRule) {
  const auto outcome = run({"list", "rules"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.err, "");
  const auto text = unwrapped(outcome.out);
  for (const auto& rule : conformance::catalogue()) {
    EXPECT_TRUE(has(text, std::string(rule.code) + " " + std::string(to_string(rule.level)) + " " +
                              std::string(rule.id) + " " + std::string(rule.title)))
        << rule.id;
  }
}

TEST(List, ShowsDialectsAndFaults) {
  EXPECT_TRUE(has(run({"list", "dialects"}).out, "\n  conversation "));
  const auto faults = run({"list", "faults"}).out;
  EXPECT_TRUE(has(faults, "\n  no-final-blank "));
  EXPECT_LT(faults.find("  no-final-blank "), faults.find("Honest"));
  EXPECT_GT(faults.find("  crlf "), faults.find("Honest"));
}

TEST(List, ShowsAllWithoutAWord) {
  EXPECT_EQ(run({"list"}).out, run({"list", "rules"}).out + "\n" + run({"list", "dialects"}).out +
                                   "\n" + run({"list", "faults"}).out);
}

TEST(Explain, SaysAllOfEveryRule) {
  for (const auto& rule : conformance::catalogue()) {
    const auto outcome = run({"explain", std::string(rule.id)});
    EXPECT_EQ(outcome.status, 0) << rule.id;
    const auto text = unwrapped(outcome.out);
    for (const auto part : {rule.id, rule.code, rule.title, rule.statement, rule.source, rule.link,
                            rule.causes, rule.fix, to_string(rule.level)})
      EXPECT_TRUE(has(text, unwrapped(std::string(part)))) << rule.id << ": " << part;
  }
}

TEST(Explain, TakesTheCodeToo) {
  const auto by_id = run({"explain", "framing/final-blank-line"});
  EXPECT_EQ(run({"explain", "F-06"}).out, by_id.out);
  EXPECT_EQ(run({"explain", "f-06"}).out, by_id.out);
  expect_golden(by_id.out, "tests/cli/golden/explain-final-blank-line.txt");
}

}  // namespace
}  // namespace ssert::testing
