#include "http/message_framing.h"

#include "base/text.h"
#include "http/syntax.h"

#include <algorithm>
#include <limits>

namespace ssert::http {
namespace {

using violation::Code;

std::string shown(std::string_view value) {
  return base::escape_bytes_shortened(value, base::shown_bytes_max);
}

// 1*DIGIT that fits 64 bits, or none.
std::optional<std::uint64_t> parse_length(std::string_view digits) {
  if (digits.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char c : digits) {
    if (!is_digit(c)) return std::nullopt;
    const auto digit = static_cast<std::uint64_t>(c - '0');
    if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) return std::nullopt;
    value = value * 10 + digit;
  }
  return value;
}

class FramingDecider {
 public:
  FramingDecider(const ResponseHead& head, const std::vector<FieldPlace>& places)
      : head_(head), places_(places) {}

  FramingDecision decide(bool is_response_to_head) && {
    read_content_length();
    read_transfer_encoding();
    if (content_length_line_ && transfer_encoding_line_)
      note(Code::content_length_with_transfer_encoding, *content_length_line_,
           "Transfer-Encoding decides");
    decide_kind(is_response_to_head);
    result_.keeps_connection =
        result_.kind != FramingKind::close_delimited && asks_to_keep_connection();
    return std::move(result_);
  }

 private:
  bool status_forbids_framing_fields() const {
    return head_.status_code / 100 == 1 || head_.status_code == 204;
  }
  bool is_http10() const { return head_.version_major == 1 && head_.version_minor == 0; }

  void note(Code code, std::size_t line, std::string detail) {
    result_.violations.push_back({.code = code,
                                  .offset = places_[line].offset,
                                  .length = places_[line].length,
                                  .detail = std::move(detail)});
  }

  // Notes framing fields where the status code allows none (RFC 9110 "Content-Length", RFC 9112
  // "Transfer-Encoding").
  void note_if_forbidden(std::size_t line) {
    if (!status_forbids_framing_fields()) return;
    note(Code::framing_field_forbidden, line,
         head_.fields[line].name + " in a response with status " +
             std::to_string(head_.status_code));
  }

  void read_content_length() {
    for (std::size_t line = 0; line < head_.fields.size(); ++line) {
      if (!equals_ignoring_case(head_.fields[line].name, "Content-Length")) continue;
      if (!content_length_line_) content_length_line_ = line;
      note_if_forbidden(line);
      read_content_length_line(line);
    }
  }

  // Equal values, also as a list, are accepted (RFC 9112 "Message Body Length", rule 5). Of values
  // that differ the first counts: it is the one that a client gets which does not look further.
  void read_content_length_line(std::size_t line) {
    const std::string& value = head_.fields[line].value;
    bool malformed = false;
    for (std::size_t begin = 0; begin < value.size() + 1 && !malformed;) {
      const std::size_t end = std::min(value.find(',', begin), value.size());
      const auto length =
          parse_length(trim_blanks(std::string_view(value).substr(begin, end - begin)));
      malformed = !length.has_value();
      if (length && content_length_ && *length != *content_length_)
        note(Code::content_length_conflict, line,
             std::to_string(*content_length_) + " and " + std::to_string(*length));
      if (!content_length_) content_length_ = length;
      begin = end + 1;
    }
    if (malformed) note(Code::content_length_malformed, line, shown(value));
  }

  void read_transfer_encoding() {
    for (std::size_t line = 0; line < head_.fields.size(); ++line) {
      if (!equals_ignoring_case(head_.fields[line].name, "Transfer-Encoding")) continue;
      if (!transfer_encoding_line_) transfer_encoding_line_ = line;
      note_if_forbidden(line);
    }
    if (!transfer_encoding_line_) return;
    const std::string value = *combined_field(head_.fields, "Transfer-Encoding");
    if (is_http10())
      note(Code::transfer_encoding_in_http10, *transfer_encoding_line_, shown(value));
    read_transfer_codings(value);
    if (!equals_ignoring_case(value, "chunked"))
      note(Code::transfer_encoding_not_chunked, *transfer_encoding_line_, shown(value));
  }

  void read_transfer_codings(std::string_view value) {
    for (std::string& member : list_members(value)) {
      std::ranges::transform(member, member.begin(), to_lower);
      // Parameters of chunked mean nothing (RFC 9112 "Chunked Transfer Coding").
      const std::string_view name =
          trim_blanks(std::string_view(member).substr(0, member.find(';')));
      ends_in_chunked_ = name == "chunked";
      if (!ends_in_chunked_) result_.transfer_codings.push_back(std::move(member));
    }
  }

  void decide_kind(bool is_response_to_head) {
    const FramingKind without_transfer_encoding =
        content_length_ ? FramingKind::content_length : FramingKind::close_delimited;
    if (is_response_to_head || status_forbids_framing_fields() || head_.status_code == 304) {
      result_.kind = FramingKind::none;
    } else if (!transfer_encoding_line_) {
      result_.kind = without_transfer_encoding;
    } else if (!ends_in_chunked_) {
      result_.kind = FramingKind::close_delimited;
    } else if (is_http10()) {
      result_.kind = FramingKind::unknown;
      result_.otherwise = without_transfer_encoding;
    } else {
      result_.kind = FramingKind::chunked;
    }
    if (result_.kind == FramingKind::content_length ||
        (result_.kind == FramingKind::unknown && result_.otherwise == FramingKind::content_length))
      result_.content_length = content_length_;
  }

  // RFC 9112 "Persistence".
  bool asks_to_keep_connection() const {
    bool close = false;
    bool keep_alive = false;
    const auto connection = combined_field(head_.fields, "Connection");
    for (const std::string& option : list_members(connection.value_or(""))) {
      close = close || equals_ignoring_case(option, "close");
      keep_alive = keep_alive || equals_ignoring_case(option, "keep-alive");
    }
    if (close || head_.status_code == 101) return false;
    return !is_http10() || keep_alive;
  }

  const ResponseHead& head_;
  const std::vector<FieldPlace>& places_;
  std::optional<std::size_t> content_length_line_;
  std::optional<std::uint64_t> content_length_;
  std::optional<std::size_t> transfer_encoding_line_;
  bool ends_in_chunked_ = false;
  FramingDecision result_;
};

}  // namespace

FramingDecision decide_framing(const ResponseHead& head, const std::vector<FieldPlace>& places,
                               bool is_response_to_head) {
  return FramingDecider(head, places).decide(is_response_to_head);
}

}  // namespace ssert::http
