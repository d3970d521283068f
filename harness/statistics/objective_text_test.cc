#include "base/text.h"
#include "statistics/objective.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::statistics {
namespace {

struct Meaning {
  std::string_view metric;
  Statistic statistic{};
  Comparison comparison{};
  double bound = 0;
};

void expect_meaning(std::string_view text, const Meaning& meaning) {
  const auto read = parse_objective(text, "--objective");
  ASSERT_TRUE(read.has_value()) << base::to_string(read.error());
  EXPECT_EQ(*read, (Objective{.text = std::string(text),
                              .metric = meaning.metric,
                              .statistic = meaning.statistic,
                              .comparison = meaning.comparison,
                              .bound = meaning.bound}))
      << text << " was read with bound " << read->bound;
}

TEST(ParseObjective, ReadsAStatisticOfADuration) {
  using enum Statistic;
  using enum Comparison;
  expect_meaning("ttft.p99 < 500ms", {"ttft", p99, below, 500e6});
  expect_meaning("gap.p999 <= 100us", {"gap", p999, at_most, 100e3});
  expect_meaning("tpot.mean <= 30ms", {"tpot", mean, at_most, 30e6});
  expect_meaning("schedule_lag.max < 5ms", {"schedule_lag", max, below, 5e6});
  expect_meaning("e2e.p50 < 1.5m", {"e2e", p50, below, 90e9});
  expect_meaning("ttfb.p95 < 0.3ms", {"ttfb", p95, below, 300'000});
  expect_meaning("tail.p90 > 7ns", {"tail", p90, above, 7});
  expect_meaning("connect.min >= 1s", {"connect", min, at_least, 1e9});
  expect_meaning("ttft.count >= 1000", {"ttft", count, at_least, 1'000});
}

TEST(ParseObjective, ReadsTheOneNumberOfOtherMetrics) {
  using enum Comparison;
  expect_meaning("errors.rate == 0", {"errors.rate", Statistic::value, equal, 0});
  expect_meaning("errors.rate < 1%", {"errors.rate", Statistic::value, below, 0.01});
  expect_meaning("errors.rate < 0.01", {"errors.rate", Statistic::value, below, 0.01});
  expect_meaning("errors.count <= 3", {"errors.count", Statistic::value, at_most, 3});
  expect_meaning("goodput >= 200/s", {"goodput", Statistic::value, at_least, 200});
  expect_meaning("goodput.fraction >= 99.9%",
                 {"goodput.fraction", Statistic::value, at_least, 0.999});
  expect_meaning("goodput.fraction == 100%", {"goodput.fraction", Statistic::value, equal, 1});
  expect_meaning("throughput > 12.5/s", {"throughput", Statistic::value, above, 12.5});
  expect_meaning("tokens_per_second > 1000", {"tokens_per_second", Statistic::value, above, 1'000});
  expect_meaning("tokens_per_second > 1000/s",
                 {"tokens_per_second", Statistic::value, above, 1'000});
  expect_meaning("stalls.count == 0", {"stalls.count", Statistic::value, equal, 0});
  expect_meaning("findings.count == 0", {"findings.count", Statistic::value, equal, 0});
}

TEST(ParseObjective, TakesBlanksOrNone) {
  const auto meant = *parse_objective("ttft.p99 < 500ms", "a");
  for (const auto* text : {"ttft.p99<500ms", "  ttft.p99\t<  500ms ", "ttft.p99 < 500 ms"}) {
    auto read = *parse_objective(text, "a");
    read.text = meant.text;
    EXPECT_EQ(read, meant) << text;
  }
  EXPECT_EQ(parse_objective("  ttft.p99<500ms ", "a")->text, "ttft.p99<500ms");
}

TEST(ParseObjective, ReadsAPercentageAsTheFractionThatARatioOfCountsGives) {
  for (int permille = 1; permille < 1'000; ++permille) {
    const auto text = "errors.rate <= " + std::to_string(permille / 10) + "." +
                      std::to_string(permille % 10) + "%";
    EXPECT_EQ(parse_objective(text, "a")->bound, permille / 1000.0) << text;
  }
}

struct Refusal {
  std::string_view text;
  std::string_view what;     // a part of it
  std::string_view way_out;  // a part of it
};

std::ostream& operator<<(std::ostream& out, const Refusal& refusal) {
  return out << base::in_quotes(refusal.text);
}

class ParseObjectiveRefuses : public testing::TestWithParam<Refusal> {};

TEST_P(ParseObjectiveRefuses, WithTheReasonAndTheWayOut) {
  const auto& refusal = GetParam();
  const auto read = parse_objective(refusal.text, "load.json:7: /load/objectives/0");
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().where, "load.json:7: /load/objectives/0");
  EXPECT_NE(read.error().what.find(refusal.what), std::string::npos) << to_string(read.error());
  EXPECT_NE(read.error().way_out.find(refusal.way_out), std::string::npos)
      << to_string(read.error());
}

INSTANTIATE_TEST_SUITE_P(
    Names, ParseObjectiveRefuses,
    testing::Values(Refusal{"", "no metric stands there", "ttft.p99 < 500ms"},
                    Refusal{"< 500ms", "no metric stands there", "ttft.p99 < 500ms"},
                    Refusal{"tftt.p99 < 500ms", "there is no metric \"tftt.p99\"", "ttft.p99"},
                    Refusal{"ttft.p98 < 500ms", "ttft has no \"p98\"", "ttft.p99"},
                    Refusal{"ttft.p99.9 < 500ms", "ttft has no \"p99.9\"", "ttft.p999"},
                    Refusal{"ttft.p100 < 500ms", "ttft has no \"p100\"", "p9"},
                    Refusal{"ttft.whatever < 500ms", "ttft has no \"whatever\"",
                            "min, mean, p50, p90, p95, p99"},
                    Refusal{"ttft. < 500ms", "ttft has no \"\"", "ttft."},
                    Refusal{"ttft < 500ms", "ttft has many values", "ttft.p99"},
                    Refusal{"TTFT.p99 < 500ms", "there is no metric \"TTFT.p99\"", "ttft.p99"},
                    Refusal{"errors < 1%", "there is no metric \"errors\"", "errors.rate"},
                    Refusal{"error.rate < 1%", "there is no metric \"error.rate\"", "errors.rate"},
                    Refusal{"goodput.p99 > 1/s", "there is no metric \"goodput.p99\"", "goodput"},
                    Refusal{"latency < 1s", "there is no metric \"latency\"", "errors.rate"},
                    Refusal{"\x1b[2Jttft < 1s", "is \"\\x1b[2Jttft < 1s\"", "ttft.p99"}));

INSTANTIATE_TEST_SUITE_P(
    Comparisons, ParseObjectiveRefuses,
    testing::Values(Refusal{"ttft.p99", "it has no bound", "ttft.p99 < 500ms"},
                    Refusal{"ttft.p99 500ms", "\"500ms\" is no comparison", "<, <=, >, >= or =="},
                    Refusal{"ttft.p99 = 500ms", "\"= 500ms\" is no comparison", "=="},
                    Refusal{"ttft.p99 != 500ms", "is no comparison", "<="},
                    Refusal{"ttft.p99 =< 500ms", "is no comparison", "<="}));

INSTANTIATE_TEST_SUITE_P(
    Bounds, ParseObjectiveRefuses,
    testing::Values(
        Refusal{"ttft.p99 <", "no number stands for the bound", "500ms"},
        Refusal{"ttft.p99 < fast", "no number stands for the bound", "500ms"},
        Refusal{"ttft.p99 <== 5ms", "no number stands for the bound", "500ms"},
        Refusal{"ttft.p99 < inf", "no number stands for the bound", "500ms"},
        Refusal{"ttft.p99 < .5s", "no number stands for the bound", "500ms"},
        Refusal{"ttft.p99 < -5ms", "negative", "0 or more"},
        Refusal{"ttft.p99 < 500", "500 of what?", "500ms or 500s"},
        Refusal{"ttft.p99 < 500 min", "\"min\" is no unit", "ns, us, ms, s and m"},
        Refusal{"ttft.p99 < 5e2ms", "\"e2ms\" is no unit", "ns, us, ms, s and m"},
        Refusal{"ttft.p99 < 500ms/s", "\"ms/s\" is no unit", "500ms"},
        Refusal{"ttft.p99 < 1e999s", "is no unit", "1ms"},
        Refusal{"ttft.p99 < 2000m", "too long", "1440m"},
        Refusal{"ttft.count >= 10ms", "\"ms\" is no unit", "10"},
        Refusal{"ttft.count >= 1.5", "a whole number", "10"},
        Refusal{"errors.rate < 1ms", "\"ms\" is no unit", "1%"},
        Refusal{"errors.rate < 5", "no fraction is 5", "0.01 or 1%"},
        Refusal{"errors.rate < 101%", "no fraction is 101", "0.01 or 1%"},
        Refusal{"errors.count < 5%", "\"%\" is no unit", "5"},
        Refusal{"errors.count < 2.5", "a whole number", "10"},
        Refusal{"goodput >= 200", "200 of what?", "200/s"},
        Refusal{"goodput >= 200/min", "\"/min\" is no unit", "200/s"},
        Refusal{"goodput > 99999999999999/s", "too large", "1000000000000"},
        Refusal{"ttft.p99 < 500ms and more", "\"and more\" stands behind", "one objective alone"},
        Refusal{"ttft.p99 < 500ms, gap.p99 < 1s", "stands behind", "one objective alone"},
        Refusal{"ttft.p99 < 500 ms ms", "\"ms\" stands behind", "one objective alone"}));

INSTANTIATE_TEST_SUITE_P(
    Sense, ParseObjectiveRefuses,
    testing::Values(Refusal{"errors.rate >= 0", "holds whatever is measured", "missed"},
                    Refusal{"errors.rate <= 100%", "holds whatever is measured", "missed"},
                    Refusal{"goodput >= 0/s", "holds whatever is measured", "missed"},
                    Refusal{"errors.rate < 0", "never holds", "== 0"},
                    Refusal{"ttft.p99 < 0.4ns", "never holds", "== 0"},
                    Refusal{"goodput.fraction > 1", "never holds", "== 100%"},
                    Refusal{"ttft.p99 == 500ms", "never exactly", "<= or >="},
                    Refusal{"goodput == 200/s", "never exactly", "<= or >="}));

}  // namespace
}  // namespace ssert::statistics
