#include "reading/reading.h"

#include "base/check.h"
#include "base/text.h"
#include "http/content_coding.h"
#include "http/field.h"

#include <algorithm>
#include <utility>

namespace ssert::reading {
namespace {

using violation::Code;

constexpr std::uint64_t retry_longest_ms = 3'600'000;

// "x-cost=3" or a JSON object: somebody expects a reader for it.
bool carries_a_value(std::string_view comment) {
  const auto begin = comment.find_first_not_of(' ');
  if (begin == std::string_view::npos) return false;
  const auto text = comment.substr(begin);
  if (text.front() == '{') return true;
  const auto equals = text.find('=');
  const auto name = text.substr(0, equals);
  return equals != std::string_view::npos && equals > 0 &&
         name.find_first_of(" \t:") == std::string_view::npos;
}

bool carries_output(const dialect::Interpreted& meaning) {
  using dialect::EventClass;
  switch (meaning.event_class) {
    case EventClass::content:
    case EventClass::reasoning:
    case EventClass::tool:
    case EventClass::refusal:
      return !meaning.text.empty();
    default:
      return false;
  }
}

std::optional<http::MediaType> media_type_of(const http::ResponseHead& head) {
  return http::extract_media_type(http::combined_field(head.fields, "Content-Type").value_or(""));
}

// The IANA registry's names, and their aliases.
bool is_registered_coding(std::string_view coding) {
  for (const auto* name : {"identity", "gzip", "x-gzip", "deflate", "br", "zstd", "dcb", "dcz",
                           "compress", "x-compress", "exi", "pack200-gzip", "aes128gcm"}) {
    if (http::equals_ignoring_case(coding, name)) return true;
  }
  return false;
}

}  // namespace

bool announces_event_stream(const http::ResponseHead& head) {
  const auto type = media_type_of(head);
  return type && type->essence == "text/event-stream";
}

bool is_success(int status_code) { return status_code >= 200 && status_code < 300; }

bool may_carry_stream(int status_code, std::string_view request_method) {
  return status_code == 200 || (status_code == 201 && request_method == "POST");
}

std::optional<base::TimePoint> Transcript::arrival_of(std::uint64_t content_offset) const {
  if (content_offset >= content.size()) return std::nullopt;
  const auto after = std::upper_bound(
      pieces.begin(), pieces.end(), content_offset,
      [](std::uint64_t offset, const Piece& piece) { return offset < piece.content_offset; });
  if (after == pieces.begin()) return std::nullopt;
  return std::prev(after)->at;
}

// Joins the three readers: each one's observer, and the one place where their facts are gathered.
class ResponseReading::Assembly final : http::ResponseObserver, event_stream::Observer {
 public:
  Assembly(std::string_view request_method, const Options& options)
      : options_(options),
        request_method_(request_method),
        http_(*this, request_method, options.sizes),
        decoder_(*this, options.sizes),
        interpreter_(*options.dialect, [this](const auto& violation) { note(violation); }) {
    if (options.keep_transcript) reading_.transcript.emplace();
  }

  bool feed(std::string_view bytes, base::TimePoint at) {
    now_ = at;
    progressed_ = false;
    if (reading_.is_cut_off()) return false;
    if (!reading_.first_byte_at && !bytes.empty()) reading_.first_byte_at = at;
    const auto read = bytes.substr(0, options_.sizes.response - http_.bytes_fed());
    http_.feed(read);
    if (read.size() < bytes.size()) cut_off();
    reading_.last_byte_at = at;
    note_message_end();
    return progressed_;
  }

  // One fact of the reading, whoever reads: what follows from the cut is no damage.
  void cut_off() {
    if (reading_.is_cut_off() || http_.message_complete()) return;
    const auto read = std::max(http_.bytes_fed(), reading_.content_bytes);
    note({.code = Code::response_too_long,
          .offset = reading_.content_bytes,
          .detail = "the message had not ended after " + base::show_size(read) +
                    ", the most that is read of one response (--max-response)"});
  }

  void end_of_file(base::TimePoint at) {
    now_ = at;
    http_.finish();
    note_message_end();
  }

