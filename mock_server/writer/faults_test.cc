// A liar breaks exactly the point that it is named for, and an honest twin shows exactly its
// peculiarity. The points stand in fault_points.cc.
#include "base/text.h"
#include "mock_server/script/library.h"
#include "mock_server/writer/fault_points.h"
#include "mock_server/writer/play_through.h"
#include "mock_server/writer/writer.h"

#include <gtest/gtest.h>

namespace ssert::mock_server {
namespace {

using std::chrono::milliseconds;
using testing::after_head;
using testing::all_points;
using testing::count_of;
using testing::play_through;
using testing::Played;
using testing::Point;
using testing::test_occasion;
using testing::unchunk;

std::string head_of(const std::string& bytes) {
  return bytes.substr(0, bytes.find("\r\n\r\n") + 4);
}

// Whether each token of the answer stands in the bytes as the honest script writes it, in order,
// whatever stands between them.
bool holds_all_tokens(std::string_view content) {
  const auto occasion = test_occasion();
  const Answer answer(occasion.prompt, occasion.seed, occasion.tokens);
  for (std::uint32_t i = 0; i < answer.size(); ++i) {
    Steps steps{{TokensStep{.from = Position{.percent = 0, .offset = i},
                            .to = Position{.percent = 0, .offset = i + 1}}},
                {EndStep{}}};
    auto event = play_through(steps, occasion).bytes();  // without a head: not chunked
    event = event.substr(6, event.size() - 8);           // the JSON alone
    const auto found = content.find(event);
    if (found == std::string_view::npos) return false;
    content.remove_prefix(found + event.size());
  }
  return true;
}

std::string content_of(const std::string& bytes) {
  const auto unchunked = unchunk(after_head(bytes));
  return unchunked.whole ? unchunked.content : std::string(after_head(bytes));
}

TEST(Faults, TheTableHasEveryScriptOnce) {
  std::vector<std::string> names;
  std::vector<std::string> listed;
  for (const auto& script : script_library()) names.push_back(script.name);
  for (const auto& point : all_points()) listed.push_back(point.name);
  EXPECT_EQ(listed, names);
}

void expect_named_bytes(const Point& point) {
  const auto* script = find_script(point.name);
  ASSERT_NE(script, nullptr);
  const auto played = play_through(script->steps, test_occasion());
  const auto bytes = played.bytes();
  const auto shown = base::escape_bytes_shortened(bytes, 4000);
  for (const auto& needle : point.has) {
    EXPECT_GE(count_of(bytes, needle), 1U)
        << base::escape_bytes_shortened(needle, 200) << "\nnot in " << shown;
  }
  for (const auto& needle : point.has_not) {
    EXPECT_EQ(count_of(bytes, needle), 0U)
        << base::escape_bytes_shortened(needle, 200) << "\nis in " << shown;
  }
  EXPECT_EQ(played.ending, point.shape.ending);
}

void expect_honest_in_all_else(const Point& point) {
  const auto& [name, shape, has, has_not] = point;
  const auto bytes = play_through(find_script(name)->steps, test_occasion()).bytes();
  const auto honest = play_through(honest_script().steps, test_occasion()).bytes();
  const auto content = content_of(bytes);
  const auto done = std::string("data: {\"type\":\"done\"}\n\n");
  const auto shown = base::escape_bytes_shortened(bytes, 4000);
  EXPECT_EQ(head_of(bytes) == head_of(honest), shape.honest_head) << shown;
  EXPECT_EQ(unchunk(after_head(bytes)).whole, shape.whole_chunks) << shown;
  EXPECT_EQ(holds_all_tokens(content), shape.all_tokens) << shown;
  const bool done_in_chunk =
      content.ends_with(done + "\r\n0\r\n\r\n") || content.ends_with(done + "\r\n");
  EXPECT_EQ(count_of(content, done) == 1 && (content.ends_with(done) || done_in_chunk),
            shape.done_last)
      << shown;
}

// Two tests and not two hundred: each test is a process of its own when ctest runs it.
TEST(Faults, EachSendsTheBytesItIsNamedFor) {
  for (const auto& point : all_points()) {
    SCOPED_TRACE(point.name);
    expect_named_bytes(point);
  }
}

TEST(Faults, EachIsHonestInAllElse) {
  for (const auto& point : all_points()) {
    SCOPED_TRACE(point.name);
    expect_honest_in_all_else(point);
  }
}

// What is not a matter of needles.

Played played(std::string_view name) {
  return play_through(find_script(name)->steps, test_occasion());
}

TEST(Faults, WrongContentLengthIsAHundredTooLarge) {
  const auto bytes = played("wrong-content-length").bytes();
  const auto size = after_head(bytes).size();
  EXPECT_EQ(count_of(bytes, "\r\nContent-Length: " + std::to_string(size + 100) + "\r\n"), 1U);
}

TEST(Faults, OtherContentLengthsAreRight) {
  for (const auto* name : {"with-content-length", "get-only", "html-502", "json-instead-of-sse",
                           "html-page", "error-as-stream", "too-many-no-retry-after"}) {
    const auto bytes = played(name).bytes();
    const auto size = after_head(bytes).size();
    EXPECT_EQ(count_of(bytes, "\r\nContent-Length: " + std::to_string(size) + "\r\n"), 1U) << name;
  }
  const auto bytes = played("length-and-chunked").bytes();
  const auto size = unchunk(after_head(bytes)).content.size();
  EXPECT_EQ(count_of(bytes, "\r\nContent-Length: " + std::to_string(size) + "\r\n"), 1U);
}

// The bytes from the end of the one token to the start of the next, in the middle of the answer.
std::string between_tokens_12_and_13(std::string_view name) {
  const auto bytes = played(name).bytes();
  auto at = bytes.find("\r\n\r\n");
  for (int token = 0; token < 12; ++token) at = bytes.find("\"}\n\n", at + 1);
  return bytes.substr(at, bytes.find("data: ", at) - at);
}

TEST(Faults, ChunkFaultsAreInOneChunkOfTheMiddle) {
  EXPECT_EQ(between_tokens_12_and_13("honest"), "\"}\n\n\r\n29\r\n");
  EXPECT_EQ(between_tokens_12_and_13("chunk-line-lf"), "\"}\n\n\r\n29\n");
  EXPECT_EQ(between_tokens_12_and_13("bad-chunk-size"), "\"}\n\n\r\nxyz\r\n");
  EXPECT_EQ(between_tokens_12_and_13("chunk-not-terminated"), "\"}\n\n\r\n29\r\n");
  const auto honest = played("honest").bytes();
  EXPECT_EQ(played("chunk-line-lf").bytes().size(), honest.size() - 1);
  EXPECT_EQ(played("bad-chunk-size").bytes().size(), honest.size() + 1);
  const auto not_terminated = played("chunk-not-terminated").bytes();
  EXPECT_EQ(not_terminated.size(), honest.size() - 2);
  EXPECT_EQ(count_of(not_terminated, "\"}\n\n31\r\ndata: "), 1U) << not_terminated;
}

TEST(Faults, CutAnswersStopAtHalf) {
  for (const auto* name : {"cut-clean", "reset-midstream", "hang-midstream", "close-delimited-cut",
                           "error-in-band", "stack-trace-error"}) {
    EXPECT_EQ(count_of(played(name).bytes(), "\"type\":\"token\""), 12U) << name;
  }
}

TEST(Faults, OrderAtTheEndIsAsNamed) {
  const auto order = [](std::string_view name) {
    const auto bytes = played(name).bytes();
    std::string kinds;
    for (auto at = bytes.find("{\"type\":\""); at != std::string::npos;
         at = bytes.find("{\"type\":\"", at + 1)) {
      kinds += bytes[at + 9];
    }
    return kinds;
  };
  EXPECT_EQ(order("honest"), std::string(24, 't') + "d");
  EXPECT_EQ(order("done-twice"), std::string(24, 't') + "dd");
  EXPECT_EQ(order("token-after-done"), std::string(23, 't') + "dt");
  EXPECT_EQ(order("error-then-token"), std::string(12, 't') + "et");
  EXPECT_EQ(order("error-in-band"), std::string(12, 't') + "e");
  EXPECT_EQ(order("first-event-error"), "e");
  EXPECT_EQ(order("no-output"), "d");
  EXPECT_EQ(order("single-token"), "td");
}

TEST(Faults, IndexesAreAsNamed) {
  const auto indexes = [](std::string_view name) {
    const auto bytes = played(name).bytes();
    std::vector<int> found;
    for (auto at = bytes.find("\"index\":"); at != std::string::npos;
         at = bytes.find("\"index\":", at + 1)) {
      found.push_back(std::stoi(bytes.substr(at + 8, 4)));
    }
    return found;
  };
  std::vector<int> right(24);
  for (int i = 0; i < 24; ++i) right[static_cast<std::size_t>(i)] = i;
  EXPECT_EQ(indexes("indexed"), right);
  auto repeated = right;
  for (std::size_t i = 12; i < 24; ++i) --repeated[i];
  EXPECT_EQ(indexes("index-repeated"), repeated);
  auto gap = right;
  for (std::size_t i = 12; i < 24; ++i) ++gap[i];
  EXPECT_EQ(indexes("index-gap"), gap);
  auto swapped = right;
  std::swap(swapped[12], swapped[13]);
  EXPECT_EQ(indexes("index-swapped"), swapped);
}

TEST(Faults, LateEndsAreLate) {
  const auto last_step = [](std::string_view name) {
    const auto writes = played(name).writes;
    return writes.back().due - writes[writes.size() - 2].due;
  };
  EXPECT_EQ(last_step("late-end"), milliseconds(1500));
  EXPECT_EQ(last_step("late-end-11s"), milliseconds(11'000));
  EXPECT_EQ(last_step("honest"), milliseconds(0));
  EXPECT_EQ(played("slow-first").writes[1].due, milliseconds(1550));
}

TEST(Faults, EndlessLineIs20MiBWithoutALineEnd) {
  const auto bytes = played("endless-line").bytes();
  const auto content = unchunk(after_head(bytes)).content;
  const auto last_line = content.substr(content.rfind('\n') + 1);
  EXPECT_EQ(last_line.size(), std::string_view("data: ").size() + 20U * 1024 * 1024);
}

TEST(Faults, OtherMethodsAreAnsweredAsNamed) {
  auto occasion = test_occasion();
  occasion.method = "GET";
  const auto answer = [&](std::string_view name, const std::string& method) {
    const auto* steps = steps_for(*find_script(name), method);
    return steps == nullptr ? std::string() : play_through(*steps, occasion).bytes();
  };
  for (const auto& bytes : {answer("get-only", "GET"), answer("post-405", "PUT")}) {
    EXPECT_EQ(head_of(bytes), head_of(played("honest").bytes()));
    EXPECT_TRUE(unchunk(after_head(bytes)).whole);
  }
  EXPECT_EQ(count_of(answer("missing-route", "GET"), "\"Cannot GET /conv"), 1U);
  EXPECT_EQ(count_of(answer("post-405", "GET"), "HTTP/1.1 405 "), 1U);
}

TEST(HonestTwins, OneByteAndTwoHalvesDifferInTheirWritesOnly) {
  const auto honest = played("honest").bytes();
  EXPECT_EQ(played("one-byte").bytes(), honest);
  EXPECT_EQ(played("one-byte").writes.size(), honest.size());
  EXPECT_EQ(played("two-halves-head").bytes(), honest);
  EXPECT_EQ(played("two-halves-head").writes[1].due, milliseconds(30));
}

TEST(HonestTwins, Utf8SplitCutsCharactersAndNothingElse) {
  const auto split = unchunk(after_head(played("utf8-split").bytes()));
  EXPECT_EQ(split.content, unchunk(after_head(played("honest").bytes())).content);
  std::size_t cut_characters = 0;
  for (const auto& each : played("utf8-split").writes) {
    const auto& bytes = each.write.bytes;
    if (bytes.size() < 3) continue;
    cut_characters += (static_cast<unsigned char>(bytes[bytes.size() - 3]) & 0xC0U) == 0xC0U;
  }
  EXPECT_GT(cut_characters, 3U);
}

}  // namespace
}  // namespace ssert::mock_server
