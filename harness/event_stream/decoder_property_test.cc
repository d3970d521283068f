// Whatever the bytes and however they are cut: the decoder observes what its twin does.
#include "base/random.h"
#include "event_stream/testing/any_split.h"
#include "event_stream/testing/observations.h"
#include "event_stream/testing/reference_decoder.h"
#include "event_stream/testing/splits.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace ssert::event_stream::testing {
namespace {

using namespace std::string_view_literals;

// Streams made of the words that matter to a decoder, whole and broken.
constexpr std::array words{"data"sv,
                           "data:"sv,
                           "data: "sv,
                           "event: "sv,
                           "id: "sv,
                           "retry: "sv,
                           "retry"sv,
                           ":"sv,
                           ": "sv,
                           " "sv,
                           "  "sv,
                           "\n"sv,
                           "\n"sv,
                           "\n\n"sv,
                           "\r"sv,
                           "\r\n"sv,
                           "\r\n\r\n"sv,
                           "\0"sv,
                           "a"sv,
                           "0"sv,
                           "18446744073709551615"sv,
                           "99999999999999999999"sv,
                           "\xEF\xBB\xBF"sv,
                           "\xEF\xBB"sv,
                           "\xE2\x82\xAC"sv,
                           "\xF0\x9F\x98\x80"sv,
                           "\xF0\x9F\x98"sv,
                           "\xFF"sv,
                           "\x80"sv,
                           "\xED\xA0\x80"sv,
                           "\xC0\x80"sv,
                           "Data: "sv,
                           "data : "sv,
                           " data: "sv,
                           "\tID"sv,
                           "{\"type\":\"token\"}"sv,
                           "'\\"sv,
                           "message"sv};

std::string random_stream(std::uint64_t seed) {
  base::Random random(seed, "event_stream/property");
  std::string bytes;
  const auto count = random.below(40);
  for (std::uint64_t i = 0; i < count; ++i) bytes += words.at(random.below(words.size()));
  return bytes;
}

TEST(DecoderProperty, ObservesWhatTheTwinDoesForAnySplitOfRandomStreams) {
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto content = random_stream(seed);
    const auto whole = decode({content});
    ASSERT_EQ(damage_last(whole), damage_last(reference_decode(content)))
        << "seed " << seed << ": " << Pieces(content, {}).show();
    const Pieces bytes(content, random_cuts(content.size(), seed));
    ASSERT_EQ(decode(bytes.views()), whole) << "seed " << seed << ": " << bytes.show();
  }
}

TEST(DecoderProperty, ObservesTheSameForEverySplitOfRandomStreams) {
  for (std::uint64_t seed = 10'000; seed < 10'040; ++seed) {
    const auto content = random_stream(seed);
    const auto whole = decode({content});
    for_each_split(content, [&](const Pieces& pieces) {
      ASSERT_EQ(decode(pieces.views()), whole) << "seed " << seed << ": " << pieces.show();
    });
  }
}

TEST(DecoderProperty, ObservesTheSameForAnySplitWithinSmallLimits) {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    base::SizeLimits limits;
    limits.line = 1 + seed % 12;
    limits.event = seed % 15;
    const auto content = random_stream(seed);
    const auto whole = decode({content}, limits);
    for (std::uint64_t cuts = 0; cuts < 4; ++cuts) {
      const Pieces pieces(content, random_cuts(content.size(), cuts));
      ASSERT_EQ(decode(pieces.views(), limits), whole) << "seed " << seed << ": " << pieces.show();
    }
  }
}

TEST(DecoderProperty, HoldsForTheFuzzersCorpus) {
  const std::filesystem::path folder = SSERT_SOURCE_DIR "/harness/event_stream/corpus";
  int replayed = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().filename().string().starts_with(".")) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(find_difference(input), "") << entry.path();
    ++replayed;
  }
  EXPECT_GE(replayed, 50);
}

}  // namespace
}  // namespace ssert::event_stream::testing
