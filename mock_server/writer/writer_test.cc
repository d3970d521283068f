#include "mock_server/writer/writer.h"

#include "base/text.h"
#include "mock_server/script/library.h"
#include "mock_server/script/script_reader.h"
#include "mock_server/writer/play_through.h"

#include <gtest/gtest.h>

namespace ssert::mock_server::writer_test {
namespace {

using std::chrono::milliseconds;
using testing::after_head;
using testing::count_of;
using testing::play_through;
using testing::Played;
using testing::test_occasion;
using testing::unchunk;

Script script_of(const std::string& steps) {
  auto script = read_script(R"({"version":1,"steps":[)" + steps + "]}", "test");
  EXPECT_TRUE(script.has_value()) << (script ? "" : base::to_string(script.error()));
  return script ? *script : Script{};
}

Played play(const std::string& steps, const Occasion& occasion = test_occasion()) {
  const auto script = script_of(steps);
  return play_through(script.steps, occasion);
}

// The content of a chunked answer.
std::string content_of(const std::string& steps, const Occasion& occasion = test_occasion()) {
  const auto unchunked = unchunk(after_head(play(steps, occasion).bytes()));
  EXPECT_TRUE(unchunked.whole);
  return unchunked.content;
}

Occasion two_tokens() {
  auto occasion = test_occasion();
  occasion.tokens = 2;
  occasion.prompt = "a b";
  return occasion;
}

TEST(Writer, HonestHeadIsThatOfAnEventStream) {
  const auto bytes = play(R"("head","end")").bytes();
  EXPECT_EQ(bytes,
            "HTTP/1.1 200 OK\r\n"
            "Date: Sun, 22 Nov 2026 21:00:24 GMT\r\n"
            "Content-Type: text/event-stream\r\n"
            "Cache-Control: no-cache, no-transform\r\n"
            "Connection: keep-alive\r\n"
            "X-Accel-Buffering: no\r\n"
            "Transfer-Encoding: chunked\r\n"
            "\r\n"
            "0\r\n\r\n");
}

TEST(Writer, HonestEventsAreTheContractsEvents) {
  EXPECT_EQ(content_of(R"("head","tokens","done","end")", two_tokens()),
            "data: {\"type\":\"token\",\"content\":\"You said:\\n“\"}\n\n"
            "data: {\"type\":\"token\",\"content\":\"a b” — ok.\"}\n\n"
            "data: {\"type\":\"done\"}\n\n");
}

TEST(Writer, EveryTokenHasItsPlannedMoment) {
  const auto played = play(R"("head","tokens","done","end")");
  ASSERT_EQ(played.writes.size(), 1U + 24U + 1U + 1U);
  EXPECT_EQ(played.writes[0].due, milliseconds(0));
  EXPECT_FALSE(played.writes[0].write.paced);
  for (int i = 0; i < 24; ++i) {
    const auto& token = played.writes[static_cast<std::size_t>(i) + 1];
    EXPECT_EQ(token.due, milliseconds(50 + 10 * i));
    EXPECT_TRUE(token.write.paced);
    EXPECT_EQ(token.write.events, 1U);
  }
  EXPECT_EQ(played.writes[25].due, milliseconds(280));
  EXPECT_FALSE(played.writes[25].write.paced);
  EXPECT_EQ(played.writes[25].write.events, 1U);
  EXPECT_EQ(played.writes[26].due, milliseconds(280));
  EXPECT_EQ(played.ending, Ending::keep);
}

// "t" for each write that begins a token, "-" for the others.
std::string writes_of(const std::string& steps) {
  const auto script = script_of(steps);
  Writer writer(script.steps, two_tokens());
  std::string writes;
  while (writer.due()) {
    writes += writer.begins_token() ? 't' : '-';
    writer.take({});
  }
  return writes;
}

TEST(Writer, SaysWhichWritesBeginAToken) {
  EXPECT_EQ(writes_of(R"("head",{"content":": none\n\n"},{"content":"data: {{token}}\n\n"},
                         {"chunk":{"content":"{{content}}"}},{"tokens":{"from":0}},"done","end")"),
            "--tttt--");
  const auto cut = writes_of(R"("head",{"style":{"chunks":"byte"}},"tokens","end")");
  EXPECT_GT(cut.size(), 100U);
  EXPECT_EQ(count_of(cut, "t"), 2U) << "its first byte: " << cut;
}

TEST(Writer, OtherStepsPlayInPlaceOfATokenAndAllThatIsLeft) {
  const auto script = script_of(R"("head","tokens","done","end")");
  const auto other = script_of(R"("error","end")");
  Writer writer(script.steps, two_tokens());
  std::string bytes;
  while (writer.due()) {
    if (writer.begins_token() && count_of(bytes, "token") == 1) writer.play_instead(other.steps);
    if (writer.due()) bytes += writer.take({}).bytes;
  }
  const auto content = unchunk(after_head(bytes)).content;
  EXPECT_EQ(count_of(content, "\"type\":\"token\""), 1U) << content;
  EXPECT_EQ(count_of(content, "\"type\":\"error\""), 1U) << content;
  EXPECT_EQ(count_of(content, "\"type\":\"done\""), 0U) << content;
  EXPECT_EQ(writer.ending(), Ending::keep);
}

TEST(Writer, WaitsAndRepeatsAddUp) {
  const auto played = play(R"("head",{"wait":"1s"},
      {"repeat":{"times":2,"steps":[{"wait":"10ms"},{"content":"x"},
        {"repeat":{"times":2,"steps":[{"wait":"1ms"},{"content":"y"}]}}]}},"end")");
  std::vector<std::int64_t> moments;
  for (const auto& each : played.writes) moments.push_back(each.due / milliseconds(1));
  EXPECT_EQ(moments, (std::vector<std::int64_t>{0, 1010, 1011, 1012, 1022, 1023, 1024, 1024}));
  EXPECT_EQ(unchunk(after_head(played.bytes())).content, "xyyxyy");
}

TEST(Writer, SameSeedSameScheduleAndOtherSeedAnother) {
  auto occasion = test_occasion();
  occasion.time_to_first = *parse_delay("exponential:50ms");
  occasion.gap = *parse_delay("normal:10ms,3ms");
  const auto& steps = honest_script().steps;
  const auto schedule = [&](const Occasion& of) {
    std::vector<std::pair<std::int64_t, std::string>> writes;
    for (const auto& each : play_through(steps, of).writes) {
      writes.emplace_back(each.due.count(), each.write.bytes);
    }
    return writes;
  };
  const auto first = schedule(occasion);
  EXPECT_EQ(schedule(occasion), first);

  auto other_stream = occasion;
  other_stream.stream = 1;
  const auto second = schedule(other_stream);
  ASSERT_EQ(second.size(), first.size());
  for (std::size_t i = 0; i < first.size(); ++i) EXPECT_EQ(second[i].second, first[i].second);
  EXPECT_NE(second, first);  // the text is the same, the times are not

  auto other_seed = occasion;
  other_seed.seed = 8;
  const auto third = play_through(steps, other_seed);
  EXPECT_NE(third.bytes(), play_through(steps, occasion).bytes());
}

TEST(Writer, DrawsDelaysOfTheAskedDistribution) {
  auto occasion = test_occasion();
  occasion.tokens = 20'000;
  const auto mean_gap_ms = [&](const std::string& gap) {
    occasion.gap = *parse_delay(gap);
    const auto played = play(R"("head","tokens","end")", occasion);
    const auto& writes = played.writes;
    const auto first = writes[1].due;
    const auto last = writes[occasion.tokens].due;
    return base::to_ms(last - first) / (occasion.tokens - 1);
  };
  // Four standard errors each, with a fixed seed.
  EXPECT_NEAR(mean_gap_ms("uniform:10ms-30ms"), 20, 4 * 5.8 / 141);
  EXPECT_NEAR(mean_gap_ms("exponential:20ms"), 20, 4 * 20.0 / 141);
  EXPECT_NEAR(mean_gap_ms("normal:20ms,5ms"), 20, 4 * 5.0 / 141);
}

TEST(Writer, ADrawBelowZeroIsNoDelay) {
  auto occasion = test_occasion();
  occasion.gap = *parse_delay("normal:0ms,50ms");
  base::Duration before{};
  for (const auto& each : play(R"("head","tokens","end")", occasion).writes) {
    EXPECT_GE(each.due, before);
    before = each.due;
  }
}

TEST(Writer, LeavesDoneOutWhereTheServerDoes) {
  auto occasion = test_occasion();
  occasion.send_done = false;
  const auto content = content_of(R"("head","tokens","done","end")", occasion);
  EXPECT_EQ(count_of(content, "\"done\""), 0U);
  EXPECT_EQ(count_of(content, "\"token\""), 24U);
}

TEST(Writer, StampsCarryTheMomentOfTheWrite) {
  auto occasion = test_occasion();
  occasion.stamps = true;
  const auto bytes = play(R"("head","tokens","end")", occasion).bytes();
  EXPECT_EQ(
      count_of(bytes, ",\"sent_ns\":1793000000000000000,\"before_done_ns\":1792999999999999999}"),
      24U);
}

TEST(Writer, ContentLengthIsRightWhateverTheContent) {
  auto occasion = test_occasion();
  occasion.stamps = true;
  for (const std::string steps : {R"({"head":{"framing":"content-length"}},"tokens","done","end")",
                                  R"({"style":{"index":true,"id":"{{index}}","writes":"byte"}},
              {"head":{"framing":"content-length"}},{"repeat":{"times":3,"steps":[{"tokens":{"from":0}}]}},
              {"chunk":{"content":"{{answer}}"}},{"last_chunk":{"trailers":{"A":"b"}}},"end")",
                                  R"({"head":{"framing":"content-length"}},"end")"}) {
    const auto bytes = play(steps, occasion).bytes();
    const auto content = after_head(bytes);
    EXPECT_EQ(count_of(bytes, "Content-Length: " + std::to_string(content.size()) + "\r\n"), 1U)
        << steps;
    EXPECT_EQ(count_of(bytes, "Transfer-Encoding"), 0U);
  }
}

TEST(Writer, HeadFieldsAreSetAddedAndRemoved) {
  const auto bytes =
      play(R"({"head":{"status":418,"reason":"","set":{"content-type":"a/b","X-New":"1"},
      "add":{"Connection":"x"},"remove":["cache-CONTROL"],"lines":["Raw {{method}}"]}},"end")")
          .bytes();
  EXPECT_EQ(bytes.substr(0, bytes.find("\r\n")), "HTTP/1.1 418 ");
  EXPECT_EQ(count_of(bytes, "\r\nContent-Type: a/b\r\n"), 1U);
  EXPECT_EQ(count_of(bytes, "\r\nX-New: 1\r\n"), 1U);
  EXPECT_EQ(count_of(bytes, "\r\nConnection: "), 2U);
  EXPECT_EQ(count_of(bytes, "Cache-Control"), 0U);
  EXPECT_EQ(count_of(bytes, "\r\nRaw POST\r\n\r\n"), 1U);
}

