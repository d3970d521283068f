#include "base/check.h"
#include "base/text.h"
#include "exchange/contradiction.h"
#include "exchange/json_lines.h"
#include "exchange/recording.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <utility>

namespace ssert::exchange {
namespace {

// Text between two pieces of other bytes is worth a piece of its own from here on: so are CRLF, a
// chunk size and CRLF, which stand between the halves of a character that chunks cut.
constexpr std::size_t text_bytes_min = 5;
constexpr std::size_t hex_bytes_max = 32;  // in one piece: a line for jq and diff

constexpr bool ends_line(char c) { return c == '\n' || c == '\r'; }

// How many of the first bytes are valid UTF-8, counted up to `bytes_max` and a little beyond.
std::size_t text_length(std::string_view bytes, std::size_t bytes_max) {
  std::size_t length = 0;
  while (length < bytes_max) {
    const auto step = base::utf8_sequence_length(bytes.substr(length, 4));
    if (step == 0) break;
    length += step;
  }
  return length;
}

std::size_t text_piece_length(std::string_view bytes) {
  std::size_t length = 0;
  while (const auto step = base::utf8_sequence_length(bytes.substr(length, 4))) {
    length += step;
    const bool line_has_ended = ends_line(bytes[length - 1]);
    if (line_has_ended && (length == bytes.size() || !ends_line(bytes[length]))) break;
  }
  return length;
}

// Of the bytes that are no text, and of what text between them is too short. `bytes` begins with
// such a byte.
std::size_t hex_run_length(std::string_view bytes) {
  std::size_t length = 0;
  while (length < bytes.size()) {
    const auto text = text_length(bytes.substr(length), text_bytes_min);
    const bool text_goes_on = text >= text_bytes_min || length + text == bytes.size();
    if (text_goes_on) break;
    length += text + 1;
  }
  return length;
}

// Control characters, and what would rearrange the line for its reader, are escaped.
void append_character(std::string& line, std::string_view sequence) {
  if (sequence.size() > 1) {
    if (base::escape_bytes(sequence) == sequence) {
      line += sequence;
      return;
    }
    auto unit = static_cast<unsigned char>(sequence[0]) & (0x7FU >> sequence.size());
    for (const char c : sequence.substr(1))
      unit = unit << 6U | (static_cast<unsigned char>(c) & 0x3FU);
    fmt::format_to(std::back_inserter(line), "\\u{:04x}", unit);
    return;
  }
  static constexpr std::string_view named = "\"\\\b\f\n\r\t";
  static constexpr std::string_view letters = "\"\\bfnrt";
  const char c = sequence[0];
  if (const auto found = named.find(c); found != std::string_view::npos) {
    line += '\\';
    line += letters[found];
  } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
    fmt::format_to(std::back_inserter(line), "\\u{:04x}", static_cast<unsigned char>(c));
  } else {
    line += c;
  }
}

void append_text(std::string& line, std::string_view text) {
  line += '"';
  while (!text.empty()) {
    const auto sequence = text.substr(0, base::utf8_sequence_length(text));
    append_character(line, sequence);
    text.remove_prefix(sequence.size());
  }
  line += '"';
}

void append_hex(std::string& line, std::string_view bytes) {
  line += "{\"hex\":\"";
  for (const char c : bytes)
    fmt::format_to(std::back_inserter(line), "{:02x}", static_cast<unsigned char>(c));
  line += "\"}";
}

// As docs/formats/recording.md cuts them.
class Pieces {
 public:
  explicit Pieces(std::string_view bytes) : rest_(bytes) {}

  bool empty() const { return rest_.empty(); }

  std::string next() {
    std::string json;
    if (hex_left_ == 0) {
      if (const auto length = text_piece_length(rest_); length > 0 || rest_.empty()) {
        append_text(json, take(length));
        return json;
      }
      hex_left_ = hex_run_length(rest_);
    }
    const auto length = std::min(hex_left_, hex_bytes_max);
    hex_left_ -= length;
    append_hex(json, take(length));
    return json;
  }

 private:
  std::string_view take(std::size_t length) {
    const auto taken = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return taken;
  }

