// A server that writes down what it is asked, and answers with an empty event stream.
#pragma once

#include <string>
#include <thread>
#include <vector>

namespace ssert::testing {

class Listener {
 public:
  Listener();
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::string origin() const { return "http://127.0.0.1:" + std::to_string(port_); }
  // Every request so far, byte for byte. Call it when the client has ended.
  const std::vector<std::string>& requests();

 private:
  void serve();
  static std::string read_request(int connection);

  int socket_ = -1;
  int port_ = 0;
  std::vector<std::string> requests_;
  std::thread thread_;
};

}  // namespace ssert::testing
