#include "transport/loop.h"

#include "base/text.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace ssert::transport {

using exchange::TransportEnd;

namespace {

struct StopAtEnd {
  Alarm& alarm;
  ~StopAtEnd() { alarm.stop(); }
};

}  // namespace

Operation::Operation(LoopContext& loop, Task task, Consumer& consumer, std::unique_ptr<Stream> kept)
    : loop_(loop),
      task_(std::move(task)),
      consumer_(consumer),
      waits_(task_.waits, base::now()),
      stream_(std::move(kept)),
      looked_up_(loop.io, asio::steady_timer::time_point::max()),
      alarm_(loop.io, [this] { wake(); }),
      request_bytes_(task_.head.size() + task_.content.size()) {
  outcome_.times.dispatched = waits_.dispatched();
  outcome_.connection_reused = stream_ != nullptr;
}

asio::awaitable<void> Operation::run() {
  const StopAtEnd stop_at_end{alarm_};
  if (stream_ == nullptr) co_await connect();
  if (!ended_) co_await exchange();
  stream_.reset();
}

asio::awaitable<void> Operation::try_to_connect() {
  const StopAtEnd stop_at_end{alarm_};
  co_await connect();
  stream_.reset();
}

asio::awaitable<void> Operation::try_to_look_up() {
  const StopAtEnd stop_at_end{alarm_};
  const auto addresses = co_await look_up();
  if (addresses.size() > 1) co_await connect();
  stream_.reset();
}

void Operation::interrupt() {
  interrupted_ = true;
  wake();
}

// Ends whatever the operation waits for; it looks round and decides itself.
void Operation::wake() {
  looked_up_.cancel();
  if (stream_ != nullptr) stream_->cancel();
}

void Operation::end(TransportEnd end, std::string detail) {
  outcome_.end = end;
  outcome_.end_detail = std::move(detail);
  outcome_.times.ended = base::now();
  ended_ = true;
}

void Operation::note_failure(Attempt& attempt, const asio::ip::tcp::endpoint& endpoint,
                             const boost::system::error_code& ec) {
  const bool gave_up = ec == asio::error::operation_aborted;
  attempt.cut_short |= gave_up;
  attempt.failures += (attempt.failures.empty() ? "" : "; ") +
                      (gave_up ? "no answer" : ec.message()) + " (" + to_string(endpoint) + ")";
  if (attempt.lacked.empty())
    attempt.lacked =
        lack_words(ec.value(), *endpoint.data(), static_cast<socklen_t>(endpoint.size()));
}

// Without a connection nothing was sent. An address that we had not the means to try may have been
// the right one. Where a limit cut the attempt short it stands beside the end; one that failed by
// itself failed, however late we looked.
void Operation::end_unconnected(TransportEnd kind, const Attempt& attempt) {
  if (interrupted_) return end(TransportEnd::interrupted, "");
  if (!attempt.lacked.empty()) return end(TransportEnd::no_resources, attempt.lacked);
  const auto deadline = waits_.connecting();
  if (!attempt.cut_short || base::now() < deadline.at) return end(kind, attempt.failures);
  outcome_.wait = deadline.wait;
  end(kind,
      waits_.words(deadline.wait) + (attempt.failures.empty() ? "" : ": " + attempt.failures));
}

