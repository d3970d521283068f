#include "event_stream/line_splitter.h"

#include "base/check.h"

#include <algorithm>
#include <cstring>

namespace ssert::event_stream {

void LineSplitter::feed(std::string_view bytes) {
  HARNESS_CHECK(rest_.empty(), "a slice came before the last one was used up");
  rest_ = bytes;
  line_feed_.is_current = false;
  carriage_return_.is_current = false;
}

std::optional<Line> LineSplitter::next() {
  if (beginning_is_lent_) line_beginning_.clear();
  beginning_is_lent_ = false;
  settle_carriage_return();

  const auto* end = std::min(find(line_feed_), find(carriage_return_));
  const auto until_end = rest_.substr(0, static_cast<std::size_t>(end - rest_.data()));
  if (until_end.size() == rest_.size()) {
    keep(rest_);
    skip(rest_.size());
    return std::nullopt;
  }

  auto text = until_end.substr(0, line_limit_);
  if (offset_ != line_begin_) {
    keep(until_end);
    beginning_is_lent_ = true;
    text = line_beginning_;
  }
  const auto line = make_line(text, offset_ + until_end.size() - line_begin_);
  last_line_ended_with_cr_ = *end == '\r';
  last_terminator_ = last_line_ended_with_cr_ ? Terminator::cr : Terminator::lf;
  skip(until_end.size() + 1);
  line_begin_ = offset_;
  return line;
}

Line LineSplitter::finish() {
  HARNESS_CHECK(rest_.empty(), "the end came before the last slice was used up");
  return make_line(line_beginning_, offset_ - line_begin_);
}

void LineSplitter::settle_carriage_return() {
  if (!last_line_ended_with_cr_ || rest_.empty()) return;
  last_line_ended_with_cr_ = false;
  if (rest_.front() != '\n') return;
  last_terminator_ = Terminator::cr_lf;
  skip(1);
  line_begin_ = offset_;
}

// The end of the slice where there is none.
const char* LineSplitter::find(Search& search) {
  if (search.is_current && search.found >= rest_.data()) return search.found;
  const auto* end = rest_.data() + rest_.size();
  const auto* found =
      rest_.empty() ? nullptr : std::memchr(rest_.data(), search.wanted, rest_.size());
  search.found = found ? static_cast<const char*>(found) : end;
  search.is_current = true;
  bytes_scanned_ += static_cast<std::uint64_t>(search.found - rest_.data());
  return search.found;
}

void LineSplitter::keep(std::string_view beginning) {
  const auto kept = beginning.substr(0, line_limit_ - line_beginning_.size());
  line_beginning_ += kept;
  bytes_copied_ += kept.size();
}

void LineSplitter::skip(std::size_t count) {
  rest_.remove_prefix(count);
  offset_ += count;
}

Line LineSplitter::make_line(std::string_view text, std::uint64_t length) {
  return {.text = text, .offset = line_begin_, .length = length, .before = last_terminator_};
}

}  // namespace ssert::event_stream
