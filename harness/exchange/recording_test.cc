#include "exchange/recording.h"

#include "base/check.h"
#include "base/random.h"
#include "base/text.h"
#include "exchange/redaction.h"
#include "exchange/testing/samples.h"
#include "tests/support/golden.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <sstream>
#include <streambuf>

namespace ssert::exchange {
namespace {

using testing::at;
using testing::exchange_with_response;
using testing::problem_of;
using testing::read;
using testing::recorded;
using testing::sample_header;
using testing::worked_example;
using testing::write;
using std::chrono_literals::operator""ns;

constexpr const char* example_file = "harness/exchange/testdata/example.jsonl";

std::string file_with(const Exchange& exchange) {
  return write({.header = sample_header(), .exchanges = {recorded(exchange)}});
}

void expect_round_trip(const Exchange& exchange, const std::string& about) {
  const Recording recording{.header = sample_header(), .exchanges = {recorded(exchange)}};
  const auto file = write(recording);
  const auto again = read(file);
  ASSERT_TRUE(again.has_value()) << about << ": " << to_string(again.error());
  EXPECT_EQ(*again, recording) << about << ": " << file;
  EXPECT_EQ(write(*again), file) << about;
}

// In every place of an exchange that holds bytes.
void expect_bytes_come_back(std::string_view bytes) {
  auto exchange = exchange_with_response(std::string(bytes));
  exchange.request = {.method = std::string(bytes),
                      .url = std::string(bytes),
                      .fields = {{std::string(bytes), std::string(bytes)}, {"", ""}},
                      .content = std::string(bytes)};
  exchange.end_detail = bytes;
  exchange.local_address = bytes;
  exchange.remote_address = bytes;
  expect_round_trip(exchange, base::escape_bytes(bytes));
}

// The response as it stands in the file.
std::string written(std::string_view bytes) {
  const auto file = file_with(exchange_with_response(std::string(bytes)));
  const auto begin = file.find("\"response\":") + std::string_view("\"response\":").size();
  return file.substr(begin, file.rfind(",\"arrivals\"") - begin);
}

// A recording whose only exchange has this as its response, of `length` bytes.
std::string file_with_response(std::string_view json, std::size_t length) {
  return R"({"recording_format":1,"ssert":"0.1.0","created_at":"-"})"
         "\n"
         R"({"probe":"reference","request":{"method":"POST","url":"u"},"end":"peer-closed",)"
         R"("times":{"dispatched_ns":0,"ended_ns":0},"response":)" +
         std::string(json) + R"(,"arrivals":[{"offset":0,"length":)" + std::to_string(length) +
         R"(,"at_ns":0}]})"
         "\n";
}

std::string response_read_from(std::string_view json, std::size_t length) {
  const auto recording = read(file_with_response(json, length));
  return recording ? recording->exchanges.at(0).exchange.response
                   : "problem: " + to_string(recording.error());
}

TEST(Recording, WritesTheWorkedExample) {
  auto redacted = redact_exchange(worked_example(), {});
  ASSERT_TRUE(redacted.has_value());
  redacted->probe = "reference";
  const auto file = write({.header = sample_header(), .exchanges = {*redacted}});
  ssert::testing::expect_golden(file, example_file);
}

TEST(Recording, FormatPageShowsTheWorkedExampleMemberForMember) {
  const std::filesystem::path root(SSERT_SOURCE_DIR);
  const auto page = ssert::testing::read_file(root / "docs/formats/recording.md");
  std::istringstream file(ssert::testing::read_file(root / example_file));
  auto block_begin = page.find("## Worked example");
  int lines = 0;
  for (std::string line; std::getline(file, line); ++lines) {
    block_begin = page.find("```json\n", block_begin);
    ASSERT_NE(block_begin, std::string::npos);
    const auto begin = block_begin + std::string_view("```json\n").size();
    const auto block = page.substr(begin, page.find("```", begin) - begin);
    EXPECT_EQ(nlohmann::ordered_json::parse(block).dump(2),
              nlohmann::ordered_json::parse(line).dump(2));
    block_begin = begin;
  }
  EXPECT_EQ(lines, 2);
}

TEST(Recording, BringsBackEveryByteValue) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string alone(1, static_cast<char>(byte));
    expect_bytes_come_back(alone);
    expect_bytes_come_back("data: " + alone + "\n\n");
    all += alone;
  }
  expect_bytes_come_back(all);
  expect_bytes_come_back(std::string(all.rbegin(), all.rend()));
}

