// Streams that mean harm: what is kept is bounded, what is said is bounded, nothing is thrown.
#include "dialect/limits.h"
#include "dialect/testing/stream_of_events.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace ssert::dialect {
namespace {

using testing::dialect_of;
using testing::interpret;
using testing::MadeEvent;
using Violations = std::vector<std::string>;

Dialect with(std::string_view more) {
  return dialect_of(fmt::format(R"({{
    "dialect_format": 1, "name": "n", "title": "t", "terminal": "required",
    "events": [
      {{"kind": "end", "class": "done", "terminal": true, "sentinel": "end"}},
      {{"kind": "part", "class": "meta", "text": "/t"}}
    ],
    {}
  }})",
                                more));
}

// Streams one after another the events that `make` gives.
template <class Make>
Violations damage_of_many(const Dialect& dialect, std::size_t count, const Make& make) {
  Violations violations;
  Interpreter interpreter(dialect, [&](const violation::Violation& found) {
    violations.push_back(fmt::format("{}: {}", violation::row(found.code).name, found.detail));
  });
  for (std::size_t i = 0; i < count; ++i) {
    const std::string data = make(i);
    interpreter.on_event({.type = "message", .data = data});
  }
  interpreter.on_event({.type = "message", .data = "end"});
  interpreter.finish();
  return violations;
}

TEST(Hostile, DeepNestingIsALimitAndNoFinding) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  EXPECT_EQ(interpret("conversation", {deep}).violations,
            (Violations{"interpreter-limit @0: the data is nested deeper than 128"}));
}

TEST(Hostile, ManyValuesAreALimit) {
  std::string many = "[";
  for (int i = 0; i < 1'000'000; ++i) many += "[],";
  EXPECT_EQ(interpret("conversation", {many}).violations,
            (Violations{"interpreter-limit @0: the data has more than 250,000 values"}));
}

TEST(Hostile, ElementsOfAPlaceAreLimited) {
  std::string choices;
  for (int i = 0; i < 1'500; ++i)
    choices += fmt::format(R"({}{{"index":{},"delta":{{"content":"x"}},"finish_reason":null}})",
                           i == 0 ? "" : ",", i);
  const auto outcome = interpret(
      "openai-chat",
      {R"({"id":"c","object":"chat.completion.chunk","created":1,"model":"m","choices":[)" +
       choices + "]}"});
  EXPECT_EQ(outcome.meanings[0].text.size(), limits::values_of_place);
  ASSERT_FALSE(outcome.violations.empty());
  for (const auto& each : outcome.violations)
    EXPECT_TRUE(each.starts_with("interpreter-limit")) << each;
}

TEST(Hostile, TracksAreFollowedUpToALimitSaidOnce) {
  const auto dialect = with(R"("tracks": [{"name": "t", "key": "/id", "start": "s",
                               "states": {"s": {"part": "s"}}, "settled": ["s"]}])");
  const auto violations = damage_of_many(dialect, limits::kept_entries + 10, [](std::size_t i) {
    return fmt::format(R"({{"id":{}}})", i);
  });
  EXPECT_EQ(violations, (Violations{"interpreter-limit: t: too many of them to follow"}));
}

TEST(Hostile, UniqueValuesAreKeptUpToALimitSaidOnce) {
  const auto dialect = with(R"("invariants": [{"invariant": "unique", "place": "/id"}])");
  const auto violations = damage_of_many(dialect, limits::kept_entries + 10, [](std::size_t i) {
    return fmt::format(R"({{"id":{}}})", i);
  });
  EXPECT_EQ(violations,
            (Violations{"interpreter-limit: /id: too much to remember; not judged further"}));
}

TEST(Hostile, LongUniqueValuesAreToldApartInLittleMemory) {
  const auto dialect = with(R"("invariants": [{"invariant": "unique", "place": "/id"}])");
  const auto id_of = [](std::size_t i) {
    return fmt::format(R"({{"id":"{}{}"}})", std::string(100'000, 'x'), i);
  };
  EXPECT_EQ(damage_of_many(dialect, 300, id_of), Violations{});
  EXPECT_EQ(damage_of_many(dialect, 2, [&](std::size_t) { return id_of(0); }).size(), 1U);
}

TEST(Hostile, JoinedTextIsKeptUpToALimitAndThenNotJudged) {
  const auto dialect = with(R"("invariants": [{"invariant": "joined_is_json", "place": "/t"}])");
  const auto part = fmt::format(R"({{"t":"{}"}})", std::string(1'000'000, 'x'));
  EXPECT_EQ(damage_of_many(dialect, 20, [&](std::size_t) { return part; }),
            (Violations{"interpreter-limit: /t: too much to remember; not judged further"}));
  EXPECT_EQ(damage_of_many(dialect, 2, [&](std::size_t) { return part; }).size(), 1U);
}

TEST(Hostile, ManySmallPartsAreJoined) {
  const auto dialect = with(R"("invariants": [{"invariant": "joined_is_json", "place": "/t"}])");
  const auto violations = damage_of_many(dialect, 150'000, [](std::size_t i) {
    return i == 0 ? R"({"t":"["})" : i + 1 == 150'000 ? R"({"t":"1]"})" : R"({"t":"1,"})";
  });
  EXPECT_EQ(violations, Violations{});
}

TEST(Hostile, DetailsAreOneShortPrintableLine) {
  const std::string nasty = "\\u001b[31m\\n\\u202e" + std::string(5'000, 'y');
  const std::vector<std::string> data{
      fmt::format(R"({{"type":"{}"}})", nasty),
      fmt::format(R"({{"{}":1}})", nasty),
      fmt::format(R"({{"type":"token","content":"x","index":"{}"}})", nasty),
      nasty,
  };
  for (const auto& each : interpret("conversation", data).violations) {
    EXPECT_LT(each.size(), 300U) << each;
    EXPECT_TRUE(std::none_of(each.begin(), each.end(), [](char c) {
      return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    })) << each;
    EXPECT_EQ(each.find("\u202e"), std::string::npos) << each;
  }
}

TEST(Hostile, CountsAtTheEdgeOfIntegersDoNotOverflow) {
  const auto index = [](std::string_view number) {
    return fmt::format(R"({{"type":"token","content":"x","index":{}}})", number);
  };
  EXPECT_EQ(interpret("conversation", {index("9223372036854775807"), index("-9223372036854775808")})
                .violations.size(),
            1U);
  EXPECT_EQ(interpret("conversation", {index("1e300"), index("1e400")}).violations, Violations{})
      << "an integer that no counter has is not compared";
}

}  // namespace
}  // namespace ssert::dialect
