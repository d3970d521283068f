#include "exchange/raw_response.h"

#include "base/text.h"
#include "http/response_reader.h"
#include "http/syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <utility>

namespace ssert::exchange {
namespace {

using base::Problem;

constexpr std::string_view how_to_dump = "what `curl -i --raw -N URL > FILE` writes";

// The final head and how it says that the content ends.
class Head final : http::ResponseObserver {
 public:
  Head(std::string_view bytes, std::string_view request_method) : reader_(*this, request_method) {
    reader_.feed(bytes);
    if (head_) content_ = bytes.substr(head_->offset + head_->bytes.size());
  }

  bool is_complete() const { return head_.has_value(); }
  std::string_view content() const { return content_; }
  bool has_content() const { return reader_.framing().kind != http::FramingKind::none; }

  bool has_member(std::string_view field, std::string_view member) const {
    const auto value = http::combined_field(head_->fields, field);
    return value && std::ranges::any_of(http::list_members(*value), [&](const std::string& other) {
             return http::equals_ignoring_case(other, member);
           });
  }

 private:
  void on_interim_head(const http::ResponseHead&) override {}
  void on_head(const http::ResponseHead& head) override { head_ = head; }
  void on_content(std::string_view, std::uint64_t) override {}
  void on_violation(const violation::Violation&) override {}

  http::ResponseReader reader_;
  std::optional<http::ResponseHead> head_;
  std::string_view content_;
};

// Stricter than the reader, which takes "data: x" for the size 0xda and some damage behind it.
bool may_begin_with_chunk_size(std::string_view content) {
  const auto end = content.find('\n');
  auto line = content.substr(0, end);
  while (line.ends_with('\r')) line.remove_suffix(1);
  if (line.empty() && end == std::string_view::npos) return true;  // nothing has come yet
  line = http::trim_blanks(line);
  if (line.starts_with("0x") || line.starts_with("0X")) line.remove_prefix(2);
  std::size_t digits = 0;
  while (digits < line.size() && http::hex_digit_value(line[digits]) >= 0) ++digits;
  const auto rest = http::trim_blanks(line.substr(digits));
  return digits > 0 && (rest.empty() || rest.front() == ';');
}

// A prefix of gzip's magic number.
bool may_be_gzip(std::string_view content) {
  constexpr std::string_view magic = "\x1F\x8B";
  return content.substr(0, magic.size()) == magic.substr(0, content.size());
}

std::optional<Problem> find_in_status_line(std::string_view bytes, const std::string& name) {
  const auto begin = std::min(bytes.find_first_not_of("\r\n"), bytes.size());
  const auto line = bytes.substr(begin);
  if (line.empty()) return Problem{name, "is empty", std::string(how_to_dump)};
  if (!line.starts_with("HTTP/"))
    return Problem{name, "has no status line: it begins with " + base::in_quotes(line),
                   std::string(how_to_dump)};
  if (line.starts_with("HTTP/2 ") || line.starts_with("HTTP/3 "))
    return Problem{name,
                   fmt::format("is {}, written down by a client: nothing of its framing is there",
                               line.substr(0, 6)),
                   "an HTTP/1.1 response: curl --http1.1 -i --raw -N"};
  return std::nullopt;
}

std::optional<Problem> find_in_content(const Head& head, const std::string& name) {
  const auto content = head.content();
  if (content.starts_with("HTTP/"))
    return Problem{
        name, "has a second response behind the head of the first: " + base::in_quotes(content),
        "one response: curl without -L, and no proxy's answer in front"};
  if (head.has_member("Transfer-Encoding", "chunked")) {
    if (may_begin_with_chunk_size(content)) return std::nullopt;
    return Problem{name,
                   "says Transfer-Encoding: chunked, and no chunk size follows but " +
                       base::in_quotes(content) + ": curl has taken the chunks off",
                   "curl -i --raw -N; if the target really sends this: `ssert check` with its URL"};
  }
  const bool says_gzip =
      head.has_member("Content-Encoding", "gzip") || head.has_member("Content-Encoding", "x-gzip");
  if (says_gzip && !may_be_gzip(content))
    return Problem{name,
                   "says Content-Encoding: gzip, and what follows is no gzip data but " +
                       base::in_quotes(content) + ": curl has decoded it",
                   "curl -i --raw -N; if the target really sends this: `ssert check` with its URL"};
  return std::nullopt;
}

std::optional<Problem> find_problem(std::string_view bytes, const RawResponseSource& source) {
  if (auto found = find_in_status_line(bytes, source.name)) return found;
  const Head head(bytes, source.request_method);
  if (!head.is_complete() || !head.has_content()) return std::nullopt;
  return find_in_content(head, source.name);
}

base::Result<std::string> read_all(const RawResponseSource& source) {
  std::string bytes;
  std::string buffer(base::limits::read_buffer_bytes, '\0');
  while (source.stream) {
    source.stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    bytes.append(buffer, 0, static_cast<std::size_t>(source.stream.gcount()));
    if (bytes.size() > source.bytes_max)
      return Problem{source.name, "is too large",
                     base::counted(source.bytes_max, "byte") + " at most"};
  }
  if (source.stream.bad())
    return Problem{source.name, "cannot be read", "a file that can be read to its end"};
  return {boost::system::in_place_value, std::move(bytes)};
}

}  // namespace

base::Result<Exchange> read_raw_response(const RawResponseSource& source) {
  auto bytes = read_all(source);
  if (bytes.has_error()) return bytes.error();
  if (auto problem = find_problem(*bytes, source)) return std::move(*problem);
  Exchange exchange;
  exchange.request.method = source.request_method;
  exchange.request.url = source.url;
  exchange.arrivals = {{.offset = 0, .length = bytes->size()}};
  exchange.response = std::move(*bytes);
  exchange.end = TransportEnd::peer_closed;
  return exchange;
}

bool times_are_known(const Exchange& exchange) {
  return exchange.times.ended != exchange.times.dispatched;
}

}  // namespace ssert::exchange