TEST(Writer, AnHttp10RequestGetsNoChunks) {
  auto occasion = test_occasion();
  occasion.http10 = true;
  occasion.keeps_connection = false;
  const auto played =
      play(R"("head","tokens","done",{"last_chunk":{"trailers":{"A":"b"}}},"end")", occasion);
  const auto bytes = played.bytes();
  EXPECT_EQ(count_of(bytes, "chunked"), 0U);
  EXPECT_EQ(count_of(bytes, "\r\nConnection: close\r\n"), 1U);
  EXPECT_EQ(after_head(bytes).substr(0, 6), "data: ");
  EXPECT_TRUE(bytes.ends_with("data: {\"type\":\"done\"}\n\n"));
  EXPECT_EQ(played.ending, Ending::close);
}

TEST(Writer, ARequestThatClosesIsAnsweredWithClose) {
  auto occasion = test_occasion();
  occasion.keeps_connection = false;
  const auto played = play(R"("head","end")", occasion);
  EXPECT_EQ(count_of(played.bytes(), "\r\nConnection: close\r\n"), 1U);
  EXPECT_EQ(played.ending, Ending::close);
}

TEST(Writer, EndsAsItIsTold) {
  EXPECT_EQ(play(R"("head",{"end":"close"})").ending, Ending::close);
  EXPECT_TRUE(play(R"("head",{"end":"close"})").bytes().ends_with("\r\n0\r\n\r\n"));
  EXPECT_EQ(play(R"("head",{"end":"no-last-chunk"})").ending, Ending::close);
  EXPECT_EQ(after_head(play(R"("head",{"end":"no-last-chunk"})").bytes()), "");
  EXPECT_EQ(play(R"("head",{"end":"reset"})").ending, Ending::reset);
  EXPECT_EQ(play(R"("head",{"end":"hang"})").ending, Ending::hang);
  EXPECT_EQ(play(R"({"raw":"x"},"end")").ending, Ending::close);  // no head: nothing to keep
  EXPECT_EQ(play(R"({"end":"hang"})").bytes(), "");
}

