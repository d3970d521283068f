#include "transport/testing/client_fixture.h"

#include "transport/lookup.h"
#include "transport/socket_calls.h"

#include <gtest/gtest.h>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace ssert::transport::testing {
namespace {

sockaddr* raw(SocketAddress& address) { return reinterpret_cast<sockaddr*>(&address.storage); }

SocketAddress address_of(const std::string& host, std::uint16_t port) {
  Lookup lookup(host, port, [] {});
  EXPECT_TRUE(lookup.done()) << host;
  return lookup.answer().found.at(0);
}

std::uint16_t bound_port(int socket) {
  SocketAddress address{.size = sizeof(sockaddr_storage)};
  if (::getsockname(socket, raw(address), &address.size) != 0) return 0;
  // The port stands at the same place in both families.
  return ntohs(reinterpret_cast<sockaddr_in*>(&address.storage)->sin_port);
}

// 0 where the address cannot be bound.
std::uint16_t bind_to(int socket, SocketAddress address) {
  return ::bind(socket, raw(address), address.size) == 0 ? bound_port(socket) : 0;
}

}  // namespace

DeadPort::DeadPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  port_ = bind_to(socket_.get(), address_of("127.0.0.1", 0));
  EXPECT_NE(port_, 0);
}

void DeadPort::listen() const { EXPECT_EQ(::listen(socket_.get(), 16), 0); }

SilentPort::SilentPort(const std::string& host, std::uint16_t port) {
  auto address = address_of(host, port);
  listener_.take(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  port_ = bind_to(listener_.get(), address);
  if (port_ == 0 || ::listen(listener_.get(), 0) != 0) {
    port_ = 0;
    return;
  }
  address = address_of(host, port_);
  for (auto& socket : queued_) {
    socket.take(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    ::connect(socket.get(), raw(address), address.size);
  }
}

Resolve HangingNameServer::resolve() const {
  return [late = late_, over = over_, asked = asked_](const std::string&, std::uint16_t) {
    asked->raise();
    EXPECT_TRUE(over->wait_for(1));
    return late;
  };
}

bool byte_is_stamped() {
  Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  Descriptor client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const auto port = bind_to(listener.get(), address_of("127.0.0.1", 0));
  auto address = address_of("127.0.0.1", port);
  if (!request_receive_stamps(client.get()) || ::listen(listener.get(), 1) != 0) return false;
  if (::connect(client.get(), raw(address), address.size) != 0) return false;
  Descriptor server(::accept(listener.get(), nullptr, nullptr));
  if (::send(server.get(), "x", 1, MSG_NOSIGNAL) != 1) return false;
  pollfd ready{.fd = client.get(), .events = POLLIN, .revents = 0};
  ::poll(&ready, 1, -1);
  std::array<char, 1> byte{};
  return read_stamped(client.get(), byte).kernel_realtime.has_value();
}

// Stamping is switched on in the background: the first bytes may come without.
bool kernel_stamps_loopback(const KeepsStamping&) {
  for (int i = 0; i < 1000; ++i) {
    if (byte_is_stamped()) return true;
  }
  return false;
}

}  // namespace ssert::transport::testing
