#include "cli/mock_options.h"

#include <gtest/gtest.h>

namespace ssert::cli::mock_options_test {
namespace {

using namespace std::chrono_literals;

std::string problem_of(const MockFlags& flags) {
  const auto options = mock_options(flags);
  return options ? "no problem" : to_string(options.error());
}

TEST(MockOptions, WithoutFlagsAreTheDefaults) {
  const auto options = mock_options({});
  ASSERT_TRUE(options) << to_string(options.error());
  EXPECT_EQ(*options, mock_server::Options{});
}

TEST(MockOptions, TakeEachFlag) {
  const auto options = mock_options({.port = "8080",
                                     .bind = "0.0.0.0",
                                     .token = "",
                                     .seed = "18446744073709551615",
                                     .tokens = "3",
                                     .time_to_first = "1ms",
                                     .gap = "uniform:10ms-30ms",
                                     .fault = "no-final-blank",
                                     .stop_grace = "2s",
                                     .max_streams = "4",
                                     .max_connections = "5",
                                     .no_done = true,
                                     .hold = true,
                                     .stamps = true});
  ASSERT_TRUE(options) << to_string(options.error());
  mock_server::Options expected{.address = "0.0.0.0",
                                .port = 8080,
                                .token = "",
                                .seed = 18446744073709551615ULL,
                                .tokens = 3,
                                .time_to_first = mock_server::fixed_delay(1ms),
                                .gap = *mock_server::parse_delay("uniform:10ms-30ms"),
                                .send_done = false,
                                .hold = true,
                                .stamps = true,
                                .fault = "no-final-blank",
                                .stop_grace = 2s};
  expected.limits.streams = 4;
  expected.limits.connections = 5;
  EXPECT_EQ(*options, expected);
}

TEST(MockOptions, NameTheNearestFault) {
  EXPECT_EQ(problem_of({.fault = "no-final-blnk"}),
            "--fault knows no \"no-final-blnk\"\n  expected: no-final-blank; `ssert list faults` "
            "shows all");
  EXPECT_EQ(problem_of({.fault = "zzzzzzzz"}),
            "--fault knows no \"zzzzzzzz\"\n  expected: a name; `ssert list faults` shows all");
}

TEST(MockOptions, TakeAMixOfFaults) {
  const auto options = mock_options({.fault_mix = "honest,honest,cut-clean"});
  ASSERT_TRUE(options) << to_string(options.error());
  EXPECT_EQ(options->fault_mix, (std::vector<std::string>{"honest", "honest", "cut-clean"}));
  for (const auto* names : {"", "honest,", ",honest", "honest, cut-clean"})
    EXPECT_EQ(problem_of({.fault_mix = names}).rfind("--fault-mix knows no \"", 0), 0U) << names;
  EXPECT_EQ(problem_of({.fault_mix = "honest,cut-clear"}),
            "--fault-mix knows no \"cut-clear\"\n  expected: cut-clean; `ssert list faults` shows "
            "all");
  EXPECT_EQ(problem_of({.fault = "garbage", .fault_mix = "honest"}),
            "--fault and --fault-mix are both given\n  expected: one of the two");
}

TEST(MockOptions, RefuseWhatIsOutOfRange) {
  EXPECT_EQ(problem_of({.port = "65536"}),
            "--port is \"65536\"\n  expected: a whole number from 0 to 65,535");
  EXPECT_EQ(problem_of({.stop_grace = "1"}),
            "--stop-grace is \"1\", without a unit\n  expected: 1s or 1ms, say");
  EXPECT_EQ(problem_of({.fault = "garbage", .script = "x.json"}),
            "--fault and --script are both given\n  expected: one of the two");
  EXPECT_EQ(problem_of({.gap = "often"}).rfind("--gap ", 0), 0U) << problem_of({.gap = "often"});
}

}  // namespace
}  // namespace ssert::cli::mock_options_test
