// Proves what a hostile response can make the reader keep, in bytes: a program of its own, because
// it replaces operator new to count them.
#include "http/response_reader.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <malloc.h>
#include <new>
#include <string>

namespace {

std::size_t live_bytes = 0;
std::size_t peak_bytes = 0;

void* counted(void* memory) {
  if (memory == nullptr) throw std::bad_alloc();
  live_bytes += malloc_usable_size(memory);
  peak_bytes = std::max(peak_bytes, live_bytes);
  return memory;
}

void release(void* memory) {
  if (memory != nullptr) live_bytes -= malloc_usable_size(memory);
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return counted(std::malloc(size)); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }

namespace ssert::http {
namespace {

class Ignoring final : public ResponseObserver {
 public:
  void on_interim_head(const ResponseHead&) override {}
  void on_head(const ResponseHead&) override {}
  void on_content(std::string_view, std::uint64_t) override {}
  void on_violation(const violation::Violation&) override { ++violations; }

  std::size_t violations = 0;
};

struct Endless {
  std::string_view name;
  std::string start;
  std::string repeated;
  // What may be kept: so many times the limit that applies. Text is kept once and std::string
  // doubles it; a field line of a few bytes costs its two strings and its place.
  std::size_t bytes_max = 0;
  bool gives_up = true;
};

constexpr base::SizeLimits limits{.head = 64 * 1024, .chunk_line = 4 * 1024};
constexpr std::size_t fixed_bytes = 4 * 1024;  // small strings, details of violations
constexpr std::size_t text_bytes = 4 * limits.head + fixed_bytes;
constexpr std::size_t line_bytes = 4 * limits.chunk_line + fixed_bytes;
// A field line has four bytes ("a:" CRLF) at least, and its FieldLine and FieldPlace 80; vectors
// double, and hold old and new elements while they grow.
constexpr std::size_t section_bytes =
    limits.head / 4 * (sizeof(FieldLine) + sizeof(FieldPlace)) * 3 + text_bytes;

// The violations of one line are handed on together.
constexpr std::size_t violations_bytes =
    limits.head / 2 * sizeof(violation::Violation) * 3 + text_bytes;

std::string line_of_forbidden_bytes() {
  std::string head = "HTTP/1.1 200 OK\r\nA: ";
  while (head.size() < limits.head - 10) head += "\x01 ";
  return head + "\r\n";
}

const std::string chunked_head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

const std::vector<Endless> endless = {
    {"reason", "HTTP/1.1 200 ", "reason ", text_bytes},
    {"status line of digits", "HTTP/1.1 ", "2", text_bytes},
    {"field name", "HTTP/1.1 200 OK\r\n", "name", text_bytes},
    {"field value", "HTTP/1.1 200 OK\r\nA: ", "value", text_bytes},
    {"fields", "HTTP/1.1 200 OK\r\n", "a:\r\n", section_bytes},
    {"folds", "HTTP/1.1 200 OK\r\nA: b\r\n", " c\r\n", text_bytes},
    {"damaged lines", "HTTP/1.1 200 OK\r\n", "\x01\r\n", text_bytes},
    {"a line of forbidden bytes", line_of_forbidden_bytes(), "\x01 ", violations_bytes},
    {"blank lines", "", "\r\n", text_bytes},
    {"interim heads", "", "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", line_bytes},
    {"chunk extension", chunked_head + "2;", "abc", line_bytes},
    {"chunk size", chunked_head, "0", line_bytes},
    {"stray lines between chunks", chunked_head + "2\r\nhi", "stray\n", line_bytes},
    {"stray line between chunks", chunked_head + "2\r\nhi", "stray", line_bytes},
    {"trailer line", chunked_head + "0\r\nA: ", "value", line_bytes},
    {"trailers", chunked_head + "0\r\n", "a:\r\n", section_bytes},
    {"chunks", chunked_head, "2\r\nhi\r\n", line_bytes, false},
    {"content until close", "HTTP/1.1 200 OK\r\n\r\n", "hello", line_bytes, false},
    {"bytes after the message", "HTTP/1.1 204 \r\n\r\n", "hello", line_bytes, false},
    {"another protocol", "<", "html", line_bytes},
};

TEST(ResponseReaderMemory, KeepsNoMoreThanItsLimitsAllowOfAnEndlessResponse) {
  for (const Endless& response : endless) {
    SCOPED_TRACE(response.name);
    std::string piece;
    while (piece.size() < 1000) piece += response.repeated;
    Ignoring observer;
    live_bytes = peak_bytes = 0;
    {
      ResponseReader reader(observer, "POST", limits);
      reader.feed(response.start);
      for (int i = 0; i < 10'000; ++i) reader.feed(piece);
      EXPECT_EQ(reader.gave_up(), response.gives_up);
    }
    EXPECT_LE(peak_bytes, response.bytes_max);
    EXPECT_EQ(live_bytes, 0U);
  }
}

// The limit, and not the luck of small input, holds the memory down: more limit, more memory.
TEST(ResponseReaderMemory, GrowsWithTheLimit) {
  const auto peak_with = [](const base::SizeLimits& these) {
    Ignoring observer;
    live_bytes = peak_bytes = 0;
    ResponseReader reader(observer, "POST", these);
    reader.feed("HTTP/1.1 200 OK\r\nA: ");
    const std::string piece(1000, 'x');
    for (int i = 0; i < 10'000; ++i) reader.feed(piece);
    return peak_bytes;
  };
  EXPECT_GT(peak_with({.head = 1'000'000}), 1'000'000U);
  EXPECT_LT(peak_with({.head = 10'000}), 50'000U);
}

}  // namespace
}  // namespace ssert::http
