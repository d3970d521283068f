#include "http/content_coding.h"

#include "base/check.h"
#include "base/text.h"
#include "http/field.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ssert::http {
namespace {

using violation::Code;

class IdentityDecoder final : public ContentDecoder {
 public:
  explicit IdentityDecoder(Output output) : output_(std::move(output)) {}

  void feed(std::string_view bytes, std::uint64_t) override {
    if (wants_more_ && !bytes.empty()) wants_more_ = output_(bytes);
  }
  void finish() override {}
  bool gave_up() const override { return false; }

 private:
  Output output_;
  bool wants_more_ = true;
};

// zlib's windowBits for each format of deflated data.
enum class Wrapping : int { gzip = 15 + 16, zlib = 15, raw = -15 };

class Inflater {
 public:
  explicit Inflater(Wrapping wrapping) {
    const int result = inflateInit2(&stream_, static_cast<int>(wrapping));
    HARNESS_CHECK(result == Z_OK, "zlib could not be set up");
  }
  ~Inflater() { inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  struct Step {
    std::size_t taken = 0;
    std::string_view decoded;  // lives until the next step
    int result = Z_OK;
    std::string message;  // of zlib's, about damage
  };

  Step step(std::string_view bytes) {
    const auto offered =
        static_cast<uInt>(std::min<std::size_t>(bytes.size(), std::numeric_limits<uInt>::max()));
    // zlib takes a pointer to non-const bytes, and does not write to them.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = offered;
    stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
    stream_.avail_out = static_cast<uInt>(piece_.size());
    const int result = inflate(&stream_, Z_SYNC_FLUSH);
    return {.taken = offered - stream_.avail_in,
            .decoded = {piece_.data(), piece_.size() - stream_.avail_out},
            .result = result,
            .message = stream_.msg == nullptr ? std::string() : std::string(stream_.msg)};
  }

  void start_again() { inflateReset(&stream_); }

 private:
  z_stream stream_{};
  std::array<char, ContentDecoder::piece_bytes_max> piece_{};
};

// gzip is one or more members, one after the other (RFC 1952 "File format"); deflate is one zlib
// stream (RFC 9110 "Deflate Coding"). Deflated data without the zlib wrapper is a known deviation:
// noted and decoded.
class InflateDecoder final : public ContentDecoder {
 public:
  InflateDecoder(bool is_gzip, Output output, violation::Sink on_violation)
      : is_gzip_(is_gzip), output_(std::move(output)), on_violation_(std::move(on_violation)) {
    if (is_gzip_) inflater_.emplace(Wrapping::gzip);
  }

  void feed(std::string_view bytes, std::uint64_t wire_offset) override {
    while (!bytes.empty() && state_ != State::gave_up && wants_more_) {
      const std::size_t taken = take(bytes, wire_offset);
      HARNESS_CHECK(taken > 0 || gave_up() || !wants_more_, "zlib took nothing");
      bytes.remove_prefix(taken);
      wire_offset += taken;
      end_offset_ = wire_offset;
    }
  }

  void finish() override {
    if (state_ == State::in_data && wants_more_)
      note({.offset = end_offset_, .length = 0}, "the content ends before the coded data does");
  }

  bool gave_up() const override { return state_ == State::gave_up; }

 private:
  enum class State : std::uint8_t { before_data, in_data, after_data, gave_up };
  struct Place {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
  };

  std::size_t take(std::string_view bytes, std::uint64_t wire_offset) {
    if (state_ == State::after_data) begin_next_member(bytes, wire_offset);
    if (state_ == State::gave_up) return bytes.size();
    state_ = State::in_data;
    if (!inflater_) return take_wrapping(bytes, wire_offset);
    return take_data(bytes, wire_offset);
  }

  void begin_next_member(std::string_view bytes, std::uint64_t wire_offset) {
    if (is_gzip_ && bytes.front() == '\x1f') {
      inflater_->start_again();
    } else {
      give_up({.offset = wire_offset, .length = 1}, "bytes after the end of the coded data");
    }
  }

