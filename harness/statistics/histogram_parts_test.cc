#include "base/random.h"
#include "statistics/histogram.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ssert::statistics {
namespace {

using namespace std::chrono_literals;

Histogram some_histogram(int precision = run_precision) {
  Histogram histogram(precision);
  base::Random random(2, "test/parts");
  for (int i = 0; i < 500; ++i)
    histogram.record(nanoseconds(static_cast<std::int64_t>(random.exponential(3e7))));
  return histogram;
}

TEST(HistogramParts, GiveTheHistogramBack) {
  Histogram long_ones(precision_least);
  long_ones.record(duration_most, 1'000'000);
  long_ones.record(1ns);
  for (const auto& histogram :
       {Histogram(), some_histogram(), some_histogram(second_precision), long_ones}) {
    const auto back = Histogram::from_parts(histogram.parts(), "a.json");
    ASSERT_TRUE(back.has_value()) << base::to_string(back.error());
    EXPECT_EQ(*back, histogram);
    EXPECT_EQ(back->parts(), histogram.parts());
  }
}

TEST(HistogramParts, ThatCameBackMergeExactly) {
  auto both = some_histogram();
  auto back = *Histogram::from_parts(both.parts(), "a.json");
  back.merge(*Histogram::from_parts(both.parts(), "b.json"));
  both.merge(some_histogram());
  EXPECT_EQ(back, both);
}

struct Damage {
  std::string_view what;
  std::function<void(Histogram::Parts&)> damage;
  std::string_view says;
};

// Three samples: 1 ms, 2 ms and 2 ms.
Histogram::Parts three() {
  Histogram histogram;
  histogram.record(1ms);
  histogram.record(2ms, 2);
  return histogram.parts();
}

const std::vector<Damage>& damages() {
  using Parts = Histogram::Parts;
  constexpr std::uint64_t huge = ~std::uint64_t{0};
  static const std::vector<Damage> all{
      {"precision too low", [](Parts& p) { p.precision = 0; }, "0 bits of precision"},
      {"precision too high", [](Parts& p) { p.precision = 60; }, "60 bits of precision"},
      {"one sample more", [](Parts& p) { p.count = 4; }, "has 4 samples, and its buckets hold 3"},
      {"one sample less", [](Parts& p) { p.count = 2; }, "buckets hold more than 2"},
      {"a count past any run", [](Parts& p) { p.count = huge; }, "more samples than any run"},
      {"a bucket's count past any run", [](Parts& p) { p.buckets[0].count = huge; },
       "more samples"},
      {"counts that wrap to the right one",
       [](Parts& p) {
         p.buckets[0].count = huge;
         p.buckets[1].count = 4;
       },
       "more samples"},
      {"an empty bucket", [](Parts& p) { p.buckets[0].count = 0; }, "an empty bucket"},
      {"buckets in disorder", [](Parts& p) { std::swap(p.buckets[0], p.buckets[1]); }, "after"},
      {"a bucket twice", [](Parts& p) { p.buckets[1].index = p.buckets[0].index; }, "after"},
      {"a bucket past the last", [](Parts& p) { p.buckets[1].index = ~0U; }, "past the last"},
      {"a minimum below its bucket", [](Parts& p) { p.min = 1us; }, "outside its first and last"},
      {"a maximum above its bucket", [](Parts& p) { p.max = 3ms; }, "outside its first and last"},
      {"a negative minimum", [](Parts& p) { p.min = -1ns; }, "a minimum of -1 ns"},
      {"extremes the wrong way round", [](Parts& p) { std::swap(p.min, p.max); }, "a minimum of"},
      {"a maximum too long", [](Parts& p) { p.max = nanoseconds::max(); }, "a maximum of"},
      {"a sum too large", [](Parts& p) { p.sum_nanoseconds += 1; }, "a sum that its buckets"},
      {"a sum too small", [](Parts& p) { p.sum_nanoseconds -= 2'000; }, "a sum that its buckets"},
      {"a sum past any run", [](Parts& p) { p.sum_seconds = huge; }, "more time than any run"},
      {"nanoseconds that are seconds", [](Parts& p) { p.sum_nanoseconds = 2'000'000'000; },
       "2,000,000,000 nanoseconds beside"},
      {"no buckets", [](Parts& p) { p.buckets.clear(); }, "has 3 samples, and its buckets hold 0"},
      {"extremes of nothing", [](Parts& p) { p = {.max = 1ns}; }, "of no samples"},
      {"a sum of nothing", [](Parts& p) { p = {.sum_nanoseconds = 1}; }, "of no samples"},
  };
  return all;
}

TEST(HistogramParts, ThatContradictEachOtherAreRefused) {
  ASSERT_TRUE(Histogram::from_parts(three(), "a.json").has_value());
  for (const auto& [what, damage, says] : damages()) {
    auto parts = three();
    damage(parts);
    const auto result = Histogram::from_parts(parts, "a.json#/metrics/ttft");
    ASSERT_FALSE(result.has_value()) << what;
    EXPECT_EQ(result.error().where, "a.json#/metrics/ttft");
    EXPECT_NE(result.error().what.find(says), std::string::npos)
        << what << ": " << result.error().what;
  }
}

TEST(HistogramParts, OfOneSampleHaveThatSampleAsEverything) {
  Histogram histogram;
  histogram.record(1'234'567ns);
  auto parts = histogram.parts();
  parts.sum_nanoseconds += 1;
  EXPECT_FALSE(Histogram::from_parts(parts, "a.json").has_value());
  parts = histogram.parts();
  parts.max += 1ns;  // of the same bucket
  EXPECT_FALSE(Histogram::from_parts(parts, "a.json").has_value());
}

}  // namespace
}  // namespace ssert::statistics
