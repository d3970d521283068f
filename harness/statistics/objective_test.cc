#include "statistics/objective.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::statistics {

std::ostream& operator<<(std::ostream& out, const Evaluation& evaluation) {
  out << name_of(evaluation.verdict);
  return evaluation.value ? out << " at " << *evaluation.value : out;
}

namespace {

using namespace std::chrono_literals;

Objective objective(std::string_view text) { return *parse_objective(text, "test"); }

// `count` values of 1 us, 2 us and so on: exact in a histogram of a run up to 1 ms.
Metric ascending(std::int64_t count) {
  Metric metric;
  for (std::int64_t i = 1; i <= count; ++i) metric.record(0, i * 1us);
  return metric;
}

Evaluation evaluate_ttft(std::string_view text, const Metric& ttft) {
  return evaluate(objective(text), {.metrics = {{"ttft", &ttft}}});
}

Evaluation passes(double value) { return {.verdict = Verdict::pass, .value = value}; }
Evaluation fails(double value) { return {.verdict = Verdict::fail, .value = value}; }

TEST(Evaluate, ComparesEachStatisticOfADuration) {
  Metric ttft;
  ttft.record(0, 10ms, 19'999);
  ttft.record(0, 20ms);
  EXPECT_EQ(evaluate_ttft("ttft.min < 11ms", ttft), passes(10e6));
  EXPECT_EQ(evaluate_ttft("ttft.max < 20ms", ttft), fails(20e6));
  EXPECT_EQ(evaluate_ttft("ttft.max <= 20ms", ttft), passes(20e6));
  EXPECT_EQ(evaluate_ttft("ttft.mean <= 10ms", ttft), fails(10'000'500));
  EXPECT_EQ(evaluate_ttft("ttft.count > 19999", ttft), passes(20'000));
  for (const auto* percentile : {"p50", "p90", "p95", "p99", "p999"}) {
    const std::string selector = "ttft." + std::string(percentile);
    const auto evaluation = evaluate_ttft(selector + " < 10.01ms", ttft);
    EXPECT_EQ(evaluation.verdict, Verdict::pass) << percentile;
    EXPECT_NEAR(*evaluation.value, 10e6, 10e6 / 2'048) << percentile;
    EXPECT_EQ(evaluate_ttft(selector + " < 9.99ms", ttft).verdict, Verdict::fail) << percentile;
  }
}

TEST(Evaluate, TakesThePercentileThatIsNamed) {
  Metric ttft;
  for (std::int64_t i = 1; i <= 10'000; ++i) ttft.record(0, nanoseconds(i % 1'000 + 1));
  EXPECT_EQ(evaluate_ttft("ttft.p50 <= 500ns", ttft), passes(500));
  EXPECT_EQ(evaluate_ttft("ttft.p90 <= 900ns", ttft), passes(900));
  EXPECT_EQ(evaluate_ttft("ttft.p95 <= 950ns", ttft), passes(950));
  EXPECT_EQ(evaluate_ttft("ttft.p99 <= 990ns", ttft), passes(990));
  EXPECT_EQ(evaluate_ttft("ttft.p999 <= 998ns", ttft), fails(999));
}

TEST(Evaluate, SaysWhatEachComparisonSays) {
  const Values values{.scalars = {{"errors.count", 3}}};
  EXPECT_EQ(evaluate(objective("errors.count < 3"), values), fails(3));
  EXPECT_EQ(evaluate(objective("errors.count <= 3"), values), passes(3));
  EXPECT_EQ(evaluate(objective("errors.count > 3"), values), fails(3));
  EXPECT_EQ(evaluate(objective("errors.count >= 3"), values), passes(3));
  EXPECT_EQ(evaluate(objective("errors.count == 3"), values), passes(3));
  EXPECT_EQ(evaluate(objective("errors.count == 4"), values), fails(3));
}

TEST(Evaluate, HoldsAFractionThatIsExactlyTheBound) {
  const Values values{.scalars = {{"goodput.fraction", 999 / 1000.0}, {"errors.rate", 1 / 1000.0}}};
  EXPECT_EQ(evaluate(objective("goodput.fraction >= 99.9%"), values), passes(0.999));
  EXPECT_EQ(evaluate(objective("errors.rate <= 0.1%"), values), passes(0.001));
  EXPECT_EQ(evaluate(objective("errors.rate == 0"), values), fails(0.001));
}

TEST(Evaluate, TellsNoPercentileOfTooFewSamples) {
  const Evaluation not_enough{.verdict = Verdict::not_enough_samples, .value = std::nullopt};
  EXPECT_EQ(evaluate_ttft("ttft.p99 < 500ms", ascending(999)), not_enough);
  EXPECT_EQ(evaluate_ttft("ttft.p99 < 500ms", ascending(1'000)).verdict, Verdict::pass);
  EXPECT_EQ(evaluate_ttft("ttft.p50 < 1us", ascending(19)), not_enough);
  EXPECT_EQ(evaluate_ttft("ttft.p50 < 1us", ascending(20)).verdict, Verdict::fail);
  EXPECT_EQ(evaluate_ttft("ttft.max < 1s", ascending(1)), passes(1'000));
}

TEST(Evaluate, HasNoVerdictWithoutData) {
  const Evaluation none{.verdict = Verdict::no_data, .value = std::nullopt};
  for (const auto* text : {"ttft.p99 < 1s", "ttft.min < 1s", "ttft.mean < 1s", "ttft.max < 1s"})
    EXPECT_EQ(evaluate_ttft(text, Metric()), none) << text;
  EXPECT_EQ(evaluate_ttft("gap.max < 1s", ascending(1)), none) << "gap was not measured";
  EXPECT_EQ(evaluate(objective("errors.rate == 0"), {}), none);
  EXPECT_EQ(evaluate(objective("ttft.count > 0"), {}), none);
  EXPECT_EQ(evaluate_ttft("ttft.count > 0", Metric()), fails(0)) << "none is a count";
}

TEST(MinSamplesNeeded, IsWhatThePercentileStandsOn) {
  EXPECT_EQ(min_samples_needed(objective("ttft.p50 < 1s")), 20U);
  EXPECT_EQ(min_samples_needed(objective("ttft.p95 < 1s")), 200U);
  EXPECT_EQ(min_samples_needed(objective("ttft.p99 < 1s")), 1'000U);
  EXPECT_EQ(min_samples_needed(objective("ttft.p999 < 1s")), 10'000U);
  EXPECT_EQ(min_samples_needed(objective("ttft.mean < 1s")), 1U);
  EXPECT_EQ(min_samples_needed(objective("ttft.max < 1s")), 1U);
  EXPECT_EQ(min_samples_needed(objective("errors.rate < 1%")), 1U);
  EXPECT_EQ(min_samples_needed(objective("goodput > 1/s")), 0U);
  EXPECT_EQ(min_samples_needed(objective("errors.count < 1")), 0U);
}

TEST(MinSamplesNeeded, IsTheCountThatIsAskedFor) {
  EXPECT_EQ(min_samples_needed(objective("ttft.count >= 50")), 50U);
  EXPECT_EQ(min_samples_needed(objective("ttft.count > 50")), 51U);
  EXPECT_EQ(min_samples_needed(objective("ttft.count == 50")), 50U);
  EXPECT_EQ(min_samples_needed(objective("ttft.count < 50")), 0U);
}

TEST(PerStreamBound, IsTheUpperBoundOnAPercentileOfWhatEachStreamHas) {
  EXPECT_EQ(per_stream_bound(objective("ttft.p99 < 500ms")),
            (StreamBound{.metric = "ttft", .bound = 500ms, .inclusive = false}));
  EXPECT_EQ(per_stream_bound(objective("tpot.p90 <= 30ms")),
            (StreamBound{.metric = "tpot", .bound = 30ms, .inclusive = true}));
  EXPECT_EQ(per_stream_bound(objective("max_gap.max < 1s")),
            (StreamBound{.metric = "max_gap", .bound = 1s, .inclusive = false}));
  for (const auto* metric : {"ttft_sent", "ttft_service", "e2e"})
    EXPECT_TRUE(per_stream_bound(objective(std::string(metric) + ".p50 < 1s"))) << metric;
}

TEST(PerStreamBound, IsNoneOfAnythingElse) {
  for (const auto* text :
       {"ttft.p99 > 1ms", "ttft.p99 >= 1ms", "ttft.mean < 1s", "ttft.min < 1s", "ttft.count < 9",
        "gap.p99 < 1s", "tail.p99 < 1s", "schedule_lag.max < 5ms", "ttfb.p99 < 1s",
        "errors.rate < 1%", "goodput < 9/s"})
    EXPECT_EQ(per_stream_bound(objective(text)), std::nullopt) << text;
}

TEST(PerStreamBounds, AreThoseOfTheHighestPercentileOfEachMetric) {
  const std::vector<Objective> objectives{
      objective("ttft.p50 < 100ms"), objective("tpot.p99 <= 30ms"), objective("ttft.p99 < 500ms"),
      objective("ttft.p90 < 200ms"), objective("gap.p99 < 1s"),     objective("tpot.p99 < 30ms"),
      objective("tpot.p99 < 40ms")};
  EXPECT_EQ(per_stream_bounds(objectives),
            (std::vector<StreamBound>{{.metric = "ttft", .bound = 500ms, .inclusive = false},
                                      {.metric = "tpot", .bound = 30ms, .inclusive = false}}));
  EXPECT_TRUE(per_stream_bounds({}).empty());
}

}  // namespace
}  // namespace ssert::statistics
