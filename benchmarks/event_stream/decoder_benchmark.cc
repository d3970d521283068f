// What the event stream decoder costs: on the stream it meets most, and on those that hurt. The
// twin of the tests is the yardstick: both run on the same machine in the same minute, so their
// ratio means something where a time alone does not.
#include "event_stream/decoder.h"
#include "event_stream/testing/reference_decoder.h"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ssert::event_stream {
namespace {

constexpr std::size_t mebibyte = std::size_t{1024} * 1024;
constexpr std::size_t read_bytes = std::size_t{16} * 1024;

class Counter final : public Observer {
 public:
  void on_event(const DispatchedEvent& event) override { seen += event.data.size() + 1; }
  void on_block_without_data(std::string_view, Range) override { ++seen; }
  void on_comment(std::string_view, Range) override { ++seen; }
  void on_retry(std::uint64_t, Range) override { ++seen; }
  void on_violation(const violation::Violation&) override { ++seen; }
  void on_extra_blank_line(Range) override { ++seen; }

  std::uint64_t seen = 0;
};

std::string repeated(std::string_view piece, std::size_t size) {
  std::string content;
  while (content.size() < size) content += piece;
  return content;
}

// 60 bytes, as a chat service sends them.
const std::string& token_stream() {
  static const std::string content =
      repeated("data: {\"type\":\"token\",\"content\":\" a word of the answer\"}  \n\n", mebibyte);
  return content;
}

void decode_in_slices(benchmark::State& state, const std::string& content, std::size_t slice) {
  std::uint64_t seen = 0;
  for ([[maybe_unused]] auto _ : state) {
    Counter counter;
    Decoder decoder(counter);
    const std::string_view bytes = content;
    for (std::size_t at = 0; at < bytes.size(); at += slice) decoder.feed(bytes.substr(at, slice));
    decoder.finish();
    benchmark::DoNotOptimize(seen += counter.seen);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(content.size()));
}

void count_events(benchmark::State& state, std::size_t bytes_each, const std::string& content) {
  const auto events = state.iterations() * static_cast<std::int64_t>(content.size() / bytes_each);
  state.SetItemsProcessed(events);
}

void tokens(benchmark::State& state) {
  decode_in_slices(state, token_stream(), read_bytes);
  count_events(state, 60, token_stream());
}
BENCHMARK(tokens);

// An event a read and a bit: every line is cut once.
void tokens_in_reads_of_70_bytes(benchmark::State& state) {
  decode_in_slices(state, token_stream(), 70);
  count_events(state, 60, token_stream());
}
BENCHMARK(tokens_in_reads_of_70_bytes);

void tokens_in_reads_of_one_byte(benchmark::State& state) {
  decode_in_slices(state, token_stream(), 1);
  count_events(state, 60, token_stream());
}
BENCHMARK(tokens_in_reads_of_one_byte);

void tokens_of_three_byte_characters(benchmark::State& state) {
  static const auto content =
      repeated("data: {\"content\":\"豆腐は美味しいです豆腐\"}\n\n", mebibyte);
  decode_in_slices(state, content, read_bytes);
}
BENCHMARK(tokens_of_three_byte_characters);

void one_line_of_one_mebibyte(benchmark::State& state) {
  static const auto content = "data: " + std::string(mebibyte, 'x') + "\n\n";
  decode_in_slices(state, content, read_bytes);
}
BENCHMARK(one_line_of_one_mebibyte);

void blank_lines(benchmark::State& state) {
  static const std::string content(mebibyte, '\n');
  decode_in_slices(state, content, read_bytes);
}
BENCHMARK(blank_lines);

void blank_lines_of_cr_lf(benchmark::State& state) {
  static const auto content = repeated("\r\n", mebibyte);
  decode_in_slices(state, content, read_bytes);
}
BENCHMARK(blank_lines_of_cr_lf);

// Every byte is damage: what a hostile stream can cost.
void bad_bytes(benchmark::State& state) {
  static const auto content = repeated("data: \xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\n", mebibyte);
  decode_in_slices(state, content, read_bytes);
}
BENCHMARK(bad_bytes);

// The twin writes down what it observes, so a part of its time is formatting; it is no rival, only
// a fixed point.
void tokens_by_the_twin(benchmark::State& state) {
  for ([[maybe_unused]] auto _ : state)
    benchmark::DoNotOptimize(testing::reference_decode(token_stream()));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(token_stream().size()));
  count_events(state, 60, token_stream());
}
BENCHMARK(tokens_by_the_twin);

}  // namespace
}  // namespace ssert::event_stream
