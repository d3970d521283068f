// A raw TCP server on 127.0.0.1 that does exactly what a test's script says, on a thread of its
// own. It knows no HTTP but the end of a request. Sockets are blocking; every wait ends when the
// server is destroyed.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

namespace ssert::transport::testing {

// Owns a file descriptor.
class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return number_; }
  void close();
  void take(int number) {
    close();
    number_ = number;
  }

 private:
  int number_;
};

// One accepted connection. Reads and writes end short when the client is gone.
class Peer {
 public:
  Peer(int socket, int stop, std::size_t index) : socket_(socket), stop_(stop), index_(index) {}

  std::size_t index() const { return index_; }  // 0 for the first connection

  std::string read_head();     // up to the empty line; shorter where the client closed first
  std::string read_request();  // head and as much content as Content-Length says
  void read_until_close();
  void wait_for_hang_up();            // until the client has closed, without reading what it sent
  bool send(std::string_view bytes);  // all of it, and not more than is taken; false: client gone

  // Until the client's kernel has all that was sent, the close included: from then on whoever looks
  // at the client's socket finds it there.
  void wait_until_delivered();

  void close_sending();  // FIN; still reads
  void reset();          // RST; the socket is gone then

 private:
  std::string receive(std::size_t length_max);
  bool wait_for(short events);

  Descriptor socket_;
  int stop_;
  std::size_t index_;
  bool sending_closed_ = false;
  std::string unread_;
};

class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  // Connections are served one after the other, each by a call of `script`, then closed.
  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(std::string_view host = "127.0.0.1") const;
  std::size_t accepted() const { return accepted_; }
  void stop();  // what the script wrote may be read from here on

 private:
  void serve();

  Script script_;
  Descriptor listener_;
  Descriptor stop_;
  std::uint16_t port_ = 0;
  std::atomic<std::size_t> accepted_ = 0;
  std::thread thread_;
};

}  // namespace ssert::transport::testing