TEST(Recording, BringsBackCharactersThatAreCutAnywhere) {
  const std::string text = "a\u00e9\u20ac\U0001F600\u202e\u2028\ufeff\u0085z";
  for (std::size_t begin = 0; begin <= text.size(); ++begin) {
    for (std::size_t end = begin; end <= text.size(); ++end)
      expect_bytes_come_back(std::string_view(text).substr(begin, end - begin));
  }
}

TEST(Recording, BringsBackRandomBytesOfEverySort) {
  base::Random random(7, "recording/bytes");
  const std::string alphabet("\0\n\r\"\\{}[]ab\xc3\xa9\xe2\x82\xac\xff\x7f*", 19);
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    for (auto left = random.below(80); left > 0; --left)
      bytes += random.below(4) == 0 ? static_cast<char>(random.below(256))
                                    : alphabet[random.below(alphabet.size())];
    expect_bytes_come_back(bytes);
  }
}

TEST(Recording, BringsBackEveryFactOfAnExchange) {
  auto exchange = worked_example();
  expect_round_trip(exchange, "worked example");
  exchange.connection_reused = true;
  exchange.times.connect_begin.reset();
  exchange.times.connect_end.reset();
  expect_round_trip(exchange, "kept connection");
  exchange.arrivals[1].kernel_stamp = false;
  exchange.arrivals[2].at = exchange.times.ended + 5ns;  // behind the end of the message
  expect_round_trip(exchange, "arrival after the end");
  exchange.response.resize(150);  // cut by SizeLimits::response
  expect_round_trip(exchange, "cut response");
  expect_round_trip({.end = TransportEnd::dns_failed, .wait = Wait::connect}, "nothing came");
}

TEST(Recording, BringsBackEveryTransportEndAndWait) {
  for (const auto end :
       {TransportEnd::message_complete, TransportEnd::peer_closed, TransportEnd::peer_reset,
        TransportEnd::wait_limit, TransportEnd::consumer_stopped, TransportEnd::interrupted,
        TransportEnd::dns_failed, TransportEnd::connect_failed, TransportEnd::tls_failed,
        TransportEnd::send_failed, TransportEnd::no_resources}) {
    for (const auto wait : {Wait::connect, Wait::head, Wait::first, Wait::gap, Wait::after_terminal,
                            Wait::total, Wait::none}) {
      if (end == TransportEnd::wait_limit && wait == Wait::none) continue;
      expect_round_trip({.end = end, .wait = wait}, std::string(to_string(end)));
    }
  }
}

