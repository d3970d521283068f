#include "cli/replay_input.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace ssert::cli {
namespace {

using namespace std::chrono_literals;
using mock_server::Replay;

// A recording of one exchange, gone with this.
class RecordingFile {
 public:
  explicit RecordingFile(const std::string& exchange)
      : path_(std::filesystem::temp_directory_path() /
              ("replay-" +
               std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()) +
               ".jsonl")) {
    std::ofstream(path_, std::ios::binary)
        << R"({"recording_format":1,"ssert":"0","created_at":"now"})"
        << "\n"
        << exchange << "\n";
  }
  ~RecordingFile() { std::filesystem::remove(path_); }
  RecordingFile(const RecordingFile&) = delete;
  RecordingFile& operator=(const RecordingFile&) = delete;

  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

// An exchange that ended so, with a response in two arrivals.
std::string exchange_that_ended(const std::string& end, const std::string& connection = "") {
  const auto field = connection.empty() ? "" : "Connection: " + connection + R"(\r\n)";
  const auto rest_bytes = connection.empty() ? 38 : 38 + 14 + connection.size();
  return R"({"probe":"reference","request":{"method":"POST","url":"http://h:1/a/b?token=***#c"},)"
         R"("end":")" +
         end +
         R"(","wait":"gap",)"
         R"("times":{"dispatched_ns":7000000,"write_end_ns":2000000,"ended_ns":62000000},)"
         R"("response":"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n)" +
         field +
         R"(\r\nab","arrivals":[{"offset":0,"length":2,"at_ns":1000000},)"
         R"({"offset":2,"length":)" +
         std::to_string(rest_bytes) + R"(,"at_ns":22000000}]})";
}

std::vector<Replay> replays_of(const std::string& exchange, std::optional<double> speed = 1) {
  const RecordingFile file(exchange);
  auto replays = read_replays(file.path(), speed);
  EXPECT_TRUE(replays.has_value()) << (replays ? "" : to_string(replays.error()));
  return replays ? *std::move(replays) : std::vector<Replay>{};
}

TEST(ReadReplays, TimesCountFromTheEndOfTheRequest) {
  const auto replays = replays_of(exchange_that_ended("peer-closed"));
  ASSERT_EQ(replays.size(), 1U);
  EXPECT_EQ(replays[0].method, "POST");
  EXPECT_EQ(replays[0].path, "/a/b");
  ASSERT_EQ(replays[0].pieces.size(), 2U);
  EXPECT_EQ(replays[0].pieces[0], (Replay::Piece{.at = 0ms, .bytes = "HT"}));
  EXPECT_EQ(replays[0].pieces[1].at, 20ms);
  EXPECT_EQ(replays[0].pieces[1].bytes, "TP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab");
  EXPECT_EQ(replays[0].end_at, 60ms);
}

TEST(ReadReplays, SpeedDividesThePausesAndMaxHasNone) {
  const auto twice = replays_of(exchange_that_ended("peer-closed"), 2);
  EXPECT_EQ(twice.at(0).pieces.at(1).at, 10ms);
  EXPECT_EQ(twice.at(0).end_at, 30ms);
  const auto max = replays_of(exchange_that_ended("peer-closed"), std::nullopt);
  EXPECT_EQ(max.at(0).pieces.at(1).at, 0ms);
  EXPECT_EQ(max.at(0).end_at, 0ms);
}

TEST(ReadReplays, EndsAsTheExchangeEnded) {
  const auto end_of = [](const std::string& exchange) { return replays_of(exchange).at(0).end; };
  EXPECT_EQ(end_of(exchange_that_ended("message-complete")), Replay::End::keep);
  EXPECT_EQ(end_of(exchange_that_ended("message-complete", "close")), Replay::End::close);
  EXPECT_EQ(end_of(exchange_that_ended("peer-closed")), Replay::End::close);
  EXPECT_EQ(end_of(exchange_that_ended("peer-reset")), Replay::End::reset);
  for (const std::string end : {"wait-limit", "stopped", "interrupted"})
    EXPECT_EQ(end_of(exchange_that_ended(end)), Replay::End::hang) << end;
}

TEST(ReadReplays, WhatNeverHadAConnectionIsNotPlayed) {
  const RecordingFile file(
      R"({"probe":"reference","request":{"method":"POST","url":"http://h/"},"end":"connect-failed",)"
      R"("times":{"dispatched_ns":0,"ended_ns":1},"response":"","arrivals":[]})");
  const auto replays = read_replays(file.path(), 1);
  ASSERT_TRUE(replays.has_error());
  EXPECT_NE(to_string(replays.error()).find("has no exchange that could be played"),
            std::string::npos);
}

TEST(ParseSpeed, TakesAFactorOrMax) {
  EXPECT_EQ(*parse_speed("1x", "s"), 1.0);
  EXPECT_EQ(*parse_speed("0.5x", "s"), 0.5);
  EXPECT_EQ(*parse_speed("max", "s"), std::nullopt);
  for (const std::string bad : {"", "x", "1", "0x", "-1x", "1001x", "1e1x", "nanx", "1xx", " 1x"})
    EXPECT_TRUE(parse_speed(bad, "s").has_error()) << bad;
}

}  // namespace
}  // namespace ssert::cli
