#include "base/check.h"
#include "transport/loop.h"
#include "transport/request_text.h"
#include "transport/transport.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <atomic>
#include <exception>
#include <utility>

namespace ssert::transport {

class Client::Loop {
 public:
  explicit Loop(Options options) : options_(options) {}

  Outcome perform(const exchange::Request& request, Consumer& consumer);
  std::optional<StrayBytes> take_stray_bytes();
  void close_kept_connection() { kept_.reset(); }
  Acceptance wait_until_accepting(const Endpoint& endpoint, std::chrono::nanoseconds limit,
                                  const std::function<void(const std::string& why)>& on_failure);
  void interrupt();

 private:
  std::unique_ptr<Stream> take_kept_for(const Endpoint& endpoint);
  void run(Operation& operation, asio::awaitable<void> steps);
  void pause(std::chrono::nanoseconds duration);

  Options options_;
  LoopContext context_;
  std::unique_ptr<Stream> kept_;  // idle, to kept_for_
  Endpoint kept_for_;
  base::TimePoint kept_since_;
  bool looked_at_ = false;  // by take_stray_bytes, which found none
  Operation* under_way_ = nullptr;
  std::atomic<bool> interrupted_ = false;
};

Outcome Client::Loop::perform(const exchange::Request& request, Consumer& consumer) {
  const auto valid = validate(request);
  HARNESS_CHECK(valid.has_value(), "a request went unchecked: " + base::to_string(valid.error()));
  const auto endpoint = endpoint_of(request.url).value();
  if (interrupted_) {
    const auto now = base::now();
    return {.times = {.dispatched = now, .ended = now}, .end = exchange::TransportEnd::interrupted};
  }
  const auto head = request_head(request, endpoint.target);
  const bool may_keep = options_.reuse_connections && !asks_to_close(request);
  Host host(context_.io, endpoint, context_.resolve);
  Operation operation(context_,
                      {.host = host,
                       .head = head,
                       .content = request.content,
                       .waits = options_.waits,
                       .may_keep_connection = may_keep},
                      consumer, take_kept_for(endpoint));
  run(operation, operation.run());
  kept_ = operation.take_kept();
  kept_for_ = endpoint;
  kept_since_ = base::now();
  looked_at_ = false;
  return operation.outcome();
}

// Runs until nothing is left to do, so that no handler outlives what it points to.
void Client::Loop::run(Operation& operation, asio::awaitable<void> steps) {
  std::exception_ptr thrown;
  under_way_ = &operation;
  asio::co_spawn(context_.io, std::move(steps), [&](std::exception_ptr exception) {
    thrown = std::move(exception);
    under_way_ = nullptr;
  });
  context_.io.restart();
  context_.io.run();
  if (thrown) std::rethrow_exception(thrown);
}

Acceptance Client::Loop::wait_until_accepting(
    const Endpoint& endpoint, std::chrono::nanoseconds limit,
    const std::function<void(const std::string& why)>& on_failure) {
  const auto deadline = base::now() + limit;
  Acceptance acceptance;
  for (auto left = limit; left.count() > 0 && !interrupted_; left = deadline - base::now()) {
    NoConsumer nobody;
    const auto attempt = std::min(left, options_.waits.connect);
    Host host(context_.io, endpoint, context_.resolve);
    Operation operation(context_, {.host = host, .waits = {.connect = attempt, .total = attempt}},
                        nobody, nullptr);
    run(operation, operation.try_to_connect());
    const auto& outcome = operation.outcome();
    if (outcome.times.connect_end) {
      acceptance.accepted = true;
      return acceptance;
    }
    if (interrupted_) break;
    acceptance.last_failure = outcome.end_detail;
    if (on_failure) on_failure(acceptance.last_failure);
    pause(std::min<std::chrono::nanoseconds>(deadline - base::now(), base::limits::connect_retry));
  }
  acceptance.interrupted = interrupted_;
  return acceptance;
}

void Client::Loop::pause(std::chrono::nanoseconds duration) {
  if (duration.count() <= 0) return;
  asio::steady_timer timer(context_.io, duration);
  timer.async_wait([](const boost::system::error_code&) {});
  context_.io.restart();
  context_.io.run();
}

// A connection is used again only if it is idle and open at this moment, and not so old that the
// target may be closing it.
std::unique_ptr<Stream> Client::Loop::take_kept_for(const Endpoint& endpoint) {
  auto stream = std::exchange(kept_, nullptr);
  const bool same = kept_for_.host == endpoint.host && kept_for_.port == endpoint.port;
  const bool fresh = base::now() - kept_since_ < options_.idle_max;
  const bool looked_at = std::exchange(looked_at_, false);
  if (stream == nullptr || !same || !fresh) return nullptr;
  if (!looked_at && stream->peek().kind != ReadKind::nothing_yet) return nullptr;
  return stream;
}

std::optional<StrayBytes> Client::Loop::take_stray_bytes() {
  if (kept_ == nullptr) return std::nullopt;
  const auto read = kept_->read(context_.read_buffer);
  looked_at_ = read.kind == ReadKind::nothing_yet;
  if (looked_at_) return std::nullopt;
  kept_.reset();
  if (read.kind != ReadKind::bytes) return std::nullopt;
  return StrayBytes{.bytes = std::string(context_.read_buffer.data(), read.length),
                    .seen_at = base::now()};
}

void Client::Loop::interrupt() {
  interrupted_ = true;
  asio::post(context_.io, [this] {
    if (under_way_ != nullptr) under_way_->interrupt();
  });
}

Client::Client(Options options) : loop_(std::make_unique<Loop>(options)) {}
Client::~Client() = default;

Outcome Client::perform(const exchange::Request& request, Consumer& consumer) {
  return loop_->perform(request, consumer);
}

std::optional<StrayBytes> Client::take_stray_bytes() { return loop_->take_stray_bytes(); }

void Client::close_kept_connection() { loop_->close_kept_connection(); }

Acceptance Client::wait_until_accepting(
    const Endpoint& endpoint, std::chrono::nanoseconds limit,
    const std::function<void(const std::string& why)>& on_failure) {
  return loop_->wait_until_accepting(endpoint, limit, on_failure);
}

void Client::interrupt() { loop_->interrupt(); }

}  // namespace ssert::transport
