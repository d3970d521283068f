// Every testdata/NAME.sse, under every split, against NAME.observations beside it and, where no
// limit is set, against the twin. testdata/README.md describes the files.
#include "event_stream/testing/observations.h"
#include "event_stream/testing/reference_decoder.h"
#include "event_stream/testing/splits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace ssert::event_stream::testing {
namespace {

const std::filesystem::path folder = SSERT_SOURCE_DIR "/harness/event_stream/testdata";

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.is_open()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Expected {
  std::string fact;
  std::optional<base::SizeLimits> limits;
  Observations observations;
};

Expected read_expected(const std::filesystem::path& path) {
  Expected expected;
  std::istringstream lines(read(path));
  for (std::string line; std::getline(lines, line);) {
    base::SizeLimits limits;
    if (line.starts_with("# ")) {
      expected.fact += line.substr(2) + "\n";
    } else if (std::sscanf(line.c_str(), "limits line=%zu event=%zu", &limits.line,
                           &limits.event) == 2) {
      expected.limits = limits;
    } else {
      expected.observations.push_back(line);
    }
  }
  return expected;
}

// The names of all files with this extension, without it.
std::vector<std::string> names_with(const std::string& extension) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == extension) names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class Vector : public ::testing::TestWithParam<std::string> {};

TEST_P(Vector, IsObservedAsWritten) {
  const auto content = read(folder / (GetParam() + ".sse"));
  const auto expected = read_expected(folder / (GetParam() + ".observations"));
  ASSERT_FALSE(expected.fact.empty()) << "the file must say which fact it shows";
  ASSERT_FALSE(expected.observations.empty());

  for_each_split(content, [&](const Pieces& pieces) {
    const auto observed = decode(pieces.views(), expected.limits.value_or(base::SizeLimits{}));
    ASSERT_EQ(to_text(observed), to_text(expected.observations)) << expected.fact << pieces.show();
  });
  if (expected.limits) return;
  EXPECT_EQ(damage_last(reference_decode(content)), damage_last(expected.observations))
      << "the twin disagrees";
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) {
  auto name = info.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Testdata, Vector, ::testing::ValuesIn(names_with(".sse")), test_name);

TEST(Vectors, HaveOneFileOfObservationsEachAndNoneIsLeftOver) {
  EXPECT_EQ(names_with(".sse"), names_with(".observations"));
  EXPECT_GE(names_with(".sse").size(), 90U);
}

}  // namespace
}  // namespace ssert::event_stream::testing
