#include "base/text.h"
#include "http/field.h"
#include "transport/transport.h"

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include <optional>

namespace ssert::transport {
namespace {

namespace urls = boost::urls;

constexpr std::string_view example = "an absolute URL such as http://127.0.0.1:8080/v1/stream";
constexpr std::size_t quoted_max = 60;

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7f; }

// What RFC 3986 lets stand in a URL at all, apart from letters and digits.
bool may_stand_in_url(char c) {
  constexpr std::string_view marks = "-._~:/?#[]@!$&'()*+,;=%";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         marks.find(c) != std::string_view::npos;
}

// The first byte that cannot stand in a URL. Control characters above all: a line break would end
// the request line early, and what follows would be a field or a request of its own.
std::optional<base::Problem> find_bad_byte(std::string_view url) {
  for (std::size_t i = 0; i < url.size(); ++i) {
    if (may_stand_in_url(url[i])) continue;
    const auto byte = static_cast<unsigned char>(url[i]);
    const auto percent_encoded = fmt::format("%{:02X}", byte);
    if (is_control(byte)) {
      return base::Problem{
          .where = fmt::format("URL byte {}", i),
          .what = fmt::format("is the control character 0x{:02x}", byte),
          .way_out =
              "no control characters; one that belongs to the path is written " + percent_encoded};
    }
    const bool ascii = byte < 0x80;
    return base::Problem{
        .where = fmt::format("URL byte {}", i),
        .what = ascii ? fmt::format("is {}, which cannot stand in a URL",
                                    url[i] == ' ' ? "a space" : fmt::format("'{}'", url[i]))
                      : fmt::format("is 0x{:02x}, and a URL is ASCII", byte),
        .way_out = ascii
                       ? "percent-encode it: " + percent_encoded
                       : "percent-encode it in the path or query; in the host give the ASCII form "
                         "(xn--...)"};
  }
  return std::nullopt;
}

std::optional<base::Problem> find_bad_scheme(std::string_view url) {
  const auto end = url.find("://");
  const auto scheme = url.substr(0, end);
  if (end == std::string_view::npos) {
    return base::Problem{.where = "URL scheme",
                         .what = "is missing",
                         .way_out = std::string("http:// in front: ") + std::string(example)};
  }
  if (http::equals_ignoring_case(scheme, "https")) {
    return base::Problem{.where = "URL scheme",
                         .what = "is https, and TLS is not there yet",
                         .way_out =
                             "http, or a local proxy that speaks TLS to the target "
                             "(socat TCP-LISTEN:8080,fork OPENSSL:HOST:443) and its URL"};
  }
  if (!http::equals_ignoring_case(scheme, "http")) {
    return base::Problem{
        .where = "URL scheme",
        .what = fmt::format("is \"{}\"", base::escape_bytes_shortened(scheme, quoted_max)),
        .way_out = "http"};
  }
  return std::nullopt;
}

// The authority, taken apart by hand only for the words: the library says no more than "mismatch".
std::optional<base::Problem> find_bad_port(std::string_view url) {
  auto authority = url.substr(url.find("://") + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  const auto colon = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  if (colon == std::string_view::npos) return std::nullopt;
  const auto port = authority.substr(colon + 1);
  const bool digits = port.find_first_not_of("0123456789") == std::string_view::npos;
  unsigned long number = 0;
  for (const char c : digits ? port.substr(0, 6) : "") {
    number = number * 10 + static_cast<unsigned long>(c - '0');
  }
  if (port.empty() || (digits && port.size() <= 5 && number >= 1 && number <= 65535)) {
    return std::nullopt;
  }
  return base::Problem{
      .where = "URL port",
      .what = fmt::format("is \"{}\"", base::escape_bytes_shortened(port, quoted_max)),
      .way_out =
          "a number from 1 to 65535; an IPv6 address stands in brackets: http://[::1]:8080/"};
}

std::optional<base::Problem> find_bad_host(const urls::url_view& url) {
  if (url.has_userinfo()) {
    return base::Problem{.where = "URL user-info",
                         .what = "stands in front of the host",
                         .way_out = "no user-info; give the credentials as an Authorization field"};
  }
  const std::string_view host = url.encoded_host();
  if (host.empty()) {
    return base::Problem{
        .where = "URL host", .what = "is missing", .way_out = std::string(example)};
  }
  if (host.find('%') != std::string_view::npos || url.host_type() == urls::host_type::ipvfuture) {
    return base::Problem{
        .where = "URL host",
        .what = fmt::format("is \"{}\"", base::escape_bytes_shortened(host, quoted_max)),
        .way_out = "a plain name, an IPv4 address, or an IPv6 address in brackets"};
  }
  return std::nullopt;
}

Endpoint endpoint_from(const urls::url_view& url) {
  constexpr std::uint16_t http_port = 80;
  Endpoint endpoint;
  const std::string_view host = url.encoded_host();
  const bool brackets = host.starts_with('[');
  endpoint.host = brackets ? host.substr(1, host.size() - 2) : host;
  endpoint.port = url.port_number() == 0 ? http_port : url.port_number();
  const std::string_view path = url.encoded_path();
  endpoint.target = path.empty() ? "/" : path;
  if (url.has_query()) endpoint.target += "?" + std::string(std::string_view(url.encoded_query()));
  endpoint.host_field = host;
  if (endpoint.port != http_port) endpoint.host_field += ":" + std::to_string(endpoint.port);
  return endpoint;
}

}  // namespace

base::Result<Endpoint> endpoint_of(std::string_view url) {
  if (url.empty()) return base::Problem{"URL", "is empty", std::string(example)};
  if (auto problem = find_bad_byte(url)) return *problem;
  if (auto problem = find_bad_scheme(url)) return *problem;
  if (auto problem = find_bad_port(url)) return *problem;
  const auto parsed = urls::parse_uri(url);
  if (parsed.has_error()) {
    return base::Problem{"URL", "cannot be read: " + parsed.error().message(),
                         std::string(example) + ", with % only before two hex digits"};
  }
  if (auto problem = find_bad_host(*parsed)) return *problem;
  return endpoint_from(*parsed);
}

}  // namespace ssert::transport
