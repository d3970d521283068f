#include "load/machine.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace ssert::load {

// The first line of /proc/stat: "cpu user nice system idle iowait irq softirq steal ..." (man 5
// proc). Where there is none, nothing is told.
Machine::Moment Machine::look() {
  Moment moment{.at = base::now(), .thread_time = base::thread_time()};
  std::ifstream file("/proc/stat");
  std::string word;
  constexpr int steal = 7;
  if (!(file >> word) || word != "cpu") return moment;
  std::uint64_t ticks = 0;
  for (int i = 0; i <= steal && file >> ticks; ++i) {
    moment.ticks += ticks;
    if (i == steal) moment.stolen = ticks;
  }
  return moment;
}

void Machine::begin() { begin_ = look(); }
void Machine::end() {
  if (begin_ && !end_) end_ = look();
}

void Machine::look_at_clock() {
  const auto offset = base::realtime_offset();
  if (offset_) {
    const auto step = offset > *offset_ ? offset - *offset_ : *offset_ - offset;
    clock_step_ = std::max(clock_step_, step);
  }
  offset_ = offset;
}

void Machine::tell(Instrument& instrument) const {
  instrument.clock_step = clock_step_;
  if (!begin_ || !end_ || end_->at <= begin_->at) return;
  const auto share = [](base::Duration part, base::Duration whole) {
    return static_cast<double>(part.count()) / static_cast<double>(whole.count());
  };
  instrument.cpu_share = share(end_->thread_time - begin_->thread_time, end_->at - begin_->at);
  if (begin_->stolen && end_->stolen && end_->ticks > begin_->ticks) {
    instrument.steal_share = static_cast<double>(*end_->stolen - *begin_->stolen) /
                             static_cast<double>(end_->ticks - begin_->ticks);
  }
}

}  // namespace ssert::load
