// Bytes cut into pieces, each in a heap buffer of exactly its size, so that AddressSanitizer sees
// whoever reads past one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::event_stream::testing {

class Pieces {
 public:
  // `cuts` ascend and lie within the bytes; equal ones make an empty piece.
  Pieces(std::string_view bytes, const std::vector<std::size_t>& cuts);

  const std::vector<std::string_view>& views() const { return views_; }
  // "'data' | ': a\n'", escaped and shortened
  std::string show() const;

 private:
  void add(std::string_view piece);

  std::vector<std::unique_ptr<char[]>> buffers_;
  std::vector<std::string_view> views_;
};

// Cuts at random places, the same for the same seed.
std::vector<std::size_t> random_cuts(std::size_t size, std::uint64_t seed);

// The whole, byte by byte, byte by byte with empty pieces between, seeded random cuts, and for up
// to 64 bytes every place for one cut and for two.
void for_each_split(std::string_view bytes, const std::function<void(const Pieces&)>& check);

}  // namespace ssert::event_stream::testing
