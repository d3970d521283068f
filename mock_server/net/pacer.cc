#include "mock_server/net/pacer.h"

#include <algorithm>
#include <utility>

namespace ssert::mock_server {

bool Pacer::later(const Deadline& a, const Deadline& b) {
  return a.due != b.due ? a.due > b.due : a.number > b.number;
}

void Pacer::schedule(base::TimePoint due, std::weak_ptr<Paced> who) {
  heap_.push_back({.due = due, .number = numbers_++, .who = std::move(who)});
  std::push_heap(heap_.begin(), heap_.end(), later);
  if (due < armed_for_) arm();
}

void Pacer::arm() {
  armed_for_ = heap_.front().due;
  timer_.expires_at(armed_for_);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) call_due();
  });
}

// Only what was due when the timer fired: a stream that asks for "now" again comes after the
// sockets have had their turn.
void Pacer::call_due() {
  armed_for_ = base::TimePoint::max();
  const auto now = base::now();
  const auto last_number = numbers_;
  while (!heap_.empty() && heap_.front().due <= now && heap_.front().number < last_number) {
    std::pop_heap(heap_.begin(), heap_.end(), later);
    const auto who = heap_.back().who.lock();
    heap_.pop_back();
    if (who) who->on_due();
  }
  if (!heap_.empty() && heap_.front().due < armed_for_) arm();
}

}  // namespace ssert::mock_server
