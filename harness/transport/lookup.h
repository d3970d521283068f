// Looks up the addresses of a host. The system's resolver blocks and cannot be stopped, so a name
// is looked up on a thread of its own that nobody waits for: a dead name server must not outlast a
// wait of ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <vector>

namespace ssert::transport {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;

  bool operator==(const SocketAddress& other) const;
};

inline constexpr std::size_t addresses_max = 16;  // of one host; the rest is not tried

struct Addresses {
  std::vector<SocketAddress> found;  // in the order to try them
  std::string failure;               // the system's words, where none was found
};

// Asks for the addresses of a name and may block.
using Resolve = std::function<Addresses(const std::string& host, std::uint16_t port)>;
Addresses ask_system(const std::string& host, std::uint16_t port);

class Lookup {
 public:
  // Addresses in numbers and localhost (::1, then 127.0.0.1, as RFC 6761 "localhost" asks) are
  // there at once, and `on_done` is never called. Else `on_done` is called once on the look-up's
  // thread; never after ~Lookup has begun.
  Lookup(const std::string& host, std::uint16_t port, std::function<void()> on_done,
         Resolve resolve = ask_system);
  ~Lookup();
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  bool done() const;
  Addresses answer() const;  // when done

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

bool is_localhost(std::string_view host);  // also "app.localhost", and with a dot at the end

}  // namespace ssert::transport
