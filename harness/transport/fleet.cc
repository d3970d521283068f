#include "transport/fleet.h"

#include "base/check.h"
#include "transport/loop.h"
#include "transport/request_text.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <exception>
#include <list>
#include <utility>
#include <vector>

namespace ssert::transport {

class Fleet::Loop {
 public:
  Loop(exchange::Request request, Endpoint endpoint, FleetOptions options)
      : request_(std::move(request)),
        endpoint_(std::move(endpoint)),
        options_(std::move(options)),
        head_(request_head(request_, endpoint_.target)),
        may_keep_(options_.reuse_connections && !asks_to_close(request_)) {}

  std::string look_up();
  void begin(Consumer& consumer, OnEnd on_end);
  std::size_t under_way() const { return flights_.size(); }
  void at(base::TimePoint moment, std::function<void()> then);
  void run();
  void interrupt_all();
  void post(std::function<void()> then);
  void stop() {
    asio::post(context_.io, [this] {
      stopping_ = true;
      stop_if_idle();
    });
  }
  std::uint64_t stray_bytes() const { return stray_bytes_; }

 private:
  struct Flight {
    Flight(LoopContext& context, const Task& task, Consumer& consumer, std::unique_ptr<Stream> kept,
           OnEnd then)
        : operation(context, task, consumer, std::move(kept)), on_end(std::move(then)) {}
    Operation operation;
    OnEnd on_end;
  };
  using Flights = std::list<Flight>;
  struct Idle {
    std::unique_ptr<Stream> stream;
    base::TimePoint since;
  };

  Flights::iterator add(Consumer& consumer, std::unique_ptr<Stream> kept, OnEnd on_end);
  void start(Flights::iterator flight, asio::awaitable<void> steps);
  std::unique_ptr<Stream> take_idle();
  void finish(Flights::iterator flight);
  void keep_thrown(std::exception_ptr thrown);
  void call(const std::function<void()>& then);
  void stop_if_idle();

  exchange::Request request_;
  Endpoint endpoint_;
  FleetOptions options_;
  std::string head_;
  bool may_keep_;
  LoopContext context_;
  Host host_{context_.io, endpoint_, options_.resolve ? options_.resolve : context_.resolve};
  std::vector<Idle> idle_;  // the one that was used last at the end
  Flights flights_;
  std::uint64_t stray_bytes_ = 0;
  bool stopping_ = false;
  std::exception_ptr thrown_;
};

std::string Fleet::Loop::look_up() {
  NoConsumer nobody;
  std::string failure;
  const auto flight =
      add(nobody, nullptr, [&](const Outcome& outcome) { failure = outcome.end_detail; });
  start(flight, flight->operation.try_to_look_up());
  context_.io.restart();
  context_.io.run();
  return failure;
}

// The one that was used last is the least likely to be closed by now. What is not whole is closed.
std::unique_ptr<Stream> Fleet::Loop::take_idle() {
  const auto now = base::now();
  while (!idle_.empty()) {
    auto idle = std::move(idle_.back());
    idle_.pop_back();
    const auto waiting = idle.stream->read(context_.read_buffer);
    if (waiting.kind == ReadKind::bytes) stray_bytes_ += waiting.length;
    if (waiting.kind != ReadKind::nothing_yet) continue;
    if (now - idle.since < options_.idle_max) return std::move(idle.stream);
    idle_.clear();  // all others have been idle for longer
  }
  return nullptr;
}

void Fleet::Loop::begin(Consumer& consumer, OnEnd on_end) {
  const auto flight = add(consumer, take_idle(), std::move(on_end));
  start(flight, flight->operation.run());
}

Fleet::Loop::Flights::iterator Fleet::Loop::add(Consumer& consumer, std::unique_ptr<Stream> kept,
                                                OnEnd on_end) {
  const Task task{.host = host_,
                  .head = head_,
                  .content = request_.content,
                  .waits = options_.waits,
                  .may_keep_connection = may_keep_};
  flights_.emplace_back(context_, task, consumer, std::move(kept), std::move(on_end));
  return std::prev(flights_.end());
}

void Fleet::Loop::start(Flights::iterator flight, asio::awaitable<void> steps) {
  asio::co_spawn(context_.io, std::move(steps), [this, flight](std::exception_ptr thrown) {
    keep_thrown(std::move(thrown));
    // The steps of the operation are still being taken down here.
    asio::post(context_.io, [this, flight] { finish(flight); });
  });
}

void Fleet::Loop::finish(Flights::iterator flight) {
  if (auto kept = flight->operation.take_kept())
    idle_.push_back({.stream = std::move(kept), .since = base::now()});
  auto outcome = flight->operation.outcome();
  const auto on_end = std::move(flight->on_end);
  flights_.erase(flight);
  call([&] { on_end(std::move(outcome)); });
  stop_if_idle();
}

// The first one is thrown at the end of run(): nothing that came after it can be trusted.
void Fleet::Loop::keep_thrown(std::exception_ptr thrown) {
  if (!thrown || thrown_) return;
  thrown_ = std::move(thrown);
  stopping_ = true;
  interrupt_all();
}

void Fleet::Loop::call(const std::function<void()>& then) {
  if (thrown_) return;
  try {
    then();
  } catch (...) {
    keep_thrown(std::current_exception());
  }
}

void Fleet::Loop::at(base::TimePoint moment, std::function<void()> then) {
  auto timer = std::make_unique<asio::steady_timer>(context_.io, moment);
  auto& waiting = *timer;
  waiting.async_wait([this, timer = std::move(timer),
                      then = std::move(then)](const boost::system::error_code& ec) {
    if (!ec && !stopping_) call(then);
    stop_if_idle();
  });
}

void Fleet::Loop::post(std::function<void()> then) {
  asio::post(context_.io, [this, then = std::move(then)] {
    call(then);
    stop_if_idle();
  });
}

void Fleet::Loop::stop_if_idle() {
  if (stopping_ && flights_.empty()) context_.io.stop();
}

void Fleet::Loop::run() {
  const auto work = asio::make_work_guard(context_.io);
  context_.io.restart();
  context_.io.run();
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
  HARNESS_CHECK(flights_.empty(), "a fleet stopped with exchanges under way");
}

void Fleet::Loop::interrupt_all() {
  for (auto& flight : flights_) flight.operation.interrupt();
}

base::Result<Fleet> Fleet::create(exchange::Request request, FleetOptions options) {
  auto endpoint = endpoint_of(request.url);
  if (!endpoint) return endpoint.error();
  if (const auto valid = validate(request); !valid) return valid.error();
  return Fleet(
      std::make_unique<Loop>(std::move(request), *std::move(endpoint), std::move(options)));
}

Fleet::Fleet(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
Fleet::~Fleet() = default;
Fleet::Fleet(Fleet&&) noexcept = default;

std::string Fleet::look_up() { return loop_->look_up(); }
void Fleet::begin(Consumer& consumer, OnEnd on_end) { loop_->begin(consumer, std::move(on_end)); }
std::size_t Fleet::under_way() const { return loop_->under_way(); }
void Fleet::at(base::TimePoint moment, std::function<void()> then) {
  loop_->at(moment, std::move(then));
}
void Fleet::run() { loop_->run(); }
void Fleet::interrupt_all() { loop_->interrupt_all(); }
void Fleet::post(std::function<void()> then) { loop_->post(std::move(then)); }
void Fleet::stop() { loop_->stop(); }
std::uint64_t Fleet::stray_bytes() const { return loop_->stray_bytes(); }

}  // namespace ssert::transport
