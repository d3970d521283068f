// For tests: a blocking client that knows nothing of HTTP. Every wait has a guard far beyond what
// any test needs, so that a server that hangs fails the test and does not hang it.
#pragma once

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstdint>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ssert::mock_server::testing {

enum class Seen : std::uint8_t { bytes, end_of_file, reset, guard };

class TestClient {
 public:
  explicit TestClient(std::uint16_t port, int receive_buffer = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (receive_buffer > 0) {
      setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~TestClient() { close(); }
  TestClient(TestClient&& other) noexcept
      : socket_(std::exchange(other.socket_, -1)),
        connected_(other.connected_),
        received_(std::move(other.received_)) {}
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;
  TestClient& operator=(TestClient&&) = delete;

  bool connected() const { return connected_; }
  const std::string& received() const { return received_; }
  std::string take_received() { return std::exchange(received_, {}); }

  void close() {
    if (socket_ >= 0) ::close(std::exchange(socket_, -1));
  }

  // False where the server is gone.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // One read; what came is added to received().
  Seen read() {
    pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&ready, 1, guard_ms) <= 0) return Seen::guard;
    const auto size = ::recv(socket_, buffer_.data(), buffer_.size(), 0);
    if (size == 0) return Seen::end_of_file;
    if (size < 0) return Seen::reset;
    received_.append(buffer_.data(), static_cast<std::size_t>(size));
    return Seen::bytes;
  }

  // Reads until received() holds `needle`; false where the connection ends before.
  bool read_until(std::string_view needle) {
    std::size_t searched = 0;  // long answers are not searched again from their start
    while (received_.find(needle, searched) == std::string::npos) {
      searched = received_.size() < needle.size() ? 0 : received_.size() - needle.size() + 1;
      if (read() != Seen::bytes) return false;
    }
    return true;
  }

  Seen read_to_end() {
    while (true) {
      const auto seen = read();
      if (seen != Seen::bytes) return seen;
    }
  }

  // Reads until received() has so many bytes.
  Seen read_bytes(std::size_t size) {
    while (received_.size() < size) {
      const auto seen = read();
      if (seen != Seen::bytes) return seen;
    }
    return Seen::bytes;
  }

 private:
  static constexpr int guard_ms = 60'000;

  int socket_ = -1;
  bool connected_ = false;
  std::string received_;
  std::array<char, 65'536> buffer_{};
};

struct StreamRequest {
  std::string fault;  // X-Mock-Fault; none where it is empty
  std::string prompt = "Hello there";
  std::string fields;  // further lines
  std::string version = "1.1";
};

inline std::string stream_request(const StreamRequest& request = {}) {
  const auto content = "{\"content\":\"" + request.prompt + "\"}";
  auto text = "POST /conversations/demo/messages/stream HTTP/" + request.version +
              "\r\nHost: 127.0.0.1\r\nAuthorization: Bearer test-token\r\n"
              "Content-Type: application/json\r\nContent-Length: " +
              std::to_string(content.size()) + "\r\n" + request.fields;
  if (!request.fault.empty()) text += "X-Mock-Fault: " + request.fault + "\r\n";
  return text + "\r\n" + content;
}

inline std::string get_request(const std::string& path, const std::string& fields = {}) {
  return "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer test-token\r\n" +
         fields + "\r\n";
}

}  // namespace ssert::mock_server::testing
