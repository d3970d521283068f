// What the tests of Client share.
#pragma once

#include "transport/lookup.h"
#include "transport/socket_calls.h"
#include "transport/testing/scripted_server.h"
#include "transport/testing/step_counter.h"
#include "transport/testing/test_consumer.h"
#include "transport/transport.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace ssert::transport::testing {

inline const std::string answer_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

inline exchange::Request request_to(const std::string& url, std::string content = "{}") {
  exchange::Request request{.url = url, .content = std::move(content)};
  complete_fields(request, endpoint_of(url).value());
  return request;
}

// A port of 127.0.0.1 on which nobody listens, for as long as it lives.
class DeadPort {
 public:
  DeadPort();
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/"; }
  std::uint16_t port() const { return port_; }
  void listen() const;  // the kernel accepts from here on; nobody answers

 private:
  Descriptor socket_;
  std::uint16_t port_ = 0;
};

// A port that drops every attempt to connect: its queue of connections is full, and nobody accepts.
class SilentPort {
 public:
  // On 127.0.0.1, any port; or on ::1, a given port: look at is_there() then.
  SilentPort() : SilentPort("127.0.0.1", 0) {}
  SilentPort(const std::string& address, std::uint16_t port);
  bool is_there() const { return port_ != 0; }
  std::uint16_t port() const { return port_; }

 private:
  Descriptor listener_;
  std::array<Descriptor, 16> queued_;
  std::uint16_t port_ = 0;
};

// A name server that does not answer until the test is over, or answer() is called.
class HangingNameServer {
 public:
  explicit HangingNameServer(Addresses late = {.failure = "too late"}) : late_(std::move(late)) {}
  ~HangingNameServer() { answer(); }
  HangingNameServer(const HangingNameServer&) = delete;
  HangingNameServer& operator=(const HangingNameServer&) = delete;

  Resolve resolve() const;
  StepCounter& asked() const { return *asked_; }
  void answer() const { over_->raise(); }

 private:
  Addresses late_;
  std::shared_ptr<StepCounter> over_ = std::make_shared<StepCounter>();
  std::shared_ptr<StepCounter> asked_ = std::make_shared<StepCounter>();
};

// Whether a byte on a connection of its own over the loopback interface gets a stamp.
bool byte_is_stamped();

// Whether the kernel stamps what arrives on the loopback interface at all. While `keeps` lives it
// is known to do so.
bool kernel_stamps_loopback(const KeepsStamping& keeps);

}  // namespace ssert::transport::testing
