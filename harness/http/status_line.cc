#include "http/status_line.h"

#include "http/field.h"
#include "http/syntax.h"

#include <algorithm>

namespace ssert::http {
namespace {

using violation::Code;

constexpr std::string_view protocol = "HTTP/";

// Walks along the line and notes what is not as the grammar says.
class StatusLineReader {
 public:
  StatusLineReader(std::string_view line, std::uint64_t offset) : line_(line), offset_(offset) {}

  StatusLine read() && {
    read_version();
    read_separator("between the version and the status code");
    read_status_code();
    read_reason();
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

  std::string_view take_digits() {
    const std::size_t begin = at_;
    while (at_ < line_.size() && is_digit(line_[at_])) ++at_;
    return line_.substr(begin, at_ - begin);
  }

  // Of more than three digits only the first three count: nobody's version or status code.
  static int number(std::string_view digits) {
    int value = 0;
    for (const char digit : digits.substr(0, 3)) value = value * 10 + (digit - '0');
    return value;
  }

  void read_version() {
    at_ = protocol.size();
    const std::string_view major = take_digits();
    std::string_view minor;
    if (at_ < line_.size() && line_[at_] == '.') {
      ++at_;
      minor = take_digits();
    }
    result_.version_major = number(major);
    result_.version_minor = number(minor);
    const std::string_view version = line_.substr(0, at_);
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
      note(Code::status_line_malformed, {0, at_}, "the version is neither HTTP/1.1 nor HTTP/1.0");
  }

  void read_separator(std::string_view place) {
    const std::size_t begin = at_;
    at_ += leading_blanks(line_.substr(at_));
    if (line_.substr(begin, at_ - begin) != " ")
      note(Code::status_line_malformed, {begin, at_}, "not one space " + std::string(place));
  }

  void read_status_code() {
    const std::size_t begin = at_;
    const std::string_view digits = take_digits();
    if (digits.size() != 3) {
      note(Code::status_line_malformed, {begin, at_}, "not a status code of three digits");
      return;
    }
    result_.status_code = number(digits);
    if (result_.status_code < 100 || result_.status_code > 599)
      note(Code::status_line_malformed, {begin, at_}, "the status code is not within 100 to 599");
  }

  void read_reason() {
    if (at_ == line_.size()) {
      if (result_.status_code != 0) note(Code::status_line_without_reason_space, {at_, at_}, {});
      return;
    }
    if (line_[at_] == ' ') {
      ++at_;
    } else {
      note(Code::status_line_malformed, {at_, at_ + 1}, "no space after the status code");
    }
    result_.reason = line_.substr(at_);
    const std::size_t bad = find_forbidden_control(line_, at_);
    if (bad != std::string_view::npos)
      note(Code::status_line_malformed, {bad, bad + 1}, "control byte in the reason phrase");
  }

  std::string_view line_;
  std::uint64_t offset_;
  std::size_t at_ = 0;
  StatusLine result_;
};

}  // namespace

bool could_begin_response(std::string_view bytes) {
  if (bytes.empty() || bytes.front() == '\n') return true;
  if (bytes.front() == '\r') return bytes.size() == 1 || bytes[1] == '\n';
  const std::size_t shared = std::min(bytes.size(), protocol.size());
  return equals_ignoring_case(bytes.substr(0, shared), protocol.substr(0, shared));
}

StatusLine parse_status_line(std::string_view line, std::uint64_t offset) {
  return StatusLineReader(line, offset).read();
}

}  // namespace ssert::http
