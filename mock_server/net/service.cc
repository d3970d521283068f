#include "mock_server/net/service.h"

#include "mock_server/endpoints/api.h"
#include "mock_server/net/connection.h"
#include "mock_server/net/pacer.h"
#include "mock_server/net/statistics.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <mutex>
#include <netinet/tcp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

namespace ssert::mock_server {
namespace {

namespace asio = boost::asio;
using Error = boost::system::error_code;
using std::chrono::milliseconds;

constexpr int backlog = 4096;  // what the kernel allows by default
constexpr milliseconds accept_pause(50);
constexpr milliseconds sweep_most(500);

// A thousand streams need a thousand file descriptors, and the usual soft limit is 1,024.
void raise_file_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

// "Sun, 22 Nov 2026 21:00:24 GMT"
std::string http_date(std::time_t seconds) {
  static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT",
                     days.at(static_cast<std::size_t>(parts.tm_wday)), parts.tm_mday,
                     months.at(static_cast<std::size_t>(parts.tm_mon)), 1900 + parts.tm_year,
                     parts.tm_hour, parts.tm_min, parts.tm_sec);
}

class Service final : public Server, public ConnectionHub {
 public:
  Service(const Options& options, Answers answers);
  ~Service() override { stop(); }

  Error listen(const asio::ip::tcp::endpoint& endpoint);
  void run();

  std::uint16_t port() const override { return endpoint_.port(); }
  std::string url() const override;
  std::string statistics_json() const override { return statistics_.json(options_.seed); }
  void stop() override;

  const Options& options() const override { return options_; }
  Api& api() override { return api_; }
  Pacer& pacer() override { return pacer_; }
  Statistics& statistics() override { return statistics_; }
  std::string_view date() override;
  bool is_stopping() const override { return is_stopping_; }
  asio::mutable_buffer read_buffer() override { return asio::buffer(buffer_); }
  void on_closed(Connection& connection) override;

 private:
  void accept();
  void on_accepted(const Error& error, asio::ip::tcp::socket socket);
  void accept_later();
  void sweep();
  void begin_stop();
  std::vector<std::shared_ptr<Connection>> connections() const;
  bool release_token(std::uint64_t stream);

  Options options_;
  Statistics statistics_;
  Api api_;
  asio::io_context loop_{1};
  Pacer pacer_{loop_};
  asio::ip::tcp::acceptor acceptor_{loop_};
  asio::steady_timer accept_timer_{loop_};
  asio::steady_timer sweep_timer_{loop_};
  asio::steady_timer stop_timer_{loop_};
  asio::ip::tcp::endpoint endpoint_;

  std::unordered_map<Connection*, std::shared_ptr<Connection>> connections_;
  std::array<char, 64 * 1024> buffer_{};
  std::time_t date_seconds_ = -1;
  std::string date_;
  bool is_stopping_ = false;

