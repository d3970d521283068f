// The system calls on a connected socket that Asio does not offer: reading with the kernel's
// receive stamp, and sending two buffers without waiting. None of them blocks or raises SIGPIPE.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <sys/socket.h>

namespace ssert::transport {

enum class ReadKind : std::uint8_t { bytes, nothing_yet, end_of_file, failed };

struct ReadResult {
  ReadKind kind = ReadKind::nothing_yet;
  std::size_t length = 0;
  std::optional<std::chrono::nanoseconds> kernel_realtime;  // of the segment that the read ended in
  int error = 0;                                            // errno, with failed
};

struct WriteResult {
  std::size_t length = 0;  // 0 without an error: the socket takes nothing now
  int error = 0;
};

// Asks the kernel to stamp what arrives. To be called before the connection is made. False where
// the kernel does not know how; reads then carry no stamp.
bool request_receive_stamps(int socket);

// Keeps the kernel stamping for as long as it lives. The kernel stamps only while some socket of
// the machine asks for it, and switches that on in the background: on a busy machine a connection
// that asks alone may be over before its first stamp.
class KeepsStamping {
 public:
  KeepsStamping();
  ~KeepsStamping();
  KeepsStamping(const KeepsStamping&) = delete;
  KeepsStamping& operator=(const KeepsStamping&) = delete;

 private:
  int socket_ = -1;  // bound to nothing
};

// One read, into `buffer` (not empty).
ReadResult read_stamped(int socket, std::span<char> buffer);

// Looks at the first byte that waits and leaves it. The stamp is that of the last of the segments
// that the kernel has joined to the first. A pending error is reported once and gone then: the
// caller must act on it.
ReadResult peek_stamped(int socket);

// Sends as much of `first` and `second` as the socket takes in one call.
WriteResult write_some(int socket, std::string_view first, std::string_view second);

// Whether the handshake is done, whatever a cancelled wait says.
bool is_connected(int socket);

std::string error_words(int error);  // "Connection refused"

// What this machine lacked, and the way out, where opening or connecting a socket to `address`
// failed with `error` (errno) for its sake. Empty: that is about the target, or the way to it.
std::string lack_words(int error, const sockaddr& address, socklen_t size);

}  // namespace ssert::transport
