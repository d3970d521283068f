// For tests: servers that are quick, and what is asked of them.
#pragma once

#include "base/clock.h"
#include "mock_server/server.h"
#include "mock_server/test_client.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>

namespace ssert::mock_server::testing {

using namespace std::chrono_literals;

// Quick, so that no test waits for tokens.
inline Options quick() {
  Options options;
  options.tokens = 6;
  options.time_to_first = fixed_delay(1ms);
  options.gap = fixed_delay(0ms);
  options.stop_grace = 0ms;
  return options;
}

inline std::unique_ptr<Server> start(const Options& options = quick()) {
  auto server = Server::start(options);
  EXPECT_TRUE(server.has_value()) << (server ? "" : base::to_string(server.error()));
  return server ? std::move(*server) : nullptr;
}

// Asks until the statistics are as wanted. They are exact, but a test may ask before the server's
// thread came to it.
inline bool eventually(const Server& server,
                       const std::function<bool(const nlohmann::json&)>& wanted) {
  const auto guard = base::now() + 60s;
  while (base::now() < guard) {
    if (wanted(nlohmann::json::parse(server.statistics_json()))) return true;
    std::this_thread::yield();
  }
  return false;
}

// The whole answer of a server that closes after it.
inline std::string ask(const Server& server, const std::string& request) {
  TestClient client(server.port());
  EXPECT_TRUE(client.send(request));
  EXPECT_EQ(client.read_to_end(), Seen::end_of_file);
  return client.received();
}

inline const std::string closing = "Connection: close\r\n";

}  // namespace ssert::mock_server::testing
