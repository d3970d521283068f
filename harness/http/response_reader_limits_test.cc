#include "http/response_cases.h"
#include "http/response_reader.h"
#include "http/response_recorder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>

namespace ssert::http {
namespace {

using violation::Code;
using violation::Violation;

const std::string chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

Observations observe_whole(const std::string& bytes, const base::SizeLimits& limits = {}) {
  return observe({bytes}, "POST", limits);
}

struct Place {
  Code code{};
  std::uint64_t offset = 0;

  bool operator==(const Place&) const = default;
};

std::vector<Place> places(const Observations& observed) {
  std::vector<Place> places;
  for (const Violation& violation : observed.violations)
    places.push_back({violation.code, violation.offset});
  return places;
}

std::string lines(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "a: b\r\n";
  return text;
}

TEST(ResponseReaderLimits, ReadsAHeadOfExactlyTheLimitAndGivesUpAtTheByteBehindIt) {
  const std::string head = "HTTP/1.1 204 No\r\n" + lines(3) + "\r\n";
  const Observations fits = observe_whole(head, {.head = head.size()});
  EXPECT_TRUE(fits.framing.message_complete) << show(fits);
  EXPECT_TRUE(fits.violations.empty()) << show(fits);

  const Observations too_long = observe_whole(head, {.head = head.size() - 1});
  EXPECT_TRUE(too_long.gave_up);
  EXPECT_FALSE(too_long.head_complete);
  EXPECT_EQ(places(too_long), (std::vector<Place>{{Code::head_too_long, head.size() - 1}}));
}

TEST(ResponseReaderLimits, CountsBlankLinesBeforeTheStatusLineAsHead) {
  const Observations observed = observe_whole("\r\n\r\n\r\n\r\n", {.head = 4});
  EXPECT_EQ(places(observed), (std::vector<Place>{{Code::head_leading_blank_line, 0},
                                                  {Code::head_leading_blank_line, 2},
                                                  {Code::head_too_long, 4}}));
}

TEST(ResponseReaderLimits, GivesEveryInterimHeadTheWholeLimit) {
  const std::string interim = "HTTP/1.1 103 E\r\n" + lines(2) + "\r\n";
  const Observations observed =
      observe_whole(interim + interim + "HTTP/1.1 204 \r\n\r\n", {.head = interim.size()});
  EXPECT_TRUE(observed.framing.message_complete) << show(observed);
}

TEST(ResponseReaderLimits, ReadsAsManyInterimHeadsAsTheLimitAndGivesUpAtTheNext) {
  const std::string interim = "HTTP/1.1 100 \r\n\r\n";
  const std::string final_head = "HTTP/1.1 204 \r\n\r\n";
  const Observations fits = observe_whole(interim + interim + final_head, {.interim_heads = 2});
  EXPECT_EQ(fits.interim_heads.size(), 2U);
  EXPECT_TRUE(fits.framing.message_complete);

  const Observations too_many =
      observe_whole(interim + interim + interim + final_head, {.interim_heads = 2});
  EXPECT_EQ(too_many.interim_heads.size(), 2U);
  EXPECT_TRUE(too_many.gave_up);
  EXPECT_EQ(places(too_many), (std::vector<Place>{{Code::head_too_long, 2 * interim.size()}}));
}

TEST(ResponseReaderLimits, GivesUpOnAChunkLineOverTheLimit) {
  const std::string rest = "2;a=b\r\nhi\r\n0\r\n\r\n";
  EXPECT_TRUE(observe_whole(chunked_head + rest, {.chunk_line = 7}).framing.message_complete);

  const Observations too_long = observe_whole(chunked_head + rest, {.chunk_line = 6});
  EXPECT_TRUE(too_long.gave_up);
  EXPECT_EQ(places(too_long),
            (std::vector<Place>{{Code::chunk_size_malformed, chunked_head.size()}}));
}

TEST(ResponseReaderLimits, GivesUpOnATrailerLineOverTheLimit) {
  const std::string rest = "0\r\nA: bcd\r\n\r\n";
  EXPECT_TRUE(observe_whole(chunked_head + rest, {.chunk_line = 8}).framing.message_complete);

  const Observations too_long = observe_whole(chunked_head + rest, {.chunk_line = 7});
  EXPECT_TRUE(too_long.gave_up);
  EXPECT_EQ(places(too_long),
            (std::vector<Place>{{Code::trailer_line_malformed, chunked_head.size() + 3}}));
}

TEST(ResponseReaderLimits, GivesUpOnATrailerSectionOverTheHeadLimit) {
  const std::string trailers = lines(20) + "\r\n";
  const std::string response = chunked_head + "0\r\n" + trailers;
  EXPECT_TRUE(observe_whole(response, {.head = trailers.size()}).framing.message_complete);

  const Observations too_long = observe_whole(response, {.head = trailers.size() - 1});
  EXPECT_TRUE(too_long.gave_up);
  EXPECT_EQ(places(too_long),
            (std::vector<Place>{{Code::trailer_line_malformed, response.size() - 2}}));
}

TEST(ResponseReaderLimits, StopsLookingForAChunkSizeAtTheLimit) {
  const std::string stray = "2\r\nhi" + std::string("stray\n") + "stray\n";
  const std::string last = "0\r\n\r\n";
  EXPECT_TRUE(
      observe_whole(chunked_head + stray + last, {.chunk_line = 15}).framing.message_complete);

  const Observations gave_up = observe_whole(chunked_head + stray + last, {.chunk_line = 14});
  EXPECT_TRUE(gave_up.gave_up);
  const std::uint64_t begin = chunked_head.size() + 5;
  EXPECT_EQ(places(gave_up), (std::vector<Place>{{Code::chunk_data_not_terminated, begin},
                                                 {Code::chunk_size_malformed, begin + 12}}));
}

TEST(ResponseReaderLimits, CountsTheDamagedChunkLineAmongTheLinesSkipped) {
  const std::string response = chunked_head + "no size\n" + "stray\n" + "0\r\n\r\n";
  const Observations observed = observe_whole(response, {.chunk_line = 17});
  EXPECT_TRUE(observed.framing.message_complete);
  EXPECT_EQ(observed.framing.bytes_skipped, 14U) << "the line with the size is none of them";
  EXPECT_TRUE(observe_whole(response, {.chunk_line = 16}).gave_up);
}

TEST(ResponseReaderLimits, LooksAsFarForAChunkSizeEachTime) {
  const std::string stray = "2\r\nhi" + std::string("stray\n") + "stray\n";
  const std::string response = chunked_head + stray + stray + stray + "0\r\n\r\n";
  const Observations observed = observe_whole(response, {.chunk_line = 15});
  EXPECT_TRUE(observed.framing.message_complete) << show(observed);
  EXPECT_EQ(observed.framing.chunks, 3U);
}

TEST(ResponseReaderLimits, CountsBlankLinesOnlyForTheHeadThatTheyStandBefore) {
  const std::string head = "HTTP/1.1 100 \r\n\r\n";
  const Observations observed = observe_whole(
      "\r\n" + head + "\r\n" + head + "HTTP/1.1 204 \r\n\r\n", {.head = head.size() + 2});
  EXPECT_TRUE(observed.framing.message_complete) << show(observed);
}

TEST(ResponseReaderLimits, CountsTheBytesAfterItGaveUpAndReadsThemNot) {
  const Observations observed = observe({"<html>", "HTTP/1.1 200 OK\r\n\r\n"});
  EXPECT_EQ(observed.bytes_fed, 25U);
  EXPECT_TRUE(observed.heads.empty());
  EXPECT_EQ(observed.violations.size(), 1U);
}

class LastContent final : public ResponseObserver {
 public:
  void on_interim_head(const ResponseHead&) override {}
  void on_head(const ResponseHead&) override {
    if (reader != nullptr) framing_at_head = reader->framing();
  }
  void on_content(std::string_view bytes, std::uint64_t wire_offset) override {
    content += bytes;
    offsets.push_back(wire_offset);
  }
  void on_violation(const Violation&) override {}

