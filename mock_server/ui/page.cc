#include "mock_server/ui/page.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace ssert::mock_server {
namespace {

constexpr std::size_t shown_bytes_max = 100;

// The first value of that name; none where there is none.
std::optional<std::string_view> value_in(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    const auto equals = parameter.find('=');
    if (equals != std::string_view::npos && parameter.substr(0, equals) == name) {
      return parameter.substr(equals + 1);
    }
  }
  return std::nullopt;
}

// Anything but two hexadecimal digits after a percent sign stays as it is.
std::string percent_decoded(std::string_view text) {
  std::string decoded;
  while (!text.empty()) {
    unsigned char byte = 0;
    const auto* const digits = text.data() + 1;
    const bool is_triplet = text.size() >= 3 && text.front() == '%' &&
                            std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    decoded += is_triplet ? static_cast<char>(byte) : text.front();
    text.remove_prefix(is_triplet ? 3 : 1);
  }
  return decoded;
}

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  return read.ec == std::errc() && read.ptr == end && port > 0;
}

bool is_service_of_this_machine(std::string_view origin) {
  for (const std::string_view host : {"http://127.0.0.1:", "http://localhost:"}) {
    if (origin.starts_with(host)) return is_port(origin.substr(host.size()));
  }
  return false;
}

}  // namespace

const PageFile* find_page_file(std::string_view path) {
  for (const auto& file : page_files()) {
    if (file.path == path) return &file;
  }
  return nullptr;
}

base::Result<std::string> service_in(std::string_view query) {
  const auto value = value_in(query, "service");
  if (!value) return base::text_result("");
  auto service = percent_decoded(*value);
  if (service.ends_with('/')) service.pop_back();
  if (is_service_of_this_machine(service)) return base::text_result(std::move(service));
  return base::Problem{
      .where = "?service=",
      .what = fmt::format("is \"{}\"", base::escape_bytes_shortened(service, shown_bytes_max)),
      .way_out = "http://127.0.0.1:PORT or http://localhost:PORT"};
}

std::string page_policy(std::string_view service) {
  return fmt::format(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src "
      "'self'{}{}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      service.empty() ? "" : " ", service);
}

}  // namespace ssert::mock_server
