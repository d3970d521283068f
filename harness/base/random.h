// Randomness with a seed. Each use draws from a substream of its own name, so adding a draw in one
// place changes no other; the same seed gives the same values on every machine.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace ssert::base {

// Not thread-safe: one owner each.
class Random {
 public:
  // `name` says what the values are for ("mock/gap"), `index` which of many ("stream 7").
  Random(std::uint64_t seed, std::string_view name, std::uint64_t index = 0);

  std::uint64_t next();                          // all 64 bits
  std::uint64_t below(std::uint64_t bound);      // [0, bound), bound > 0, without bias
  double uniform();                              // [0, 1)
  double exponential(double mean);               // mean > 0
  double normal(double mean, double deviation);  // deviation >= 0

 private:
  std::mt19937_64 engine_;
};

}  // namespace ssert::base