  std::string_view rest_;
  std::size_t hex_left_ = 0;
};

void append_bytes(std::string& line, std::string_view bytes) {
  Pieces pieces(bytes);
  const auto first = pieces.next();
  if (pieces.empty()) {
    line += first;
    return;
  }
  line += '[';
  line += first;
  while (!pieces.empty()) {
    line += ',';
    line += pieces.next();
  }
  line += ']';
}

// `name` as in ",\"probe\":".
void append_member(std::string& line, std::string_view name, std::string_view bytes) {
  line += name;
  append_bytes(line, bytes);
}

void append_request(std::string& line, const Request& request) {
  append_member(line, ",\"request\":{\"method\":", request.method);
  append_member(line, ",\"url\":", request.url);
  line += ",\"fields\":[";
  for (std::size_t i = 0; i < request.fields.size(); ++i) {
    append_member(line, i == 0 ? "{\"name\":" : ",{\"name\":", request.fields[i].name);
    append_member(line, ",\"value\":", request.fields[i].value);
    line += '}';
  }
  append_member(line, "],\"content\":", request.content);
  line += '}';
}

void append_end(std::string& line, const Exchange& exchange) {
  append_member(line, ",\"end\":", to_string(exchange.end));
  append_member(line, ",\"wait\":", to_string(exchange.wait));
  append_member(line, ",\"end_detail\":", exchange.end_detail);
  append_member(line, ",\"local_address\":", exchange.local_address);
  append_member(line, ",\"remote_address\":", exchange.remote_address);
  line += ",\"connection_reused\":";
  line += exchange.connection_reused ? "true" : "false";
}

void append_times(std::string& line, const Times& times, base::TimePoint origin) {
  const auto append = [&](std::string_view name, const std::optional<base::TimePoint>& at) {
    if (at)
      fmt::format_to(std::back_inserter(line), ",\"{}\":{}", name,
                     (*at - times.dispatched).count());
  };
  fmt::format_to(std::back_inserter(line), ",\"times\":{{\"dispatched_ns\":{}",
                 (times.dispatched - origin).count());
  append("connect_begin_ns", times.connect_begin);
  append("connect_end_ns", times.connect_end);
  append("write_begin_ns", times.write_begin);
  append("write_end_ns", times.write_end);
  append("ended_ns", times.ended);
  line += '}';
}

std::string pointer_of(const RedactedRange& range) {
  switch (range.place) {
    case RedactedPlace::url:
      return "/request/url";
    case RedactedPlace::field_value:
      return fmt::format("/request/fields/{}/value", range.field);
    case RedactedPlace::content:
      return "/request/content";
    case RedactedPlace::response:
      break;
  }
  return "/response";
}

void append_redacted(std::string& line, const std::vector<RedactedRange>& ranges) {
  line += ",\"redacted\":[";
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    fmt::format_to(std::back_inserter(line), "{}{{\"where\":\"{}\",\"offset\":{},\"length\":{}}}",
                   i == 0 ? "" : ",", pointer_of(ranges[i]), ranges[i].offset, ranges[i].length);
  }
  line += ']';
}

void append_arrivals(std::string& line, const Exchange& exchange) {
  line += ",\"arrivals\":[";
  bool is_first = true;
  for (const auto& arrival : exchange.arrivals) {
    fmt::format_to(std::back_inserter(line),
                   "{}{{\"offset\":{},\"length\":{},\"at_ns\":{},\"kernel_stamp\":{}}}",
                   is_first ? "" : ",", arrival.offset, arrival.length,
                   (arrival.at - exchange.times.dispatched).count(), arrival.kernel_stamp);
    is_first = false;
  }
  line += ']';
}

std::uint64_t cut_bytes_of(const Exchange& exchange) {
  if (exchange.arrivals.empty()) return 0;
  const auto received = exchange.arrivals.back().offset + exchange.arrivals.back().length;
  return received > exchange.response.size() ? received - exchange.response.size() : 0;
}

std::string line_of(const RecordedExchange& recorded, base::TimePoint origin) {
  const auto& exchange = recorded.exchange;
  std::string line;
  append_member(line, "{\"probe\":", recorded.probe);
  if (!recorded.why.empty()) append_member(line, ",\"why\":", recorded.why);
  append_request(line, exchange.request);
  append_end(line, exchange);
  append_times(line, exchange.times, origin);
  append_redacted(line, recorded.redacted);
  if (!recorded.unsearched_coding.empty())
    append_member(line, ",\"unsearched_coding\":", recorded.unsearched_coding);
  append_member(line, ",\"response\":", exchange.response);
  if (const auto cut = cut_bytes_of(exchange); cut > 0)
    fmt::format_to(std::back_inserter(line), ",\"response_cut_bytes\":{}", cut);
  append_arrivals(line, exchange);
  line += '}';
  return line;
}

bool times_fit(const Exchange& exchange, base::TimePoint origin) {
  const auto latest = exchange.arrivals.empty()
                          ? exchange.times.ended
                          : std::max(exchange.times.ended, exchange.arrivals.back().at);
  return exchange.times.dispatched >= origin &&
         latest - origin <= base::Duration(JsonLines::number_max);
}

}  // namespace

RecordingWriter::RecordingWriter(Target target) : target_(std::move(target)) {}

base::Result<RecordingWriter> RecordingWriter::begin(Target target, const RecordingHeader& header) {
  RecordingWriter writer(std::move(target));
  auto line = fmt::format("{{\"recording_format\":{}", recording_format);
  append_member(line, ",\"ssert\":", header.ssert_version);
  append_member(line, ",\"created_at\":", header.created_at);
  if (!header.why.empty()) append_member(line, ",\"why\":", header.why);
  line += '}';
  if (const auto written = writer.write_line(line); written.has_error()) return written.error();
  return writer;
}

base::Result<void> RecordingWriter::append(const RecordedExchange& recorded) {
  const auto contradiction = find_contradiction(recorded, cut_bytes_of(recorded.exchange));
  HARNESS_CHECK(!contradiction, "an exchange to be recorded contradicts itself: " +
                                    base::to_string(*contradiction));
  HARNESS_CHECK(times_fit(recorded.exchange, target_.origin),
                "an exchange to be recorded is older than the recording");
  if (memory_of(recorded) > target_.limits.exchange_bytes)
    return base::Problem{target_.name, "cannot hold an exchange this large",
                         base::counted(target_.limits.exchange_bytes, "byte") +
                             " in memory at most, 32 of them for each arrival"};
  return write_line(line_of(recorded, target_.origin));
}

base::Result<void> RecordingWriter::write_line(std::string_view line) {
  if (bytes_written_ + line.size() + 1 > target_.limits.file_bytes)
    return base::Problem{
        target_.name, "is full",
        base::counted(target_.limits.file_bytes, "byte") + " at most; record into several files"};
  target_.stream << line << '\n' << std::flush;
  if (!target_.stream)
    return base::Problem{target_.name, "cannot be written to its end", "a place with room for it"};
  bytes_written_ += line.size() + 1;
  return {};
}

}  // namespace ssert::exchange
