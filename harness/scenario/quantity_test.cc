#include "scenario/quantity.h"

#include <gtest/gtest.h>

#include <string>

namespace ssert::scenario::quantity_test {
namespace {

using namespace std::chrono_literals;

std::string problem_of(const auto& result) {
  return result ? "no problem" : to_string(result.error());
}

TEST(ParseDuration, TakesANumberWithItsUnit) {
  EXPECT_EQ(*parse_duration("30s", "--gap"), 30s);
  EXPECT_EQ(*parse_duration("500ms", "--gap"), 500ms);
  EXPECT_EQ(*parse_duration("250us", "--gap"), 250us);
  EXPECT_EQ(*parse_duration("2m", "--gap"), 2min);
  EXPECT_EQ(*parse_duration("24h", "--gap"), 24h);
  EXPECT_EQ(*parse_duration("1.5s", "--gap"), 1'500ms);
  EXPECT_EQ(*parse_duration("0.000001ms", "--gap"), 1ns);
  EXPECT_EQ(*parse_duration("0.5h", "--gap"), 30min);
}

TEST(ParseDuration, AsksForTheUnit) {
  EXPECT_EQ(problem_of(parse_duration("30", "--gap-timeout")),
            "--gap-timeout is \"30\", without a unit\n  expected: 30s or 30ms, say");
}

TEST(ParseDuration, RefusesWhatItDoesNotUnderstandWhole) {
  for (const std::string_view text :
       {"", "s", "-5s", "+5s", " 5s", "5 s", "5s ", "5S", "5sec", "1e3s", ".5s", "5.s", "1m30s",
        "0x5s", "0s", "0.0ms", "0.0000000001s", "0.1us1", "١s"}) {
    const auto result = parse_duration(text, "--gap-timeout");
    ASSERT_FALSE(result) << text;
    EXPECT_EQ(result.error().way_out, "a number above 0 with its unit, at most 24h: 500ms, 30s, 2m")
        << text;
  }
}

TEST(ParseDuration, RefusesMoreThanADay) {
  for (const std::string_view text : {"24.1h", "25h", "90000s", "18446744073709551615s",
                                      "18446744073709551616s", "99999999999999999999999999h"}) {
    EXPECT_FALSE(parse_duration(text, "--gap-timeout")) << text;
  }
}

TEST(ParseSeconds, TakesNoUnit) {
  EXPECT_EQ(*parse_seconds("2.5", "-m"), 2'500ms);
  EXPECT_EQ(*parse_seconds("30", "-m"), 30s);
  EXPECT_EQ(problem_of(parse_seconds("30s", "-m")),
            "-m is \"30s\"\n  expected: seconds, a number above 0 without a unit: 2.5");
  EXPECT_FALSE(parse_seconds("0", "-m"));
}

TEST(ParseSize, TakesBytesAndBothKindsOfUnits) {
  EXPECT_EQ(*parse_size("4096", "--max-response"), 4096U);
  EXPECT_EQ(*parse_size("10B", "--max-response"), 10U);
  EXPECT_EQ(*parse_size("64KiB", "--max-response"), 65536U);
  EXPECT_EQ(*parse_size("64kB", "--max-response"), 64000U);
  EXPECT_EQ(*parse_size("2GiB", "--max-response"), 2'147'483'648U);
}

TEST(ParseSize, RefusesTheRestAndWhatIsOutOfRange) {
  for (const std::string_view text :
       {"", "-1", "1.5MB", "10K", "10kb", "10 MB", "MB", "0", "2000B", "18446744073709551616"}) {
    EXPECT_EQ(problem_of(parse_size(text, "--max-response", {.least = 1, .most = 1999})),
              "--max-response is \"" + std::string(text) +
                  "\"\n  expected: bytes, a whole number from 1 to 1,999, or one with its unit: "
                  "64KiB, 10MB");
  }
}

TEST(ParseCount, TakesWholeNumbersInItsRange) {
  EXPECT_EQ(*parse_count("12", "--max-requests", {.least = 1, .most = 12}), 12U);
  for (const std::string_view text :
       {"", "0", "13", "-5", "+5", "1.0", "5x", "99999999999999999999"}) {
    EXPECT_EQ(
        problem_of(parse_count(text, "--max-requests", {.least = 1, .most = 12})),
        "--max-requests is \"" + std::string(text) + "\"\n  expected: a whole number from 1 to 12");
  }
}

}  // namespace
}  // namespace ssert::scenario::quantity_test
