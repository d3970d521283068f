#include "event_stream/testing/splits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace ssert::event_stream::testing {
namespace {

std::string joined(const Pieces& pieces) {
  std::string bytes;
  for (const auto view : pieces.views()) bytes += view;
  return bytes;
}

TEST(ForEachSplit, LosesNoByteAndKeepsTheOrder) {
  const std::string bytes = "0123456789abcdef";
  int splits = 0;
  for_each_split(bytes, [&](const Pieces& pieces) {
    ++splits;
    EXPECT_EQ(joined(pieces), bytes) << pieces.show();
  });
  EXPECT_GT(splits, 100);
}

TEST(ForEachSplit, TriesEveryPlaceForOneCutAndForTwo) {
  std::set<std::vector<std::size_t>> cuts;
  for_each_split("abcde", [&](const Pieces& pieces) {
    std::vector<std::size_t> lengths;
    for (const auto view : pieces.views()) lengths.push_back(view.size());
    cuts.insert(lengths);
  });
  for (std::size_t first = 1; first < 5; ++first) {
    EXPECT_TRUE(cuts.contains({first, 5 - first}));
    for (auto second = first + 1; second < 5; ++second) {
      EXPECT_TRUE(cuts.contains({first, second - first, 5 - second}));
    }
  }
}

TEST(ForEachSplit, TriesBytesOneByOneAlsoWithNothingBetween) {
  std::set<std::size_t> counts;
  const std::string bytes(1000, 'x');
  for_each_split(bytes, [&](const Pieces& pieces) { counts.insert(pieces.views().size()); });
  EXPECT_TRUE(counts.contains(1));
  EXPECT_TRUE(counts.contains(1001));
  EXPECT_TRUE(counts.contains(2001));
}

TEST(RandomCuts, AreTheSameForTheSameSeedAndAscend) {
  const auto cuts = random_cuts(1000, 7);
  EXPECT_EQ(cuts, random_cuts(1000, 7));
  EXPECT_NE(cuts, random_cuts(1000, 8));
  EXPECT_TRUE(std::is_sorted(cuts.begin(), cuts.end()));
}

}  // namespace
}  // namespace ssert::event_stream::testing
