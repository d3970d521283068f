#include "base/random.h"

#include "base/check.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace ssert::base {
namespace {

std::uint64_t fnv1a(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

// SplitMix64's finalizer: neighbouring seeds end far apart.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view name, std::uint64_t index)
    : engine_(mix(mix(seed ^ fnv1a(name)) + index)) {}

std::uint64_t Random::next() { return engine_(); }

std::uint64_t Random::below(std::uint64_t bound) {
  HARNESS_CHECK(bound > 0, "Random::below(0)");
  const auto top = std::numeric_limits<std::uint64_t>::max();
  const auto limit = top - top % bound;
  auto value = next();
  while (value >= limit) value = next();
  return value % bound;
}

double Random::uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::exponential(double mean) { return -mean * std::log1p(-uniform()); }

double Random::normal(double mean, double deviation) {
  const double radius = std::sqrt(-2.0 * std::log1p(-uniform()));
  return mean + deviation * radius * std::cos(2.0 * std::numbers::pi * uniform());
}

}  // namespace ssert::base
