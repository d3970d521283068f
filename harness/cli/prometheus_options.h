// What the flags of `ssert load` for Prometheus ask for.
#pragma once

#include "base/result.h"
#include "exchange/exchange.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace ssert::cli {

// As typed.
struct PrometheusFlags {
  std::optional<std::string> address;               // --prometheus
  std::optional<std::string> linger;                // --prometheus-linger
  std::optional<std::string> pushgateway;           // --pushgateway
  std::optional<std::string> pushgateway_instance;  // --pushgateway-instance

  bool operator==(const PrometheusFlags&) const = default;
};

struct ListenAddress {
  std::string host;        // IPv6 in brackets
  std::uint16_t port = 0;  // 0: any that is free

  bool operator==(const ListenAddress&) const = default;
};

struct PrometheusOptions {
  std::optional<ListenAddress> listen;
  std::chrono::nanoseconds linger{0};
  std::optional<exchange::Request> push;  // all but its content and what follows from that
  std::vector<std::string> secrets;       // of `push`
};

// "9464", ":9464" and "localhost:9464" are 127.0.0.1:9464; "0.0.0.0:9464" lets other machines in.
base::Result<ListenAddress> parse_listen_address(std::string_view text, std::string_view where);

// $NAME in the Pushgateway's URL is the environment's. `allowed_hosts`: of --allow-host.
base::Result<PrometheusOptions> prometheus_options(const PrometheusFlags& flags,
                                                   std::span<const std::string> allowed_hosts);

}  // namespace ssert::cli
