// Plays a script: turns its steps into writes, each with its planned moment. Pure: it knows neither
// sockets nor clock, and the same script and occasion give the same writes.
//
// Writes are made when they are asked for, one at a time, so that a long stream takes no memory and
// a slow reader holds the writer back. One writer per answer; not thread-safe.
#pragma once

#include "base/clock.h"
#include "base/random.h"
#include "mock_server/script/script.h"
#include "mock_server/writer/answer.h"
#include "mock_server/writer/occasion.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::mock_server {

struct Write {
  std::string bytes;
  std::uint32_t events = 0;  // token, done and error events that end in these bytes
  bool paced = false;        // a delay led to it: its lateness says how well the server keeps time
};

// What becomes of the connection after the last write.
enum class Ending : std::uint8_t { keep, close, reset, hang };

class Writer {
 public:
  // `steps` outlives the writer.
  Writer(const Steps& steps, Occasion occasion);

  // The planned moment of the next write, counted from the start of the answer; none after the
  // last. Never goes back.
  std::optional<base::Duration> due();

  // Both are CLOCK_REALTIME, and go into the tokens where the occasion asks for stamps.
  struct Stamps {
    std::chrono::nanoseconds sent{};         // now, right before the write
    std::chrono::nanoseconds before_done{};  // the kernel had taken the write before
  };
  // The next write; call it only where due() gave a moment.
  Write take(const Stamps& stamps);

  // The next write begins a token. Known once due() gave a moment.
  bool begins_token() const;

  // Plays `steps`, which outlive the writer, in place of all that is left. Only where the next
  // write begins a token.
  void play_instead(const Steps& steps);

  // Known once due() gave none.
  Ending ending() const { return ending_; }

 private:
  // A list of steps that is being played, and how often it still begins anew.
  struct Round {
    const Steps* steps = nullptr;
    std::size_t next = 0;
    std::uint32_t left = 0;
  };
  // A write that is cut in pieces, and how much of it was taken.
  struct Pieces {
    std::string bytes;
    std::size_t taken = 0;
    std::vector<std::size_t> cuts;  // where pieces end, the last end not among them
    std::size_t next_cut = 0;
    base::Duration gap{};
    std::uint32_t events = 0;
  };

  bool advance();
  bool begin(const Step& step);
  void begin_tokens(const TokensStep& tokens);
  bool begin_end(const EndStep& end);
  void wait(base::Duration time);
  void wait_for_token();
  base::Duration draw(const Delay& delay);
  std::uint32_t place(const Position& position) const;

  void render();
  void render_step(const Step& step);
  void render_head(const HeadStep& head);
  void render_done(const DoneStep& done);
  void render_error(const ErrorStep& error);
  void render_token();
  // Of the events that one step makes, the last one has the id.
  enum class Id : std::uint8_t { sent, left_out };
  void render_event(const std::string& payload, Id id = Id::sent);
  void append_field(std::string& event, std::string_view name, std::string_view value) const;
  void append_data(std::string& event, std::string_view payload) const;
  void render_chunk(const ChunkStep& chunk);
  void render_last_chunk(const LastChunkStep& last);
  void put_content(const std::string& content);
  void put_piece(std::string_view content);
  Write next_piece();

  std::string fill(const Template& bytes);
  void fill_word(std::string& out, Word word);
  std::string token_payload(std::uint32_t index) const;
  std::uint64_t measured_content();

  const Steps* steps_;
  Occasion occasion_;
  Answer answer_;
  std::unique_ptr<base::Random> random_;  // made for the first delay that is drawn

  std::vector<Round> rounds_;
  Style style_;
  Framing framing_ = Framing::none;  // of the head that was sent; none before
  bool keeps_connection_ = false;
  bool last_chunk_sent_ = false;
  bool finished_ = false;
  Ending ending_ = Ending::close;

  base::Duration due_{};
  bool first_token_waited_ = false;
  bool opening_sent_ = false;     // of a chat: what stands before its first token
  std::uint32_t place_ = 0;       // of the answer: the next token
  std::uint32_t tokens_end_ = 0;  // where the tokens step under way ends
  const Step* step_ = nullptr;    // to be rendered; null: a token of the step under way
  bool ready_ = false;            // due_ is of a write that is not rendered yet
  bool paced_ = false;            // due_ rose since the last write
  Stamps stamps_;

  Pieces pieces_;                 // empty where the last write was taken whole
  std::uint64_t chunk_size_ = 0;  // for {{size}}
  std::optional<std::uint64_t> content_length_;
  bool measuring_ = false;  // a second writer that only counts the content
  std::uint64_t content_bytes_ = 0;
};

}  // namespace ssert::mock_server
