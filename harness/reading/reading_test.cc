#include "reading/reading.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>

namespace ssert::reading {
namespace {

using namespace std::chrono_literals;
using exchange::EndingKind;
using exchange::TransportEnd;
using violation::Code;

constexpr std::string_view head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

std::string chunk(std::string_view data) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string size;
  for (auto rest = data.size(); rest > 0; rest /= 16) size.insert(size.begin(), digits[rest % 16]);
  return size + "\r\n" + std::string(data) + "\r\n";
}

const dialect::Dialect& conversation() {
  const auto* found = dialect::find_built_in("conversation");
  EXPECT_NE(found, nullptr);
  return *found;
}

// An exchange whose response comes in pieces, one millisecond apart.
exchange::Exchange exchange_of(const std::vector<std::string>& pieces,
                               TransportEnd end = TransportEnd::message_complete) {
  exchange::Exchange exchange;
  exchange.times.dispatched = base::TimePoint(1s);
  auto at = exchange.times.dispatched;
  for (const auto& piece : pieces) {
    at += 1ms;
    exchange.arrivals.push_back(
        {.offset = exchange.response.size(), .length = piece.size(), .at = at});
    exchange.response += piece;
  }
  exchange.times.ended = at;
  exchange.end = end;
  return exchange;
}

Reading read(const exchange::Exchange& exchange) {
  return read_exchange(exchange, {.dialect = &conversation()});
}

constexpr std::string_view coded_head =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n"
    "Transfer-Encoding: chunked\r\n\r\n";

std::string gzipped(std::string_view text) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string coded(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(coded.data());
  stream.avail_out = static_cast<uInt>(coded.size());
  deflate(&stream, Z_FINISH);
  coded.resize(stream.total_out);
  deflateEnd(&stream);
  return coded;
}

const std::string token = chunk("data: {\"type\":\"token\",\"content\":\"Hi\"}\n\n");
const std::string done = chunk("data: {\"type\":\"done\"}\n\n");
const std::string last_chunk = "0\r\n\r\n";

TEST(ResponseReading, TimesAnEventByTheArrivalOfItsLastByte) {
  const auto half = token.size() / 2;
  const auto reading = read(exchange_of(
      {std::string(head), token.substr(0, half), token.substr(half), done + last_chunk}));
  ASSERT_TRUE(reading.transcript);
  ASSERT_EQ(reading.transcript->events.size(), 2U);
  EXPECT_EQ(reading.head_at, base::TimePoint(1s + 1ms));
  EXPECT_EQ(reading.transcript->events[0].at, base::TimePoint(1s + 3ms));
  EXPECT_EQ(reading.first_output_at, base::TimePoint(1s + 3ms));
  EXPECT_EQ(reading.terminal_at, base::TimePoint(1s + 4ms));
  EXPECT_EQ(reading.message_end_at, base::TimePoint(1s + 4ms));
  EXPECT_EQ(reading.tokens, 1U);
  EXPECT_TRUE(reading.violations.empty());
}

TEST(ResponseReading, TimesTheFirstByteApartFromTheEndOfTheHead) {
  const std::string whole(head);
  const auto reading =
      read(exchange_of({whole.substr(0, 10), whole.substr(10), token + done + last_chunk}));
  EXPECT_EQ(reading.first_byte_at, base::TimePoint(1s + 1ms));
  EXPECT_EQ(reading.head_at, base::TimePoint(1s + 2ms));
  EXPECT_EQ(reading.first_output_at, base::TimePoint(1s + 3ms));
}

TEST(ResponseReading, TellsEachOutputAsItIsReadWithoutATranscript) {
  std::vector<base::TimePoint> told;
  std::uint64_t tokens = 0;
  const auto exchange = exchange_of({std::string(head), token + token, token, done + last_chunk});
  const auto reading = read_exchange(exchange, {.dialect = &conversation(),
                                                .keep_transcript = false,
                                                .on_output = [&](const Output& output) {
                                                  told.push_back(output.at);
                                                  tokens += output.tokens;
                                                }});
  EXPECT_EQ(told,
            (std::vector<base::TimePoint>{base::TimePoint(1s + 2ms), base::TimePoint(1s + 2ms),
                                          base::TimePoint(1s + 3ms)}));
  EXPECT_EQ(tokens, reading.tokens);
  EXPECT_FALSE(reading.transcript);
}

TEST(ResponseReading, KeepsTheTokensThatTheTargetTells) {
  const auto* chat = dialect::find_built_in("openai-chat");
  ASSERT_NE(chat, nullptr);
  const auto exchange =
      exchange_of({std::string(head),
                   chunk("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,"
                         "\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":1,"
                         "\"completion_tokens\":7,\"total_tokens\":8}}\n\n") +
                       last_chunk});
  EXPECT_EQ(read_exchange(exchange, {.dialect = chat}).usage_output, 7U);
  EXPECT_EQ(read(exchange_of({std::string(head), token, done + last_chunk})).usage_output,
            std::nullopt);
}

TEST(ResponseReading, NotesAStatusAndACharsetThatNoClientReadsAStreamFrom) {
  const auto reading =
      read(exchange_of({"HTTP/1.1 206 P\r\nContent-Type: text/event-stream; charset=latin1\r\n\r\n",
                        "data: 1\n\n"}));
  EXPECT_EQ(reading.count(Code::stream_status), 1U);
  EXPECT_EQ(reading.count(Code::stream_charset), 1U);
  const auto created = read(exchange_of(
      {"HTTP/1.1 201 C\r\nContent-Type: text/event-stream; charset=UTF-8\r\n\r\n", "data: 1\n\n"}));
  EXPECT_EQ(created.count(Code::stream_status), 0U) << "fetch clients read the 201 of a POST";
  EXPECT_EQ(created.count(Code::stream_charset), 0U);
}

TEST(ResponseReading, ReadsAStreamWhoseMediaTypeIsSaidTwice) {
  const auto reading =
      read(exchange_of({"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Type: "
                        "text/event-stream\r\n\r\n",
                        "data: 1\n\n"}));
  EXPECT_TRUE(reading.is_event_stream);
  EXPECT_EQ(reading.events, 1U);
}

// Whoever cut it: the peer, a limit, or a load run that is ended.
TEST(ResponseReading, ACharacterThatACutLeavesUnfinishedIsNoDamage) {
  const auto damage = [](const std::vector<std::string>& pieces) {
    return read(exchange_of(pieces)).count(Code::invalid_utf8);
  };
  const auto unfinished = chunk("data: caf\xC3");
  EXPECT_EQ(damage({std::string(head), token, unfinished}), 0U);
  EXPECT_EQ(damage({std::string(head), token, unfinished + last_chunk}), 1U) << "a whole message";
  EXPECT_EQ(damage({std::string(head), chunk("data: \xFF is none\ndata: caf\xC3")}), 1U);
  EXPECT_EQ(damage({std::string(head), chunk("data: \xFF is none")}), 1U);
}

// Cut off at the limit: in the middle of an event and of a character.
class CutAtTheLimit : public ::testing::Test {
 protected:
  Reading read_up_to(std::size_t bytes, const std::vector<std::string>& pieces) {
    base::SizeLimits sizes;
    sizes.response = bytes;
    exchange_ = exchange_of(pieces);
    return read_exchange(exchange_, {.dialect = &conversation(), .sizes = sizes});
  }

