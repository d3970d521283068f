#include "transport/stream.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstring>

namespace ssert::transport {

using asio::ip::tcp;
using boost::system::error_code;

namespace {
constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);
}

std::string to_string(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address().to_string();
  const auto port = ":" + std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + address + "]" + port : address + port;
}

tcp::endpoint to_endpoint(const SocketAddress& address) {
  tcp::endpoint endpoint;
  if (address.size > endpoint.capacity()) return endpoint;
  std::memcpy(endpoint.data(), &address.storage, address.size);
  endpoint.resize(address.size);
  return endpoint;
}

error_code Stream::open(const tcp::endpoint& endpoint) {
  error_code ec;
  socket_.close(ec);
  socket_.open(endpoint.protocol(), ec);
  if (ec) return ec;
  error_code option_ec;  // the connection works without them
  socket_.set_option(tcp::no_delay(true), option_ec);
  request_receive_stamps(socket_.native_handle());
  socket_.non_blocking(true, ec);
  return ec;
}

asio::awaitable<error_code> Stream::connect(tcp::endpoint endpoint) {
  if (const auto ec = open(endpoint)) co_return ec;
  auto [ec] = co_await socket_.async_connect(endpoint, use_tuple);
  if (ec == asio::error::operation_aborted && is_connected(socket_.native_handle())) ec = {};
  if (!ec) connected();
  co_return ec;
}

void Stream::connected() {
  error_code ec;
  const auto local = socket_.local_endpoint(ec);
  if (!ec) local_address_ = to_string(local);
  const auto remote = socket_.remote_endpoint(ec);
  if (!ec) remote_address_ = to_string(remote);
}

asio::awaitable<void> Stream::wait_readable() {
  co_await socket_.async_wait(tcp::socket::wait_read, use_tuple);
}

asio::awaitable<void> Stream::wait_readable_or_writable() {
  auto group = asio::experimental::make_parallel_group(
      socket_.async_wait(tcp::socket::wait_read, asio::deferred),
      socket_.async_wait(tcp::socket::wait_write, asio::deferred));
  co_await group.async_wait(asio::experimental::wait_for_one(), use_tuple);
}

void Stream::cancel() {
  error_code ec;
  socket_.cancel(ec);
}

}  // namespace ssert::transport
