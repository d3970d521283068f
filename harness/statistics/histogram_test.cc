#include "statistics/histogram.h"

#include "base/check.h"
#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace ssert::statistics {
namespace {

using namespace std::chrono_literals;

constexpr std::array precisions{precision_least, second_precision, run_precision};
constexpr std::array quantiles{0.0, 1e-6, 0.01, 0.07, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999, 1.0};

// Zero, every power of two and its neighbours, round durations; up to the longest.
std::vector<nanoseconds> edge_values() {
  std::vector<nanoseconds> values{0ns, 1ns, 1us, 1ms, 1s, 1min, 1h, 24h, duration_most};
  for (unsigned bit = 1; bit < 53; ++bit) {
    const nanoseconds power{std::int64_t{1} << bit};
    values.insert(values.end(), {power - 1ns, power, power + 1ns});
  }
  return values;
}

// Evenly on the logarithm, from 1 ns to 24 h: every octave comes as often as any other.
std::vector<nanoseconds> random_values(std::uint64_t seed, std::size_t count) {
  base::Random random(seed, "test/values");
  const double span = std::log(static_cast<double>(nanoseconds(24h).count()));
  std::vector<nanoseconds> values;
  for (std::size_t i = 0; i < count; ++i)
    values.emplace_back(static_cast<std::int64_t>(std::exp(random.uniform() * span)));
  return values;
}

Histogram histogram_of(const std::vector<nanoseconds>& values, int precision = run_precision) {
  Histogram histogram(precision);
  for (const auto value : values) histogram.record(value);
  return histogram;
}

double error_bound(int precision) { return std::ldexp(1.0, -(precision + 1)); }

// By the definition, with a whole number of millionths for q, so that nothing is rounded.
nanoseconds nearest_rank(const std::vector<nanoseconds>& sorted, double q) {
  const auto millionths = static_cast<std::uint64_t>(std::llround(q * 1e6));
  const auto rank = (millionths * sorted.size() + 999'999) / 1'000'000;
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

TEST(Histogram, ReportsEachValueToWithinTheRelativeError) {
  auto values = edge_values();
  const auto random = random_values(7, 20'000);
  values.insert(values.end(), random.begin(), random.end());
  for (const int precision : precisions) {
    for (const auto value : values) {
      const auto index = Histogram::index_of(precision, value);
      const auto lower = Histogram::lower_bound(precision, index);
      const auto upper = Histogram::upper_bound(precision, index);
      ASSERT_LE(lower, value) << "precision " << precision << ", bucket " << index;
      ASSERT_GE(upper, value) << "precision " << precision << ", bucket " << index;

      // Between two others the value itself is neither minimum nor maximum.
      Histogram histogram(precision);
      histogram.record(0ns);
      histogram.record(value);
      histogram.record(duration_most);
      const auto told = static_cast<double>(histogram.quantile(0.5)->count());
      const auto true_value = static_cast<double>(value.count());
      ASSERT_LE(std::abs(told - true_value), true_value * error_bound(precision))
          << "precision " << precision << ": " << value.count() << " ns was told as " << told;
    }
  }
}

TEST(Histogram, CutsTheDurationsIntoBucketsWithoutGapOrOverlap) {
  for (const int precision : precisions) {
    const auto last = Histogram::index_of(precision, duration_most);
    EXPECT_EQ(Histogram::lower_bound(precision, 0), 0ns);
    for (std::uint32_t index = 0; index < last; ++index) {
      ASSERT_EQ(Histogram::upper_bound(precision, index) + 1ns,
                Histogram::lower_bound(precision, index + 1))
          << "precision " << precision << ", bucket " << index;
    }
    EXPECT_EQ(Histogram::upper_bound(precision, last), duration_most);
    EXPECT_THROW(Histogram::lower_bound(precision, last + 1), base::HarnessFault);
  }
}

TEST(Histogram, AgreesWithASortedListToWithinTheErrorBound) {
  for (const int precision : precisions) {
    for (const std::size_t count : {1U, 2U, 3U, 10U, 99U, 100U, 101U, 1'000U, 30'000U}) {
      auto values = random_values(count, count);
      const auto histogram = histogram_of(values, precision);
      std::sort(values.begin(), values.end());
      for (const double q : quantiles) {
        const auto expected = nearest_rank(values, q);
        const auto told = *histogram.quantile(q);
        EXPECT_LE(std::abs(static_cast<double>((told - expected).count())),
                  static_cast<double>(expected.count()) * error_bound(precision))
            << "q " << q << " of " << count << " values, precision " << precision << ": told "
            << told.count() << " ns, is " << expected.count() << " ns";
      }
    }
  }
}

TEST(Histogram, KnowsItsExtremesItsSumAndItsCountExactly) {
  const auto values = random_values(3, 5'000);
  const auto histogram = histogram_of(values, precision_least);
  std::int64_t sum = 0;
  for (const auto value : values) sum += value.count();
  EXPECT_EQ(histogram.count(), values.size());
  EXPECT_EQ(histogram.min(), *std::min_element(values.begin(), values.end()));
  EXPECT_EQ(histogram.max(), *std::max_element(values.begin(), values.end()));
  EXPECT_EQ(histogram.quantile(0), histogram.min());
  EXPECT_EQ(histogram.quantile(1), histogram.max());
  EXPECT_DOUBLE_EQ(histogram.sum_ns(), static_cast<double>(sum));
  EXPECT_DOUBLE_EQ(histogram.mean_ns(),
                   static_cast<double>(sum) / static_cast<double>(values.size()));
}

TEST(Histogram, TellsOneSampleExactly) {
  for (const auto value : edge_values()) {
    const auto histogram = histogram_of({value}, precision_least);
    for (const double q : quantiles) EXPECT_EQ(histogram.quantile(q), value) << "q " << q;
  }
}

TEST(Histogram, OfNoSamplesHasNoQuantile) {
  const Histogram histogram;
  EXPECT_TRUE(histogram.empty());
  EXPECT_EQ(histogram.quantile(0.5), std::nullopt);
  EXPECT_EQ(histogram.quantile(0), std::nullopt);
  EXPECT_EQ(histogram.count_at_or_below(duration_most), 0U);
  EXPECT_EQ(histogram.bytes_held(), 0U);
}

TEST(Histogram, CountsWhatIsBelowZeroAsZeroAndWhatIsTooLongAsTheLongest) {
  const auto histogram =
      histogram_of({nanoseconds::min(), -1ns, duration_most + 1ns, nanoseconds::max()});
  EXPECT_EQ(histogram, histogram_of({0ns, 0ns, duration_most, duration_most}));
}

TEST(Histogram, TakesTheRankThatIsMeantWhereAProductIsNotExactInBinary) {
  // 0.07 * 100 is above 7 in binary, 0.29 * 100 is below 29.
  Histogram histogram;
  for (std::int64_t i = 1; i <= 100; ++i) histogram.record(nanoseconds(i));
  EXPECT_EQ(histogram.quantile(0.07), 7ns);
  EXPECT_EQ(histogram.quantile(0.29), 29ns);
  EXPECT_EQ(histogram.quantile(0.99), 99ns);
  EXPECT_EQ(histogram.quantile(0.991), 100ns);
}

TEST(Histogram, RefusesAQuantileOutsideOfZeroToOne) {
  const auto histogram = histogram_of({1ms});
  EXPECT_THROW(histogram.quantile(-0.1), base::HarnessFault);
  EXPECT_THROW(histogram.quantile(1.1), base::HarnessFault);
  EXPECT_THROW(histogram.quantile(std::numeric_limits<double>::quiet_NaN()), base::HarnessFault);
}

TEST(Histogram, RecordsManyTimesAsOneByOne) {
  Histogram many;
  many.record(5ms, 1'000);
  many.record(7ms, 0);
  Histogram each;
  for (int i = 0; i < 1'000; ++i) each.record(5ms);
  EXPECT_EQ(many, each);
}

TEST(Histogram, KeepsItsSumWhereSixtyFourBitsWouldNotHoldIt) {
  Histogram histogram;
  histogram.record(duration_most, std::uint64_t{1} << 40);
  histogram.record(duration_most, std::uint64_t{1} << 40);
  EXPECT_DOUBLE_EQ(histogram.mean_ns(), static_cast<double>(duration_most.count()));
}

TEST(Histogram, MergesExactly) {
  for (const int precision : precisions) {
    auto values = random_values(11, 3'000);
    values.push_back(0ns);
    const auto whole = histogram_of(values, precision);
    std::vector<Histogram> parts(5, Histogram(precision));
    base::Random random(1, "test/parts");
    for (const auto value : values) parts[random.below(parts.size())].record(value);
    Histogram forwards(precision);
    for (const auto& part : parts) forwards.merge(part);
    Histogram backwards(precision);
    for (auto part = parts.rbegin(); part != parts.rend(); ++part) backwards.merge(*part);
    EXPECT_EQ(forwards, whole) << "precision " << precision;
    EXPECT_EQ(backwards, whole) << "precision " << precision;
  }
}

TEST(Histogram, MergesWithNothingAndWithItself) {
  const auto histogram = histogram_of({1ms, 2ms});
  auto merged = histogram;
  merged.merge(Histogram());
  EXPECT_EQ(merged, histogram);
  Histogram nothing;
  nothing.merge(histogram);
  EXPECT_EQ(nothing, histogram);
  merged.merge(merged);
  EXPECT_EQ(merged, histogram_of({1ms, 1ms, 2ms, 2ms}));
}

TEST(Histogram, MergesNoOtherPrecision) {
  Histogram run(run_precision);
  EXPECT_THROW(run.merge(Histogram(second_precision)), base::HarnessFault);
  EXPECT_THROW(Histogram(precision_least - 1), base::HarnessFault);
  EXPECT_THROW(Histogram(precision_most + 1), base::HarnessFault);
}

TEST(Histogram, IsEqualWhateverTheOrderOfItsSamples) {
  auto values = random_values(5, 200);
  const auto histogram = histogram_of(values);
  std::reverse(values.begin(), values.end());
  EXPECT_EQ(histogram_of(values), histogram);
  values.back() += 1ns;
  EXPECT_NE(histogram_of(values), histogram) << "one sample differs by a nanosecond: by the sum";
}

TEST(Histogram, CountsAtOrBelowALimitExactlyAsItsQuantilesSay) {
  auto values = random_values(13, 997);
  values.resize(1'000, 20ms);
  const auto histogram = histogram_of(values, second_precision);
  auto limits = random_values(17, 2'000);
  limits.insert(limits.end(), {-1ns, 0ns, histogram.min() - 1ns, histogram.min(),
                               histogram.max() - 1ns, histogram.max(), duration_most});
  for (const auto limit : limits) {
    const auto below = histogram.count_at_or_below(limit);
    for (const std::uint64_t rank : {1U, 2U, 10U, 500U, 990U, 999U, 1'000U}) {
      const auto told = *histogram.quantile(static_cast<double>(rank) / 1'000);
      EXPECT_EQ(told <= limit, below >= rank)
          << "limit " << limit.count() << " ns, rank " << rank << " told as " << told.count()
          << " ns, " << below << " counted";
    }
  }
}

TEST(Histogram, HoldsLittleForAFewSamplesHoweverFarApart) {
  // What a second of token gaps looks like: many that came together, and some around 20 ms.
  Histogram gaps(second_precision);
  base::Random random(1, "test/gaps");
  for (int i = 0; i < 100; ++i) {
    gaps.record(0ns);
    gaps.record(20ms + nanoseconds(static_cast<std::int64_t>(random.below(10'000'000))));
  }
  constexpr std::size_t octave_bytes = 64 * sizeof(std::uint64_t);
  EXPECT_LE(gaps.bytes_held(), 2 * octave_bytes) << "one octave for 0, one for 17 to 33 ms";
}

TEST(Histogram, AllocatesNothingOnceAnOctaveIsThere) {
  Histogram histogram;
  histogram.record(20ms);
  const auto before = histogram.bytes_held();
  for (std::int64_t i = 17'000; i < 33'000; ++i) histogram.record(nanoseconds(i * 1'000));
  EXPECT_EQ(histogram.bytes_held(), before);
}

}  // namespace
}  // namespace ssert::statistics
