// Each file of testdata/invalid is a recording with one thing wrong, each of
// testdata/invalid_response a raw response dump that cannot be taken; NAME.problem.txt beside it is
// what the user is told.
#include "exchange/raw_response.h"
#include "exchange/testing/samples.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace ssert::exchange {
namespace {

const std::filesystem::path root(SSERT_SOURCE_DIR);
const std::filesystem::path testdata = "harness/exchange/testdata";

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder,
                                            std::string_view extension) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(root / folder)) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string golden_of(const std::filesystem::path& folder, const std::filesystem::path& file) {
  return (folder / file.stem()).string() + ".problem.txt";
}

TEST(InvalidRecordings, SayWhatIsWrongWhereAndTheWayOut) {
  const auto folder = testdata / "invalid";
  const auto files = files_of(folder, ".jsonl");
  EXPECT_GE(files.size(), 40U);
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const auto recording =
        read_recording({.stream = stream, .name = file.filename().string(), .limits = {}});
    ASSERT_TRUE(recording.has_error()) << file << " is a recording like any other";
    EXPECT_FALSE(recording.error().way_out.empty()) << file;
    ssert::testing::expect_golden(to_string(recording.error()) + "\n", golden_of(folder, file));
  }
}

TEST(InvalidRawResponses, SayWhatIsWrongAndTheWayOut) {
  const auto folder = testdata / "invalid_response";
  const auto files = files_of(folder, ".http");
  EXPECT_GE(files.size(), 8U);
  for (const auto& file : files) {
    std::ifstream stream(file, std::ios::binary);
    const auto exchange = read_raw_response({.stream = stream, .name = file.filename().string()});
    ASSERT_TRUE(exchange.has_error()) << file << " is a response like any other";
    EXPECT_FALSE(exchange.error().way_out.empty()) << file;
    ssert::testing::expect_golden(to_string(exchange.error()) + "\n", golden_of(folder, file));
  }
}

// One fact each: with it mended, the file is a recording. The files are made from this one.
TEST(InvalidRecordings, AreMadeFromAValidOne) {
  const auto valid = ssert::testing::read_file(root / testdata / "valid.jsonl");
  EXPECT_EQ(testing::problem_of(valid), "");
}

}  // namespace
}  // namespace ssert::exchange
