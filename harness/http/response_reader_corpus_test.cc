// Replays what the fuzzer found worth keeping, and every case, against the fuzzer's oracle.
#include "http/response_cases.h"
#include "http/response_reader_oracle.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace ssert::http {
namespace {

TEST(ResponseReaderCorpus, HoldsTogether) {
  const std::filesystem::path folder =
      std::filesystem::path(SSERT_SOURCE_DIR) / "harness/http/response_reader_corpus";
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string input{std::istreambuf_iterator<char>(file), {}};
    ASSERT_FALSE(input.empty()) << entry.path();
    EXPECT_EQ(fault_in_reading(input), "") << entry.path();
    ++files;
  }
  EXPECT_GT(files, 50);
}

TEST(ResponseReaderCorpus, CasesHoldTogetherUnderEveryOption) {
  for (const ResponseCase& response : response_cases()) {
    for (char options = 0; options < 8; ++options)
      EXPECT_EQ(fault_in_reading(std::string{options, 'x'} + response.bytes()), "")
          << response.name;
  }
}

}  // namespace
}  // namespace ssert::http
