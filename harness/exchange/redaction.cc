#include "exchange/redaction.h"

#include "base/limits.h"
#include "exchange/contradiction.h"
#include "exchange/secret_search.h"
#include "http/content_coding.h"
#include "http/response_reader.h"
#include "http/secret_names.h"
#include "http/syntax.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace ssert::exchange {
namespace {

constexpr std::array<std::string_view, 3> schemes{"Bearer", "Basic", "Digest"};

// How much of a secret field's value stands in front of the credentials.
std::size_t scheme_length(std::string_view value) {
  const auto space = value.find(' ');
  if (space == std::string_view::npos) return 0;
  const bool is_scheme = std::ranges::any_of(schemes, [&](std::string_view scheme) {
    return http::equals_ignoring_case(value.substr(0, space), scheme);
  });
  return is_scheme ? space + http::leading_blanks(value.substr(space)) : 0;
}

// "user:password" of a URL; none where there is none.
std::optional<ByteRange> user_of(std::string_view url) {
  const auto scheme_end = url.find("://");
  const auto begin = scheme_end == std::string_view::npos ? 0 : scheme_end + 3;
  const auto authority = url.substr(begin, url.substr(begin).find_first_of("/?#"));
  const auto at = authority.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  return ByteRange{.offset = begin, .length = at};
}

// Values of query parameters whose name says it.
void find_secret_parameters(std::string_view url, std::vector<ByteRange>& ranges) {
  const auto end = std::min(url.find('#'), url.size());
  for (auto begin = std::min(url.find('?'), end); begin < end;) {
    const auto pair_end = std::min(url.find('&', ++begin), end);
    const auto pair = url.substr(begin, pair_end - begin);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && equals + 1 < pair.size() &&
        http::parameter_is_secret(pair.substr(0, equals)))
      ranges.push_back({.offset = begin + equals + 1, .length = pair.size() - equals - 1});
    begin = pair_end;
  }
}

// The secrets that the request shows by where they stand.
class Credentials {
 public:
  explicit Credentials(const Request& request) {
    for (const auto& field : request.fields) {
      if (http::field_is_secret(field.name)) add_field(field);
    }
    if (const auto user = user_of(request.url))
      add_each(std::string_view(request.url).substr(user->offset, user->length), ':');
  }

  std::vector<std::string> take() { return std::move(values_); }

 private:
  void add_field(const http::FieldLine& field) {
    const std::string_view value = field.value;
    if (!http::equals_ignoring_case(field.name, "Cookie"))
      return add(value.substr(scheme_length(value)));
    std::string_view rest = value;
    while (!rest.empty()) {
      const auto end = std::min(rest.find(';'), rest.size());
      const auto pair = http::trim_blanks(rest.substr(0, end));
      add(pair.substr(std::min(pair.find('='), pair.size() - 1) + 1));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }

  void add_each(std::string_view list, char separator) {
    const auto end = std::min(list.find(separator), list.size());
    add(list.substr(0, end));
    if (end < list.size()) add(list.substr(end + 1));
  }

  void add(std::string_view value) {
    if (value.size() >= base::limits::credential_bytes_min) values_.emplace_back(value);
  }

  std::vector<std::string> values_;
};

// Values of secret fields among lines of text. `offset` is of its first byte.
void find_secret_fields(std::string_view text, std::uint64_t offset,
                        std::vector<ByteRange>& ranges) {
  bool belongs_to_secret = false;  // a folded line does, behind one that is
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    const bool is_folded = !line.empty() && http::is_blank(line.front());
    const auto colon = line.find(':');
    const auto name_end = colon == std::string_view::npos ? 0 : colon + 1;
    if (!is_folded)
      belongs_to_secret =
          name_end > 0 && http::field_is_secret(http::trim_blanks(line.substr(0, colon)));
    if (belongs_to_secret) {
      auto value = line.substr(is_folded ? 0 : name_end);
      while (value.ends_with('\r')) value.remove_suffix(1);
      value = http::trim_blanks(value);
      value.remove_prefix(scheme_length(value));
      if (!value.empty())
        ranges.push_back({.offset = offset + static_cast<std::uint64_t>(value.data() - text.data()),
                          .length = value.size()});
    }
    begin = end + 1;
  }
}

// The response taken apart: which of its bytes are content.
class ResponseParts final : http::ResponseObserver {
 public:
  explicit ResponseParts(const Exchange& exchange) : response_(exchange.response) {
    http::ResponseReader reader(*this, exchange.request.method);
    reader.feed(response_);
    reader.finish();
  }

  const std::string& content() const { return content_; }
  const std::string& content_coding() const { return content_coding_; }

  void find_secret_fields_outside_content(std::vector<ByteRange>& ranges) const {
    std::uint64_t begin = 0;
    for (const auto& span : spans_) {
      find_secret_fields(response_.substr(begin, span.wire_offset - begin), begin, ranges);
      begin = span.wire_offset + span.length;
    }
    find_secret_fields(response_.substr(begin), begin, ranges);
  }