TEST(Recording, KeepsHowExchangesLieToEachOther) {
  auto first = exchange_with_response("a");
  first.times = {.dispatched = at(1'000ns), .ended = at(9'000ns)};
  first.arrivals[0].at = at(8'000ns);
  auto second = exchange_with_response("b");
  second.times = {.dispatched = at(4'000ns), .ended = at(6'000ns)};
  second.arrivals[0].at = at(5'000ns);
  std::ostringstream stream;
  auto writer = RecordingWriter::begin(
      {.stream = stream, .name = "a.jsonl", .origin = at(500ns), .limits = {}}, sample_header());
  ASSERT_TRUE(writer.has_value());
  ASSERT_TRUE(writer->append(recorded(second)).has_value());
  ASSERT_TRUE(writer->append(recorded(first)).has_value());

  const auto recording = read(stream.str());
  ASSERT_TRUE(recording.has_value());
  const auto& read_second = recording->exchanges.at(0).exchange;
  const auto& read_first = recording->exchanges.at(1).exchange;
  EXPECT_EQ(read_second.times.dispatched, at(3'500ns));
  EXPECT_EQ(read_second.arrivals[0].at, at(4'500ns));
  EXPECT_EQ(read_second.times.ended, at(5'500ns));
  EXPECT_EQ(read_first.times.dispatched, at(500ns));
  EXPECT_EQ(read_first.arrivals[0].at, at(7'500ns));
}

TEST(Recording, KeepsWhyAndTheCodingThatWasNotSearched) {
  Recording recording{.header = sample_header(), .exchanges = {recorded(worked_example())}};
  recording.header.why = "issue 12";
  recording.exchanges[0].why = "the proxy cuts characters";
  recording.exchanges[0].unsearched_coding = "br";
  const auto again = read(write(recording));
  ASSERT_TRUE(again.has_value()) << to_string(again.error());
  EXPECT_EQ(*again, recording);
}

TEST(RecordedBytes, StandAsOneStringWhereTheyAreOneLineOfText) {
  EXPECT_EQ(written(""), R"("")");
  EXPECT_EQ(written("data"), R"("data")");
  EXPECT_EQ(written("data: Gr\u00fc\u00dfe\r\n\r\n"), "\"data: Gr\u00fc\u00dfe\\r\\n\\r\\n\"");
}

TEST(RecordedBytes, AreCutBehindEachRunOfLineEnds) {
  EXPECT_EQ(written("a\n\nb\r\n\r\nc\rd"), R"(["a\n\n","b\r\n\r\n","c\r","d"])");
  EXPECT_EQ(written("\n\na"), R"(["\n\n","a"])");
}

TEST(RecordedBytes, AreHexadecimalWhereTheyAreNoUtf8) {
  EXPECT_EQ(written("\xff\xfe"), R"({"hex":"fffe"})");
  EXPECT_EQ(written("caf\xe9 au lait"), R"(["caf",{"hex":"e9"}," au lait"])");
  EXPECT_EQ(written("\xe2\x82"), R"({"hex":"e282"})");
}

TEST(RecordedBytes, TakeShortTextBetweenOtherBytesIntoTheHexadecimal) {
  EXPECT_EQ(written("\xff"
                    "1234\xff"),
            R"({"hex":"ff31323334ff"})");
  EXPECT_EQ(written("\xff"
                    "12345\xff"),
            R"([{"hex":"ff"},"12345",{"hex":"ff"}])");
  EXPECT_EQ(written("\xff"
                    "1"),
            R"([{"hex":"ff"},"1"])");
}

TEST(RecordedBytes, ShowTheChunkSizeBetweenTheHalvesOfACharacter) {
  EXPECT_EQ(written("3\r\nGr\xc3\r\n1\r\n\xbc\r\n"),
            R"(["3\r\n","Gr",{"hex":"c3"},"\r\n","1\r\n",{"hex":"bc"},"\r\n"])");
}

TEST(RecordedBytes, HaveAtMostThirtyTwoInOneHexadecimalPiece) {
  EXPECT_EQ(written(std::string(33, '\xff')),
            R"([{"hex":")" + std::string(64, 'f') + R"("},{"hex":"ff"}])");
}

TEST(RecordedBytes, EscapeWhatWouldRearrangeTheLine) {
  EXPECT_EQ(written(std::string_view("\0\x1b\x7f\"\\/\t", 7)), R"("\u0000\u001b\u007f\"\\/\t")");
  EXPECT_EQ(written("\u202e\u2028\ufeff\u0085"), R"("\u202e\u2028\ufeff\u0085")");
}

TEST(RecordedBytes, AreReadWhateverTheCut) {
  EXPECT_EQ(response_read_from(R"(["a","","b",{"hex":""},{"hex":"63E282"}])", 5), "abc\xe2\x82");
  EXPECT_EQ(response_read_from(R"("\u00fc\ud83d\ude00\/\b\f")", 9), "\u00fc\U0001F600/\b\f");
}

TEST(RecordingReader, TakesBlankLinesAndForeignLineEndsAndAMissingLastOne) {
  const auto file = file_with(worked_example());
  const auto expected = read(file);
  const auto line_end = file.find('\n');
  const auto header = file.substr(0, line_end);
  const auto exchange = file.substr(line_end + 1, file.size() - line_end - 2);
  for (const auto& same :
       {header + "\r\n" + exchange + "\r\n", "\n" + header + "\n \t\n" + exchange,
        header + "\n" + exchange + "\n\n"}) {
    EXPECT_TRUE(read(same) == expected) << same;
  }
}

TEST(RecordingReader, HandsOutTheExchangesInFrontOfTheDamage) {
  auto file = file_with(worked_example());
  file += "{\"probe\":\"cut";
  std::istringstream stream(file);
  auto reader = RecordingReader::begin({.stream = stream, .name = "a.jsonl", .limits = {}});
  ASSERT_TRUE(reader.has_value());
  EXPECT_EQ(reader->header(), sample_header());
  const auto first = reader->next();
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->value().exchange, worked_example());
  const auto problem = reader->next();
  ASSERT_TRUE(problem.has_error());
  EXPECT_EQ(problem.error().where, "a.jsonl:3: /probe");
  EXPECT_TRUE(reader->next() == problem);
}

TEST(RecordingReader, SaysTheSameOfEveryPrefixOfAFile) {
  const auto file = file_with(worked_example());
  const auto header_bytes = file.find('\n') + 1;
  for (std::size_t length = 0; length + 1 < file.size(); ++length) {
    const auto problem = problem_of(file.substr(0, length), {.read_bytes = 3});
    const bool is_whole_header = length + 1 == header_bytes || length == header_bytes;
    EXPECT_EQ(problem.empty(), is_whole_header) << length;
    if (length > 0 && !is_whole_header) {
      EXPECT_NE(problem.find("is cut off: the file ends within its line"), std::string::npos)
          << length << ": " << problem;
    }
  }
}

// Takes `room` bytes and then no more, as a full disk does.
class FullDisk : public std::streambuf {
 public:
  explicit FullDisk(std::size_t room) : room_(room) {}
  const std::string& content() const { return content_; }

 private:
  int overflow(int byte) override {
    const char c = static_cast<char>(byte);
    return xsputn(&c, 1) == 1 ? byte : traits_type::eof();
  }
  std::streamsize xsputn(const char* bytes, std::streamsize count) override {
    const auto taken = std::min(static_cast<std::size_t>(count), room_ - content_.size());
    content_.append(bytes, taken);
    return static_cast<std::streamsize>(taken);
  }

  std::size_t room_;
  std::string content_;
};

TEST(RecordingWriter, SaysThatTheDiskIsFullWhereverItFillsUp) {
  const auto whole = file_with(worked_example());
  const auto header_bytes = whole.find('\n') + 1;
  for (std::size_t room = 0; room <= whole.size(); ++room) {
    FullDisk disk(room);
    std::ostream stream(&disk);
    auto writer = RecordingWriter::begin(
        {.stream = stream, .name = "a.jsonl", .origin = {}, .limits = {}}, sample_header());
    ASSERT_EQ(writer.has_value(), room >= header_bytes) << room;
    if (writer.has_error()) {
      EXPECT_EQ(writer.error().where, "a.jsonl");
      continue;
    }
    const auto appended = writer->append(recorded(worked_example()));
    EXPECT_EQ(appended.has_value(), room == whole.size()) << room;
    EXPECT_EQ(disk.content(), whole.substr(0, room));
  }
}

void expect_refused_by_writer(const RecordedExchange& exchange, const std::string& about) {
  EXPECT_THROW(write({.header = sample_header(), .exchanges = {exchange}}), base::HarnessFault)
      << about;
}

TEST(RecordingWriter, NeverWritesNumbersThatContradictEachOther) {
  auto broken = recorded(worked_example());
  broken.exchange.arrivals[0].at = at(-1ns);
  expect_refused_by_writer(broken, "arrival before the exchange");
  broken = recorded(worked_example());
  broken.exchange.arrivals.pop_back();
  expect_refused_by_writer(broken, "bytes without arrival");
  broken = recorded(worked_example());
  broken.exchange.times.ended = at(1ns);
  expect_refused_by_writer(broken, "ended before it was written");
  broken = recorded(worked_example());
  broken.exchange.times.dispatched = at(-1ns);
  expect_refused_by_writer(broken, "older than the recording");
  broken = recorded(worked_example());
  broken.redacted = {{.place = RedactedPlace::response, .offset = 0, .length = 4}};
  expect_refused_by_writer(broken, "listed and not redacted");
}

}  // namespace
}  // namespace ssert::exchange
