#include "mock_server/writer/writer.h"

#include "base/check.h"
#include "base/text.h"
#include "mock_server/writer/head.h"
#include "mock_server/writer/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace ssert::mock_server {
namespace {

// Stamps have 19 digits until the year 2286; a measuring writer needs one of the same length.
constexpr std::chrono::nanoseconds stamp_to_measure(1'000'000'000'000'000'000);
constexpr std::chrono::hours delay_max(24);

std::string_view bytes_of(LineEnd end) {
  switch (end) {
    case LineEnd::crlf:
      return "\r\n";
    case LineEnd::cr:
      return "\r";
    case LineEnd::lf:
      break;
  }
  return "\n";
}

base::Duration nanoseconds(double count) {
  const auto greatest = static_cast<double>(base::Duration(delay_max).count());
  return base::Duration(static_cast<std::int64_t>(std::clamp(count, 0.0, greatest)));
}

// Where the next chunk of `content` ends. ChunkCut::character: inside the next character of more
// than one byte, so that its first byte is the last of the chunk.
std::size_t cut_of(std::string_view content, ChunkCut cut) {
  if (cut == ChunkCut::byte) return std::min<std::size_t>(1, content.size());
  if (cut == ChunkCut::event) return content.size();
  for (std::size_t at = 0; at < content.size(); ++at) {
    const bool starts_character = (static_cast<unsigned char>(content[at]) & 0xC0U) == 0xC0U;
    if (starts_character) return at + 1;
  }
  return content.size();
}

bool moves_answer_on(const Step& step) {
  const auto* content = std::get_if<ContentStep>(&step.action);
  const auto* chunk = std::get_if<ChunkStep>(&step.action);
  return (content != nullptr && takes_token(content->content)) ||
         (chunk != nullptr && takes_token(chunk->content));
}

}  // namespace

Writer::Writer(const Steps& steps, Occasion occasion)
    : steps_(&steps),
      occasion_(std::move(occasion)),
      answer_(occasion_.prompt, occasion_.seed, occasion_.tokens),
      rounds_{{.steps = &steps, .next = 0, .left = 1}} {}

std::optional<base::Duration> Writer::due() {
  if (!pieces_.bytes.empty()) return due_;
  while (!ready_ && !finished_) ready_ = advance();
  return ready_ ? std::optional(due_) : std::nullopt;
}

Write Writer::take(const Stamps& stamps) {
  if (pieces_.bytes.empty()) {
    stamps_ = stamps;
    render();
    ready_ = false;
  }
  return next_piece();
}

bool Writer::begins_token() const {
  return ready_ && pieces_.bytes.empty() && (step_ == nullptr || moves_answer_on(*step_));
}

void Writer::play_instead(const Steps& steps) {
  HARNESS_CHECK(begins_token(), "other steps begin where a token would");
  rounds_ = {{.steps = &steps, .next = 0, .left = 1}};
  tokens_end_ = place_;
  ready_ = false;
}

// Goes on by one step; true where that step, or the next token, is to be written.
bool Writer::advance() {
  if (place_ < tokens_end_) {
    wait_for_token();
    step_ = nullptr;
    return true;
  }
  while (!rounds_.empty() && rounds_.back().next == rounds_.back().steps->size()) {
    auto& round = rounds_.back();
    round.next = 0;
    if (--round.left == 0) rounds_.pop_back();
  }
  if (rounds_.empty()) {
    finished_ = true;
    return false;
  }
  auto& round = rounds_.back();
  return begin((*round.steps)[round.next++]);
}