  void finish() {
    HARNESS_CHECK(!reading_.finished, "ResponseReading::finish() called twice");
    const bool is_whole = http_.message_complete() && !reading_.is_cut_off();
    if (coding_ && reading_.is_event_stream && is_whole) coding_->finish();
    if (reading_.is_event_stream) {
      is_cut_ = !is_whole;
      decoder_.finish();
      interpreter_.finish();
      reading_.longest_line = decoder_.line_facts().longest;
    }
    reading_.framing = http_.framing();
    reading_.framing.message_complete = is_whole;
    reading_.is_http = !(http_.gave_up() && !reading_.head);
    reading_.finished = true;
  }

  Stage stage() const {
    if (http_.message_complete()) return Stage::complete;
    if (!reading_.head) return Stage::head;
    if (!reading_.is_event_stream) return Stage::streaming;
    if (reading_.terminals > 0) return Stage::after_terminal;
    return reading_.output_events > 0 ? Stage::streaming : Stage::first;
  }

  bool gave_up() const { return http_.gave_up() || reading_.is_cut_off(); }
  const http::Framing& framing() const { return http_.framing(); }

  Reading reading_;

 private:
  void note(Code code, event_stream::Range range, std::string_view detail) {
    note({.code = code,
          .offset = range.begin,
          .length = range.end - range.begin,
          .detail = base::escape_bytes_shortened(detail, 40)});
  }

  void note_message_end() {
    if (reading_.is_cut_off() || reading_.message_end_at) return;
    if (http_.message_complete()) reading_.message_end_at = now_;
  }

  void note(const violation::Violation& violation) {
    const bool is_first =
        ++reading_.violation_counts.at(static_cast<std::size_t>(violation.code)) == 1;
    if (is_first || reading_.violations.size() < options_.sizes.violations) {
      reading_.violations.push_back(violation);
    }
  }

  // http::ResponseObserver
  void on_interim_head(const http::ResponseHead& head) override {
    reading_.interim_heads.push_back(head);
  }

  void on_head(const http::ResponseHead& head) override {
    reading_.head = head;
    reading_.head_at = now_;
    reading_.is_event_stream = is_success(head.status_code) && announces_event_stream(head);
    choose_content_decoder(http::combined_field(head.fields, "Content-Encoding").value_or(""));
    if (reading_.is_event_stream) note_stream_head(head);
  }

  void note_stream_head(const http::ResponseHead& head) {
    const auto found = [&](Code code, std::string detail) {
      note({.code = code,
            .offset = head.offset,
            .length = head.bytes.size(),
            .detail = base::escape_bytes_shortened(detail, 40)});
    };
    if (!may_carry_stream(head.status_code, request_method_))
      found(Code::stream_status, std::to_string(head.status_code));
    const auto type = media_type_of(head);
    const auto charset = type ? type->parameter("charset") : std::nullopt;
    if (charset && !http::equals_ignoring_case(*charset, "utf-8"))
      found(Code::stream_charset, std::string(*charset));
  }

  void choose_content_decoder(const std::string& content_encoding) {
    std::string registered;
    for (const auto& coding : http::list_members(content_encoding)) {
      if (is_registered_coding(coding)) {
        registered += (registered.empty() ? "" : ", ") + coding;
      } else if (reading_.unregistered_coding.empty()) {
        reading_.unregistered_coding = coding;
      }
    }
    auto decoder = http::make_content_decoder(
        registered, [this](std::string_view bytes) { return on_decoded(bytes); },
        [this](const auto& violation) { note(violation); });
    if (decoder.has_value()) {
      coding_ = std::move(decoder.value());
    } else {
      reading_.undecodable_coding = registered;
      reading_.is_event_stream = false;
    }
  }

  void on_content(std::string_view bytes, std::uint64_t wire_offset) override {
    if (bytes.empty()) return;
    if (!coding_) {
      on_decoded(bytes);
      return;
    }
    coding_->feed(bytes, wire_offset);
    // Of what cannot be decoded nobody can tell what is output. The end of the message is still to
    // be seen, and bytes that go on coming are no silence.
    if (coding_->gave_up()) progressed_ = true;
  }

  // False once more was decoded than a response may hold: a small coded response can expand for
  // ever.
  bool on_decoded(std::string_view bytes) {
    const auto read = bytes.substr(0, options_.sizes.response - reading_.content_bytes);
    if (!read.empty()) take_content(read);
    if (read.size() < bytes.size()) cut_off();
    return !reading_.is_cut_off();
  }

