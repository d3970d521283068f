// Cuts a stream of bytes into lines as the WHATWG HTML Standard has it ("Interpreting an event
// stream"): CR LF, LF and CR each end a line. All three are ASCII, and no byte of a longer UTF-8
// sequence is, so lines are cut before anything is decoded.
//
// A line that ends with CR is given out at the CR, without waiting for what follows; an LF that
// does follow, even in the next slice, belongs to that CR.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::event_stream {

enum class Terminator : std::uint8_t { none, lf, cr, cr_lf };

// How many bytes it has.
constexpr std::uint64_t length_of(Terminator terminator) {
  return terminator == Terminator::none ? 0 : terminator == Terminator::cr_lf ? 2 : 1;
}

struct Line {
  std::string_view text;  // without terminator; the first bytes alone of a line past the limit
  std::uint64_t offset = 0;
  std::uint64_t length = 0;  // of the whole line
  // How the line before this one ended, none where this is the first. A line's own end is fully
  // known only when the next begins: what looks like CR may turn out to be CR LF.
  Terminator before = Terminator::none;

  std::uint64_t end() const { return offset + length; }
  bool is_too_long() const { return length > text.size(); }
};

// Keeps nothing but the beginning of a line whose end has not come, at most `line_limit` bytes.
class LineSplitter {
 public:
  explicit LineSplitter(std::size_t line_limit) : line_limit_(line_limit) {}

  // `bytes` live until next() has returned none.
  void feed(std::string_view bytes);
  // The next line that has ended; none where more bytes are needed. Its text lives until the next
  // call of any method.
  std::optional<Line> next();
  // What stands behind the last terminator, perhaps nothing. To be called last.
  Line finish();

  std::uint64_t bytes_scanned() const { return bytes_scanned_; }
  std::uint64_t bytes_copied() const { return bytes_copied_; }

 private:
  // Where a terminator's byte stands next in the slice. Found once, kept until it is passed, so a
  // stream without any CR is not searched for one again with each line.
  struct Search {
    char wanted;
    const char* found = nullptr;
    bool is_current = false;
  };

  void settle_carriage_return();
  const char* find(Search& search);
  void keep(std::string_view beginning);
  void skip(std::size_t count);
  Line make_line(std::string_view text, std::uint64_t length);

  std::size_t line_limit_;
  std::string_view rest_;     // of the slice
  std::uint64_t offset_ = 0;  // of `rest_` in the stream
  std::uint64_t line_begin_ = 0;
  std::string line_beginning_;            // bytes of the current line from earlier slices
  bool beginning_is_lent_ = false;        // the last line given out is a view of `line_beginning_`
  bool last_line_ended_with_cr_ = false;  // a following LF belongs to that line
  Terminator last_terminator_ = Terminator::none;
  Search line_feed_{.wanted = '\n'};
  Search carriage_return_{.wanted = '\r'};
  std::uint64_t bytes_scanned_ = 0;
  std::uint64_t bytes_copied_ = 0;
};

}  // namespace ssert::event_stream