TEST(Writer, LastChunkIsSentOnce) {
  const auto bytes =
      play(R"("head",{"last_chunk":{"trailers":{"A":"b"},"then":"late"}},"end")").bytes();
  EXPECT_EQ(after_head(bytes), "0\r\nA: b\r\n\r\nlate");
}

TEST(Writer, StyleShapesEvents) {
  const auto one_token = [](const std::string& style) {
    return content_of(R"({"style":)" + style + R"(},"head",{"tokens":{"to":1}},"end")",
                      two_tokens());
  };
  const std::string json = R"({"type":"token","content":"You said:\n“"})";
  EXPECT_EQ(one_token(R"({"line_end":"crlf"})"), "data: " + json + "\r\n\r\n");
  EXPECT_EQ(one_token(R"({"line_end":"cr"})"), "data: " + json + "\r\r");
  EXPECT_EQ(one_token(R"({"space":false})"), "data:" + json + "\n\n");
  EXPECT_EQ(one_token(R"({"event":"message","id":"e{{index}}"})"),
            "event: message\nid: e0\ndata: " + json + "\n\n");
  EXPECT_EQ(one_token(R"({"blank_lines":3})"), "data: " + json + "\n\n\n\n");
  EXPECT_EQ(one_token(R"({"between":": ping\n\n"})"), ": ping\n\ndata: " + json + "\n\n");
  EXPECT_EQ(one_token(R"({"data_lines":2})"),
            "data: {\"type\":\"token\",\ndata: \"content\":\"You said:\\n“\"}\n\n");
  EXPECT_EQ(one_token(R"({"index":true,"index_shift":5,"members":{"a":[1]}})"),
            R"(data: {"type":"token","content":"You said:\n“","index":5,"a":[1]})"
            "\n\n");
}

