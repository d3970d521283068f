// What a test vector cannot say: when something is observed, limits at their edges, work, misuse.
// Everything else stands in testdata/, one fact a file.
#include "event_stream/decoder.h"

#include "base/check.h"
#include "event_stream/testing/observations.h"
#include "event_stream/testing/splits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace ssert::event_stream {
namespace {

using testing::decode;
using testing::for_each_split;
using testing::Observations;
using testing::Pieces;
using testing::Recorder;

TEST(Decoder, DispatchesAtTheBlankLinesLastByteAndNotBefore) {
  Recorder recorder;
  Decoder decoder(recorder);
  decoder.feed("data: a\n");
  EXPECT_TRUE(recorder.observations().empty());
  decoder.feed("\n");
  EXPECT_EQ(recorder.observations().size(), 1U);
}

TEST(Decoder, DispatchesAtTheCrOfABlankLineWithoutWaitingForAnLf) {
  Recorder recorder;
  Decoder decoder(recorder);
  decoder.feed("data: a\r\n\r");
  ASSERT_EQ(recorder.observations().size(), 1U);
  const auto before = recorder.observations();
  decoder.feed("\n");
  EXPECT_EQ(recorder.observations(), before);
}

TEST(Decoder, TakesAReconnectionTimeWithTheLineNotWithTheBlankLine) {
  Recorder recorder;
  Decoder decoder(recorder);
  decoder.feed("retry: 5\n");
  EXPECT_EQ(recorder.observations(), (Observations{"retry [0,8) 5"}));
}

TEST(Decoder, SetsTheLastEventIdWithTheBlankLine) {
  Recorder recorder;
  Decoder decoder(recorder);
  decoder.feed("id: 7\n");
  EXPECT_EQ(decoder.last_event_id(), "");
  decoder.feed("\n");
  EXPECT_EQ(decoder.last_event_id(), "7");
}

TEST(Decoder, CountsOffsetsOverTheWholeStream) {
  Recorder recorder;
  Decoder decoder(recorder);
  for (int i = 0; i < 100; ++i) decoder.feed("data: a\n\n");
  ASSERT_EQ(recorder.observations().size(), 100U);
  EXPECT_EQ(recorder.observations().back(),
            "event [891,900) type='message' data='a' id='' data_lines=1");
}

// Limits: the last value within, the first beyond, for any split.

TEST(DecoderLimits, TakeALineOfExactlyTheLimitAndDropOneByteMore) {
  const base::SizeLimits limits{.line = 7};
  for_each_split("data: a\n\ndata: ab\n\ndata: c\n\n", [&](const Pieces& pieces) {
    EXPECT_EQ(decode(pieces.views(), limits),
              (Observations{"event [0,9) type='message' data='a' id='' data_lines=1",
                            "violation line-too-long 9+8 'limit 7'",
                            "event [19,28) type='message' data='c' id='' data_lines=1",
                            "end last_event_id='' lines=6 longest=[9,17)"}))
        << pieces.show();
  });
}

TEST(DecoderLimits, DropTheWholeEventThatLostALine) {
  const base::SizeLimits limits{.line = 7};
  for_each_split("data: a\ndata: too long\nid: 5\n\n", [&](const Pieces& pieces) {
    EXPECT_EQ(decode(pieces.views(), limits),
              (Observations{"violation line-too-long 8+14 'limit 7'",
                            "end last_event_id='5' lines=4 longest=[8,22)"}))
        << pieces.show();
  });
}

TEST(DecoderLimits, DropACommentThatIsTooLongAndNothingElse) {
  const base::SizeLimits limits{.line = 7};
  for_each_split("data: a\n: too long\n\n", [&](const Pieces& pieces) {
    EXPECT_EQ(decode(pieces.views(), limits),
              (Observations{"violation line-too-long 8+10 'limit 7'",
                            "event [0,20) type='message' data='a' id='' data_lines=1",
                            "end last_event_id='' lines=3 longest=[8,18)"}))
        << pieces.show();
  });
}

TEST(DecoderLimits, SayOfALineThatNeverEndsHowLongItWas) {
  const base::SizeLimits limits{.line = 7};
  for_each_split("data: never ends", [&](const Pieces& pieces) {
    EXPECT_EQ(decode(pieces.views(), limits),
              (Observations{"violation line-too-long 0+16 'limit 7'",
                            "violation pending-data-discarded 0+16 'a line without its end'",
                            "end last_event_id='' lines=0 longest=[0,16)"}))
        << pieces.show();
  });
}

TEST(DecoderLimits, TakeDataOfExactlyTheLimitAndDropOneByteMore) {
  const base::SizeLimits limits{.event = 3};
  for_each_split("data: a\ndata: b\n\ndata: abcd\n\ndata:abc\n\n", [&](const Pieces& pieces) {
    EXPECT_EQ(decode(pieces.views(), limits),
              (Observations{"event [0,17) type='message' data='a\\nb' id='' data_lines=2",
                            "violation event-too-long 17+10 'limit 3'",
                            "event [29,39) type='message' data='abc' id='' data_lines=1",
                            "end last_event_id='' lines=7 longest=[17,27)"}))
        << pieces.show();
  });
}

TEST(DecoderLimits, SayOnceThatAnEventIsTooLongHoweverManyLinesFollow) {
  const base::SizeLimits limits{.event = 3};
  for_each_split("data: abcd\ndata: abcd\ndata: a\n\n", [&](const Pieces& pieces) {
    EXPECT_EQ(decode(pieces.views(), limits),
              (Observations{"violation event-too-long 0+10 'limit 3'",
                            "end last_event_id='' lines=4 longest=[0,10)"}))
        << pieces.show();
  });
}

// Work: linear in the bytes, whatever their slices.

constexpr std::size_t large = 10'000'000;

struct Outcome {
  std::size_t data_bytes = 0;
  int events = 0;
  Work work;
};

class DataCounter final : public Observer {
 public:
  void on_event(const DispatchedEvent& event) override {
    ++outcome.events;
    outcome.data_bytes += event.data.size();
  }
  void on_block_without_data(std::string_view, Range) override {}
  void on_comment(std::string_view, Range) override {}
  void on_retry(std::uint64_t, Range) override {}
  void on_violation(const violation::Violation& violation) override {
    ADD_FAILURE() << violation::row(violation.code).name;
  }

