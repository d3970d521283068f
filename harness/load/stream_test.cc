#include "load/stream.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace ssert::load {
namespace {

using namespace std::chrono_literals;
using base::TimePoint;
using exchange::TransportEnd;
using violation::Severity;

constexpr std::string_view stream_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
constexpr std::string_view token = "data: {\"type\":\"token\",\"content\":\"Hi\"}\n\n";
constexpr std::string_view done = "data: {\"type\":\"done\"}\n\n";

class NoObserver final : public ArrivalObserver {
  void on_arrival(const exchange::Arrival&) override {}
  void on_output(const reading::Output&) override {}
};

class LoadStreamTest : public ::testing::Test {
 protected:
  LoadStreamTest() { plan_.dialect = *dialect::find_built_in("conversation"); }

  // Of a response that came in these pieces, 1 ms apart, and ended so.
  StreamSample sample_of(const std::vector<std::string>& pieces,
                         TransportEnd end = TransportEnd::peer_closed) {
    NoObserver observer;
    LoadStream stream(plan_, {.number = 1, .due = TimePoint(1s), .taken_up = TimePoint(1s)},
                      observer);
    exchange::Arrival arrival{.at = TimePoint(1s)};
    for (const auto& piece : pieces) {
      arrival.offset += arrival.length;
      arrival.length = piece.size();
      arrival.at += 1ms;
      const auto progress = stream.on_bytes(piece, arrival);
      if (progress.phase != transport::Phase::stop) continue;
      end = TransportEnd::consumer_stopped;
      break;
    }
    if (end == TransportEnd::peer_closed) stream.on_end_of_file();
    return stream.finish({.times = {.dispatched = TimePoint(1s), .ended = arrival.at}, .end = end});
  }

  Plan plan_;
};

const BrokenRule* find_rule(const StreamSample& sample, std::string_view rule, Severity severity) {
  const auto found = std::find_if(
      sample.broken.begin(), sample.broken.end(),
      [&](const BrokenRule& broken) { return broken.rule == rule && broken.severity == severity; });
  return found == sample.broken.end() ? nullptr : &*found;
}

std::string repeated(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_F(LoadStreamTest, CountsDamageBeyondWhatAResponseKeeps) {
  const auto notes = repeated("data:  {\"type\":\"token\",\"content\":\"a\"}\n\n", 10'001);
  const auto sample = sample_of({std::string(stream_head), notes + "data: {\n\n", "data: {\n\n",
                                 std::string(token) + std::string(done)});
  EXPECT_EQ(sample.failure, "stream/json");
  const auto* json = find_rule(sample, "stream/json", Severity::fails);
  ASSERT_NE(json, nullptr);
  EXPECT_EQ(json->times, 2U);
  EXPECT_NE(json->bytes.find("data: {"), std::string::npos) << json->bytes;
  const auto* space = find_rule(sample, "framing/leading-space", Severity::notes);
  ASSERT_NE(space, nullptr);
  EXPECT_EQ(space->times, 10'001U);
}

TEST_F(LoadStreamTest, ThatIsLongerThanIsReadFailsByThatAlone) {
  plan_.scenario.sizes.response = stream_head.size() + 2 * token.size() + 5;
  plan_.terminal_required = true;
  const auto sample = sample_of(
      {std::string(stream_head), std::string(token) + std::string(done), repeated(token, 5)});
  EXPECT_EQ(sample.failure, "ABORTED");
  ASSERT_EQ(sample.broken.size(), 1U);
  EXPECT_EQ(sample.broken[0].rule, "end/transport-complete");
  EXPECT_EQ(sample.broken[0].severity, Severity::fails);
}

TEST_F(LoadStreamTest, ThatIsInterruptedBreaksNothing) {
  const auto sample = sample_of({std::string(stream_head), std::string(token), "data: {\"ty"},
                                TransportEnd::interrupted);
  EXPECT_EQ(sample.failure, "ABORTED");
  EXPECT_TRUE(sample.broken.empty());
}

}  // namespace
}  // namespace ssert::load
