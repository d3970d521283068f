// The decoder's bound on memory, counted in bytes: this program replaces operator new and delete.
#include "event_stream/decoder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <string>
#include <string_view>

namespace {

std::size_t live_bytes = 0;
std::size_t peak_bytes = 0;
std::size_t all_bytes = 0;

void* allocate(std::size_t size) {
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) throw std::bad_alloc();
  live_bytes += malloc_usable_size(block);
  all_bytes += size;
  peak_bytes = std::max(peak_bytes, live_bytes);
  return block;
}

void release(void* block) noexcept {
  if (block == nullptr) return;
  live_bytes -= malloc_usable_size(block);
  std::free(block);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* block) noexcept { release(block); }
void operator delete[](void* block) noexcept { release(block); }
void operator delete(void* block, std::size_t) noexcept { release(block); }
void operator delete[](void* block, std::size_t) noexcept { release(block); }

namespace ssert::event_stream {
namespace {

class Deaf final : public Observer {
 public:
  void on_event(const DispatchedEvent&) override {}
  void on_block_without_data(std::string_view, Range) override {}
  void on_comment(std::string_view, Range) override {}
  void on_retry(std::uint64_t, Range) override {}
  void on_violation(const violation::Violation&) override { ++violations; }

  std::uint64_t violations = 0;
};

struct Allocations {
  std::size_t peak = 0;  // most bytes at a time
  std::size_t sum = 0;   // of all bytes ever asked for
};

constexpr base::SizeLimits small_limits{.line = 4096, .event = 8192};

// `piece` again and again until `total` bytes have come.
Allocations decode_repeated(std::string_view piece, std::size_t total,
                            const base::SizeLimits& limits = small_limits) {
  Deaf observer;
  const auto live_before = live_bytes;
  const auto all_before = all_bytes;
  peak_bytes = live_bytes;
  Decoder decoder(observer, limits);
  for (std::size_t sent = 0; sent < total; sent += piece.size()) decoder.feed(piece);
  decoder.finish();
  return {.peak = peak_bytes - live_before, .sum = all_bytes - all_before};
}

std::string line(std::string_view name, std::string_view fill, std::size_t size) {
  std::string text(name);
  while (text.size() + fill.size() <= size) text += fill;
  return text;
}

// One byte a sequence that becomes three: the worst that a line can grow to.
std::string worst_block(std::size_t line_size) {
  std::string block;
  for (const auto* name : {"event:", "id:", "data:", "data:", "data:", "data:", "bogus", ":"}) {
    block += line(name, "\xFF", line_size) + "\n";
  }
  return block + "\n";
}

TEST(DecoderMemory, StaysBelowItsBoundWhateverComes) {
  const auto bound = Decoder::memory_bound(small_limits);
  const std::string no_end(1000, 'x');
  EXPECT_LE(decode_repeated(no_end, 1'000'000).peak, bound);
  EXPECT_LE(decode_repeated("\xFF", 100'000).peak, bound);
  EXPECT_LE(decode_repeated("data: more and more\n", 1'000'000).peak, bound);
  EXPECT_LE(decode_repeated("\r", 100'000).peak, bound);
  EXPECT_LE(decode_repeated(worst_block(small_limits.line), 1'000'000).peak, bound);
  EXPECT_LE(decode_repeated(worst_block(small_limits.line + 1), 1'000'000).peak, bound);
}

TEST(DecoderMemory, DoesNotGrowWithTheLengthOfTheStream) {
  for (const auto& piece : {std::string("x"), std::string("data: a\n"), worst_block(4096)}) {
    EXPECT_EQ(decode_repeated(piece, 50'000).peak, decode_repeated(piece, 500'000).peak) << piece;
  }
}

TEST(DecoderMemory, IsTouchedByLongLinesSoTheBoundIsNoEmptyPromise) {
  EXPECT_GT(decode_repeated(worst_block(small_limits.line), 1'000'000).peak, 8 * small_limits.line);
}

TEST(DecoderMemory, NeedsLittleForOneStreamOfTokensAndNothingForOneMore) {
  const std::string token = "data: {\"type\":\"token\",\"content\":\"a word\"}\n\n";
  const auto cut_in_each_line = token.substr(20) + token.substr(0, 20);
  for (const auto& piece : {token, cut_in_each_line}) {
    const auto few = decode_repeated(piece, 10'000, {});
    const auto many = decode_repeated(piece, 1'000'000, {});
    EXPECT_LE(many.peak, 1024U);
    EXPECT_EQ(many.sum, few.sum);
  }
}

TEST(DecoderMemory, IsAskedForInLinearMeasureByALineInTinySlices) {
  base::SizeLimits limits;
  const auto sum = decode_repeated("1234567", 10'000'000, limits).sum;
  EXPECT_LE(sum, std::size_t{4} * 10'000'000);
}

}  // namespace
}  // namespace ssert::event_stream