TEST(Writer, ChunksCarryTheirExtension) {
  const auto bytes =
      play(R"({"style":{"chunk_extension":";a=b"}},"head",{"content":"0123456789abcdef"},"end")")
          .bytes();
  EXPECT_EQ(after_head(bytes), "10;a=b\r\n0123456789abcdef\r\n0\r\n\r\n");
}

TEST(Writer, CharacterCutsSplitEveryCharacterOfManyBytes) {
  const auto played = play(
      R"({"style":{"chunks":"character","write_gap":"2ms"}},"head",{"content":"a€b🙂"},"end")");
  ASSERT_EQ(played.writes.size(), 5U);
  EXPECT_EQ(played.writes[1].write.bytes, "2\r\na\xE2\r\n");
  EXPECT_EQ(played.writes[2].write.bytes,
            "4\r\n\x82\xAC"
            "b\xF0\r\n");
  EXPECT_EQ(played.writes[3].write.bytes, "3\r\n\x9F\x99\x82\r\n");
  EXPECT_EQ(played.writes[2].due - played.writes[1].due, milliseconds(2));
  EXPECT_EQ(unchunk(after_head(played.bytes())).content, "a€b🙂");
}

TEST(Writer, ByteCutsChangeNoByteOfTheMessage) {
  const auto whole = play(R"("head","tokens","done","end")");
  const auto bytes = play(R"({"style":{"writes":"byte"}},"head","tokens","done","end")");
  EXPECT_EQ(bytes.bytes(), whole.bytes());
  EXPECT_EQ(bytes.writes.size(), whole.bytes().size());
  for (const auto& each : bytes.writes) EXPECT_EQ(each.write.bytes.size(), 1U);
  EXPECT_EQ(bytes.events(), whole.events());

  const auto chunks = content_of(R"({"style":{"chunks":"byte"}},"head","tokens","done","end")");
  EXPECT_EQ(chunks, unchunk(after_head(whole.bytes())).content);
}

