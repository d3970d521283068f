// Replays the fuzzer's corpus, and whatever else there is of recordings and dumps, through the
// fuzzer's property.
#include "exchange/testing/recording_property.h"
#include "exchange/testing/samples.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace ssert::exchange {
namespace {

int replay(const std::string& folder) {
  int files = 0;
  const auto path = std::filesystem::path(SSERT_SOURCE_DIR) / "harness/exchange" / folder;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (!entry.is_regular_file()) continue;
    EXPECT_EQ(testing::find_fault(ssert::testing::read_file(entry.path())), "") << entry.path();
    ++files;
  }
  return files;
}

TEST(RecordingCorpus, HoldsWhateverTheBytes) {
  EXPECT_GE(replay("corpus"), 5);
  EXPECT_GE(replay("testdata"), 2);
  EXPECT_GE(replay("testdata/invalid"), 40);
  EXPECT_GE(replay("testdata/invalid_response"), 8);
}

TEST(RecordingCorpus, HoldsForEveryByteOfAFileChanged) {
  const auto file = testing::write({.header = testing::sample_header(),
                                    .exchanges = {testing::recorded(testing::worked_example())}});
  for (std::size_t i = 0; i < file.size(); ++i) {
    for (const char other : {'\0', '\n', '"', '9', '\xff', ' ', '}'}) {
      auto changed = file;
      changed[i] = other;
      ASSERT_EQ(testing::find_fault_in_file(changed), "") << i << ": " << static_cast<int>(other);
    }
  }
}

}  // namespace
}  // namespace ssert::exchange