// Without an address the operation has ended.
asio::awaitable<std::vector<SocketAddress>> Operation::look_up() {
  const auto question = task_.host.ask(looked_up_);
  while (!question.answered()) {
    if (interrupted_ || base::now() >= waits_.connecting().at) {
      end_unconnected(TransportEnd::dns_failed, {.cut_short = true});
      co_return std::vector<SocketAddress>{};
    }
    alarm_.set(waits_.connecting().at);
    co_await looked_up_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
  auto addresses = question.answer();
  if (addresses.found.empty())
    end_unconnected(TransportEnd::dns_failed, {.failures = addresses.failure});
  co_return std::move(addresses.found);
}

asio::awaitable<void> Operation::connect() {
  const auto addresses = co_await look_up();
  if (ended_) co_return;
  outcome_.times.connect_begin = base::now();
  stream_ = std::make_unique<Stream>(loop_.io);
  Attempt attempt;
  auto left = addresses.size();
  for (const auto& address : addresses) {
    const auto now = base::now();
    if (interrupted_ || now >= waits_.connecting().at) {
      attempt.cut_short = true;
      break;
    }
    alarm_.set(waits_.connecting_share(now, left--));
    const auto endpoint = to_endpoint(address);
    const auto ec = co_await stream_->connect(endpoint);
    if (!ec) {
      outcome_.times.connect_end = base::now();
      task_.host.note_accepted(address);
      co_return;
    }
    note_failure(attempt, endpoint, ec);
  }
  end_unconnected(TransportEnd::connect_failed, attempt);
}

asio::awaitable<void> Operation::exchange() {
  outcome_.local_address = stream_->local_address();
  outcome_.remote_address = stream_->remote_address();
  outcome_.times.write_begin = not_before_ = looked_at_ = base::now();
  waits_.request_bytes_taken(not_before_);
  while (true) {
    if (interrupted_) co_return end(TransportEnd::interrupted, "");
    send_request();
    take_arrivals();
    if (ended_) co_return;
    co_await wait();
  }
}

bool Operation::request_pending() const { return sent_bytes_ < request_bytes_ && send_error_ == 0; }

// One call at most: an early response must not wait until a large request is through.
void Operation::send_request() {
  if (!request_pending()) return;
  const auto head = task_.head.substr(std::min(sent_bytes_, task_.head.size()));
  const auto content = task_.content.substr(sent_bytes_ - std::min(sent_bytes_, task_.head.size()));
  const auto written = stream_->write(head, content);
  send_error_ = written.error;
  if (written.length == 0) return;
  sent_bytes_ += written.length;
  const auto now = base::now();
  waits_.request_bytes_taken(now);
  if (sent_bytes_ == request_bytes_) outcome_.times.write_end = now;
}

asio::awaitable<void> Operation::wait() {
  alarm_.set(next_look(waits_.deadline(), looked_at_));
  if (request_pending()) {
    co_await stream_->wait_readable_or_writable();
  } else {
    co_await stream_->wait_readable();
  }
}

void Operation::take_arrivals() {
  if (ran_out()) return;
  const auto read = stream_->read(loop_.read_buffer);
  switch (read.kind) {
    case ReadKind::bytes:
      return hand_over(read);
    case ReadKind::nothing_yet:
      return left_nothing_unread(base::now());
    case ReadKind::end_of_file:
      return end_by_peer(0);
    case ReadKind::failed:
      return end_by_peer(read.error);
  }
}

// A look at `now` found nothing, or took all there was.
void Operation::left_nothing_unread(base::TimePoint now) {
  looked_at_ = now;
  if (unread_since_) waits_.drained(*unread_since_, now);
  unread_since_.reset();
}

// Ends the exchange where a wait ran out. A close by the peer is no silence, and is read as such.
bool Operation::ran_out() {
  if (base::now() < waits_.deadline().at) return false;
  const auto waiting = stream_->peek();
  if (waiting.kind == ReadKind::end_of_file) return false;
  if (waiting.kind == ReadKind::failed) {
    end_by_peer(waiting.error);
    return true;
  }
  Look look{.bytes_waiting = waiting.kind == ReadKind::bytes, .looked_before = looked_at_};
  const auto now = base::now();
  if (!look.bytes_waiting) left_nothing_unread(now);
  const auto deadline = waits_.deadline();
  if (now < deadline.at) return false;
  const auto stamp = loop_.stamps.stamp(
      {.kernel_realtime = waiting.kernel_realtime, .after_read = now, .not_before = not_before_});
  if (stamp.kernel) look.stamp = stamp.at;
  if (!has_run_out(deadline, look)) {
    if (!look.stamp || *look.stamp > deadline.at) looked_at_ = now;  // pardoned: not twice
    return false;
  }
  outcome_.wait = deadline.wait;
  auto words = waits_.words(deadline.wait);
  if (request_pending()) {
    words += fmt::format("; the target had taken {} of {}", base::with_thousands(sent_bytes_),
                         base::counted(request_bytes_, "request byte"));
  }
  end(TransportEnd::wait_limit, std::move(words));
  return true;
}

void Operation::hand_over(const ReadResult& read) {
  const auto now = base::now();
  const bool took_all = read.length < loop_.read_buffer.size();
  const auto stamp = loop_.stamps.stamp(
      {.kernel_realtime = read.kernel_realtime, .after_read = now, .not_before = not_before_});
  not_before_ = stamp.at;
  if (!unread_since_) unread_since_ = stamp.at;
  const exchange::Arrival arrival{.offset = response_bytes_,
                                  .length = read.length,
                                  .at = stamp.at,
                                  .kernel_stamp = stamp.kernel};
  response_bytes_ += read.length;
  const auto progress = consumer_.on_bytes({loop_.read_buffer.data(), read.length}, arrival);
  if (message_complete_) return;  // these were the bytes behind it
  waits_.arrived(progress, stamp.at);
  if (took_all) left_nothing_unread(now);
  if (progress.phase == Phase::stop) return end(TransportEnd::consumer_stopped, "");
  if (progress.phase != Phase::complete) return;
  message_complete_ = true;
  take_what_follows(progress.keeps_connection);
  end(TransportEnd::message_complete, "");
}

// One look for bytes that came right behind the message; such a connection is not used again, nor
// one that is closed already, nor one that still owes the target a part of the request.
void Operation::take_what_follows(bool keeps_connection) {
  const auto read = stream_->read(loop_.read_buffer);
  if (read.kind == ReadKind::bytes) return hand_over(read);
  if (read.kind != ReadKind::nothing_yet || !keeps_connection) return;
  if (!task_.may_keep_connection || sent_bytes_ < request_bytes_) return;
  kept_ = std::move(stream_);
}

// The peer closed (error 0) or the connection broke. Where the request could not be written first,
// the write had the news: a reset is told only once.
void Operation::end_by_peer(int error) {
  const bool closed = error == 0 && send_error_ != ECONNRESET;
  const bool unsent = sent_bytes_ < request_bytes_;
  const bool unanswered = response_bytes_ == 0;
  std::vector<std::string> words;
  if (const int told = error != 0 ? error : send_error_; told != 0) {
    words.push_back(error_words(told));
  }
  if (unsent) {
    words.push_back(fmt::format("{} of {} were sent", base::with_thousands(sent_bytes_),
                                base::counted(request_bytes_, "request byte")));
  }
  if (unanswered && outcome_.connection_reused) {
    words.emplace_back(
        "the kept connection ended before a response byte came, and the request was "
        "not sent again");
  }
  auto kind = closed ? TransportEnd::peer_closed : TransportEnd::peer_reset;
  if (unanswered && unsent && !outcome_.connection_reused) kind = TransportEnd::send_failed;
  if (closed) consumer_.on_end_of_file();
  end(kind, fmt::format("{}", fmt::join(words, "; ")));
}

}  // namespace ssert::transport