  exchange::Exchange exchange_;
};

TEST_F(CutAtTheLimit, IsOneFactAndNothingThatFollowsFromItIsDamage) {
  const auto start = std::string(head) + token + "100\r\ndata: caf\xC3";
  const auto reading = read_up_to(start.size(), {start + "\xA9\n\n", last_chunk, "stray"});
  ASSERT_EQ(reading.violations.size(), 1U);
  EXPECT_EQ(reading.violations[0].code, Code::response_too_long);
  EXPECT_EQ(reading.violations[0].offset, reading.transcript->content.size());
  EXPECT_TRUE(reading.is_cut_off());
  EXPECT_FALSE(reading.framing.message_complete);
  EXPECT_FALSE(reading.message_end_at);
  EXPECT_EQ(to_string(ending_of(exchange_, reading, true)), "ABORTED");
}

TEST_F(CutAtTheLimit, IsNoneWhereTheMessageEndsThere) {
  const auto whole = std::string(head) + token + done + last_chunk;
  const auto reading = read_up_to(whole.size(), {whole, "stray"});
  EXPECT_FALSE(reading.is_cut_off());
  EXPECT_EQ(to_string(ending_of(exchange_, reading, true)), "COMPLETE");
  EXPECT_TRUE(read_up_to(whole.size() - 1, {whole}).is_cut_off());
}

// A line that gzip makes a few bytes of, which come with the end of the message.
TEST_F(CutAtTheLimit, IsWhereDecodedContentIsLongerThoughAllOfItCame) {
  const auto coded = gzipped("data: " + std::string(3000, 'x'));
  const auto response = std::string(coded_head) + chunk(coded) + last_chunk;
  const auto reading = read_up_to(1000, {response});
  EXPECT_EQ(reading.content_bytes, 1000U);
  ASSERT_EQ(reading.violations.size(), 1U);
  EXPECT_EQ(reading.violations[0].code, Code::response_too_long);
  EXPECT_EQ(to_string(ending_of(exchange_, reading, true)), "ABORTED");
}

TEST_F(CutAtTheLimit, IsTheSameOfWhatWasRecordedOfIt) {
  const auto start = std::string(head) + token;
  auto exchange = exchange_of({start + token + token}, TransportEnd::consumer_stopped);
  exchange.response.resize(start.size());
  const auto reading = read(exchange);
  EXPECT_TRUE(reading.is_cut_off());
  EXPECT_EQ(reading.events, 1U);
  EXPECT_EQ(to_string(ending_of(exchange, reading, true)), "ABORTED");
}

TEST(ResponseReading, FindsTheArrivalOfEveryContentByte) {
  const auto reading = read(exchange_of({std::string(head), token, done + last_chunk}));
  ASSERT_TRUE(reading.transcript);
  const auto size = reading.transcript->content.size();
  EXPECT_EQ(reading.transcript->arrival_of(0), base::TimePoint(1s + 2ms));
  EXPECT_EQ(reading.transcript->arrival_of(size - 1), base::TimePoint(1s + 3ms));
  EXPECT_EQ(reading.transcript->arrival_of(size), std::nullopt);
}

struct EndingCase {
  std::string name;
  std::vector<std::string> pieces;
  TransportEnd end = TransportEnd::message_complete;
  exchange::Wait wait = exchange::Wait::none;
  bool terminal_required = false;
  std::string ending;
};

TEST(EndingOf, IsOneWordForEveryWayToEnd) {
  const std::string start(head);
  const std::string error = chunk("data: {\"type\":\"error\",\"message\":\"overloaded\"}\n\n");
  const std::string json_head =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";
  const std::string refused = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";
  const std::vector<EndingCase> cases{
      {"whole", {start, token, done, last_chunk}, {}, {}, true, "COMPLETE"},
      {"no terminal, none required", {start, token, last_chunk}, {}, {}, false, "COMPLETE"},
      {"no terminal", {start, token, last_chunk}, {}, {}, true, "TRUNCATED"},
      {"reset", {start, token}, TransportEnd::peer_reset, {}, true, "INCOMPLETE_TRANSPORT"},
      {"closed early",
       {start, token, done},
       TransportEnd::peer_closed,
       {},
       true,
       "INCOMPLETE_TRANSPORT"},
      {"closed in the head",
       {"HTTP/1.1 200 O"},
       TransportEnd::peer_closed,
       {},
       true,
       "INCOMPLETE_TRANSPORT"},
      {"closed unanswered", {}, TransportEnd::peer_closed, {}, true, "INCOMPLETE_TRANSPORT"},
      {"error", {start, token, error, last_chunk}, {}, {}, true, "ERROR_IN_BAND"},
      {"error by its type alone",
       {start, token, chunk("event: error\ndata: overloaded\n\n"), last_chunk},
       {},
       {},
       true,
       "ERROR_IN_BAND"},
      {"error, then reset",
       {start, token, error},
       TransportEnd::peer_reset,
       {},
       true,
       "INCOMPLETE_TRANSPORT"},
      {"no head", {}, TransportEnd::wait_limit, exchange::Wait::head, true, "STALLED{head}"},
      {"no token",
       {start},
       TransportEnd::wait_limit,
       exchange::Wait::first,
       true,
       "STALLED{first}"},
      {"silence",
       {start, token},
       TransportEnd::wait_limit,
       exchange::Wait::gap,
       true,
       "STALLED{gap}"},
      {"no end",
       {start, token, done},
       TransportEnd::wait_limit,
       exchange::Wait::after_terminal,
       true,
       "STALLED{gap}"},
      {"for ever",
       {start, token},
       TransportEnd::wait_limit,
       exchange::Wait::total,
       true,
       "STALLED{total}"},
      {"Ctrl-C", {start, token}, TransportEnd::interrupted, {}, true, "ABORTED"},
      {"no descriptor", {}, TransportEnd::no_resources, {}, true, "ABORTED"},
      {"nothing", {start, last_chunk}, {}, {}, true, "EMPTY"},
      {"json", {json_head}, {}, {}, true, "NOT_A_STREAM"},
      {"garbage",
       {"SSH-2.0-OpenSSH_9.2\r\n\r\n"},
       TransportEnd::consumer_stopped,
       {},
       true,
       "NOT_A_STREAM"},
      {"refused", {refused}, {}, {}, true, "REFUSED{503}"},
      {"no name", {}, TransportEnd::dns_failed, {}, true, "UNREACHABLE{dns}"},
      {"no port", {}, TransportEnd::connect_failed, {}, true, "UNREACHABLE{connect}"},
      {"connect limit",
       {},
       TransportEnd::wait_limit,
       exchange::Wait::connect,
       true,
       "UNREACHABLE{connect}"},
      {"no tls", {}, TransportEnd::tls_failed, {}, true, "UNREACHABLE{tls}"},
      {"not sent", {}, TransportEnd::send_failed, {}, true, "UNREACHABLE{send}"},
  };
  for (const auto& test : cases) {
    auto exchange = exchange_of(test.pieces, test.end);
    exchange.wait = test.wait;
    EXPECT_EQ(to_string(ending_of(exchange, read(exchange), test.terminal_required)), test.ending)
        << test.name;
  }
}

TEST(ResponseReading, CountsEventsBeyondThoseThatItKeeps) {
  base::SizeLimits sizes;
  sizes.events = 2;
  const auto exchange =
      exchange_of({std::string(head), token + token, token + token + done, last_chunk});
  const auto reading = read_exchange(exchange, {.dialect = &conversation(), .sizes = sizes});
  EXPECT_EQ(reading.transcript->events.size(), 2U);
  EXPECT_EQ(reading.events, 5U);
  EXPECT_EQ(reading.tokens, 4U);
  EXPECT_EQ(reading.terminals, 1U);
  EXPECT_EQ(reading.count(Code::interpreter_limit), 1U);
  sizes.events = 5;
  EXPECT_EQ(read_exchange(exchange, {.dialect = &conversation(), .sizes = sizes})
                .count(Code::interpreter_limit),
            0U);
}

TEST(EndingOf, IsEmptyOnlyWhereNotAByteOfContentCame) {
  const auto ending = [](const std::vector<std::string>& pieces) {
    const auto exchange = exchange_of(pieces);
    return to_string(ending_of(exchange, read(exchange), false));
  };
  EXPECT_EQ(ending({std::string(head), last_chunk}), "EMPTY");
  EXPECT_EQ(ending({std::string(coded_head), chunk(gzipped("")), last_chunk}), "EMPTY");
  EXPECT_EQ(ending({std::string(coded_head), chunk("no gzip data"), last_chunk}), "COMPLETE");
  EXPECT_EQ(ending({std::string(head), "10000000000000005\r\ndata: 1\r\n", last_chunk}),
            "COMPLETE");
}

TEST(ResponseReading, ReadsTheSameFromOneByteArrivals) {
  const auto whole = std::string(head) + token + chunk(": comment\n\nbad\n\n") + done + last_chunk;
  std::vector<std::string> bytes;
  for (const char byte : whole) bytes.emplace_back(1, byte);
  const auto at_once = read(exchange_of({whole}));
  const auto in_bytes = read(exchange_of(bytes));
  EXPECT_EQ(at_once.violations, in_bytes.violations);
  EXPECT_EQ(at_once.count(Code::unknown_field), 1U);
  EXPECT_EQ(at_once.transcript->content, in_bytes.transcript->content);
  EXPECT_EQ(at_once.events, in_bytes.events);
  EXPECT_EQ(at_once.comments, 1U);
}

TEST(ResponseReading, SaysHowFarTheResponseHasCome) {
  ResponseReading response("POST", {.dialect = &conversation()});
  const base::TimePoint at(1s);
  EXPECT_EQ(response.stage(), Stage::head);
  response.feed(head, at);
  EXPECT_EQ(response.stage(), Stage::first);
  EXPECT_FALSE(response.feed(chunk(": ping\n\n"), at)) << "a comment is no progress";
  EXPECT_EQ(response.stage(), Stage::first);
  EXPECT_TRUE(response.feed(token, at));
  EXPECT_EQ(response.stage(), Stage::streaming);
  response.feed(done, at);
  EXPECT_EQ(response.stage(), Stage::after_terminal);
  response.feed(last_chunk, at);
  EXPECT_EQ(response.stage(), Stage::complete);
}

// A reader who waits for words is not helped by anything else.
TEST(ResponseReading, OutputAloneIsProgress) {
  ResponseReading response("POST", {.dialect = &conversation()});
  const base::TimePoint at(1s);
  response.feed(head, at);
  for (const auto* event : {"{\"type\":\"ping\"}", "{\"type\":\"token\",\"content\":\"\"}", "zzz"})
    EXPECT_FALSE(response.feed(chunk("data: " + std::string(event) + "\n\n"), at)) << event;
  EXPECT_EQ(response.stage(), Stage::first);
  EXPECT_TRUE(response.feed(token, at));
}

TEST(ResponseReading, WhereNoDialectIsKnownEveryEventIsProgress) {
  ResponseReading response("POST", {.dialect = dialect::find_built_in("generic")});
  response.feed(head, base::TimePoint(1s));
  EXPECT_TRUE(response.feed(chunk("event: ping\ndata: x\n\n"), base::TimePoint(1s)));
}

TEST(ResponseReading, BehindADamagedCodingBytesAreProgressAndTheEndIsTold) {
  ResponseReading response("POST", {.dialect = &conversation()});
  const base::TimePoint at(1s);
  response.feed(coded_head, at);
  EXPECT_TRUE(response.feed(chunk("no gzip data"), at));
  EXPECT_TRUE(response.feed(chunk("nor this"), at));
  EXPECT_FALSE(response.gave_up());
  response.feed(last_chunk, at);
  EXPECT_EQ(response.stage(), Stage::complete);
  response.finish();
  const auto reading = response.take();
  ASSERT_EQ(reading.violations.size(), 1U);
  EXPECT_EQ(reading.violations[0].code, Code::content_coding_damaged);
}

TEST(ResponseReading, KeepsNoTextWhereNoneIsWanted) {
  const auto exchange = exchange_of({std::string(head), token, done, last_chunk});
  const auto reading =
      read_exchange(exchange, {.dialect = &conversation(), .keep_transcript = false});
  EXPECT_FALSE(reading.transcript);
  EXPECT_EQ(reading.events, 2U);
  EXPECT_EQ(reading.terminals, 1U);
}

TEST(ResponseReading, CountsDamageBeyondWhatItKeeps) {
  std::string content;
  for (int i = 0; i < 50; ++i) content += "bad\n\n";
  const auto exchange = exchange_of({std::string(head), chunk(content), last_chunk});
  base::SizeLimits sizes;
  sizes.violations = 10;
  const auto reading = read_exchange(exchange, {.dialect = &conversation(), .sizes = sizes});
  EXPECT_EQ(reading.violations.size(), 10U);
  EXPECT_EQ(reading.count(Code::unknown_field), 50U);
}

// What a rule is broken by may come late, behind much that is only noted.
TEST(ResponseReading, KeepsTheFirstDamageOfEachCode) {
  std::string content;
  for (int i = 0; i < 20; ++i) content += "data\n\n";
  const auto exchange =
      exchange_of({std::string(head), chunk(content + "data: {\n\ndata: {\n\n"), last_chunk});
  base::SizeLimits sizes;
  sizes.violations = 3;
  const auto reading = read_exchange(exchange, {.dialect = &conversation(), .sizes = sizes});
  const auto kept = std::count_if(
      reading.violations.begin(), reading.violations.end(),
      [](const violation::Violation& violation) { return violation.code == Code::data_not_json; });
  EXPECT_EQ(kept, 1);
  EXPECT_EQ(reading.count(Code::data_not_json), 2U);
}

}  // namespace
}  // namespace ssert::reading
