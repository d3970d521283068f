#include "cli/recorder.h"

#include <gtest/gtest.h>

#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace ssert::cli {
namespace {

namespace fs = std::filesystem;

// A folder of the test's own, gone with it.
class Folder {
 public:
  Folder()
      : path_(fs::temp_directory_path() /
              ("recorder-" + std::to_string(::getpid()) + "-" +
               ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    fs::create_directory(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

std::string read(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

conformance::ObservedExchange observed(const std::string& response) {
  conformance::ObservedExchange observed;
  auto& exchange = observed.exchange;
  exchange.request.url = "http://h/";
  exchange.response = response;
  exchange.times.dispatched = exchange.times.ended = base::now();
  exchange.arrivals = {{.offset = 0, .length = response.size(), .at = exchange.times.dispatched}};
  exchange.end = exchange::TransportEnd::peer_closed;
  return observed;
}

TEST(Recorder, WritesEachExchangeWhenItEnds) {
  const Folder folder;
  std::ofstream(folder.file("a.jsonl")) << "an older recording, and a long one, which is replaced";
  const auto recorder = Recorder::open({.path = folder.file("a.jsonl"), .flag = "-o"});
  ASSERT_TRUE(recorder.has_value()) << to_string(recorder.error());
  const auto header = read(folder.file("a.jsonl"));
  EXPECT_EQ(header.rfind("{\"recording_format\":1,", 0), 0U) << header;
  EXPECT_EQ(header.find('\n'), header.size() - 1);
  (*recorder)->add(observed("say hunter22"), std::vector<std::string>{"hunter22"});
  const auto text = read(folder.file("a.jsonl"));
  EXPECT_EQ(text.rfind(header + "{\"probe\":\"reference\",", 0), 0U) << text;
  EXPECT_NE(text.find("say ********"), std::string::npos) << text;
  EXPECT_EQ((*recorder)->exchanges(), 1U);
  EXPECT_FALSE((*recorder)->problem());
}

TEST(Recorder, AfterAProblemNothingMoreIsWrittenAndItIsToldOnce) {
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): as main() has it
  const Folder folder;
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  FileDescriptor reader(::open(folder.file("pipe").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  int told = 0;
  const auto recorder =
      Recorder::open({.path = folder.file("pipe"), .flag = "-o", .on_problem = [&] { ++told; }});
  ASSERT_TRUE(recorder.has_value()) << to_string(recorder.error());
  reader.close();
  (*recorder)->add(observed("x"), {});
  (*recorder)->add(observed("x"), {});
  ASSERT_TRUE((*recorder)->problem());
  EXPECT_NE(to_string(*(*recorder)->problem()).find("Broken pipe"), std::string::npos)
      << to_string(*(*recorder)->problem());
  EXPECT_EQ(told, 1);
  EXPECT_EQ((*recorder)->exchanges(), 0U);
}

TEST(Recorder, APipeThatNobodyReadsIsRefusedAtOnce) {
  const Folder folder;
  ASSERT_EQ(::mkfifo(folder.file("pipe").c_str(), 0600), 0);
  const auto recorder = Recorder::open({.path = folder.file("pipe"), .flag = "-o"});
  ASSERT_TRUE(recorder.has_error());
  EXPECT_EQ(recorder.error().where, "-o");
}

TEST(Recorder, ASecretThatCannotBeReplacedStopsTheRecording) {
  const Folder folder;
  const auto recorder = Recorder::open({.path = folder.file("a.jsonl"), .flag = "-o"});
  ASSERT_TRUE(recorder.has_value());
  // "hunter22" as gzip stores it.
  const std::string stored("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01\x08\0\xf7\xffhunter22", 23);
  (*recorder)->add(observed("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + stored),
                   std::vector<std::string>{"hunter22"});
  ASSERT_TRUE((*recorder)->problem());
  EXPECT_EQ(read(folder.file("a.jsonl")).find("hunter22"), std::string::npos);
}

}  // namespace
}  // namespace ssert::cli
