// What it costs to record a value, to merge two histograms and to summarize a metric. Two ways that
// are exact are the yardstick: a list that is sorted when it is asked, and a map of counts.
#include "base/random.h"
#include "statistics/metric.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

namespace ssert::statistics {
namespace {

constexpr std::size_t values_count = std::size_t{1} << 16;

// As the gaps of tokens are: half of them came with the one before, the others are around 20 ms.
const std::vector<nanoseconds>& gaps() {
  static const auto values = [] {
    base::Random random(1, "benchmark/gaps");
    std::vector<nanoseconds> all(values_count);
    for (auto& value : all) {
      const double gap = random.uniform() < 0.5 ? 0 : 5e6 + random.exponential(15e6);
      value = nanoseconds(static_cast<std::int64_t>(gap));
    }
    return all;
  }();
  return values;
}

template <class Record>
void record_each(benchmark::State& state, Record record) {
  const auto& values = gaps();
  for ([[maybe_unused]] auto _ : state) {
    for (const auto value : values) record(value);
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(values.size()));
}

void record_in_histogram(benchmark::State& state) {
  Histogram histogram;
  record_each(state, [&](nanoseconds value) { histogram.record(value); });
}
BENCHMARK(record_in_histogram);

// What the load engine does for each event: the total, and the second out of 60.
void record_in_metric(benchmark::State& state) {
  Metric metric;
  for (std::int64_t second = 0; second < 60; ++second) metric.record(second, nanoseconds(0));
  record_each(state, [&](nanoseconds value) { metric.record(59, value); });
}
BENCHMARK(record_in_metric);

void record_in_metric_of_an_earlier_second(benchmark::State& state) {
  Metric metric;
  for (std::int64_t second = 0; second < 60; ++second) metric.record(second, nanoseconds(0));
  record_each(state, [&](nanoseconds value) { metric.record(30, value); });
}
BENCHMARK(record_in_metric_of_an_earlier_second);

void record_in_list_by_the_yardstick(benchmark::State& state) {
  std::vector<nanoseconds> list;
  for ([[maybe_unused]] auto _ : state) {
    list.clear();
    for (const auto value : gaps()) list.push_back(value);
    std::sort(list.begin(), list.end());
    benchmark::DoNotOptimize(list.data());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(gaps().size()));
}
BENCHMARK(record_in_list_by_the_yardstick);

void record_in_map_by_the_yardstick(benchmark::State& state) {
  std::map<nanoseconds, std::uint64_t> counts;
  record_each(state, [&](nanoseconds value) { ++counts[value]; });
}
BENCHMARK(record_in_map_by_the_yardstick);

Histogram histogram_of_gaps(int precision) {
  Histogram histogram(precision);
  for (const auto value : gaps()) histogram.record(value);
  return histogram;
}

void merge_histograms(benchmark::State& state) {
  const auto other = histogram_of_gaps(static_cast<int>(state.range(0)));
  auto histogram = other;
  for ([[maybe_unused]] auto _ : state) {
    histogram.merge(other);
    benchmark::DoNotOptimize(histogram);
  }
  state.counters["bytes_held"] = static_cast<double>(histogram.bytes_held());
}
BENCHMARK(merge_histograms)->Arg(run_precision)->Arg(second_precision);

// The same values, each with its count.
void merge_maps_by_the_yardstick(benchmark::State& state) {
  std::map<nanoseconds, std::uint64_t> other;
  for (const auto value : gaps()) ++other[value];
  auto counts = other;
  for ([[maybe_unused]] auto _ : state) {
    for (const auto& [value, count] : other) counts[value] += count;
    benchmark::DoNotOptimize(counts);
  }
}
BENCHMARK(merge_maps_by_the_yardstick);

void quantile(benchmark::State& state) {
  const auto histogram = histogram_of_gaps(run_precision);
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(histogram.quantile(0.99));
}
BENCHMARK(quantile);

// At the end of a run of so many seconds, for each metric.
void summarize_metric(benchmark::State& state) {
  Metric metric;
  std::size_t at = 0;
  for (std::int64_t second = 0; second < state.range(0); ++second) {
    for (int i = 0; i < 1'000; ++i) metric.record(second, gaps()[at++ % values_count]);
  }
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(summarize(metric, 1));
}
BENCHMARK(summarize_metric)->Arg(10)->Arg(60)->Arg(600)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace ssert::statistics
