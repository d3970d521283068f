// What the tests of this folder share: which counts a true probability allows, simulated runs whose
// truth is known, and the record of what was seen.
//
// All seeds are fixed: a test gives the same numbers each time, and fails always or never.
#pragma once

#include "statistics/metric.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ssert::statistics_truth {

// Of `runs` runs, each of which has the property with `probability`: the counts outside of which
// fewer than one in a thousand such series of runs would end, half of them on either side.
struct Counts {
  int least = 0;
  int most = 0;

  bool hold(int count) const { return least <= count && count <= most; }
};
Counts plausible(int runs, double probability);

// Runs whose values are lognormal, with a median of 50 ms. A part `shared` of the variance of their
// logarithms belongs to the second: values of one second have it in common, and each second's is
// that of the one before it to a part `kept` (an autoregressive process).
struct Simulated {
  std::int64_t seconds = 60;
  int per_second = 100;
  double shared = 0;
  double kept = 0;

  statistics::Metric run(std::uint64_t seed) const;
  static double true_quantile_ns(double q);   // of every such run
  static double part_below(double value_ns);  // the inverse of that
};

// A section of docs/logs/statistics.md, which is written at the end where SSERT_LOG names the file.
struct Section {
  std::string title;
  std::string text;
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};
void record(Section section);

}  // namespace ssert::statistics_truth
