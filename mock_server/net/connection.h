// One connection of a client: reads requests, has them answered, plays scripts at their moments.
// Belongs to the loop's thread.
#pragma once

#include "base/clock.h"
#include "mock_server/endpoints/request.h"
#include "mock_server/net/pacer.h"
#include "mock_server/net/request_reader.h"
#include "mock_server/options.h"
#include "mock_server/writer/writer.h"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::mock_server {

class Api;
class Connection;
struct Statistics;

// What all connections of a server share. Outlives them.
class ConnectionHub {
 public:
  virtual ~ConnectionHub() = default;
  virtual const Options& options() const = 0;
  virtual Api& api() = 0;
  virtual Pacer& pacer() = 0;
  virtual Statistics& statistics() = 0;
  virtual std::string_view date() = 0;  // the Date field's value, now
  virtual bool is_stopping() const = 0;
  virtual boost::asio::mutable_buffer read_buffer() = 0;  // free between two calls of the loop
  virtual void on_closed(Connection& connection) = 0;
};

class Connection final : public Paced, public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, ConnectionHub& hub);

  void start();
  void on_due() override;

  // Lets one more token of that stream go, now or when its turn comes. False where this connection
  // does not play it.
  bool release_token(std::uint64_t stream);

  // Closes where a limit in time has passed.
  void keep_limits(base::TimePoint now);
  // Closes now where no answer is under way; otherwise after it.
  void stop_when_answered();
  // Closes now; a stream under way counts as cut.
  void cut();

 private:
  enum class State : std::uint8_t {
    reading,    // a request is awaited or under way
    playing,    // a script is being played
    held,       // the same, and its next token waits to be released
    flushing,   // a whole response is being written
    hanging,    // the script ended in silence
    lingering,  // our side is closed, the client's is awaited
    closed,
  };
  enum class Leaving : std::uint8_t { aborted, cut };

  void wait_readable();
  void on_readable();
  void on_bytes(std::string_view bytes);
  void on_peer_gone();
  void wait_writable();
  void on_writable();

  void resume();
  void read_requests();
  void answer(const Request& request);
  void refuse(std::uint32_t status, std::string_view message);
  void reply(WholeReply whole);
  void play(PlayedReply played);
  void play_due_writes();
  bool is_held_back();
  void give_up_hold();
  bool send(std::string bytes);
  bool send_rest();

  bool is_streaming() const;
  void end_answer(Ending ending);
  void end_stream(Leaving how);
  void linger();
  void reset();
  void close();

  boost::asio::ip::tcp::socket socket_;
  ConnectionHub& hub_;
  State state_ = State::reading;
  base::TimePoint since_;  // of the state, of the request's first byte, or of the last progress
  bool is_waiting_readable_ = false;

  std::string input_;  // bytes that no request has taken yet
  std::optional<RequestReader> reader_;
  bool continue_sent_ = false;
  std::uint32_t requests_read_ = 0;

  std::string output_;  // what the socket did not take yet
  std::size_t output_sent_ = 0;
  std::chrono::nanoseconds
      written_at_{};  // CLOCK_REALTIME: the last bytes were taken by the kernel
  Ending after_flush_ = Ending::keep;

  std::shared_ptr<const Script> script_;
  std::unique_ptr<Writer> writer_;
  std::uint64_t stream_ = 0;           // its number, see Occasion::stream
  std::uint64_t tokens_released_ = 0;  // and not sent yet; counted where tokens are held
  base::TimePoint begin_;              // of the answer: planned moments count from here
  base::TimePoint blocked_until_;      // writes planned before it are late by another's doing
};

}  // namespace ssert::mock_server
