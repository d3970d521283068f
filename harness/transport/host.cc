#include "transport/host.h"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

namespace ssert::transport {

namespace asio = boost::asio;

// One look-up and those who wait for it.
struct Host::Round {
  // Who is told. Shared with a handler that may come when nobody is there any more.
  using Waiting = std::set<asio::steady_timer*>;

  Round(asio::io_context& io, const Endpoint& endpoint, const Resolve& resolve)
      : lookup(
            endpoint.host, endpoint.port,
            [&io, waiting = waiting] {
              asio::post(io, [waiting] {
                for (auto* const timer : *waiting) timer->cancel();
              });
            },
            resolve) {}

  std::shared_ptr<Waiting> waiting = std::make_shared<Waiting>();
  std::optional<SocketAddress> accepted;  // the last address that did
  Lookup lookup;                          // after what it tells
};

Host::Host(asio::io_context& io, const Endpoint& endpoint, Resolve resolve)
    : io_(io), endpoint_(endpoint), resolve_(std::move(resolve)) {}

Host::Question Host::ask(asio::steady_timer& told) {
  const bool failed =
      round_ != nullptr && round_->lookup.done() && round_->lookup.answer().found.empty();
  if (round_ == nullptr || failed) round_ = std::make_shared<Round>(io_, endpoint_, resolve_);
  return {round_, told};
}

void Host::note_accepted(const SocketAddress& address) { round_->accepted = address; }

Host::Question::Question(std::shared_ptr<Round> round, asio::steady_timer& told)
    : round_(std::move(round)), told_(told) {
  round_->waiting->insert(&told_);
}

Host::Question::~Question() { round_->waiting->erase(&told_); }

bool Host::Question::answered() const { return round_->lookup.done(); }

Addresses Host::Question::answer() const {
  auto addresses = round_->lookup.answer();
  std::stable_partition(addresses.found.begin(), addresses.found.end(),
                        [&](const SocketAddress& address) { return address == round_->accepted; });
  return addresses;
}

}  // namespace ssert::transport