bool Writer::begin(const Step& step) {
  step_ = &step;
  const auto& action = step.action;
  if (const auto* pause = std::get_if<WaitStep>(&action)) {
    wait(draw(pause->delay));
  } else if (const auto* style = std::get_if<StyleStep>(&action)) {
    style_ = style->style;
  } else if (const auto* repeat = std::get_if<RepeatStep>(&action)) {
    rounds_.push_back({.steps = &repeat->steps, .next = 0, .left = repeat->times});
  } else if (const auto* tokens = std::get_if<TokensStep>(&action)) {
    begin_tokens(*tokens);
  } else if (const auto* end = std::get_if<EndStep>(&action)) {
    return begin_end(*end);
  } else if (std::holds_alternative<DoneStep>(action)) {
    return occasion_.send_done;
  } else {
    if (moves_answer_on(step)) wait_for_token();
    return true;
  }
  return false;
}

void Writer::begin_tokens(const TokensStep& tokens) {
  if (tokens.from) place_ = place(*tokens.from);
  tokens_end_ = place(tokens.to);
}

bool Writer::begin_end(const EndStep& end) {
  rounds_.clear();
  const bool completes = end.kind == EndKind::clean || end.kind == EndKind::close;
  switch (end.kind) {
    case EndKind::clean:
      ending_ = keeps_connection_ ? Ending::keep : Ending::close;
      break;
    case EndKind::close:
    case EndKind::no_last_chunk:
      ending_ = Ending::close;
      break;
    case EndKind::reset:
      ending_ = Ending::reset;
      break;
    case EndKind::hang:
      ending_ = Ending::hang;
      break;
    case EndKind::keep:
      ending_ = Ending::keep;
      break;
  }
  return completes && framing_ == Framing::chunked && !last_chunk_sent_;
}

void Writer::wait(base::Duration time) {
  due_ += time;
  paced_ = paced_ || time.count() > 0;
}

void Writer::wait_for_token() {
  wait(draw(first_token_waited_ ? occasion_.gap : occasion_.time_to_first));
  first_token_waited_ = true;
}

base::Duration Writer::draw(const Delay& delay) {
  if (delay.kind == DelayKind::fixed || measuring_) return delay.first;
  if (!random_) {
    random_ = std::make_unique<base::Random>(occasion_.seed, "mock/delay", occasion_.stream);
  }
  const auto first = static_cast<double>(delay.first.count());
  const auto second = static_cast<double>(delay.second.count());
  if (delay.kind == DelayKind::uniform) {
    return nanoseconds(first + random_->uniform() * (second - first));
  }
  if (delay.kind == DelayKind::exponential) return nanoseconds(random_->exponential(first));
  return nanoseconds(random_->normal(first, second));
}

std::uint32_t Writer::place(const Position& position) const {
  const auto size = static_cast<std::int64_t>(answer_.size());
  const auto at = size * position.percent / 100 + position.offset;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(at, 0, size));
}

void Writer::render() {
  pieces_.gap = style_.write_gap;
  if (step_ == nullptr) {
    render_token();
  } else {
    render_step(*step_);
  }
}

void Writer::render_step(const Step& step) {
  const auto& action = step.action;
  if (const auto* head = std::get_if<HeadStep>(&action)) {
    render_head(*head);
  } else if (const auto* done = std::get_if<DoneStep>(&action)) {
    render_done(*done);
  } else if (const auto* error = std::get_if<ErrorStep>(&action)) {
    render_error(*error);
  } else if (const auto* content = std::get_if<ContentStep>(&action)) {
    if (takes_token(content->content)) ++pieces_.events;
    put_content(fill(content->content));
  } else if (const auto* chunk = std::get_if<ChunkStep>(&action)) {
    render_chunk(*chunk);
  } else if (const auto* last = std::get_if<LastChunkStep>(&action)) {
    render_last_chunk(*last);
  } else if (const auto* raw = std::get_if<RawStep>(&action)) {
    pieces_.bytes = fill(raw->bytes);
  } else {
    pieces_.bytes = "0\r\n\r\n";  // an end step that completes a chunked message
  }
}

