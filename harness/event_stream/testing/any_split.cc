#include "event_stream/testing/any_split.h"

#include "event_stream/testing/observations.h"
#include "event_stream/testing/reference_decoder.h"
#include "event_stream/testing/splits.h"

#include <cstdint>
#include <numeric>
#include <vector>

namespace ssert::event_stream::testing {
namespace {

std::vector<std::size_t> chosen_cuts(std::uint8_t first, std::uint8_t second, std::size_t size) {
  if (first == 0) return {};
  if (first > 1) return random_cuts(size, first * 256U + second);
  std::vector<std::size_t> cuts(size);
  std::iota(cuts.begin(), cuts.end(), std::size_t{0});
  return cuts;
}

std::string compare(std::string_view what, const Observations& one, const Observations& other) {
  if (one == other) return {};
  return std::string(what) + "\n--- one\n" + to_text(one) + "--- other\n" + to_text(other);
}

}  // namespace

std::string find_difference(std::string_view input) {
  if (input.size() < 2) return {};
  const auto first = static_cast<std::uint8_t>(input[0]);
  const auto second = static_cast<std::uint8_t>(input[1]);
  const auto content = input.substr(2);
  const Pieces pieces(content, chosen_cuts(first, second, content.size()));

  const auto whole = decode({content});
  auto difference = compare("pieces " + pieces.show(), whole, decode(pieces.views()));
  if (difference.empty()) {
    difference =
        compare("decoder and twin", damage_last(whole), damage_last(reference_decode(content)));
  }
  if (difference.empty() && second % 2 == 1) {
    base::SizeLimits limits;
    limits.line = 1 + second % 16;
    limits.event = second / 8;
    difference = compare("pieces within limits " + pieces.show(), decode({content}, limits),
                         decode(pieces.views(), limits));
  }
  return difference;
}

}  // namespace ssert::event_stream::testing
