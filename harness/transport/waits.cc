#include "transport/waits.h"

#include "base/text.h"

#include <algorithm>
#include <chrono>

namespace ssert::transport {
namespace {

using namespace std::chrono_literals;

// Far above the cost of waking up, far below any wait that somebody judges by.
constexpr base::Duration look_ahead = 5ms;

// No wait is longer; keeps a huge limit from overflowing the clock.
constexpr base::Duration wait_max = 24h * 365;

base::TimePoint after(base::TimePoint begin, base::Duration wait) {
  return begin + std::clamp<base::Duration>(wait, 0ns, wait_max);
}

}  // namespace

Waits::Waits(const base::WaitLimits& limits, base::TimePoint dispatched)
    : limits_(limits),
      dispatched_(dispatched),
      request_taken_at_(dispatched),
      wait_began_at_(dispatched) {}

Deadline Waits::nearer(Deadline deadline) const {
  const Deadline total{.at = after(dispatched_, limits_.total), .wait = exchange::Wait::total};
  return total.at < deadline.at ? total : deadline;
}

Deadline Waits::connecting() const {
  return nearer({.at = after(dispatched_, limits_.connect), .wait = exchange::Wait::connect});
}

base::TimePoint Waits::connecting_share(base::TimePoint now, std::size_t addresses_left) const {
  const auto end = connecting().at;
  if (now >= end || addresses_left <= 1) return end;
  return now + (end - now) / static_cast<base::Duration::rep>(addresses_left);
}

void Waits::arrived(const Progress& progress, base::TimePoint at) {
  const bool restarts =
      progress.progressed && (progress.phase == Phase::first || progress.phase == Phase::streaming);
  if (progress.phase != phase_ || restarts) {
    wait_began_at_ = at;
    pardoned_until_ = {};
  }
  phase_ = progress.phase;
}

void Waits::drained(base::TimePoint oldest, base::TimePoint now) {
  const auto late = now - oldest;
  if (late <= look_ahead) return;
  const auto [began_at, limit, wait] = running();
  pardoned_until_ =
      std::max(pardoned_until_, std::min(after(began_at, limit) + late, after(now, limit)));
}

Deadline Waits::deadline() const {
  const auto [began_at, limit, wait] = running();
  return nearer({.at = std::max(after(began_at, limit), pardoned_until_), .wait = wait});
}

// The wait of the phase. That for all of the exchange runs beside it, and alone at the end.
Waits::Running Waits::running() const {
  switch (phase_) {
    case Phase::head:
      return {request_taken_at_, limits_.head, exchange::Wait::head};
    case Phase::first:
      return {wait_began_at_, limits_.first, exchange::Wait::first};
    case Phase::streaming:
      return {wait_began_at_, limits_.gap, exchange::Wait::gap};
    case Phase::after_terminal:
      return {wait_began_at_, limits_.after_terminal, exchange::Wait::after_terminal};
    case Phase::complete:
    case Phase::stop:
      break;
  }
  return {dispatched_, limits_.total, exchange::Wait::total};
}

std::string Waits::words(exchange::Wait wait) const {
  switch (wait) {
    case exchange::Wait::connect:
      return "no connection within " + base::show_duration(limits_.connect);
    case exchange::Wait::head:
      return "no complete response head within " + base::show_duration(limits_.head) +
             " after the last request byte was sent";
    case exchange::Wait::first:
      return "no output within " + base::show_duration(limits_.first) + " after the response head";
    case exchange::Wait::gap:
      return "no output for " + base::show_duration(limits_.gap);
    case exchange::Wait::after_terminal:
      return "the message had not ended " + base::show_duration(limits_.after_terminal) +
             " after the terminal event";
    case exchange::Wait::total:
      return "the exchange was not over within " + base::show_duration(limits_.total);
    case exchange::Wait::none:
      break;
  }
  return "";
}

bool has_run_out(const Deadline& deadline, const Look& look) {
  if (!look.bytes_waiting) return true;
  if (look.stamp && *look.stamp <= deadline.at) return false;
  return look.looked_before >= deadline.at - look_ahead;
}

base::TimePoint next_look(const Deadline& deadline, base::TimePoint looked_before) {
  const auto shortly_before = deadline.at - look_ahead;
  return looked_before < shortly_before ? shortly_before : deadline.at;
}

}  // namespace ssert::transport