void Writer::render_head(const HeadStep& head) {
  framing_ = head.framing;
  if (framing_ == Framing::automatic) {
    framing_ = occasion_.http10 ? Framing::close_delimited : Framing::chunked;
  }
  keeps_connection_ =
      occasion_.keeps_connection && framing_ != Framing::close_delimited && head.version != "1.0";
  if (measuring_) return;  // a head counts as no content, and may ask for what is being measured
  const bool has_length = framing_ == Framing::content_length;
  const auto length = has_length ? static_cast<std::int64_t>(measured_content()) : 0;
  pieces_.bytes = write_head(head, {.date = occasion_.date,
                                    .framing = framing_,
                                    .keeps_connection = keeps_connection_,
                                    .content_length = static_cast<std::uint64_t>(
                                        std::max<std::int64_t>(length + head.length_shift, 0)),
                                    .fill = [this](const Template& bytes) { return fill(bytes); }});
  if (head.halves_gap) {
    pieces_.gap = *head.halves_gap;
    pieces_.cuts.push_back(pieces_.bytes.size() / 2);
  }
}

void Writer::render_done(const DoneStep& done) {
  if (!occasion_.chat) {
    render_event(R"({"type":"done")" + (done.members.empty() ? "" : "," + done.members) + "}");
    return;
  }
  render_event(chat_finish(*occasion_.chat), Id::left_out);
  if (occasion_.chat->includes_usage) {
    render_event(chat_usage(*occasion_.chat, answer_.size()), Id::left_out);
  }
  render_event(std::string(chat_done));
}

void Writer::render_error(const ErrorStep& error) {
  if (occasion_.chat) return render_event(chat_error(error.code, error.message));
  std::string payload = R"({"type":"error","code":)";
  append_json_string(payload, error.code);
  payload += R"(,"message":)";
  append_json_string(payload, error.message);
  render_event(payload + "}");
}

void Writer::render_token() {
  if (occasion_.chat && !opening_sent_) {
    render_event(chat_opening(*occasion_.chat), Id::left_out);
  }
  opening_sent_ = true;
  render_event(token_payload(place_));
  ++place_;
}

void Writer::render_event(const std::string& payload, Id id) {
  auto event = fill(style_.between);
  if (!style_.event.empty()) append_field(event, "event", fill(style_.event));
  if (!style_.id.empty() && id == Id::sent) append_field(event, "id", fill(style_.id));
  append_data(event, payload);
  for (std::uint32_t i = 0; i < style_.blank_lines; ++i) event += bytes_of(style_.line_end);
  ++pieces_.events;
  put_content(event);
}

void Writer::append_field(std::string& event, std::string_view name, std::string_view value) const {
  event += name;
  event += style_.space ? ": " : ":";
  event += value;
  event += bytes_of(style_.line_end);
}

void Writer::append_data(std::string& event, std::string_view payload) const {
  const bool is_json = payload.starts_with('{');
  if (style_.data_lines == 1 || !is_json) return append_field(event, "data", payload);
  // After the first comma, or the brace where there is none: JSON takes a newline there.
  const auto comma = payload.find(',');
  const auto cut = comma == std::string_view::npos ? 1 : comma + 1;
  append_field(event, "data", payload.substr(0, cut));
  append_field(event, "data", payload.substr(cut));
}

void Writer::render_chunk(const ChunkStep& chunk) {
  const auto content = fill(chunk.content);
  if (takes_token(chunk.content)) ++pieces_.events;
  if (framing_ != Framing::chunked) return put_content(content);
  content_bytes_ += content.size();
  chunk_size_ = content.size();
  pieces_.bytes = fill(chunk.size_line) + content + fill(chunk.after);
}

void Writer::render_last_chunk(const LastChunkStep& last) {
  if (framing_ == Framing::chunked) {
    pieces_.bytes = "0\r\n";
    for (const auto& trailer : last.trailers) {
      pieces_.bytes += fmt::format("{}: {}\r\n", trailer.name, fill(trailer.value));
    }
    pieces_.bytes += "\r\n";
    last_chunk_sent_ = true;
  }
  pieces_.bytes += fill(last.then);
}

