#include "mock_server/net/connection.h"

#include "mock_server/endpoints/api.h"
#include "mock_server/net/statistics.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/socket_base.hpp>

#include <utility>

namespace ssert::mock_server {
namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;

constexpr std::size_t input_bytes_max = 128 * 1024;  // of requests sent ahead
constexpr int writes_in_a_row_max = 64;              // then the other streams have their turn
constexpr std::chrono::seconds linger_max(2);

// What ends a stream whose next token nobody releases.
const Steps& end_of_hold() {
  static const Steps steps{
      {ErrorStep{.code = "hold_ran_out", .message = "Nobody released the next token in time."}},
      {EndStep{}}};
  return steps;
}

bool is_would_block(const Error& error) {
  return error == asio::error::would_block || error == asio::error::try_again;
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, ConnectionHub& hub)
    : socket_(std::move(socket)), hub_(hub), since_(base::now()) {}

void Connection::start() {
  Error error;
  socket_.non_blocking(true, error);
  socket_.set_option(asio::ip::tcp::no_delay(true), error);
  wait_readable();
}

// Reading goes on during an answer: it is how a client's leaving is seen.
void Connection::wait_readable() {
  if (is_waiting_readable_ || state_ == State::closed || input_.size() >= input_bytes_max) return;
  is_waiting_readable_ = true;
  socket_.async_wait(asio::socket_base::wait_read, [self = shared_from_this()](const Error& error) {
    self->is_waiting_readable_ = false;
    if (!error && self->state_ != State::closed) self->on_readable();
  });
}

void Connection::on_readable() {
  const auto buffer = hub_.read_buffer();
  Error error;
  const auto size = socket_.read_some(asio::buffer(buffer), error);
  if (error && !is_would_block(error)) return on_peer_gone();
  if (!error) on_bytes({static_cast<const char*>(buffer.data()), size});
  resume();
}

void Connection::on_bytes(std::string_view bytes) {
  if (state_ == State::lingering) return;
  if (state_ == State::reading && input_.empty() && !reader_) since_ = base::now();
  input_ += bytes;
}

// A client that closes its side while an answer is under way has left: nobody else can tell
// whether it still reads, and a silent stream would never find out.
void Connection::on_peer_gone() {
  if (is_streaming()) end_stream(Leaving::aborted);
  close();
}

void Connection::wait_writable() {
  socket_.async_wait(asio::socket_base::wait_write,
                     [self = shared_from_this()](const Error& error) {
                       if (!error && self->state_ != State::closed) self->on_writable();
                     });
}

void Connection::on_writable() {
  if (!send_rest()) return;
  blocked_until_ = base::now();
  if (state_ == State::playing) {
    play_due_writes();
  } else if (state_ == State::flushing) {
    end_answer(after_flush_);
  }
  resume();
}

void Connection::on_due() {
  if (state_ != State::playing || !output_.empty()) return;
  play_due_writes();
  resume();
}

// After everything that may have ended an answer: takes up what the client has sent meanwhile.
void Connection::resume() {
  read_requests();
  wait_readable();
}

void Connection::read_requests() {
  const auto& limits = hub_.options().limits;
  while (state_ == State::reading && !input_.empty()) {
    if (!reader_) {
      reader_.emplace(RequestLimits{.head_bytes = limits.request_head_bytes,
                                    .content_bytes = limits.request_content_bytes});
    }
    input_.erase(0, reader_->feed(input_));
    if (reader_->failure() != 0) return refuse(reader_->failure(), "The request was not read.");
    if (!reader_->complete()) {
      if (!reader_->expects_continue() || continue_sent_) return;
      continue_sent_ = true;
      send("HTTP/1.1 100 Continue\r\n\r\n");
      return;
    }
    auto request = reader_->take();
    request.number = ++requests_read_;
    reader_.reset();
    continue_sent_ = false;
    answer(request);
  }
}

void Connection::answer(const Request& request) {
  auto& statistics = hub_.statistics();
  count(statistics.requests);
  auto reply_to_it = hub_.api().answer(request, hub_.date());
  if (auto* whole = std::get_if<WholeReply>(&reply_to_it)) return reply(std::move(*whole));
  if (statistics.streams_open.load() >= hub_.options().limits.streams) {
    return refuse(503, "There are too many streams.");
  }
  play(std::move(std::get<PlayedReply>(reply_to_it)));
}

void Connection::refuse(std::uint32_t status, std::string_view message) {
  reply(Api::refusal(status, message, hub_.date()));
}

void Connection::reply(WholeReply whole) {
  hub_.statistics().count_status(whole.status);
  state_ = State::flushing;
  since_ = base::now();
  after_flush_ = whole.keeps_connection ? Ending::keep : Ending::close;
  if (send(std::move(whole.bytes))) end_answer(after_flush_);
}

void Connection::play(PlayedReply played) {
  auto& statistics = hub_.statistics();
  count(statistics.streams_started);
  count(statistics.streams_open);
  statistics.count_script(played.script->name);
  state_ = State::playing;
  since_ = begin_ = base::now();
  written_at_ = base::realtime_now();
  script_ = std::move(played.script);
  stream_ = played.occasion.stream;
  tokens_released_ = 1;
  writer_ = std::make_unique<Writer>(*played.steps, std::move(played.occasion));
  play_due_writes();
}

void Connection::play_due_writes() {
  auto& statistics = hub_.statistics();
  for (int written = 0; written < writes_in_a_row_max; ++written) {
    const auto due = writer_->due();
    if (!due) return end_answer(writer_->ending());
    const auto planned = begin_ + *due;
    const auto now = base::now();
    if (planned > now) return hub_.pacer().schedule(planned, weak_from_this());
    if (is_held_back()) return;
    auto write = writer_->take({.sent = base::realtime_now(), .before_done = written_at_});
    if (write.paced && planned >= blocked_until_) statistics.lateness.record(base::now() - planned);
    count(statistics.events, write.events);
    if (!send(std::move(write.bytes))) return;
  }
  hub_.pacer().schedule(base::now(), weak_from_this());
}

bool Connection::is_held_back() {
  if (!hub_.options().hold || !writer_->begins_token()) return false;
  if (tokens_released_ > 0) {
    --tokens_released_;
    return false;
  }
  state_ = State::held;
  since_ = base::now();
  return true;
}

bool Connection::release_token(std::uint64_t stream) {
  if (stream != stream_ || (state_ != State::playing && state_ != State::held)) return false;
  ++tokens_released_;
  if (state_ == State::held) {
    state_ = State::playing;
    blocked_until_ = base::now();
    hub_.pacer().schedule(blocked_until_, weak_from_this());
  }
  return true;
}

void Connection::give_up_hold() {
  count(hub_.statistics().holds_run_out);
  state_ = State::playing;
  blocked_until_ = base::now();
  writer_->play_instead(end_of_hold());
  play_due_writes();
  resume();
}

// True where the socket took everything; otherwise on_writable() goes on, or the connection is
// gone.
bool Connection::send(std::string bytes) {
  if (bytes.empty()) return true;
  count(hub_.statistics().writes);
  if (!output_.empty()) {
    output_ += bytes;
    return false;
  }
  output_ = std::move(bytes);
  output_sent_ = 0;
  if (send_rest()) return true;
  if (state_ != State::closed) count(hub_.statistics().writes_blocked);
  return false;
}

bool Connection::send_rest() {
  while (output_sent_ < output_.size()) {
    Error error;
    const auto rest = asio::buffer(output_) + output_sent_;
    const auto sent = socket_.write_some(rest, error);
    output_sent_ += sent;
    count(hub_.statistics().bytes, sent);
    if (sent > 0) {
      since_ = base::now();
      written_at_ = base::realtime_now();
    }
    if (is_would_block(error)) {
      wait_writable();
      return false;
    }
    if (error) {
      on_peer_gone();
      return false;
    }
  }
  output_.clear();
  return true;
}

bool Connection::is_streaming() const {
  return state_ == State::playing || state_ == State::held || state_ == State::hanging;
}

void Connection::end_answer(Ending ending) {
  since_ = base::now();
  if (state_ == State::playing) {
    if (ending == Ending::hang) {
      state_ = State::hanging;
      return;
    }
    count(hub_.statistics().streams_completed);
    hub_.statistics().streams_open.fetch_sub(1);
    writer_.reset();
    script_.reset();
  }
  if (ending == Ending::reset) return reset();
  if (ending == Ending::close || hub_.is_stopping()) return linger();
  state_ = State::reading;
}

void Connection::end_stream(Leaving how) {
  auto& statistics = hub_.statistics();
  count(how == Leaving::aborted ? statistics.streams_aborted : statistics.streams_cut);
  statistics.streams_open.fetch_sub(1);
}

// Closes our side and waits for the client's: closing at once while bytes of the client are unread
// would reset the connection, and the client might lose the end of the answer.
void Connection::linger() {
  Error error;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
  if (error) return close();
  state_ = State::lingering;
  input_.clear();
  reader_.reset();
  wait_readable();
}

void Connection::reset() {
  Error error;
  socket_.set_option(asio::socket_base::linger(true, 0), error);
  close();
}

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  writer_.reset();
  Error error;
  socket_.close(error);
  hub_.on_closed(*this);
}

void Connection::keep_limits(base::TimePoint now) {
  const auto& limits = hub_.options().limits;
  const auto passed = now - since_;
  switch (state_) {
    case State::reading:
      if (reader_) {
        if (passed > limits.request) refuse(408, "The request took too long.");
      } else if (passed > limits.idle) {
        close();
      }
      return;
    case State::playing:
      if (!output_.empty() && passed > limits.write_stall) cut();
      return;
    case State::held:
      if (passed > limits.hold) give_up_hold();
      return;
    case State::flushing:
      if (passed > limits.write_stall) close();
      return;
    case State::hanging:
      if (passed > limits.hang) cut();
      return;
    case State::lingering:
      if (passed > linger_max) close();
      return;
    case State::closed:
      return;
  }
}

void Connection::stop_when_answered() {
  if (state_ == State::reading || state_ == State::lingering) close();
}

void Connection::cut() {
  if (is_streaming()) end_stream(Leaving::cut);
  close();
}

}  // namespace ssert::mock_server
