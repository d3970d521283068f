#include "base/text.h"
#include "exchange/contradiction.h"
#include "exchange/json_lines.h"
#include "exchange/recording.h"
#include "http/syntax.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <istream>
#include <utility>

namespace ssert::exchange {
namespace {

constexpr bool required = true;

constexpr std::array header_members{JsonMember{"recording_format", required},
                                    JsonMember{"ssert", required},
                                    JsonMember{"created_at", required}, JsonMember{"why"}};
constexpr std::array exchange_members{JsonMember{"probe", required},
                                      JsonMember{"why"},
                                      JsonMember{"request", required},
                                      JsonMember{"end", required},
                                      JsonMember{"wait"},
                                      JsonMember{"end_detail"},
                                      JsonMember{"local_address"},
                                      JsonMember{"remote_address"},
                                      JsonMember{"connection_reused"},
                                      JsonMember{"times", required},
                                      JsonMember{"redacted"},
                                      JsonMember{"unsearched_coding"},
                                      JsonMember{"response", required},
                                      JsonMember{"response_cut_bytes"},
                                      JsonMember{"arrivals", required}};
constexpr std::array request_members{JsonMember{"method", required}, JsonMember{"url", required},
                                     JsonMember{"fields"}, JsonMember{"content"}};
constexpr std::array field_members{JsonMember{"name", required}, JsonMember{"value", required}};
constexpr std::array times_members{JsonMember{"dispatched_ns", required},
                                   JsonMember{"connect_begin_ns"},
                                   JsonMember{"connect_end_ns"},
                                   JsonMember{"write_begin_ns"},
                                   JsonMember{"write_end_ns"},
                                   JsonMember{"ended_ns", required}};
constexpr std::array range_members{JsonMember{"where", required}, JsonMember{"offset", required},
                                   JsonMember{"length", required}};
constexpr std::array arrival_members{JsonMember{"offset", required}, JsonMember{"length", required},
                                     JsonMember{"at_ns", required}, JsonMember{"kernel_stamp"}};
constexpr std::array hex_members{JsonMember{"hex", required}};

constexpr std::string_view format_way_out =
    "a recording as `ssert record` writes it; --response reads what curl -i --raw wrote";

bool read_hex(JsonLines& in, std::string& bytes) {
  std::string digits;
  if (!in.read_word(digits)) return false;
  if (digits.size() % 2 != 0)
    return in.fail("has an odd number of digits", "two hexadecimal digits for each byte");
  if (!in.spend(digits.size() / 2)) return false;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    const int high = http::hex_digit_value(digits[i]);
    const int low = http::hex_digit_value(digits[i + 1]);
    if (high < 0 || low < 0)
      return in.fail("has " + base::escape_bytes(digits.substr(i, 2)),
                     "two hexadecimal digits for each byte");
    bytes += static_cast<char>(high * 16 + low);
  }
  return true;
}

bool read_piece(JsonLines& in, std::string& bytes) {
  switch (in.value_begin()) {
    case '"':
      return in.read_string(bytes);
    case '{':
      return in.read_object(hex_members, [&](std::string_view) { return read_hex(in, bytes); });
    default:
      return in.refuse_type("a string or {\"hex\": \"fffe\"}");
  }
}

// Appends: the file's "Bytes".
bool read_bytes(JsonLines& in, std::string& bytes) {
  if (in.value_begin() != '[') return read_piece(in, bytes);
  return in.read_array([&] { return read_piece(in, bytes); });
}

bool read_field(JsonLines& in, http::FieldLine& field) {
  return in.read_object(field_members, [&](std::string_view name) {
    return read_bytes(in, name == "name" ? field.name : field.value);
  });
}

bool read_fields(JsonLines& in, http::FieldSection& fields) {
  return in.read_array(
      [&] { return in.spend(sizeof(http::FieldLine)) && read_field(in, fields.emplace_back()); });
}

bool read_request(JsonLines& in, Request& request) {
  request.method.clear();
  return in.read_object(request_members, [&](std::string_view name) {
    if (name == "method") return read_bytes(in, request.method);
    if (name == "url") return read_bytes(in, request.url);
    if (name == "fields") return read_fields(in, request.fields);
    return read_bytes(in, request.content);
  });
}

bool read_end(JsonLines& in, TransportEnd& end) {
  std::string word;
  if (!in.read_word(word)) return false;
  const auto found = transport_end_from(word);
  if (!found)
    return in.fail("is \"" + base::escape_bytes_shortened(word, 40) + "\"",
                   "message-complete, peer-closed, peer-reset, wait-limit, stopped, interrupted, "
                   "dns-failed, connect-failed, tls-failed, send-failed or no-resources");
  end = *found;
  return true;
}

bool read_wait(JsonLines& in, Wait& wait) {
  std::string word;
  if (!in.read_word(word)) return false;
  for (const auto candidate : {Wait::none, Wait::connect, Wait::head, Wait::first, Wait::gap,
                               Wait::after_terminal, Wait::total}) {
    if (to_string(candidate) != word) continue;
    wait = candidate;
    return true;
  }
  return in.fail("is \"" + base::escape_bytes_shortened(word, 40) + "\"",
                 "none, connect, head, first, gap, after-terminal or total");
}

// Counted from `origin`.
bool read_time(JsonLines& in, base::TimePoint origin, base::TimePoint& at) {
  std::uint64_t count = 0;
  if (!in.read_number(count)) return false;
  at = origin + base::Duration(static_cast<base::Duration::rep>(count));
  return true;
}

// All but `dispatched` count from there, and it may stand behind them: they are shifted by it when
// the whole line was read.
bool read_times(JsonLines& in, Times& times) {
  return in.read_object(times_members, [&](std::string_view name) {
    const base::TimePoint zero;
    if (name == "dispatched_ns") return read_time(in, zero, times.dispatched);
    if (name == "connect_begin_ns") return read_time(in, zero, times.connect_begin.emplace());
    if (name == "connect_end_ns") return read_time(in, zero, times.connect_end.emplace());
    if (name == "write_begin_ns") return read_time(in, zero, times.write_begin.emplace());
    if (name == "write_end_ns") return read_time(in, zero, times.write_end.emplace());
    return read_time(in, zero, times.ended);
  });
}

void shift_times(Exchange& exchange) {
  auto& times = exchange.times;
  const auto shift = times.dispatched.time_since_epoch();
  for (auto* at :
       {&times.connect_begin, &times.connect_end, &times.write_begin, &times.write_end}) {
    if (*at) **at += shift;
  }
  times.ended += shift;
  for (auto& arrival : exchange.arrivals) arrival.at += shift;
}

bool read_arrivals(JsonLines& in, std::vector<Arrival>& arrivals) {
  return in.read_array([&] {
    if (!in.spend(sizeof(Arrival))) return false;
    auto& arrival = arrivals.emplace_back();
    return in.read_object(arrival_members, [&](std::string_view name) {
      if (name == "offset") return in.read_number(arrival.offset);
      if (name == "length") return in.read_number(arrival.length);
      if (name == "at_ns") return read_time(in, {}, arrival.at);
      return in.read_truth(arrival.kernel_stamp);
    });
  });
}

bool set_place(std::string_view pointer, RedactedRange& range) {
  static constexpr std::array places{std::pair{"/request/url", RedactedPlace::url},
                                     std::pair{"/request/content", RedactedPlace::content},
                                     std::pair{"/response", RedactedPlace::response}};
  for (const auto& [text, place] : places) {
    if (pointer != text) continue;
    range.place = place;
    return true;
  }
  constexpr std::string_view before = "/request/fields/";
  constexpr std::string_view behind = "/value";
  if (!pointer.starts_with(before) || !pointer.ends_with(behind)) return false;
  range.place = RedactedPlace::field_value;
  const char* const end = pointer.data() + pointer.size() - behind.size();
  const auto [read_to, ec] = std::from_chars(pointer.data() + before.size(), end, range.field);
  return ec == std::errc() && read_to == end;
}

bool read_place(JsonLines& in, RedactedRange& range) {
  std::string pointer;
  if (!in.read_word(pointer)) return false;
  return set_place(pointer, range) ||
         in.fail("is \"" + base::escape_bytes_shortened(pointer, 40) + "\"",
                 "/request/url, /request/fields/N/value, /request/content or /response");
}

bool read_redacted(JsonLines& in, std::vector<RedactedRange>& ranges) {
  return in.read_array([&] {
    if (!in.spend(sizeof(RedactedRange))) return false;
    auto& range = ranges.emplace_back();
    return in.read_object(range_members, [&](std::string_view name) {
      if (name == "where") return read_place(in, range);
      return in.read_number(name == "offset" ? range.offset : range.length);
    });
  });
}

bool read_exchange(JsonLines& in, RecordedExchange& recorded) {
  auto& exchange = recorded.exchange;
  std::uint64_t cut_bytes = 0;
  const bool read = in.read_object(exchange_members, [&](std::string_view name) {
    if (name == "probe") return read_bytes(in, recorded.probe);
    if (name == "why") return read_bytes(in, recorded.why);
    if (name == "request") return read_request(in, exchange.request);
    if (name == "end") return read_end(in, exchange.end);
    if (name == "wait") return read_wait(in, exchange.wait);
    if (name == "end_detail") return read_bytes(in, exchange.end_detail);
    if (name == "local_address") return read_bytes(in, exchange.local_address);
    if (name == "remote_address") return read_bytes(in, exchange.remote_address);
    if (name == "connection_reused") return in.read_truth(exchange.connection_reused);
    if (name == "times") return read_times(in, exchange.times);
    if (name == "redacted") return read_redacted(in, recorded.redacted);
    if (name == "unsearched_coding") return read_bytes(in, recorded.unsearched_coding);
    if (name == "response") return read_bytes(in, exchange.response);
    if (name == "response_cut_bytes") return in.read_number(cut_bytes);
    return read_arrivals(in, exchange.arrivals);
  });
  if (!read) return false;
  shift_times(exchange);
  if (const auto found = find_contradiction(recorded, cut_bytes))
    return in.fail(found->what, found->way_out, found->where);
  return in.end_line();
}

struct ReadHeader {
  RecordingHeader header;
  bool format_was_read = false;  // whatever is wrong before that: it may be any file
};

bool read_format(JsonLines& in) {
  std::uint64_t format = 0;
  if (!in.read_number(format)) return false;
  return format == recording_format ||
         in.fail(fmt::format("is {}", format),
                 fmt::format("{}, the only format that this ssert reads", recording_format));
}

bool read_header(JsonLines& in, ReadHeader& read) {
  const bool is_whole = in.read_object(header_members, [&](std::string_view name) {
    const bool is_format = name == "recording_format";
    if (!is_format && !read.format_was_read) return in.fail("is not the first member", "");
    read.format_was_read = true;
    if (is_format) return read_format(in);
    if (name == "ssert") return read_bytes(in, read.header.ssert_version);
    if (name == "created_at") return read_bytes(in, read.header.created_at);
    return read_bytes(in, read.header.why);
  });
  return is_whole && in.end_line();
}

}  // namespace

