// A connection: the one place where bytes meet a socket. An encrypted connection goes here, behind
// the same functions, and nothing else changes.
//
// Reading and writing never wait; the wait_ functions do, and end early when somebody cancels.
// Lives on its loop's thread.
#pragma once

#include "transport/lookup.h"
#include "transport/socket_calls.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace ssert::transport {

namespace asio = boost::asio;

std::string to_string(const asio::ip::tcp::endpoint& endpoint);  // "127.0.0.1:80", "[::1]:80"
asio::ip::tcp::endpoint to_endpoint(const SocketAddress& address);

class Stream {
 public:
  explicit Stream(asio::io_context& io) : socket_(io) {}

  // May be called again after it failed. `operation_aborted` when cancelled before the connection
  // was there: what the kernel has finished by then counts.
  asio::awaitable<boost::system::error_code> connect(asio::ip::tcp::endpoint endpoint);

  asio::awaitable<void> wait_readable();
  asio::awaitable<void> wait_readable_or_writable();
  void cancel();  // ends whichever of the above is under way

  ReadResult read(std::span<char> buffer) { return read_stamped(socket_.native_handle(), buffer); }
  ReadResult peek() { return peek_stamped(socket_.native_handle()); }
  WriteResult write(std::string_view first, std::string_view second) {
    return write_some(socket_.native_handle(), first, second);
  }

  const std::string& local_address() const { return local_address_; }
  const std::string& remote_address() const { return remote_address_; }

 private:
  boost::system::error_code open(const asio::ip::tcp::endpoint& endpoint);
  void connected();

  asio::ip::tcp::socket socket_;
  std::string local_address_;
  std::string remote_address_;
};

}  // namespace ssert::transport