void Writer::put_content(const std::string& content) {
  content_bytes_ += content.size();
  std::string_view rest = content;
  while (!rest.empty()) {
    const auto cut = cut_of(rest, style_.chunks);
    put_piece(rest.substr(0, cut));
    rest.remove_prefix(cut);
    if (!rest.empty()) pieces_.cuts.push_back(pieces_.bytes.size());
  }
}

void Writer::put_piece(std::string_view content) {
  if (framing_ != Framing::chunked) {
    pieces_.bytes += content;
    return;
  }
  fmt::format_to(std::back_inserter(pieces_.bytes), "{:x}{}\r\n", content.size(),
                 style_.chunk_extension);
  pieces_.bytes += content;
  pieces_.bytes += "\r\n";
}

// The next piece of what was rendered; the events count with the last one.
Write Writer::next_piece() {
  Write write{.bytes = {}, .events = 0, .paced = paced_};
  paced_ = false;
  auto end = pieces_.bytes.size();
  if (style_.writes == WriteCut::byte) {
    end = std::min(end, pieces_.taken + 1);
  } else if (pieces_.next_cut < pieces_.cuts.size()) {
    end = pieces_.cuts[pieces_.next_cut++];
  }
  if (end < pieces_.bytes.size()) {
    write.bytes = pieces_.bytes.substr(pieces_.taken, end - pieces_.taken);
    pieces_.taken = end;
    wait(pieces_.gap);
    return write;
  }
  write.events = pieces_.events;
  write.bytes = pieces_.taken == 0 ? std::move(pieces_.bytes) : pieces_.bytes.substr(pieces_.taken);
  pieces_ = {};
  return write;
}

std::string Writer::fill(const Template& bytes) {
  std::string out;
  for (const auto& part : bytes) {
    if (part.word != Word::text) {
      fill_word(out, part.word);
      continue;
    }
    if (part.text.size() == 1) {
      out.append(part.times, part.text.front());
      continue;
    }
    out.reserve(out.size() + part.text.size() * part.times);
    for (std::uint32_t i = 0; i < part.times; ++i) out += part.text;
  }
  return out;
}

void Writer::fill_word(std::string& out, Word word) {
  switch (word) {
    case Word::token:
      out += token_payload(place_++);
      break;
    case Word::content:
      append_json_string(out, answer_.token(place_++));
      break;
    case Word::answer:
      append_json_string(out, answer_.text());
      break;
    case Word::index:
      out += std::to_string(place_);
      break;
    case Word::method:
      append_json_escaped(out, occasion_.method);
      break;
    case Word::path:
      append_json_escaped(out, occasion_.path);
      break;
    case Word::size:
      out += fmt::format("{:x}", chunk_size_);
      break;
    case Word::content_length:
      out += std::to_string(measured_content());
      break;
    case Word::text:
      break;
  }
}

std::string Writer::token_payload(std::uint32_t index) const {
  const auto text = answer_.token(index);
  std::string members;
  if (style_.index) members += fmt::format(R"(,"index":{})", index + style_.index_shift);
  if (occasion_.stamps)
    members += fmt::format(R"(,"sent_ns":{},"before_done_ns":{})", stamps_.sent.count(),
                           stamps_.before_done.count());
  if (!style_.members.empty()) members += "," + style_.members;
  if (occasion_.chat) {
    return chat_token(
        *occasion_.chat,
        {.index = index, .answer_tokens = answer_.size(), .text = text, .members = members});
  }
  std::string payload = R"({"type":"token","content":)";
  append_json_string(payload, text);
  return payload + members + "}";
}

std::uint64_t Writer::measured_content() {
  if (content_length_) return *content_length_;
  Writer counter(*steps_, occasion_);
  counter.measuring_ = true;
  while (counter.due()) counter.take({.sent = stamp_to_measure, .before_done = stamp_to_measure});
  content_length_ = counter.content_bytes_;
  return *content_length_;
}

}  // namespace ssert::mock_server