  std::mutex stop_mutex_;
  std::thread thread_;  // last: it uses all the rest
};

Service::Service(const Options& options, Answers answers)
    : options_(options),
      api_({.options = options,
            .scripts = std::move(answers.scripts),
            .routes = std::move(answers.routes),
            .statistics_json = [this] { return statistics_json(); },
            .release_token = [this](std::uint64_t stream) { return release_token(stream); }}) {}

Error Service::listen(const asio::ip::tcp::endpoint& endpoint) {
  Error error;
  acceptor_.open(endpoint.protocol(), error);
  if (error) return error;
  acceptor_.set_option(asio::socket_base::reuse_address(true), error);
  // Accepted sockets inherit it. bbr, the default on some machines, paces writes by a timer of its
  // own; a kernel that has no reno keeps what it has.
  constexpr std::string_view reno = "reno";
  setsockopt(acceptor_.native_handle(), IPPROTO_TCP, TCP_CONGESTION, reno.data(), reno.size());
  acceptor_.bind(endpoint, error);
  if (error) return error;
  acceptor_.listen(backlog, error);
  if (error) return error;
  endpoint_ = acceptor_.local_endpoint(error);
  return error;
}

void Service::run() {
  accept();
  sweep();
  thread_ = std::thread([this] {
    prctl(PR_SET_TIMERSLACK, 1);  // nanosecond: the default lets every timer be 50 us late
    loop_.run();
  });
}

std::string Service::url() const {
  const auto address = endpoint_.address();
  const auto host = address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
  return fmt::format("http://{}:{}", host, endpoint_.port());
}

void Service::accept() {
  acceptor_.async_accept([this](const Error& error, asio::ip::tcp::socket socket) {
    if (is_stopping_ || error == asio::error::operation_aborted) return;
    on_accepted(error, std::move(socket));
  });
}

void Service::on_accepted(const Error& error, asio::ip::tcp::socket socket) {
  if (error) {
    count(statistics_.accepts_failed);
    return accept_later();
  }
  count(statistics_.connections_accepted);
  if (connections_.size() >= options_.limits.connections) {
    count(statistics_.connections_refused);  // the socket closes itself
  } else {
    const auto connection = std::make_shared<Connection>(std::move(socket), *this);
    connections_.emplace(connection.get(), connection);
    count(statistics_.connections_open);
    connection->start();
  }
  accept();
}

// Without a free descriptor, accepting fails at once and would fail again at once.
void Service::accept_later() {
  accept_timer_.expires_after(accept_pause);
  accept_timer_.async_wait([this](const Error& error) {
    if (!error && !is_stopping_) accept();
  });
}

// Looks at every connection's limits now and then, which is cheaper than a timer for each.
void Service::sweep() {
  const auto& limits = options_.limits;
  const auto shortest =
      std::min({limits.idle, limits.request, limits.write_stall, limits.hang, limits.hold});
  sweep_timer_.expires_after(std::clamp<base::Duration>(shortest / 4, milliseconds(5), sweep_most));
  sweep_timer_.async_wait([this](const Error& error) {
    if (error) return;
    const auto now = base::now();
    for (const auto& connection : connections()) connection->keep_limits(now);
    sweep();
  });
}

std::vector<std::shared_ptr<Connection>> Service::connections() const {
  std::vector<std::shared_ptr<Connection>> copies;
  copies.reserve(connections_.size());
  for (const auto& [unused, connection] : connections_) copies.push_back(connection);
  return copies;
}

bool Service::release_token(std::uint64_t stream) {
  return std::any_of(connections_.begin(), connections_.end(), [stream](const auto& connection) {
    return connection.first->release_token(stream);
  });
}

std::string_view Service::date() {
  const auto seconds = static_cast<std::time_t>(
      std::chrono::duration_cast<std::chrono::seconds>(base::realtime_now()).count());
  if (seconds != date_seconds_) {
    date_seconds_ = seconds;
    date_ = http_date(seconds);
  }
  return date_;
}

void Service::on_closed(Connection& connection) {
  connections_.erase(&connection);
  statistics_.connections_open.fetch_sub(1);
  if (is_stopping_ && connections_.empty()) loop_.stop();
}

void Service::stop() {
  const std::lock_guard lock(stop_mutex_);
  if (!thread_.joinable()) return;
  asio::post(loop_, [this] { begin_stop(); });
  thread_.join();
}

void Service::begin_stop() {
  is_stopping_ = true;
  Error error;
  acceptor_.close(error);
  if (connections_.empty()) return loop_.stop();
  for (const auto& connection : connections()) connection->stop_when_answered();
  stop_timer_.expires_after(options_.stop_grace);
  stop_timer_.async_wait([this](const Error&) {
    for (const auto& connection : connections()) connection->cut();
  });
}

}  // namespace

base::Result<std::unique_ptr<Server>> serve(const Options& options, Answers answers) {
  Error error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error) {
    return base::Problem{.where = "address",
                         .what = fmt::format("is \"{}\"", options.address),
                         .way_out = "an IPv4 or IPv6 address to bind to, such as 127.0.0.1"};
  }
  raise_file_limit();
  auto service = std::make_unique<Service>(options, std::move(answers));
  if (const auto failed = service->listen({address, options.port})) {
    return base::Problem{
        .where = fmt::format("{} port {}", options.address, options.port),
        .what = fmt::format("cannot be listened on: {}", failed.message()),
        .way_out = "an address of this machine and a free port, or port 0 for any free one"};
  }
  service->run();
  return std::unique_ptr<Server>(std::move(service));
}

}  // namespace ssert::mock_server
