// The addresses of one host, for all operations of a loop that connect to it. One look-up is under
// way at most, whoever asks: a name server that hangs costs one thread, not one for each request.
// Lives on its loop's thread.
#pragma once

#include "transport/lookup.h"
#include "transport/transport.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>

namespace ssert::transport {

class Host {
 private:
  struct Round;

 public:
  // `io` outlives the host and its questions.
  Host(boost::asio::io_context& io, const Endpoint& endpoint, Resolve resolve);

  // Somebody waits for the addresses, for as long as this lives.
  class Question {
   public:
    ~Question();
    Question(const Question&) = delete;
    Question& operator=(const Question&) = delete;

    bool answered() const;
    Addresses answer() const;  // where answered; in the order to try them

   private:
    friend class Host;
    Question(std::shared_ptr<Round> round, boost::asio::steady_timer& told);
    std::shared_ptr<Round> round_;
    boost::asio::steady_timer& told_;
  };

  // Joins the look-up that is under way, or begins one where the last has failed: all who wait are
  // told the same, by ending whatever waits for `told`. Addresses that were found are kept.
  Question ask(boost::asio::steady_timer& told);

  // One of the addresses accepted a connection: it comes first from now on. One that never answers
  // must not cost each request its share of the connect limit.
  void note_accepted(const SocketAddress& address);

 private:
  boost::asio::io_context& io_;
  Endpoint endpoint_;
  Resolve resolve_;
  std::shared_ptr<Round> round_;  // the last one; null before the first
};

}  // namespace ssert::transport