  // A range of the content as ranges of the response: message framing may cut through it.
  void add_on_wire(const ByteRange& range, std::vector<ByteRange>& ranges) const {
    const auto end = range.offset + range.length;
    auto span = std::upper_bound(
        spans_.begin(), spans_.end(), range.offset,
        [](std::uint64_t offset, const Span& candidate) { return offset < candidate.offset; });
    for (--span; span != spans_.end() && span->offset < end; ++span) {
      const auto from = std::max(range.offset, span->offset);
      const auto to = std::min(end, span->offset + span->length);
      ranges.push_back({.offset = span->wire_offset + (from - span->offset), .length = to - from});
    }
  }

 private:
  struct Span {
    std::uint64_t offset = 0;  // in the content
    std::uint64_t wire_offset = 0;
    std::uint64_t length = 0;
  };

  void on_interim_head(const http::ResponseHead&) override {}
  void on_head(const http::ResponseHead& head) override {
    content_coding_ = http::combined_field(head.fields, "Content-Encoding").value_or("");
  }
  void on_content(std::string_view bytes, std::uint64_t wire_offset) override {
    if (bytes.empty()) return;
    const bool goes_on =
        !spans_.empty() && spans_.back().wire_offset + spans_.back().length == wire_offset;
    if (goes_on) {
      spans_.back().length += bytes.size();
    } else {
      spans_.push_back(
          {.offset = content_.size(), .wire_offset = wire_offset, .length = bytes.size()});
    }
    content_ += bytes;
  }
  void on_violation(const violation::Violation&) override {}

  std::string_view response_;
  std::string content_;
  std::string content_coding_;
  std::vector<Span> spans_;
};

// What stands inside coded content.
enum class CodedSearch : std::uint8_t { nothing_found, found, could_not_look };

CodedSearch search_coded(const ResponseParts& parts, const SecretSearch& search) {
  if (parts.content_coding().empty() ||
      http::equals_ignoring_case(parts.content_coding(), "identity"))
    return CodedSearch::nothing_found;
  std::string decoded;
  bool is_whole = true;
  auto decoder = http::make_content_decoder(
      parts.content_coding(),
      [&](std::string_view bytes) {
        is_whole = decoded.size() + bytes.size() <= base::SizeLimits{}.response;
        if (is_whole) decoded += bytes;
        return is_whole;
      },
      [](const violation::Violation&) {});
  if (decoder.has_error()) return CodedSearch::could_not_look;
  (*decoder)->feed(parts.content(), 0);
  if (!search.find(decoded).empty()) return CodedSearch::found;
  return is_whole && !(*decoder)->gave_up() ? CodedSearch::nothing_found
                                            : CodedSearch::could_not_look;
}

class Redaction {
 public:
  Redaction(Exchange exchange, std::span<const std::string> secrets)
      : recorded_{.exchange = std::move(exchange)}, search_(all(secrets)) {}

  base::Result<RecordedExchange> run() {
    redact_request();
    const ResponseParts parts(recorded_.exchange);
    const auto coded = search_coded(parts, search_);
    if (coded == CodedSearch::found) return refuse(parts.content_coding());
    if (coded == CodedSearch::could_not_look) recorded_.unsearched_coding = parts.content_coding();
    redact_response(parts);
    return std::move(recorded_);
  }

 private:
  std::vector<std::string> all(std::span<const std::string> given) const {
    auto secrets = Credentials(recorded_.exchange.request).take();
    secrets.insert(secrets.end(), given.begin(), given.end());
    return secrets;
  }

  void redact_request() {
    auto& request = recorded_.exchange.request;
    auto in_url = search_.find(request.url);
    if (const auto user = user_of(request.url)) in_url.push_back(*user);
    find_secret_parameters(request.url, in_url);
    redact(request.url, std::move(in_url), {.place = RedactedPlace::url});
    for (std::size_t i = 0; i < request.fields.size(); ++i) {
      auto& field = request.fields[i];
      auto ranges = search_.find(field.value);
      const auto scheme = scheme_length(field.value);
      if (http::field_is_secret(field.name) && scheme < field.value.size())
        ranges.push_back({.offset = scheme, .length = field.value.size() - scheme});
      redact(field.value, std::move(ranges), {.place = RedactedPlace::field_value, .field = i});
    }
    redact(request.content, search_.find(request.content), {.place = RedactedPlace::content});
  }

  void redact_response(const ResponseParts& parts) {
    auto& response = recorded_.exchange.response;
    auto ranges = search_.find(response);
    for (const auto& range : search_.find(parts.content())) parts.add_on_wire(range, ranges);
    parts.find_secret_fields_outside_content(ranges);
    redact(response, std::move(ranges), {.place = RedactedPlace::response});
  }

  void redact(std::string& text, std::vector<ByteRange> ranges, RedactedRange where) {
    for (const auto& range : joined(std::move(ranges))) {
      text.replace(range.offset, range.length, range.length, '*');
      where.offset = range.offset;
      where.length = range.length;
      recorded_.redacted.push_back(where);
    }
  }

  base::Problem refuse(const std::string& coding) const {
    return {recorded_.exchange.request.url,
            fmt::format("answered with a secret inside {} content, where it cannot be replaced",
                        coding),
            "content that is not coded: -H 'Accept-Encoding: identity'"};
  }

  RecordedExchange recorded_;
  SecretSearch search_;
};

}  // namespace

base::Result<RecordedExchange> redact_exchange(Exchange exchange,
                                               std::span<const std::string> secrets) {
  return Redaction(std::move(exchange), secrets).run();
}

}  // namespace ssert::exchange