  void take_content(std::string_view bytes) {
    if (!reading_.first_content_at) reading_.first_content_at = now_;
    keep(bytes);
    reading_.content_bytes += bytes.size();
    if (reading_.is_event_stream) {
      decoder_.feed(bytes);
    } else {
      progressed_ = true;
    }
  }

  void on_violation(const violation::Violation& violation) override {
    const bool is_behind_cut = reading_.is_cut_off() && !is_cut_;
    if (is_behind_cut || (is_cut_ && may_be_unfinished(violation))) return;
    note(violation);
  }

  // An event or a character in the middle of which the message was cut: what is missing of it is
  // not wrong.
  bool may_be_unfinished(const violation::Violation& violation) const {
    return violation.code == Code::pending_data_discarded ||
           (violation.code == Code::invalid_utf8 &&
            violation.offset + violation.length == reading_.content_bytes);
  }

  void keep(std::string_view bytes) {
    auto& transcript = reading_.transcript;
    if (!transcript) return;
    auto& pieces = transcript->pieces;
    if (pieces.empty() || pieces.back().at != now_)
      pieces.push_back({.content_offset = reading_.content_bytes, .at = now_});
    transcript->content += bytes;
  }

  // event_stream::Observer
  void on_event(const event_stream::DispatchedEvent& event) override {
    note_habits(event);
    auto meaning = interpret(event);
    ++reading_.events;
    if (!reading_.first_event_at) reading_.first_event_at = now_;
    reading_.last_event_at = now_;
    if (carries_output(meaning)) count_output(meaning);
    if (meaning.usage_output) reading_.usage_output = meaning.usage_output;
    if (meaning.terminal) count_terminal();
    reading_.error_in_band = reading_.error_in_band || meaning.error;
    if (reading_.transcript) keep(event, std::move(meaning));
  }

  void keep(const event_stream::DispatchedEvent& event, dialect::Interpreted meaning) {
    if (reading_.transcript->events.size() == options_.sizes.events) {
      note_events_left_out(event);
      return;
    }
    std::optional<std::string> id;
    if (event.sets_last_event_id) id = event.last_event_id;
    reading_.transcript->events.push_back({.type = std::string(event.type),
                                           .data = std::string(event.data),
                                           .id = std::move(id),
                                           .range = event.range,
                                           .data_lines = event.data_lines,
                                           .at = now_,
                                           .meaning = std::move(meaning)});
  }

  void note_events_left_out(const event_stream::DispatchedEvent& event) {
    if (reading_.events != options_.sizes.events + 1) return;  // said once
    note({.code = Code::interpreter_limit,
          .offset = event.range.begin,
          .detail = "no more than the first " + base::counted(options_.sizes.events, "event") +
                    " are kept, for rules that look through all of them"});
  }

  void count_output(const dialect::Interpreted& meaning) {
    progressed_ = true;
    ++reading_.output_events;
    reading_.tokens += meaning.tokens;
    if (!reading_.first_output_at) reading_.first_output_at = now_;
    reading_.last_output_at = now_;
    if (options_.on_output) {
      options_.on_output(
          {.event_class = meaning.event_class, .tokens = meaning.tokens, .at = now_});
    }
  }

  void count_terminal() {
    ++reading_.terminals;
    if (!reading_.terminal_at) reading_.terminal_at = now_;
  }

  void on_block_without_data(std::string_view type, event_stream::Range range) override {
    ++reading_.blocks_without_data;
    if (!type.empty()) note(Code::event_without_data, range, type);
  }

  void on_comment(std::string_view text, event_stream::Range range) override {
    ++reading_.comments;
    if (carries_a_value(text)) note(Code::comment_with_data, range, {});
  }

  void on_retry(std::uint64_t milliseconds, event_stream::Range range) override {
    if (milliseconds == 0 || milliseconds > retry_longest_ms) note(Code::retry_extreme, range, {});
  }

  void on_field_without_colon(std::string_view name, event_stream::Range line) override {
    note(Code::field_without_colon, line, name);
  }

