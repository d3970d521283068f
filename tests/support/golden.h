// Golden files: what a program says, kept beside the test and compared to the letter.
//
// UPDATE_GOLDENS=1 rewrites them and then fails the test, so that it cannot stay on in CI.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace ssert::testing {

inline std::string read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

// `path` is relative to the source folder.
inline void expect_golden(const std::string& actual, const std::string& path) {
  const auto golden = std::filesystem::path(SSERT_SOURCE_DIR) / path;
  if (std::getenv("UPDATE_GOLDENS") != nullptr) {  // NOLINT(concurrency-mt-unsafe)
    std::filesystem::create_directories(golden.parent_path());
    std::ofstream(golden, std::ios::binary) << actual;
    ADD_FAILURE() << "rewrote " << path << "; look at it, and run again without UPDATE_GOLDENS";
    return;
  }
  ASSERT_TRUE(std::filesystem::exists(golden)) << path << " is missing; UPDATE_GOLDENS=1 writes it";
  EXPECT_EQ(read_file(golden), actual) << "differs from " << path;
}

}  // namespace ssert::testing
