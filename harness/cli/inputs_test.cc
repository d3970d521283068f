#include "cli/inputs.h"

#include "base/limits.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace ssert::cli {
namespace {

class InputFile : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::create_directories(folder_); }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file(const std::string& content) const {
    const auto path = folder_ + "/file";
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::string folder_ = testing::TempDir() + "/ssert_inputs_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(InputFile, GivesEveryByte) {
  const std::string content("a\r\n\0b", 5);
  EXPECT_EQ(*read_input_file(file(content), "-d"), content);
  EXPECT_EQ(*read_input_file(file(""), "-d"), "");
}

TEST_F(InputFile, MayHaveTheLimitAndNotAByteMore) {
  EXPECT_TRUE(read_input_file(file(std::string(base::limits::input_file_bytes, 'a')), "-d"));
  const auto path = file(std::string(base::limits::input_file_bytes + 1, 'a'));
  EXPECT_EQ(to_string(read_input_file(path, "-d").error()),
            "-d names " + path +
                ", which cannot be read: it is larger than 16 MiB\n  expected: a file that can be "
                "read, at most 16 MiB");
}

TEST_F(InputFile, IsAProblemWhereItIsNotThereOrAFolder) {
  EXPECT_EQ(to_string(read_input_file(folder_ + "/gone", "--dialect").error()),
            "--dialect names " + folder_ +
                "/gone, which cannot be read: No such file or directory\n  expected: a file that "
                "can be read, at most 16 MiB");
  EXPECT_EQ(to_string(read_input_file(folder_, "--dialect").error()),
            "--dialect names " + folder_ +
                ", which cannot be read: Is a directory\n  expected: a file that can be read, at "
                "most 16 MiB");
}

}  // namespace
}  // namespace ssert::cli