  // Two bytes tell whether there is a zlib header (RFC 1950 "Data format"): method 8, and a
  // multiple of 31.
  std::size_t take_wrapping(std::string_view bytes, std::uint64_t wire_offset) {
    if (!first_byte_) {
      first_byte_ = bytes.front();
      first_byte_offset_ = wire_offset;
      return 1;
    }
    const std::array<char, 2> start = {*first_byte_, bytes.front()};
    const auto method = static_cast<unsigned char>(start[0]);
    const auto flags = static_cast<unsigned char>(start[1]);
    const bool has_header = (method & 0x0FU) == 8 && (method * 256U + flags) % 31 == 0;
    if (!has_header)
      note({.offset = first_byte_offset_, .length = 2},
           "deflated data without the zlib header that RFC 9110 asks for");
    inflater_.emplace(has_header ? Wrapping::zlib : Wrapping::raw);
    take_data({start.data(), 1}, first_byte_offset_);
    return take_data(bytes, wire_offset);
  }

  std::size_t take_data(std::string_view bytes, std::uint64_t wire_offset) {
    std::size_t taken = 0;
    bool may_have_more = true;
    while (may_have_more && wants_more_ && state_ == State::in_data) {
      const Inflater::Step step = inflater_->step(bytes.substr(taken));
      taken += step.taken;
      if (step.taken > 0) last_taken_offset_ = wire_offset + taken - 1;
      if (!step.decoded.empty()) wants_more_ = output_(step.decoded);
      // A full piece may have left more behind that needs no further byte.
      may_have_more = step.decoded.size() == piece_bytes_max;
      if (step.result == Z_STREAM_END) {
        state_ = State::after_data;
      } else if (step.result != Z_OK && step.result != Z_BUF_ERROR) {
        give_up({.offset = last_taken_offset_, .length = 1},
                step.result == Z_NEED_DICT ? "needs a preset dictionary" : step.message);
      }
    }
    return taken;
  }

  void note(Place place, std::string detail) {
    on_violation_({.code = Code::content_coding_damaged,
                   .offset = place.offset,
                   .length = place.length,
                   .detail = std::move(detail)});
  }

  void give_up(Place place, std::string detail) {
    note(place, std::move(detail));
    state_ = State::gave_up;
  }

  const bool is_gzip_;
  Output output_;
  violation::Sink on_violation_;
  std::optional<Inflater> inflater_;
  std::optional<char> first_byte_;  // of deflate, until the second tells what it is
  std::uint64_t first_byte_offset_ = 0;
  std::uint64_t last_taken_offset_ = 0;  // of the byte that shows damage, if there is some
  std::uint64_t end_offset_ = 0;         // behind the last byte fed
  State state_ = State::before_data;
  bool wants_more_ = true;
};

}  // namespace

base::Result<std::unique_ptr<ContentDecoder>> make_content_decoder(
    std::string_view content_encoding, ContentDecoder::Output output,
    violation::Sink on_violation) {
  std::vector<std::string> codings = list_members(content_encoding);
  std::erase_if(codings,
                [](const std::string& coding) { return equals_ignoring_case(coding, "identity"); });
  if (codings.empty())
    return std::unique_ptr<ContentDecoder>(std::make_unique<IdentityDecoder>(std::move(output)));

  const bool is_gzip = equals_ignoring_case(codings.front(), "gzip") ||
                       equals_ignoring_case(codings.front(), "x-gzip");
  const bool is_deflate = equals_ignoring_case(codings.front(), "deflate");
  if (codings.size() == 1 && (is_gzip || is_deflate)) {
    return std::unique_ptr<ContentDecoder>(
        std::make_unique<InflateDecoder>(is_gzip, std::move(output), std::move(on_violation)));
  }
  constexpr std::size_t shown_bytes = 60;
  return base::Problem{.where = "Content-Encoding",
                       .what = "is " + base::escape_bytes_shortened(content_encoding, shown_bytes) +
                               ", which cannot be decoded",
                       .way_out = "one of gzip, deflate or identity"};
}

}  // namespace ssert::http
