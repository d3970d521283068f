#include "load/engine.h"

#include "base/limits.h"
#include "load/accounts.h"
#include "load/machine.h"
#include "load/schedule.h"
#include "load/stream.h"
#include "transport/fleet.h"

#include <deque>
#include <list>
#include <optional>
#include <utility>

namespace ssert::load {
namespace {

using base::Duration;
using base::TimePoint;
using namespace std::chrono_literals;

constexpr Duration lag_probe = 5ms;  // how often the loop's own lag is looked at
// A reader whom nobody answers does not ask again at once: a closed port refuses thousands a
// second, and so does a machine without a descriptor.
constexpr Duration unreachable_pause = base::limits::connect_retry;

class Run final : public Engine {
 public:
  Run(const Plan& plan, transport::Fleet fleet) : plan_(plan), fleet_(std::move(fleet)) {}

  Result run(const Hooks& hooks) override;
  void interrupt() override {
    fleet_.post([this] {
      interrupted_ = true;
      if (accounts_) {
        end_early();
      } else {
        fleet_.interrupt_all();  // the host is still being looked up
      }
    });
  }

 private:
  struct Due {
    TimePoint due;
    TimePoint taken_up;
  };
  using Streams = std::list<LoadStream>;

  void begin();
  void begin_open(const scenario::OpenModel& model);
  void begin_closed(const scenario::ClosedModel& model);
  void arm_next_arrival();
  void take_up_arrivals();
  void reader_asks();
  void take_up(TimePoint due);
  void send(const Due& due);
  void on_ended(Streams::iterator stream, const transport::Outcome& outcome);
  void reader_goes_on(const StreamSample& sample);
  void send_from_queue();
  void begin_window();
  void end_window(TimePoint end);
  void end_early();
  void end_drain();
  void tick();
  void probe_lag(TimePoint due);
  void end_if_done();
  void give_up_queue();
  bool all_scheduled() const {
    const auto most = plan_.shape.requests_max;
    return most != 0 && accounts_->result().whole.scheduled >= most;
  }
  bool may_schedule(TimePoint due) const { return !over_ && !all_scheduled() && due < window_end_; }
  Result finish(const Hooks& hooks);

