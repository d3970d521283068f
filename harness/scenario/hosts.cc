#include "scenario/hosts.h"

#include "base/text.h"
#include "http/field.h"
#include "scenario/url.h"

#include <algorithm>

namespace ssert::scenario {

bool is_this_machine(std::string_view host) {
  return http::equals_ignoring_case(host, "localhost") || host == "[::1]" ||
         (host.starts_with("127.") &&
          host.find_first_not_of("0123456789.") == std::string_view::npos);
}

std::string_view host_of(std::string_view url) {
  url.remove_prefix(authority_begin(url));
  url = url.substr(0, url.find_first_of("/?#"));
  if (const auto at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
  if (url.starts_with('[')) return url.substr(0, url.find(']') + 1);
  return url.substr(0, url.find(':'));
}

base::Result<std::string> checked_host(std::string_view text, std::string_view where) {
  const bool bare_ipv6 = std::count(text.begin(), text.end(), ':') > 1 && !text.starts_with('[') &&
                         text.find('/') == std::string_view::npos;
  auto host = bare_ipv6 ? "[" + std::string(text) + "]" : std::string(text);
  const bool is_host =
      host_of(host) == host && !host.empty() && host.find_first_of(" *{}") == std::string::npos;
  if (is_host) return base::text_result(std::move(host));
  return base::Problem{.where = std::string(where),
                       .what = "is " + base::in_quotes(text),
                       .way_out = "a host alone, without scheme, port and wildcard: example.com"};
}

bool host_is_allowed(std::string_view url, std::span<const std::string> allowed) {
  if (allowed.empty() || is_this_machine(host_of(url))) return true;
  return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& host) {
    return http::equals_ignoring_case(host, host_of(url));
  });
}

base::Problem host_problem(std::string_view where, std::string_view url) {
  const auto host = base::escape_bytes_shortened(host_of(url), 100);
  return {.where = std::string(where),
          .what = "leads to " + host + ", which the list of allowed hosts does not have",
          .way_out = "--allow-host " + host + ", or a target on this machine"};
}

}  // namespace ssert::scenario
