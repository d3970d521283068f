#include "scenario/url.h"

#include "http/field.h"
#include "http/syntax.h"
#include "scenario/hosts.h"
#include "scenario/quantity.h"
#include "scenario/redact.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace ssert::scenario {
namespace {

constexpr std::string_view example = "http://127.0.0.1:8080/conversations/7/messages/stream";

base::Problem url_problem(std::string_view text, std::string what, std::string way_out) {
  return {.where = "URL \"" + shown_url(text) + "\"",
          .what = std::move(what),
          .way_out = std::move(way_out)};
}

// The host at the start of a text without a scheme: "localhost" of "localhost:3001/x".
std::string_view host_of_bare(std::string_view text) {
  if (text.starts_with('[')) return text.substr(0, text.find(']') + 1);
  return text.substr(0, text.find_first_of(":/?#"));
}

base::Result<std::string> with_scheme(std::string_view text) {
  if (authority_begin(text) != 0) return base::text_result(std::string(text));
  if (is_this_machine(host_of_bare(text))) return base::text_result("http://" + std::string(text));
  return url_problem(text, "has no scheme",
                     "http:// in front of it, as in " + std::string(example));
}

// What Boost.URL would call a syntax error, said so that it can be put right.
std::optional<base::Problem> find_forbidden_byte(std::string_view text) {
  for (const char c : text) {
    if (c == ' ') return url_problem(text, "has a space in it", "%20 in its place");
    if (http::is_forbidden_control(c) || c == '\t')
      return url_problem(text, "has a control byte in it", "a URL on one line");
    if (static_cast<unsigned char>(c) >= 0x80)
      return url_problem(text, "has a byte beyond ASCII in it", "percent-encoding: %C3%A9 for é");
    if (c == '{' || c == '}') {
      return url_problem(text, "has a brace in it: is a placeholder not filled in?",
                         "the id itself, as in " + std::string(example));
    }
  }
  return std::nullopt;
}

// RFC 3986, "Path", "Query" and "Fragment"; of what find_forbidden_byte() leaves over.
bool may_stand_behind_authority(std::string_view text, std::size_t at) {
  if (text[at] == '#') return text.find('#') == at;
  if (text[at] != '%')
    return std::string_view("\"<>[\\]^`|").find(text[at]) == std::string_view::npos;
  const auto digits = text.substr(at + 1, 2);
  return digits.size() == 2 && http::hex_digit_value(digits[0]) >= 0 &&
         http::hex_digit_value(digits[1]) >= 0;
}

std::string_view part_at(std::string_view text, std::size_t at) {
  if (text.find('#') < at) return "fragment";
  return text.find('?') < at ? "query" : "path";
}

// Names the first one, and the way out for all of them, so that it need be tried but once.
std::optional<base::Problem> find_unencoded_byte(std::string_view text) {
  std::optional<std::size_t> first;
  std::string encodings;
  auto at = text.find_first_of("/?#", authority_begin(text));
  for (; at < text.size(); ++at) {
    if (may_stand_behind_authority(text, at)) continue;
    if (!first) first = at;
    const auto encoding = fmt::format("%{:02X} for {}", static_cast<int>(text[at]), text[at]);
    if (encodings.find(encoding) != std::string::npos) continue;
    encodings += (encodings.empty() ? "" : ", ") + encoding;
  }
  if (!first) return std::nullopt;
  return url_problem(
      text,
      fmt::format("has a {} in its {}, at byte {}, which cannot stand there as it is", text[*first],
                  part_at(text, *first), *first),
      "percent-encoding: " + encodings);
}

// Without the user and the fragment, which are not sent. The path stays as it is typed.
std::string joined(const boost::urls::url_view& url) {
  std::string text = std::string(url.scheme()) + "://";
  text += std::string_view(url.encoded_host_and_port());
  text += url.encoded_path().empty() ? std::string_view("/") : std::string_view(url.encoded_path());
  if (url.has_query()) text += "?" + std::string(std::string_view(url.encoded_query()));
  return text;
}

}  // namespace

base::Result<TypedUrl> complete_url(std::string_view text) {
  if (text.empty()) return url_problem(text, "is empty", std::string(example));
  if (auto problem = find_forbidden_byte(text)) return *problem;
  const auto whole = with_scheme(text);
  if (!whole) return whole.error();
  if (auto problem = find_unencoded_byte(text)) return *problem;
  auto parsed = boost::urls::parse_uri(*whole);
  if (!parsed) return url_problem(text, "is not a URL", "one like " + std::string(example));
  const boost::urls::url_view url = *parsed;
  const auto scheme = url.scheme_id();
  if (scheme != boost::urls::scheme::http && scheme != boost::urls::scheme::https)
    return url_problem(text, "is neither http nor https", "a URL like " + std::string(example));
  if (url.host().empty()) return url_problem(text, "has no host", std::string(example));
  if (url.has_port() && !parse_count(url.port(), "", {.least = 1, .most = 65535}))
    return url_problem(text, "has no usable port", "a port from 1 to 65535, or none");

  TypedUrl typed{.url = joined(url), .user = std::nullopt};
  if (url.has_userinfo()) typed.user = url.user() + ":" + url.password();
  return typed;
}

std::size_t authority_begin(std::string_view url) {
  const auto end = url.find_first_of("/?#");
  const bool has_scheme = end != std::string_view::npos && url.substr(0, end).ends_with(':') &&
                          url.substr(end).starts_with("//");
  return has_scheme ? end + 2 : 0;
}

std::string_view query_of(std::string_view url) {
  url = url.substr(0, url.find('#'));
  const auto mark = url.find('?');
  return mark == std::string_view::npos ? std::string_view() : url.substr(mark + 1);
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape = text[i] == '%' && i + 2 < text.size() &&
                        http::hex_digit_value(text[i + 1]) >= 0 &&
                        http::hex_digit_value(text[i + 2]) >= 0;
    if (!escape) {
      decoded += text[i];
      continue;
    }
    decoded += static_cast<char>(http::hex_digit_value(text[i + 1]) * 16 +
                                 http::hex_digit_value(text[i + 2]));
    i += 2;
  }
  return decoded;
}

}  // namespace ssert::scenario