  const Plan& plan_;
  transport::Fleet fleet_;
  const Hooks* hooks_ = nullptr;
  std::optional<Accounts> accounts_;
  std::optional<Schedule> schedule_;
  Machine machine_;
  TimePoint start_;
  TimePoint window_begin_;
  TimePoint window_end_;
  TimePoint next_due_;
  std::uint64_t in_flight_max_ = 0;
  Duration think_time_{0};
  bool is_closed_ = false;
  bool over_ = false;  // nothing more is scheduled
  bool interrupted_ = false;
  std::uint64_t number_ = 0;
  std::int64_t ticks_ = 0;
  std::deque<Due> queue_;
  Streams streams_;
};

Result Run::run(const Hooks& hooks) {
  hooks_ = &hooks;
  // Where it fails, each request looks the host up for itself, and its ending says so.
  (void)fleet_.look_up();
  start_ = base::now();
  window_begin_ = start_ + plan_.shape.warm_up;
  window_end_ = window_begin_ + plan_.shape.window;
  accounts_.emplace(plan_, window_begin_, window_end_);
  accounts_->result().started_at = base::utc_now();
  if (interrupted_) {
    end_early();
  } else {
    begin();
  }
  fleet_.run();
  return finish(hooks);
}

void Run::begin() {
  fleet_.at(window_begin_, [this] { begin_window(); });
  fleet_.at(window_end_, [this] { end_window(window_end_); });
  fleet_.at(start_ + 1s, [this] { tick(); });
  probe_lag(start_ + lag_probe);
  if (const auto* const open = std::get_if<scenario::OpenModel>(&plan_.shape.model)) {
    begin_open(*open);
  } else {
    begin_closed(std::get<scenario::ClosedModel>(plan_.shape.model));
  }
}

void Run::begin_open(const scenario::OpenModel& model) {
  in_flight_max_ = model.in_flight_max;
  schedule_.emplace(model, plan_.shape.seed);
  next_due_ = start_ + schedule_->next();
  arm_next_arrival();
}

// Readers come in evenly over the warm-up: all at once would be a burst that no service sees.
void Run::begin_closed(const scenario::ClosedModel& model) {
  is_closed_ = true;
  in_flight_max_ = model.readers;
  think_time_ = model.think_time;
  const auto readers = static_cast<std::int64_t>(model.readers);
  for (std::int64_t i = 0; i < readers; ++i)
    fleet_.at(start_ + plan_.shape.warm_up * i / readers, [this] { reader_asks(); });
}

void Run::arm_next_arrival() {
  if (may_schedule(next_due_)) fleet_.at(next_due_, [this] { take_up_arrivals(); });
}

void Run::take_up_arrivals() {
  const auto now = base::now();
  while (next_due_ <= now && may_schedule(next_due_)) {
    take_up(next_due_);
    next_due_ = start_ + schedule_->next();
  }
  if (all_scheduled() && next_due_ < window_end_) {
    // So many requests at this rate last until one more would be due.
    window_end_ = next_due_;
    accounts_->end_window(window_end_);
    fleet_.at(window_end_, [this] { end_window(window_end_); });
  } else {
    arm_next_arrival();
  }
}

void Run::reader_asks() {
  const auto now = base::now();
  if (may_schedule(now)) take_up(now);
}

void Run::take_up(TimePoint due) {
  const Due taken{.due = due, .taken_up = is_closed_ ? due : base::now()};
  accounts_->on_scheduled(due);
  if (streams_.size() < in_flight_max_) {
    send(taken);
  } else {
    queue_.push_back(taken);
    accounts_->set_queued(queue_.size());
  }
}

void Run::send(const Due& due) {
  const auto now = base::now();
  accounts_->on_sent(due.due, now);
  streams_.emplace_back(
      plan_,
      LoadStream::Due{
          .number = ++number_, .due = due.due, .taken_up = due.taken_up, .handed_over = now},
      *accounts_);
  const auto stream = std::prev(streams_.end());
  fleet_.begin(*stream,
               [this, stream](const transport::Outcome& outcome) { on_ended(stream, outcome); });
}

void Run::on_ended(Streams::iterator stream, const transport::Outcome& outcome) {
  const auto sample = stream->finish(outcome);
  streams_.erase(stream);
  accounts_->on_ended(sample, base::now());
  send_from_queue();
  if (is_closed_) reader_goes_on(sample);
  // So many requests of readers last until the last one has ended.
  if (is_closed_ && all_scheduled() && streams_.empty()) end_window(base::now());
  end_if_done();
}

void Run::reader_goes_on(const StreamSample& sample) {
  const bool unanswered =
      sample.ending.kind == exchange::EndingKind::unreachable || !sample.lacked.empty();
  const auto pause = unanswered ? std::max(think_time_, unreachable_pause) : think_time_;
  const auto then = base::now() + pause;
  if (!may_schedule(then)) return;
  if (pause.count() == 0) {
    reader_asks();
  } else {
    fleet_.at(then, [this] { reader_asks(); });
  }
}

void Run::send_from_queue() {
  while (!queue_.empty() && streams_.size() < in_flight_max_) {
    const auto due = queue_.front();
    queue_.pop_front();
    accounts_->set_queued(queue_.size());
    send(due);
  }
}

void Run::begin_window() {
  machine_.begin();
  if (!over_) accounts_->result().phase = Phase::window;
}

// Nothing more is scheduled; what is under way has the drain to end in.
void Run::end_window(TimePoint end) {
  if (over_) return;
  over_ = true;
  machine_.end();
  accounts_->end_window(end);
  accounts_->result().phase = Phase::drain;
  fleet_.at(std::min(end, window_end_) + plan_.shape.drain, [this] { end_drain(); });
  end_if_done();
}

// Whatever is not through by now is given up.
void Run::end_drain() {
  give_up_queue();
  fleet_.interrupt_all();
  end_if_done();
}

void Run::end_early() {
  accounts_->end_early();
  end_window(base::now());
  end_drain();
}

void Run::give_up_queue() {
  for (const auto& due : queue_) accounts_->on_never_sent(due.due);
  queue_.clear();
  accounts_->set_queued(0);
}

void Run::tick() {
  const auto due = start_ + ++ticks_ * Duration(1s);
  const auto now = base::now();
  accounts_->advance(now);
  machine_.look_at_clock();
  fleet_.at(due + 1s, [this] { tick(); });
  if (!hooks_->on_second) return;
  const auto words = hooks_->on_second(accounts_->result());
  if (words.empty() || over_) return;
  accounts_->result().aborted_by = words;
  end_early();
}

void Run::probe_lag(TimePoint due) {
  fleet_.at(due, [this, due] {
    const auto now = base::now();
    accounts_->on_call(due, now);
    if (!over_) probe_lag(std::max(due + lag_probe, now));
  });
}

void Run::end_if_done() {
  if (over_ && streams_.empty() && queue_.empty()) fleet_.stop();
}

Result Run::finish(const Hooks& hooks) {
  const auto now = base::now();
  accounts_->advance(now);
  auto& result = accounts_->result();
  result.phase = Phase::over;
  result.interrupted = interrupted_;
  result.drained = std::max(Duration(0), now - (start_ + result.warm_up + result.window));
  result.instrument.stray_bytes = fleet_.stray_bytes();
  machine_.tell(result.instrument);
  if (hooks.on_second) (void)hooks.on_second(result);
  return std::move(result);
}

}  // namespace

base::Result<std::unique_ptr<Engine>> Engine::create(const Plan& plan) {
  auto fleet = transport::Fleet::create(
      plan.request,
      {.waits = plan.scenario.waits, .reuse_connections = plan.shape.reuse_connections});
  if (!fleet) return fleet.error();
  return std::unique_ptr<Engine>(std::make_unique<Run>(plan, *std::move(fleet)));
}

}  // namespace ssert::load
