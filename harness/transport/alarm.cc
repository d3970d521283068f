#include "transport/alarm.h"

#include <optional>
#include <utility>

namespace ssert::transport {

struct Alarm::State : std::enable_shared_from_this<Alarm::State> {
  State(boost::asio::io_context& io, std::function<void()> on_ring)
      : timer(io), ring(std::move(on_ring)) {}

  void arm(base::TimePoint at) {
    armed_for = at;
    timer.expires_at(at);  // ends the wait that may be under way
    timer.async_wait([self = shared_from_this()](const boost::system::error_code& ec) {
      if (!ec) self->expired();
    });
  }

  void expired() {
    if (!ring) return;
    armed_for.reset();
    if (base::now() < wanted) {
      arm(wanted);
    } else {
      ring();
    }
  }

  boost::asio::steady_timer timer;
  std::function<void()> ring;  // empty when nobody is to be woken any more
  base::TimePoint wanted;
  std::optional<base::TimePoint> armed_for;
};

Alarm::Alarm(boost::asio::io_context& io, std::function<void()> ring)
    : state_(std::make_shared<State>(io, std::move(ring))) {}

Alarm::~Alarm() { stop(); }

void Alarm::stop() {
  state_->ring = nullptr;
  state_->timer.cancel();
}

void Alarm::set(base::TimePoint at) {
  state_->wanted = at;
  if (!state_->armed_for || *state_->armed_for > at) state_->arm(at);
}

}  // namespace ssert::transport
