#include "cli/prometheus_options.h"

#include "base/text.h"
#include "cli/inputs.h"
#include "scenario/hosts.h"
#include "scenario/quantity.h"
#include "scenario/redact.h"
#include "scenario/request.h"
#include "transport/transport.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace ssert::cli {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::size_t instance_bytes_most = 200;

bool consists_of(std::string_view text, std::string_view allowed) {
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

// Whether it is an address that listening may be tried on; names are not looked up.
bool looks_like_address(std::string_view host) {
  if (host.starts_with('[') && host.ends_with(']') && host.size() > 2)
    return consists_of(host.substr(1, host.size() - 2), "0123456789abcdefABCDEF:.");
  return consists_of(host, "0123456789.") && std::count(host.begin(), host.end(), '.') == 3;
}

base::Problem without(std::string_view flag, std::string_view other) {
  return {.where = std::string(flag),
          .what = "is given without " + std::string(other),
          .way_out = std::string(other) + ", too, or neither"};
}

base::Problem at_flag(base::Problem problem) {
  problem.where = "--pushgateway: " + problem.where;
  return problem;
}

base::Result<std::string> push_path(const std::optional<std::string>& instance) {
  std::string path = "/metrics/job/ssert";
  if (!instance) return base::text_result(path);
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-";
  if (!consists_of(*instance, allowed) || instance->size() > instance_bytes_most)
    return base::Problem{.where = "--pushgateway-instance",
                         .what = "is " + base::in_quotes(*instance),
                         .way_out = "letters, digits and any of . _ : - (200 at most)"};
  return base::text_result(path + "/instance/" + *instance);
}

base::Result<void> read_pushgateway(const PrometheusFlags& flags,
                                    std::span<const std::string> allowed_hosts,
                                    PrometheusOptions& options) {
  const auto path = push_path(flags.pushgateway_instance);
  if (!path) return path.error();
  auto plan = scenario::plan_request(
      {.urls = {*flags.pushgateway}, .method = "PUT", .headers = {}, .data = "", .user = {}},
      real_inputs());
  if (!plan) {
    auto problem = at_flag(plan.error());
    problem.way_out = "a URL like http://127.0.0.1:9091";
    return problem;
  }
  auto url = plan->urls.front();
  if (url.find('?') != std::string::npos)
    return base::Problem{.where = "--pushgateway",
                         .what = "has a query",
                         .way_out = "where it is, as in http://127.0.0.1:9091"};
  if (!scenario::host_is_allowed(url, allowed_hosts))
    return scenario::host_problem("--pushgateway", url);
  while (url.ends_with('/')) url.pop_back();
  options.push = exchange::Request{
      .method = "PUT", .url = url + *path, .fields = std::move(plan->fields), .content = {}};
  options.secrets = plan->secrets.values();
  if (const auto endpoint = transport::endpoint_of(options.push->url); !endpoint)
    return at_flag(endpoint.error());
  return {};
}

}  // namespace

base::Result<ListenAddress> parse_listen_address(std::string_view text, std::string_view where) {
  const base::Problem problem{
      .where = std::string(where),
      .what = "is " + base::in_quotes(text),
      .way_out = "ADDRESS:PORT, as in 127.0.0.1:9464 or [::1]:0, or a port alone for this machine"};
  const auto colon = text.rfind(':');
  auto host = colon == std::string_view::npos ? std::string_view() : text.substr(0, colon);
  const auto port_text = colon == std::string_view::npos ? text : text.substr(colon + 1);
  if (host.empty() || host == "localhost") host = "127.0.0.1";
  std::uint16_t port = 0;
  const auto* const end = port_text.data() + port_text.size();
  const auto read = std::from_chars(port_text.data(), end, port);
  if (!consists_of(port_text, digits) || read.ec != std::errc{} || read.ptr != end) return problem;
  if (!looks_like_address(host)) return problem;
  return ListenAddress{.host = std::string(host), .port = port};
}

base::Result<PrometheusOptions> prometheus_options(const PrometheusFlags& flags,
                                                   std::span<const std::string> allowed_hosts) {
  PrometheusOptions options;
  if (flags.address) {
    auto address = parse_listen_address(*flags.address, "--prometheus");
    if (!address) return address.error();
    options.listen = *std::move(address);
  }
  if (flags.linger) {
    if (!flags.address) return without("--prometheus-linger", "--prometheus");
    const auto linger = scenario::parse_duration(*flags.linger, "--prometheus-linger");
    if (!linger) return linger.error();
    options.linger = *linger;
  }
  if (flags.pushgateway_instance && !flags.pushgateway)
    return without("--pushgateway-instance", "--pushgateway");
  if (flags.pushgateway) {
    if (const auto read = read_pushgateway(flags, allowed_hosts, options); !read)
      return read.error();
  }
  return options;
}

}  // namespace ssert::cli
