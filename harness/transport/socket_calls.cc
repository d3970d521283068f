#include "transport/socket_calls.h"

#include "base/text.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <system_error>
#include <time.h>
#include <unistd.h>

namespace ssert::transport {
namespace {

std::optional<std::chrono::nanoseconds> stamp_of(msghdr& message) {
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr;
       part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    timespec time{};
    std::memcpy(&time, CMSG_DATA(part), sizeof time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  }
  return std::nullopt;
}

ReadResult receive(int socket, std::span<char> buffer, int flags) {
  alignas(cmsghdr) std::array<char, 256> control{};
  iovec place{.iov_base = buffer.data(), .iov_len = buffer.size()};
  msghdr message{};
  message.msg_iov = &place;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  ssize_t length = 0;
  do {
    length = ::recvmsg(socket, &message, MSG_DONTWAIT | flags);
  } while (length < 0 && errno == EINTR);
  if (length == 0) return {.kind = ReadKind::end_of_file};
  if (length > 0) {
    return {.kind = ReadKind::bytes,
            .length = static_cast<std::size_t>(length),
            .kernel_realtime = stamp_of(message)};
  }
  const int error = errno;
  if (error == EAGAIN || error == EWOULDBLOCK) return {.kind = ReadKind::nothing_yet};
  return {.kind = ReadKind::failed, .error = error};
}

// sendmsg takes pointers that are not const and leaves what they point to alone.
iovec piece(std::string_view bytes) {
  return {.iov_base = const_cast<char*>(bytes.data()), .iov_len = bytes.size()};
}

// Whether an address of ours leads there. A datagram socket finds that out and sends nothing.
bool has_way_to(const sockaddr& address, socklen_t size) {
  const int socket = ::socket(address.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const bool found = ::connect(socket, &address, size) == 0;
  ::close(socket);
  return found;
}

std::string open_files_words() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  return fmt::format("{} open files are allowed to ssert, and all are in use; raise `ulimit -n`",
                     base::with_thousands(limit.rlim_cur));
}

}  // namespace

bool request_receive_stamps(int socket) {
  const int on = 1;
  return ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) == 0;
}

KeepsStamping::KeepsStamping() {
  for (const int family : {AF_INET, AF_INET6}) {
    if (socket_ < 0) socket_ = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  }
  if (socket_ >= 0) request_receive_stamps(socket_);
}

KeepsStamping::~KeepsStamping() {
  if (socket_ >= 0) ::close(socket_);
}

ReadResult read_stamped(int socket, std::span<char> buffer) { return receive(socket, buffer, 0); }

ReadResult peek_stamped(int socket) {
  std::array<char, 1> first{};
  return receive(socket, first, MSG_PEEK);
}

WriteResult write_some(int socket, std::string_view first, std::string_view second) {
  std::array<iovec, 2> pieces{piece(first), piece(second)};
  msghdr message{};
  message.msg_iov = pieces.data();
  message.msg_iovlen = pieces.size();
  ssize_t length = 0;
  do {
    length = ::sendmsg(socket, &message, MSG_DONTWAIT | MSG_NOSIGNAL);
  } while (length < 0 && errno == EINTR);
  if (length >= 0) return {.length = static_cast<std::size_t>(length)};
  const int error = errno;
  if (error == EAGAIN || error == EWOULDBLOCK) return {};
  return {.error = error};
}

bool is_connected(int socket) {
  int error = 0;
  socklen_t error_size = sizeof error;
  sockaddr_storage peer{};
  socklen_t peer_size = sizeof peer;
  return ::getpeername(socket, reinterpret_cast<sockaddr*>(&peer), &peer_size) == 0 &&
         ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &error_size) == 0 && error == 0;
}

std::string error_words(int error) { return std::system_category().message(error); }

std::string lack_words(int error, const sockaddr& address, socklen_t size) {
  switch (error) {
    case EMFILE:
      return open_files_words();
    case ENFILE:
      return "this machine has no open file left; raise sysctl fs.file-max";
    case EADDRNOTAVAIL:
      // Also where no address of ours can be used: IPv6 is switched off, say.
      if (!has_way_to(address, size)) return "";
      return "no local port is left; raise sysctl net.ipv4.ip_local_port_range, or let connections "
             "be used again";
    case ENOBUFS:
    case ENOMEM:
      return "this machine has no memory left for a connection: " + error_words(error);
    default:
      return "";
  }
}

}  // namespace ssert::transport
