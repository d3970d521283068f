// A consumer for the transport's own tests: it keeps what it got, and a test's function says how
// far the exchange has come.
#pragma once

#include "base/clock.h"
#include "transport/transport.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ssert::transport::testing {

class TestConsumer : public Consumer {
 public:
  // `answer` looks at all bytes so far. Without one the message never ends and its head neither.
  using Answer = std::function<Progress(const std::string& received)>;
  explicit TestConsumer(Answer answer = [](const std::string&) { return Progress{}; })
      : answer_(std::move(answer)) {}

  Progress on_bytes(std::string_view bytes, const exchange::Arrival& arrival) override {
    called_at.push_back(base::now());
    received += bytes;
    arrivals.push_back(arrival);
    return answer_(received);
  }
  void on_end_of_file() override { ++ends_of_file; }

  std::string received;
  std::vector<exchange::Arrival> arrivals;
  std::vector<base::TimePoint> called_at;
  int ends_of_file = 0;

 private:
  Answer answer_;
};

// Head until the empty line, then output, and complete when `end` is there.
inline TestConsumer::Answer complete_at(std::string end, bool keeps_connection = true) {
  return [end = std::move(end), keeps_connection](const std::string& received) {
    if (received.find(end) != std::string::npos) {
      return Progress{.phase = Phase::complete, .keeps_connection = keeps_connection};
    }
    if (received.find("\r\n\r\n") == std::string::npos) return Progress{};
    return Progress{.phase = Phase::streaming, .progressed = true};
  };
}

}  // namespace ssert::transport::testing
