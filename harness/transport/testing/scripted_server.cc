#include "transport/testing/scripted_server.h"

#include "http/field.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace ssert::transport::testing {
namespace {

constexpr std::size_t receive_max = 64'000;

// True when `socket` is ready, false when the server is to stop.
bool wait_ready(int socket, int stop, short events) {
  std::array<pollfd, 2> both{pollfd{.fd = socket, .events = events, .revents = 0},
                             pollfd{.fd = stop, .events = POLLIN, .revents = 0}};
  while (::poll(both.data(), both.size(), -1) < 0) {
  }
  return both[1].revents == 0;
}

std::size_t content_length_of(std::string_view head) {
  constexpr std::string_view name = "Content-Length: ";
  const auto at = head.find(name);
  return at == std::string_view::npos ? 0 : std::stoul(std::string(head.substr(at + name.size())));
}

}  // namespace

void Descriptor::close() {
  if (number_ >= 0) ::close(std::exchange(number_, -1));
}

bool Peer::wait_for(short events) { return wait_ready(socket_.get(), stop_, events); }

std::string Peer::receive(std::size_t length_max) {
  std::string bytes(length_max, '\0');
  if (!wait_for(POLLIN)) return "";
  const auto length = ::recv(socket_.get(), bytes.data(), bytes.size(), 0);
  bytes.resize(length < 0 ? 0 : static_cast<std::size_t>(length));
  return bytes;
}

std::string Peer::read_head() {
  constexpr std::string_view empty_line = "\r\n\r\n";
  auto end = unread_.find(empty_line);
  while (end == std::string::npos) {
    const auto more = receive(receive_max);
    if (more.empty()) return std::exchange(unread_, "");
    unread_ += more;
    end = unread_.find(empty_line);
  }
  auto head = unread_.substr(0, end + empty_line.size());
  unread_.erase(0, head.size());
  return head;
}

std::string Peer::read_request() {
  auto request = read_head();
  const auto length = content_length_of(request);
  while (unread_.size() < length) {
    const auto more = receive(receive_max);
    if (more.empty()) break;
    unread_ += more;
  }
  request += unread_.substr(0, length);
  unread_.erase(0, length);
  return request;
}

void Peer::read_until_close() {
  while (!receive(receive_max).empty()) {
  }
}

void Peer::wait_for_hang_up() { wait_for(POLLRDHUP); }

bool Peer::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!wait_for(POLLOUT)) return false;
    const auto sent =
        ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno != EAGAIN) return false;
    bytes.remove_prefix(sent < 0 ? 0 : static_cast<std::size_t>(sent));
  }
  return true;
}

void Peer::wait_until_delivered() {
  while (true) {
    int unacknowledged = 0;
    tcp_info info{};
    socklen_t size = sizeof info;
    ::ioctl(socket_.get(), SIOCOUTQ, &unacknowledged);
    ::getsockopt(socket_.get(), IPPROTO_TCP, TCP_INFO, &info, &size);
    const bool close_is_known = !sending_closed_ || info.tcpi_state != TCP_FIN_WAIT1;
    if (unacknowledged == 0 && close_is_known) return;
    std::this_thread::yield();
  }
}

void Peer::close_sending() {
  ::shutdown(socket_.get(), SHUT_WR);
  sending_closed_ = true;
}

void Peer::reset() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  socket_.close();
}

ScriptedServer::ScriptedServer(Script script)
    : script_(std::move(script)),
      listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
      stop_(::eventfd(0, EFD_CLOEXEC)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), size), 0);
  EXPECT_EQ(::listen(listener_.get(), SOMAXCONN), 0);
  EXPECT_EQ(::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size), 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { serve(); });
}

ScriptedServer::~ScriptedServer() { stop(); }

void ScriptedServer::stop() {
  if (!thread_.joinable()) return;
  ::eventfd_write(stop_.get(), 1);
  thread_.join();
}

std::string ScriptedServer::url(std::string_view host) const {
  return "http://" + std::string(host) + ":" + std::to_string(port_) + "/v1/stream?q=1";
}

void ScriptedServer::serve() {
  while (wait_ready(listener_.get(), stop_.get(), POLLIN)) {
    const int socket = ::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) continue;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    Peer peer(socket, stop_.get(), accepted_++);
    script_(peer);
  }
}

}  // namespace ssert::transport::testing
