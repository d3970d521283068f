#include "cli/output_file.h"

#include <gtest/gtest.h>

#include <array>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <sys/stat.h>
#include <unistd.h>

namespace ssert::cli {
namespace {

namespace fs = std::filesystem;

class OutputFileTest : public testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ + "/" + name; }
  std::string content(const std::string& name) const {
    std::ostringstream text;
    text << std::ifstream(path(name), std::ios::binary).rdbuf();
    return text.str();
  }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }

  std::string folder_ = testing::TempDir() + "/ssert_output_" +
                        testing::UnitTest::GetInstance()->current_test_info()->name();
};

TEST_F(OutputFileTest, IsThereWholeAfterCommit) {
  auto file = OutputFile::open(path("result.json"), "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  const std::string large(1'000'000, 'a');
  ASSERT_TRUE(file->commit(large));
  EXPECT_EQ(content("result.json"), large);
  EXPECT_EQ(entries(), 1U);
}

TEST_F(OutputFileTest, IsNotThereUntilCommit) {
  auto file = OutputFile::open(path("result.json"), "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  EXPECT_FALSE(fs::exists(path("result.json")));
  EXPECT_EQ(entries(), 1U) << "the temporary file stands beside its target";
}

TEST_F(OutputFileTest, LeavesNothingWithoutCommit) {
  { const auto file = OutputFile::open(path("result.json"), "--json"); }
  EXPECT_EQ(entries(), 0U);
}

TEST_F(OutputFileTest, LeavesTheOldContentWithoutCommit) {
  std::ofstream(path("result.json")) << "old";
  { const auto file = OutputFile::open(path("result.json"), "--json"); }
  EXPECT_EQ(content("result.json"), "old");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(OutputFileTest, ReplacesTheOldContentAndKeepsItsPermissions) {
  std::ofstream(path("result.json")) << "a longer old content";
  fs::permissions(path("result.json"), fs::perms::owner_read | fs::perms::owner_write);
  auto file = OutputFile::open(path("result.json"), "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  ASSERT_TRUE(file->commit("new"));
  EXPECT_EQ(content("result.json"), "new");
  EXPECT_EQ(fs::status(path("result.json")).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(OutputFileTest, RemovesTheTemporaryFilesOfAProgramThatEndsAtOnce) {
  std::ofstream(path("old.json")) << "old";
  const auto first = OutputFile::open(path("old.json"), "--json");
  const auto second = OutputFile::open(path("new.json"), "--json");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(entries(), 3U);
  OutputFile::remove_temporaries();
  EXPECT_EQ(entries(), 1U);
  EXPECT_EQ(content("old.json"), "old");
}

TEST_F(OutputFileTest, MayBeOpenTwiceForOneTarget) {
  auto first = OutputFile::open(path("result.json"), "--json");
  auto second = OutputFile::open(path("result.json"), "--json");
  ASSERT_TRUE(first && second);
  ASSERT_TRUE(first->commit("first"));
  ASSERT_TRUE(second->commit("second"));
  EXPECT_EQ(content("result.json"), "second");
  EXPECT_EQ(entries(), 1U);
}

TEST_F(OutputFileTest, ReplacesWhatALinkPointsTo) {
  std::ofstream(path("real.json")) << "old";
  fs::create_symlink(path("real.json"), path("link.json"));
  auto file = OutputFile::open(path("link.json"), "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  ASSERT_TRUE(file->commit("new"));
  EXPECT_TRUE(fs::is_symlink(path("link.json")));
  EXPECT_EQ(content("real.json"), "new");
}

TEST_F(OutputFileTest, WritesIntoAPipeAsItIs) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  auto file = OutputFile::open(path("pipe"), "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  ASSERT_TRUE(file->commit("through the pipe"));
  std::array<char, 64> buffer{};
  const auto count = ::read(reader, buffer.data(), buffer.size());
  ::close(reader);
  EXPECT_EQ(std::string(buffer.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0))),
            "through the pipe");
  EXPECT_TRUE(fs::is_fifo(path("pipe")));
}

TEST_F(OutputFileTest, DoesNotWaitForAPipeThatNobodyReads) {
  ASSERT_EQ(::mkfifo(path("pipe").c_str(), 0600), 0);
  EXPECT_FALSE(OutputFile::open(path("pipe"), "--json"));
}

TEST_F(OutputFileTest, LeavesADeviceADevice) {
  auto file = OutputFile::open("/dev/null", "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  ASSERT_TRUE(file->commit("nothing"));
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(OutputFileTest, SaysThatADiskIsFull) {
  auto file = OutputFile::open("/dev/full", "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  const auto committed = file->commit("text");
  ASSERT_FALSE(committed);
  EXPECT_NE(committed.error().what.find("No space left on device"), std::string::npos)
      << to_string(committed.error());
}

TEST_F(OutputFileTest, IsAProblemBeforeAnythingIsSentWhereItCannotBeWritten) {
  EXPECT_EQ(to_string(OutputFile::open(path("no/such/result.json"), "--json").error()),
            "--json names " + path("no/such/result.json") +
                ", which cannot be written: No such file or directory\n  expected: a file in a "
                "folder that is there and can be written");
  EXPECT_FALSE(OutputFile::open(folder_, "--json"));
  EXPECT_FALSE(OutputFile::open(folder_ + "/", "--json"));
  EXPECT_FALSE(OutputFile::open("", "--json"));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(OutputFileTest, TakesNamesUpToTheSystemsLimit) {
  const std::string name(250, 'n');
  auto file = OutputFile::open(path(name), "--json");
  ASSERT_TRUE(file) << to_string(file.error());
  ASSERT_TRUE(file->commit("text"));
  EXPECT_EQ(content(name), "text");
}

}  // namespace
}  // namespace ssert::cli
