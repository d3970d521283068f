#include "tests/cli/listener.h"

#include <array>
#include <cstdlib>
#include <netinet/in.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace ssert::testing {
namespace {

constexpr std::string_view answer =
    "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 0\r\n"
    "Connection: close\r\n\r\n";

std::size_t content_length(const std::string& head) {
  constexpr std::string_view name = "\r\nContent-Length: ";
  const auto at = head.find(name);
  return at == std::string::npos ? 0 : std::stoul(head.substr(at + name.size()));
}

}  // namespace

Listener::Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(socket_, generic, length) != 0 || ::listen(socket_, 8) != 0 ||
      ::getsockname(socket_, generic, &length) != 0)
    throw std::runtime_error("cannot listen");
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

Listener::~Listener() {
  requests();
  ::close(socket_);
}

const std::vector<std::string>& Listener::requests() {
  if (thread_.joinable()) {
    ::shutdown(socket_, SHUT_RDWR);  // ends accept()
    thread_.join();
  }
  return requests_;
}

void Listener::serve() {
  while (true) {
    const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) return;
    requests_.push_back(read_request(connection));
    ::send(connection, answer.data(), answer.size(), MSG_NOSIGNAL);
    ::close(connection);
  }
}

std::string Listener::read_request(int connection) {
  std::string request;
  std::array<char, 65536> buffer{};
  while (true) {
    const auto end = request.find("\r\n\r\n");
    if (end != std::string::npos && request.size() >= end + 4 + content_length(request))
      return request;
    const auto count = ::recv(connection, buffer.data(), buffer.size(), 0);
    if (count <= 0) return request;
    request.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace ssert::testing