  Outcome outcome;
};

Outcome decode_in_slices(std::string_view content, std::size_t slice) {
  DataCounter counter;
  Decoder decoder(counter);
  for (std::size_t at = 0; at < content.size(); at += slice)
    decoder.feed(content.substr(at, slice));
  decoder.finish();
  counter.outcome.work = decoder.work();
  return counter.outcome;
}

// Each byte: searched for LF and for CR, validated; copied when its line is joined and into the
// data buffer. Nothing may come a second time.
void expect_linear(const Outcome& outcome, std::size_t bytes) {
  EXPECT_LE(outcome.work.scanned, 3 * bytes);
  EXPECT_LE(outcome.work.copied, 2 * bytes + 16);
}

void expect_linear_for_one_event(std::size_t data_bytes, std::size_t slice) {
  const auto content = "data: " + std::string(data_bytes, 'x') + "\n\n";
  const auto outcome = decode_in_slices(content, slice);
  EXPECT_EQ(outcome.events, 1) << slice;
  EXPECT_EQ(outcome.data_bytes, data_bytes) << slice;
  expect_linear(outcome, content.size());
}

TEST(DecoderWork, IsLinearForAnEventOfTenMegabytesInAnySlices) {
  for (const auto slice : {std::size_t{16}, std::size_t{1460}, large / 2 + 1, 2 * large}) {
    expect_linear_for_one_event(large, slice);
  }
}

TEST(DecoderWork, IsLinearForAnEventThatComesByteByByte) {
  expect_linear_for_one_event(large / 20, 1);
}

TEST(DecoderWork, IsLinearForAnEventOfManyLines) {
  std::string content;
  while (content.size() < large / 5) content += "data: 0123456789\r\n";
  content += "\r\n";
  for (const std::size_t slice : {std::size_t{7}, std::size_t{16384}, 2 * large}) {
    const auto outcome = decode_in_slices(content, slice);
    EXPECT_EQ(outcome.events, 1) << slice;
    expect_linear(outcome, content.size());
  }
}

TEST(DecoderWork, IsLinearForManyEventsBehindALongId) {
  // Each event sets the last event ID string; a long one that stays must not be copied each time.
  auto content = "id: " + std::string(100'000, '1') + "\n\n";
  for (int i = 0; i < 1000; ++i) content += "data\n\n";
  const auto outcome = decode_in_slices(content, 16384);
  EXPECT_EQ(outcome.events, 1000);
  EXPECT_LE(outcome.work.copied, 4 * content.size());
}

TEST(DecoderWork, CopiesNoLineThatComesWhole) {
  const auto outcome = decode_in_slices(": nothing but a comment\n", 100);
  EXPECT_EQ(outcome.work.copied, 0U);
}

// Misuse is a fault of ours.

TEST(Decoder, RefusesBytesAfterTheEnd) {
  Recorder recorder;
  Decoder decoder(recorder);
  decoder.finish();
  EXPECT_THROW(decoder.feed("data: a\n\n"), base::HarnessFault);
  EXPECT_THROW(decoder.finish(), base::HarnessFault);
}

}  // namespace
}  // namespace ssert::event_stream
