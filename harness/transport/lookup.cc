#include "transport/lookup.h"

#include "http/field.h"

#include <cstring>
#include <mutex>
#include <netdb.h>
#include <netinet/in.h>
#include <system_error>
#include <thread>
#include <utility>

namespace ssert::transport {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

Addresses get_addresses(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &list);
  if (error != 0) {
    const int system_error = errno;
    return {.failure = error == EAI_SYSTEM ? std::system_category().message(system_error)
                                           : std::string(::gai_strerror(error))};
  }
  const std::unique_ptr<addrinfo, FreeAddresses> owner(list);
  Addresses addresses;
  for (const auto* entry = list; entry != nullptr && addresses.found.size() < addresses_max;
       entry = entry->ai_next) {
    SocketAddress address{.size = entry->ai_addrlen};
    std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
    addresses.found.push_back(address);
  }
  if (addresses.found.empty()) addresses.failure = "the name has no address";
  return addresses;
}

Addresses localhost(std::uint16_t port) {
  auto addresses = get_addresses("::1", port, AI_NUMERICHOST);
  const auto four = get_addresses("127.0.0.1", port, AI_NUMERICHOST);
  addresses.found.insert(addresses.found.end(), four.found.begin(), four.found.end());
  addresses.failure = four.failure;
  return addresses;
}

}  // namespace

bool SocketAddress::operator==(const SocketAddress& other) const {
  return size == other.size && std::memcmp(&storage, &other.storage, size) == 0;
}

Addresses ask_system(const std::string& host, std::uint16_t port) {
  return get_addresses(host, port, 0);
}

struct Lookup::Shared {
  std::mutex mutex;
  bool done = false;
  Addresses addresses;
  std::function<void()> on_done;  // empty when nobody waits any more

  void finish(Addresses result) {
    const std::lock_guard lock(mutex);
    addresses = std::move(result);
    done = true;
    if (on_done) on_done();
  }
};

bool is_localhost(std::string_view host) {
  constexpr std::string_view name = "localhost";
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.size() < name.size()) return false;
  const auto parent = host.substr(0, host.size() - name.size());
  return http::equals_ignoring_case(host.substr(parent.size()), name) &&
         (parent.empty() || (parent.size() > 1 && parent.ends_with('.')));
}

Lookup::Lookup(const std::string& host, std::uint16_t port, std::function<void()> on_done,
               Resolve resolve)
    : shared_(std::make_shared<Shared>()) {
  auto addresses = is_localhost(host) ? localhost(port) : get_addresses(host, port, AI_NUMERICHOST);
  if (!addresses.found.empty()) {
    shared_->finish(std::move(addresses));
    return;
  }
  shared_->on_done = std::move(on_done);
  try {
    std::thread([shared = shared_, host, port, resolve = std::move(resolve)] {
      shared->finish(resolve(host, port));
    }).detach();
  } catch (const std::system_error& error) {
    shared_->on_done = nullptr;
    shared_->finish({.failure = std::string("no thread to look it up: ") + error.what()});
  }
}

Lookup::~Lookup() {
  const std::lock_guard lock(shared_->mutex);
  shared_->on_done = nullptr;
}

bool Lookup::done() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->done;
}

Addresses Lookup::answer() const {
  const std::lock_guard lock(shared_->mutex);
  return shared_->addresses;
}

}  // namespace ssert::transport