  void on_block_of_comments(event_stream::Range range) override {
    if (!decoder_.last_event_id().empty()) note(Code::comment_block_after_id, range, {});
  }

  void on_extra_blank_line(event_stream::Range line) override {
    note(Code::extra_blank_line, line, {});
  }

  // An untyped event without data is a heartbeat where payloads are JSON; it is no damaged payload.
  dialect::Interpreted interpret(const event_stream::DispatchedEvent& event) {
    const bool is_heartbeat = options_.dialect->payloads_are_json && event.type == "message" &&
                              event.data.find_first_not_of(' ') == std::string_view::npos;
    if (is_heartbeat) return {.event_class = dialect::EventClass::meta};
    auto meaning = interpreter_.on_event(event);
    note_replacement_character(event, meaning);
    return meaning;
  }

  // U+FFFD that came as such, and not from bytes or escapes that were damaged in this very event.
  void note_replacement_character(const event_stream::DispatchedEvent& event,
                                  const dialect::Interpreted& meaning) {
    const auto repaired =
        reading_.count(Code::invalid_utf8) + reading_.count(Code::unpaired_surrogate);
    const bool repaired_here = std::exchange(repaired_, repaired) != repaired;
    constexpr std::string_view replacement = "\uFFFD";
    const bool has_one = event.data.find(replacement) != std::string_view::npos ||
                         meaning.text.find(replacement) != std::string::npos;
    if (has_one && !repaired_here) note(Code::replacement_character, event.range, {});
  }

  // What an event's data shows before any dialect is asked.
  void note_habits(const event_stream::DispatchedEvent& event) {
    if (event.data.starts_with(' ')) note(Code::value_leading_space, event.range, {});
    if (!options_.dialect->payloads_are_json) return;
    const auto text = event.data.find_first_not_of(' ');
    if (text == std::string_view::npos) note(Code::empty_data, event.range, {});
    if (text != std::string_view::npos && event.data[text] == ':') {
      note(Code::keepalive_as_data, event.range, {});
    }
    if (event.data_lines > 1) note(Code::json_over_lines, event.range, {});
  }

  Options options_;
  std::string request_method_;
  http::ResponseReader http_;
  std::unique_ptr<http::ContentDecoder> coding_;  // none where the coding cannot be taken off
  event_stream::Decoder decoder_;
  dialect::Interpreter interpreter_;
  base::TimePoint now_;
  bool is_cut_ = false;  // the end was told, and the message is not whole
  bool progressed_ = false;
  std::uint64_t repaired_ = 0;  // damage that decoding replaced by U+FFFD, up to the last event
};

ResponseReading::ResponseReading(std::string_view request_method, const Options& options)
    : assembly_(std::make_unique<Assembly>(request_method, options)) {}
ResponseReading::~ResponseReading() = default;

bool ResponseReading::feed(std::string_view bytes, base::TimePoint at) {
  return assembly_->feed(bytes, at);
}
void ResponseReading::cut_off() { assembly_->cut_off(); }
void ResponseReading::end_of_file(base::TimePoint at) { assembly_->end_of_file(at); }
void ResponseReading::finish() { assembly_->finish(); }
Stage ResponseReading::stage() const { return assembly_->stage(); }
bool ResponseReading::gave_up() const { return assembly_->gave_up(); }
const http::Framing& ResponseReading::framing() const { return assembly_->framing(); }
const Reading& ResponseReading::reading() const { return assembly_->reading_; }

Reading ResponseReading::take() {
  HARNESS_CHECK(assembly_->reading_.finished, "ResponseReading::take() before finish()");
  return std::move(assembly_->reading_);
}

Reading read_exchange(const exchange::Exchange& exchange, const Options& options) {
  ResponseReading response(exchange.request.method, options);
  const std::string_view bytes = exchange.response;
  for (const auto& arrival : exchange.arrivals) {
    if (arrival.offset < bytes.size())
      response.feed(bytes.substr(arrival.offset, arrival.length), arrival.at);
    if (arrival.offset + arrival.length > bytes.size()) {
      response.cut_off();
      break;
    }
  }
  if (exchange.end == exchange::TransportEnd::peer_closed) {
    response.end_of_file(exchange.times.ended);
  }
  response.finish();
  return response.take();
}

}  // namespace ssert::reading
