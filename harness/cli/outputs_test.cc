#include "cli/outputs.h"

#include "report/report_model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace ssert::cli {
namespace {

namespace fs = std::filesystem;

class OutputsTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_))
      found.push_back(entry.path().filename());
    std::sort(found.begin(), found.end());
    return found;
  }
  // The first two formats of the table, each with its path.
  static OutputPaths two(const std::string& first, const std::string& second) {
    OutputPaths paths;
    paths[0] = first;
    paths[1] = second;
    return paths;
  }

  std::string folder_ = testing::TempDir() + "/ssert_outputs_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(OutputsTest, WritesEveryFormatOfTheTable) {
  OutputPaths paths;
  std::vector<std::string> expected;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    expected.push_back("result" + std::to_string(i));
    paths[i] = path(expected.back());
  }
  auto outputs = Outputs::open(paths);
  ASSERT_TRUE(outputs) << to_string(outputs.error());
  EXPECT_FALSE(outputs->takes_stdout());
  EXPECT_TRUE(outputs->commit(report::ReportModel{}));
  EXPECT_EQ(names(), expected);
  for (const auto& name : expected) EXPECT_GT(fs::file_size(path(name)), 0U) << name;
}

TEST_F(OutputsTest, NothingIsThereWhereOneCannotBeOpened) {
  const auto outputs = Outputs::open(two(path("result"), path("no/such/folder/result")));
  ASSERT_FALSE(outputs);
  EXPECT_TRUE(to_string(outputs.error()).starts_with(output_formats()[1].flag));
  EXPECT_EQ(names(), std::vector<std::string>{});
}

TEST_F(OutputsTest, OneThatCannotBeWrittenKeepsNoOtherAway) {
  auto outputs = Outputs::open(two("/dev/full", path("result")));
  ASSERT_TRUE(outputs) << to_string(outputs.error());
  EXPECT_FALSE(outputs->commit(report::ReportModel{}));
  EXPECT_EQ(names(), std::vector<std::string>{"result"});
}

TEST_F(OutputsTest, TwoInOneFileAreRefusedHoweverItIsSpelt) {
  fs::create_directory(path("sub"));
  const auto outputs = Outputs::open(two(path("result"), path("sub/../result")));
  ASSERT_FALSE(outputs);
  EXPECT_EQ(outputs.error().what, "writes to the same file, as --json does");
  EXPECT_TRUE(Outputs::open(two("/dev/null", "/dev/null")));
}

TEST_F(OutputsTest, OneMayHaveStdout) {
  const auto one = Outputs::open(two("-", path("result")));
  ASSERT_TRUE(one) << to_string(one.error());
  EXPECT_TRUE(one->takes_stdout());
  const auto both = Outputs::open(two("-", "-"));
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().what, "writes to stdout, as --json does");
}

}  // namespace
}  // namespace ssert::cli
