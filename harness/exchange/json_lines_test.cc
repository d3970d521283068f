// What JsonLines takes for a string or a number, and what it says of anything else; against another
// reader of JSON.
#include "exchange/json_lines.h"

#include "base/text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <optional>
#include <sstream>
#include <string>

namespace ssert::exchange {
namespace {

constexpr std::array members{JsonMember{"v"}};

struct Outcome {
  std::string text;
  std::string problem;  // what, or empty
};

Outcome read_string_from(const std::string& line, std::size_t read_bytes) {
  std::istringstream stream(line);
  JsonLines in({.stream = stream,
                .name = "a",
                .file_bytes_max = 1000,
                .line_memory_max = 1000,
                .read_bytes = read_bytes});
  Outcome outcome;
  const bool read = in.next_line() && in.read_object(members, [&](std::string_view) {
    return in.read_string(outcome.text);
  }) && in.end_line();
  EXPECT_EQ(read, !in.failed());
  if (in.failed()) outcome.problem = in.problem().what;
  return outcome;
}

// The string in {"v": …} as the other reader takes it; none where that is no such thing.
std::optional<std::string> oracle_string(const std::string& line) {
  const auto value = nlohmann::json::parse(line, nullptr, false);
  if (!value.is_object() || !value.contains("v") || !value["v"].is_string()) return std::nullopt;
  return value["v"].get<std::string>();
}

void expect_agreement(const std::string& json) {
  const auto line = "{\"v\":" + json + "}";
  const auto expected = oracle_string(line);
  for (const std::size_t read_bytes : {1, 2, 3, 5, 1000}) {
    const auto outcome = read_string_from(line, read_bytes);
    ASSERT_EQ(outcome.problem.empty(), expected.has_value())
        << base::escape_bytes(line) << ": " << outcome.problem;
    if (!expected) continue;
    ASSERT_EQ(outcome.text, *expected) << base::escape_bytes(line);
  }
}

TEST(JsonLines, ReadsEveryByteInAStringAsAnotherReaderDoes) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string alone(1, static_cast<char>(byte));
    expect_agreement("\"" + alone + "\"");
    expect_agreement("\"a" + alone + "b\"");
    expect_agreement("\"\\" + alone + "\"");
    expect_agreement("\"\\u00" + alone + "1\"");
  }
}

TEST(JsonLines, ReadsEveryUnicodeEscapeAsAnotherReaderDoes) {
  for (unsigned unit = 0; unit < 0x10000; unit += unit < 0xD000 || unit >= 0xE800 ? 97 : 5) {
    std::array<char, 16> escape{};
    std::snprintf(escape.data(), escape.size(), "\\u%04X", unit);
    expect_agreement("\"" + std::string(escape.data()) + "\"");
    expect_agreement("\"\\uD83D" + std::string(escape.data()) + "\"");
    expect_agreement("\"" + std::string(escape.data()) + "\\uDE00\"");
    expect_agreement("\"" + std::string(escape.data()) + "x\"");
  }
}

TEST(JsonLines, ReadsCutCharactersAsAnotherReaderDoes) {
  const std::string text = "\u00e9\u20ac\U0001F600";
  for (std::size_t begin = 0; begin < text.size(); ++begin) {
    for (std::size_t end = begin; end <= text.size(); ++end)
      expect_agreement("\"" + text.substr(begin, end - begin) + "\"");
  }
  for (const auto* bytes : {"\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xF5"})
    expect_agreement("\"" + std::string(bytes) + "\"");
}

struct NumberOutcome {
  std::uint64_t value = 0;
  std::string problem;
};

NumberOutcome read_number_from(const std::string& json) {
  std::istringstream stream("{\"v\": " + json + " }\n");
  JsonLines in({.stream = stream,
                .name = "a",
                .file_bytes_max = 1000,
                .line_memory_max = 1000,
                .read_bytes = 2});
  NumberOutcome outcome;
  const bool read = in.next_line() && in.read_object(members, [&](std::string_view) {
    return in.read_number(outcome.value);
  }) && in.end_line();
  EXPECT_EQ(read, !in.failed());
  if (!read) outcome.problem = in.problem().what;
  return outcome;
}

TEST(JsonLines, ReadsIntegersUpToTheLimit) {
  for (const std::uint64_t value :
       {0ULL, 1ULL, 10ULL, 9007199254740993ULL, 1000000000000000000ULL}) {
    const auto outcome = read_number_from(std::to_string(value));
    EXPECT_EQ(outcome.problem, "");
    EXPECT_EQ(outcome.value, value);
  }
}

TEST(JsonLines, RefusesWhatIsNoIntegerFromZeroToTheLimit) {
  for (const auto* json : {"-1",
                           "-0",
                           "1.0",
                           "1e3",
                           "01",
                           "00",
                           "+1",
                           "1000000000000000001",
                           "18446744073709551616",
                           "1a",
                           ".5",
                           "NaN",
                           "\"1\"",
                           "null",
                           "true",
                           "[]",
                           "1 2",
                           "0x10",
                           "1,",
                           "",
                           "11111111111111111111111111111111111111111111"}) {
    EXPECT_NE(read_number_from(json).problem, "") << json;
  }
}

}  // namespace
}  // namespace ssert::exchange
