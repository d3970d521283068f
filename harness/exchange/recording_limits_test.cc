// Hostile recordings: whatever the file, memory is bounded and the reader comes to an end.
#include "exchange/contradiction.h"
#include "exchange/recording.h"
#include "exchange/testing/samples.h"

#include <gtest/gtest.h>

#include <istream>
#include <streambuf>
#include <string>

namespace ssert::exchange {
namespace {

using testing::problem_of;
using testing::recorded;
using testing::sample_header;
using testing::worked_example;
using testing::write;

// `begin`, and then `again` for ever; counts what was taken of it.
class Endless : public std::streambuf {
 public:
  Endless(std::string begin, std::string again)
      : text_(std::move(begin)), again_(std::move(again)) {
    setg(text_.data(), text_.data(), text_.data() + text_.size());
    taken_ = text_.size();
  }
  std::size_t taken() const { return taken_; }

 private:
  int underflow() override {
    text_ = again_;
    setg(text_.data(), text_.data(), text_.data() + text_.size());
    taken_ += text_.size();
    return traits_type::to_int_type(text_.front());
  }

  std::string text_;
  std::string again_;
  std::size_t taken_ = 0;
};

struct EndlessCase {
  std::string name;
  std::string begin;  // of the exchange's line
  std::string again;
};

const std::string header_line =
    "{\"recording_format\":1,\"ssert\":\"0.1.0\",\"created_at\":\"-\"}\n";

std::vector<EndlessCase> endless_cases() {
  return {
      {"string", "{\"response\":\"", "aaaaaaaaaaaaaaaa"},
      {"escapes", "{\"response\":\"", "\\u0000"},
      {"pieces", "{\"response\":[\"a\"", ",\"a\""},
      {"hexadecimal pieces", "{\"response\":[\"a\"", ",{\"hex\":\"ff\"}"},
      {"hexadecimal", "{\"response\":{\"hex\":\"", "ff"},
      {"arrivals", "{\"arrivals\":[{\"offset\":0,\"length\":1,\"at_ns\":0}",
       ",{\"offset\":0,\"length\":1,\"at_ns\":0}"},
      {"fields", "{\"request\":{\"fields\":[{\"name\":\"\",\"value\":\"\"}",
       ",{\"name\":\"\",\"value\":\"\"}"},
      {"ranges", "{\"redacted\":[{\"where\":\"/response\",\"offset\":0,\"length\":1}",
       ",{\"where\":\"/response\",\"offset\":0,\"length\":1}"},
      {"word", "{\"end\":\"", "a"},
      {"member name", "{\"", "a"},
      {"number", "{\"response_cut_bytes\":", "1"},
      {"nesting", "{\"response\":", "["},
  };
}

constexpr std::size_t exchange_bytes = 1024 * 1024;

TEST(RecordingLimits, EndWhateverGoesOnForEverOnALine) {
  for (const auto& endless : endless_cases()) {
    Endless source(header_line + endless.begin, endless.again);
    std::istream stream(&source);
    const auto recording = read_recording(
        {.stream = stream, .name = "a.jsonl", .limits = {.exchange_bytes = exchange_bytes}});
    ASSERT_TRUE(recording.has_error()) << endless.name;
    // The most text for its memory is a piece of one byte: ,{"hex":"ff"}
    EXPECT_LT(source.taken(), 16 * exchange_bytes) << endless.name;
  }
}

TEST(RecordingLimits, EndWhatCostsNoMemoryAtTheSizeOfTheFile) {
  for (const auto& [name, begin, again] :
       {EndlessCase{"empty pieces", header_line + "{\"response\":[\"\"", ",\"\""},
        EndlessCase{"blank lines", header_line, "\n"}, EndlessCase{"blanks", header_line, " "},
        EndlessCase{"blanks in front", "", " "}}) {
    Endless source(begin, again);
    std::istream stream(&source);
    const auto recording = read_recording(
        {.stream = stream, .name = "a.jsonl", .limits = {.file_bytes = exchange_bytes}});
    ASSERT_TRUE(recording.has_error()) << name;
    EXPECT_EQ(recording.error().what, "is in a file that is too large") << name;
    EXPECT_LT(source.taken(), 2 * exchange_bytes) << name;
  }
}

TEST(RecordingLimits, OfMemoryAreTheSameForWriterAndReader) {
  const Recording recording{.header = sample_header(), .exchanges = {recorded(worked_example())}};
  const auto whole = write(recording);
  const auto memory = memory_of(recording.exchanges[0]);
  EXPECT_EQ(write(recording, {.exchange_bytes = memory}), whole);
  EXPECT_EQ(problem_of(whole, {.exchange_bytes = memory}), "");
  EXPECT_NE(write(recording, {.exchange_bytes = memory - 1}), whole);
  EXPECT_NE(problem_of(whole, {.exchange_bytes = memory - 1}), "");
}

TEST(RecordingLimits, OfTheFileAreTheSameForWriterAndReader) {
  const Recording recording{.header = sample_header(), .exchanges = {recorded(worked_example())}};
  const auto whole = write(recording);
  EXPECT_EQ(write(recording, {.file_bytes = whole.size()}), whole);
  EXPECT_EQ(problem_of(whole, {.file_bytes = whole.size()}), "");
  EXPECT_EQ(write(recording, {.file_bytes = whole.size() - 1}).substr(0, 24),
            "problem: a.jsonl is full");
  EXPECT_NE(problem_of(whole, {.file_bytes = whole.size() - 1}), "");
}

TEST(RecordingLimits, LetASmallerExchangeFollowOneThatIsTooLarge) {
  std::ostringstream stream;
  auto large = recorded(worked_example());
  large.why.assign(2000, 'a');
  auto writer = RecordingWriter::begin(
      {.stream = stream, .name = "a.jsonl", .origin = {}, .limits = {.exchange_bytes = 2000}},
      sample_header());
  ASSERT_TRUE(writer.has_value());
  EXPECT_TRUE(writer->append(large).has_error());
  EXPECT_TRUE(writer->append(recorded(worked_example())).has_value());
  EXPECT_EQ(problem_of(stream.str()), "");
}

// A read that fails: a folder opened as a file, a disk that breaks.
class Broken : public std::streambuf {
  int underflow() override { throw std::ios_base::failure("broken"); }
};

TEST(RecordingReader, SaysThatTheFileCannotBeRead) {
  Broken source;
  std::istream stream(&source);
  const auto reader = RecordingReader::begin({.stream = stream, .name = "a.jsonl", .limits = {}});
  ASSERT_TRUE(reader.has_error());
  EXPECT_EQ(
      to_string(reader.error()),
      "a.jsonl:1: the line cannot be read on\n  expected: a file that can be read to its end");
}

}  // namespace
}  // namespace ssert::exchange
