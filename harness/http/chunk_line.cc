#include "http/chunk_line.h"

#include "base/text.h"
#include "http/syntax.h"

#include <limits>

namespace ssert::http {
namespace {

using violation::Code;

// Takes a quoted string's bytes after the opening quote; false where it is not well formed.
bool take_quoted_rest(std::string_view& text) {
  while (!text.empty()) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '"') return true;
    if (is_forbidden_control(c)) return false;
    if (c == '\\') {
      if (text.empty() || is_forbidden_control(text.front())) return false;
      text.remove_prefix(1);
    }
  }
  return false;
}

bool take_token(std::string_view& text) {
  std::size_t length = 0;
  while (length < text.size() && is_token_char(text[length])) ++length;
  text.remove_prefix(length);
  return length > 0;
}

// *( ";" name [ "=" token / quoted-string ] ), and all of `text`. "Bad" white space around ";" and
// "=" is what a sender must not generate, so it is damage here.
bool are_extensions(std::string_view text) {
  while (!text.empty()) {
    if (text.front() != ';') return false;
    text.remove_prefix(1);
    if (!take_token(text)) return false;
    if (text.empty() || text.front() != '=') continue;
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '"') {
      text.remove_prefix(1);
      if (!take_quoted_rest(text)) return false;
    } else if (!take_token(text)) {
      return false;
    }
  }
  return true;
}

class ChunkLineReader {
 public:
  ChunkLineReader(std::string_view line, std::uint64_t offset) : line_(line), offset_(offset) {}

  ChunkLine read() && {
    skip_odd_start();
    read_size();
    if (result_.size) read_rest();
    return std::move(result_);
  }

 private:
  struct Damage {
    std::size_t begin = 0;
    std::size_t end = 0;
  };

  void note(Code code, Damage damage, std::string detail) {
    result_.violations.push_back({.code = code,
                                  .offset = offset_ + damage.begin,
                                  .length = damage.end - damage.begin,
                                  .detail = std::move(detail)});
  }

  bool has_digit_at(std::size_t index) const {
    return index < line_.size() && hex_digit_value(line_[index]) >= 0;
  }

  void skip_odd_start() {
    at_ = leading_blanks(line_);
    if (at_ > 0) note(Code::chunk_size_malformed, {0, at_}, "white space before the size");
    const std::string_view prefix = line_.substr(at_, 2);
    if ((prefix == "0x" || prefix == "0X") && has_digit_at(at_ + 2)) {
      note(Code::chunk_size_malformed, {at_, at_ + 2}, "0x before the size");
      at_ += 2;
    }
  }

  void read_size() {
    const std::size_t begin = at_;
    std::uint64_t size = 0;
    bool fits = true;
    for (; has_digit_at(at_); ++at_) {
      fits = fits && size <= std::numeric_limits<std::uint64_t>::max() / 16;
      size = size * 16 + static_cast<std::uint64_t>(hex_digit_value(line_[at_]));
    }
    if (at_ == begin) {
      note(Code::chunk_size_malformed, {0, line_.size()},
           "no size: " + base::escape_bytes_shortened(line_, base::shown_bytes_max));
    } else if (!fits) {
      note(Code::chunk_size_malformed, {begin, at_}, "the size does not fit 64 bits");
    } else {
      result_.size = size;
    }
  }

  void read_rest() {
    const std::string_view rest = line_.substr(at_);
    const std::string_view after_blanks = rest.substr(leading_blanks(rest));
    if (are_extensions(rest)) return;
    const std::string shown = base::escape_bytes_shortened(rest, base::shown_bytes_max);
    if (after_blanks.empty()) {
      note(Code::chunk_size_malformed, {at_, line_.size()}, "white space after the size");
    } else if (after_blanks.front() == ';') {
      note(Code::chunk_extension_malformed, {at_, line_.size()}, shown);
    } else {
      note(Code::chunk_size_malformed, {at_, line_.size()}, "after the size: " + shown);
    }
  }

  std::string_view line_;
  std::uint64_t offset_;
  std::size_t at_ = 0;
  ChunkLine result_;
};

}  // namespace

ChunkLine parse_chunk_line(std::string_view line, std::uint64_t offset) {
  return ChunkLineReader(line, offset).read();
}

}  // namespace ssert::http
