#include "event_stream/testing/splits.h"

#include "base/random.h"
#include "base/text.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace ssert::event_stream::testing {
namespace {

constexpr std::size_t exhaustive_bytes_max = 64;
constexpr std::uint64_t random_splits = 20;
constexpr std::size_t shown_bytes_max = 300;

std::vector<std::size_t> cuts_at_every_byte(std::size_t size) {
  std::vector<std::size_t> cuts(size);
  std::iota(cuts.begin(), cuts.end(), std::size_t{0});
  return cuts;
}

std::vector<std::size_t> each_twice(const std::vector<std::size_t>& cuts) {
  std::vector<std::size_t> doubled;
  for (const auto cut : cuts) doubled.insert(doubled.end(), 2, cut);
  return doubled;
}

}  // namespace

Pieces::Pieces(std::string_view bytes, const std::vector<std::size_t>& cuts) {
  std::size_t begin = 0;
  for (const auto cut : cuts) {
    add(bytes.substr(begin, cut - begin));
    begin = cut;
  }
  add(bytes.substr(begin));
}

void Pieces::add(std::string_view piece) {
  auto buffer = std::make_unique<char[]>(piece.size());
  if (!piece.empty()) std::memcpy(buffer.get(), piece.data(), piece.size());
  views_.emplace_back(buffer.get(), piece.size());
  buffers_.push_back(std::move(buffer));
}

std::string Pieces::show() const {
  std::string text;
  for (const auto view : views_) {
    text += text.empty() ? "'" : " | '";
    text += base::escape_bytes_shortened(view, shown_bytes_max);
    text += "'";
    if (text.size() > shown_bytes_max) return text + " ...";
  }
  return text;
}

std::vector<std::size_t> random_cuts(std::size_t size, std::uint64_t seed) {
  base::Random random(seed, "event_stream/cuts");
  // Few cuts and many: pieces of a read's size, and of a byte's.
  const auto count = random.below(1 + std::min<std::uint64_t>(size, random.below(3) == 0 ? 4 : 64));
  std::vector<std::size_t> cuts;
  for (std::uint64_t i = 0; i < count; ++i) cuts.push_back(random.below(size + 1));
  std::sort(cuts.begin(), cuts.end());
  return cuts;
}

void for_each_split(std::string_view bytes, const std::function<void(const Pieces&)>& check) {
  check(Pieces(bytes, {}));
  check(Pieces(bytes, cuts_at_every_byte(bytes.size())));
  check(Pieces(bytes, each_twice(cuts_at_every_byte(bytes.size()))));
  for (std::uint64_t seed = 0; seed < random_splits; ++seed) {
    check(Pieces(bytes, random_cuts(bytes.size(), seed)));
  }
  if (bytes.size() > exhaustive_bytes_max) return;
  for (std::size_t first = 1; first < bytes.size(); ++first) {
    check(Pieces(bytes, {first}));
    for (auto second = first + 1; second < bytes.size(); ++second) {
      check(Pieces(bytes, {first, second}));
    }
  }
}

}  // namespace ssert::event_stream::testing
