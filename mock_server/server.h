// The mock server as a library: start it, ask for its port, stop it. `ssert mock` and the tests use
// it. It knows nothing of the harness: whatever it sends comes from its own scripts and its own
// writer.
#pragma once

#include "base/result.h"
#include "mock_server/options.h"
#include "mock_server/replay.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::mock_server {

class Server {
 public:
  // Binds and listens; answers from a thread of its own from now on.
  static base::Result<std::unique_ptr<Server>> start(const Options& options);

  // The same, and each request is answered with the first that has its method and path; what none
  // has gets 404. Of the options, those about answers are not looked at.
  static base::Result<std::unique_ptr<Server>> replay(const Options& options,
                                                      std::vector<Replay> replays);

  // Stops: open streams are cut after `Options::stop_grace`.
  virtual ~Server() = default;

  virtual std::uint16_t port() const = 0;
  virtual std::string url() const = 0;  // "http://127.0.0.1:40112"
  // The server's own account of itself, as JSON text: requests, streams, events sent, lateness.
  virtual std::string statistics_json() const = 0;
  virtual void stop() = 0;
};

// An address that only this machine reaches. `address` is an IPv4 or IPv6 address.
bool is_loopback(std::string_view address);

// What --fault and the request header can name.
struct FaultSummary {
  std::string name;
  std::string title;
  bool honest = false;  // a twin: legal, and unusual
};
std::vector<FaultSummary> faults();

}  // namespace ssert::mock_server