RecordingReader::RecordingReader(std::unique_ptr<JsonLines> lines) : lines_(std::move(lines)) {}
RecordingReader::~RecordingReader() = default;
RecordingReader::RecordingReader(RecordingReader&& other) noexcept = default;
RecordingReader& RecordingReader::operator=(RecordingReader&& other) noexcept = default;

base::Result<RecordingReader> RecordingReader::begin(Source source) {
  RecordingReader reader(
      std::make_unique<JsonLines>(JsonLines::Source{.stream = source.stream,
                                                    .name = source.name,
                                                    .file_bytes_max = source.limits.file_bytes,
                                                    .line_memory_max = source.limits.exchange_bytes,
                                                    .read_bytes = source.limits.read_bytes}));
  auto& in = *reader.lines_;
  ReadHeader read;
  if (in.next_line() && read_header(in, read)) {
    reader.header_ = std::move(read.header);
    return reader;
  }
  if (!in.failed()) return base::Problem{source.name, "is empty", std::string(format_way_out)};
  auto problem = in.problem();
  if (!read.format_was_read && !source.stream.bad()) problem.way_out = format_way_out;
  return problem;
}

base::Result<std::optional<RecordedExchange>> RecordingReader::next() {
  auto& in = *lines_;
  std::optional<RecordedExchange> recorded;
  if (in.next_line()) {
    line_ = in.line();
    if (read_exchange(in, recorded.emplace())) return recorded;
  }
  if (in.failed()) return in.problem();
  return std::optional<RecordedExchange>();
}

base::Result<Recording> read_recording(RecordingReader::Source source) {
  auto reader = RecordingReader::begin(std::move(source));
  if (reader.has_error()) return reader.error();
  Recording recording{.header = reader->header(), .exchanges = {}};
  while (true) {
    auto next = reader->next();
    if (next.has_error()) return next.error();
    if (!*next) return recording;
    recording.exchanges.push_back(std::move(**next));
  }
}

}  // namespace ssert::exchange