  const ResponseReader* reader = nullptr;
  Framing framing_at_head;
  std::string content;
  std::vector<std::uint64_t> offsets;
};

TEST(ResponseReader, HandsOnTheContentOfAChunkThatIsNotWhole) {
  LastContent observer;
  ResponseReader reader(observer, "POST");
  reader.feed(chunked_head + "100\r\nda");
  EXPECT_EQ(observer.content, "da");
  reader.feed("ta");
  EXPECT_EQ(observer.content, "data");
  EXPECT_EQ(observer.offsets,
            (std::vector<std::uint64_t>{chunked_head.size() + 5, chunked_head.size() + 7}));
  EXPECT_EQ(reader.framing().content_bytes, 4U);
}

TEST(ResponseReader, KnowsTheFramingWhenItHandsOnTheHead) {
  LastContent observer;
  ResponseReader reader(observer, "POST");
  observer.reader = &reader;
  reader.feed("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
  EXPECT_EQ(observer.framing_at_head.kind, FramingKind::content_length);
  EXPECT_EQ(observer.framing_at_head.content_length, 7U);
  EXPECT_TRUE(observer.framing_at_head.keeps_connection);
  EXPECT_FALSE(observer.framing_at_head.message_complete);
}

TEST(ResponseReader, IsCompleteAtTheLastByteOfTheMessageAndNotBefore) {
  const std::string response = chunked_head + "2\r\nhi\r\n0\r\n\r\n";
  LastContent observer;
  ResponseReader reader(observer, "POST");
  EXPECT_FALSE(reader.first_byte_seen());
  reader.feed(std::string_view(response).substr(0, response.size() - 1));
  EXPECT_TRUE(reader.first_byte_seen());
  EXPECT_TRUE(reader.framing().last_chunk_seen);
  EXPECT_FALSE(reader.message_complete());
  reader.feed("\n");
  EXPECT_TRUE(reader.message_complete());
}

TEST(ResponseReader, SaysWhichTransferCodingsTheContentStillHas) {
  const Observations observed = observe_whole(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
  EXPECT_EQ(observed.framing.transfer_codings, std::vector<std::string>{"gzip"});
}

TEST(ResponseCases, ShowEveryDeviationThatTheReaderCanFind) {
  std::set<Code> shown;
  for (const ResponseCase& response : response_cases()) {
    for (const Violation& violation : response.violations()) shown.insert(violation.code);
  }
  for (auto code = Code::status_line_malformed; code <= Code::bytes_after_message;
       code = static_cast<Code>(static_cast<int>(code) + 1)) {
    EXPECT_TRUE(shown.contains(code)) << violation::row(code).name;
  }
}

}  // namespace
}  // namespace ssert::http