TEST(Writer, TheHeadComesInTwoHalves) {
  const auto played = play(R"({"head":{"halves_gap":"30ms"}},"end")");
  ASSERT_EQ(played.writes.size(), 3U);
  EXPECT_EQ(played.writes[1].due, milliseconds(30));
  EXPECT_EQ(played.bytes(), play(R"("head","end")").bytes());
}

TEST(Writer, TokensGoFromPlaceToPlace) {
  auto occasion = test_occasion();
  occasion.tokens = 5;
  const auto indexes = [&](const std::string& steps) {
    const auto content =
        content_of(R"({"style":{"index":true}},"head",)" + steps + R"(,"end")", occasion);
    std::string found;
    for (auto at = content.find("\"index\":"); at != std::string::npos;
         at = content.find("\"index\":", at + 1)) {
      found += content[at + 8];
    }
    return found;
  };
  EXPECT_EQ(indexes(R"("tokens")"), "01234");
  EXPECT_EQ(indexes(R"({"tokens":{"to":"50%"}})"), "01");
  EXPECT_EQ(indexes(R"({"tokens":{"to":"50%"}},"tokens")"), "01234");
  EXPECT_EQ(indexes(R"({"tokens":{"from":-1}})"), "4");
  EXPECT_EQ(indexes(R"({"tokens":{"from":3,"to":1}})"), "");
  EXPECT_EQ(indexes(R"({"tokens":{"to":99}},{"tokens":{"from":"50%-1","to":"50%+1"}})"), "0123412");
}

TEST(Writer, WordsTakeTokensInTurn) {
  const auto content = content_of(
      R"("head",{"content":"{{index}}:{{content}} {{token}} {{content}} {{answer}} {{method}} {{path}}"},"end")",
      two_tokens());
  EXPECT_EQ(
      content,
      R"(0:"You said:\n“" {"type":"token","content":"a b” — ok."} "" "You said:\n“a b” — ok." POST /conversations/demo/messages/stream)");
}

TEST(Writer, ContentOfNoBytesIsNoChunk) {
  EXPECT_EQ(after_head(play(R"("head",{"content":""},{"content":"x"},"end")").bytes()),
            "1\r\nx\r\n0\r\n\r\n");
}

TEST(Writer, EscapesWhatThePromptSays) {
  auto occasion = two_tokens();
  occasion.prompt = "\"\\\n\t\x01</script>";
  const auto content = content_of(R"("head","tokens","end")", occasion);
  EXPECT_NE(content.find(R"(\"\\\n\u0009\u0001</script>)"), std::string::npos) << content;
}

}  // namespace
}  // namespace ssert::mock_server::writer_test
