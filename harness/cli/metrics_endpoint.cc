#include "cli/metrics_endpoint.h"

#include "base/limits.h"
#include "base/text.h"

#include <fmt/format.h>
#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <CivetServer.h>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>
#include <vector>

namespace ssert::cli {

class MetricsEndpoint::Page final : public ::prometheus::Collectable {
 public:
  void show(std::function<reports::MetricFamilies()> families, bool last) {
    const std::scoped_lock lock(mutex_);
    families_ = std::make_shared<const Families>(std::move(families));
    last_ = last;
  }

  // On a thread of the web server.
  std::vector<::prometheus::MetricFamily> Collect() const override {
    std::shared_ptr<const Families> families;
    {
      const std::scoped_lock lock(mutex_);
      families = families_;
      if (last_) answering_with_the_last = this;
    }
    return families ? (*families)() : std::vector<::prometheus::MetricFamily>{};
  }

  // The web server has sent an answer, on the thread that collected it.
  static void on_answered() {
    if (const auto* const page = std::exchange(answering_with_the_last, nullptr)) page->end_wait();
  }

  void wait(std::chrono::nanoseconds at_most) {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, at_most, [this] { return wait_is_over_; });
  }

  void end_wait() const {
    const std::scoped_lock lock(mutex_);
    wait_is_over_ = true;
    ended_.notify_all();
  }

 private:
  using Families = std::function<reports::MetricFamilies()>;

  static thread_local const Page* answering_with_the_last;

  mutable std::mutex mutex_;
  mutable std::condition_variable ended_;
  std::shared_ptr<const Families> families_;  // what runs of it may outlive the next show()
  bool last_ = false;
  mutable bool wait_is_over_ = false;
};

thread_local const MetricsEndpoint::Page* MetricsEndpoint::Page::answering_with_the_last = nullptr;

namespace {

// What the web server said first on this thread: the reason why it does not start.
thread_local std::string said_first;  // NOLINT(cert-err58-cpp)

int keep_what_is_said(const mg_connection* /*connection*/, const char* message) {
  if (said_first.empty()) said_first = message;
  return 1;  // it is not written anywhere else
}

std::vector<std::string> server_options(const ListenAddress& address) {
  const auto limit =
      std::chrono::duration_cast<std::chrono::milliseconds>(base::limits::metrics_request);
  return {"listening_ports",    fmt::format("{}:{}", address.host, address.port),
          "num_threads",        "2",
          "request_timeout_ms", std::to_string(limit.count())};
}

}  // namespace

MetricsEndpoint::MetricsEndpoint(std::shared_ptr<Page> page) : page_(std::move(page)) {}

MetricsEndpoint::~MetricsEndpoint() = default;

base::Result<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::open(const ListenAddress& address) {
  std::unique_ptr<MetricsEndpoint> endpoint(new MetricsEndpoint(std::make_shared<Page>()));
  CivetCallbacks callbacks;
  callbacks.log_message = keep_what_is_said;
  callbacks.end_request = [](const mg_connection*, int) { Page::on_answered(); };
  said_first.clear();
  try {
    endpoint->exposer_ =
        std::make_unique<::prometheus::Exposer>(server_options(address), &callbacks);
  } catch (const std::exception& error) {
    return base::Problem{
        .where = "--prometheus",
        .what = fmt::format("cannot listen on {}:{}: {}", address.host, address.port,
                            base::escape_bytes(said_first.empty() ? error.what() : said_first)),
        .way_out = "an address of this machine and a port that is free; port 0 takes any"};
  }
  endpoint->exposer_->RegisterCollectable(endpoint->page_);
  endpoint->url_ = fmt::format("http://{}:{}/metrics", address.host,
                               endpoint->exposer_->GetListeningPorts().front());
  return endpoint;
}

std::string MetricsEndpoint::url() const { return url_; }

void MetricsEndpoint::show(std::function<reports::MetricFamilies()> families, bool last) {
  page_->show(std::move(families), last);
}

void MetricsEndpoint::wait_until_scraped(std::chrono::nanoseconds at_most) { page_->wait(at_most); }

void MetricsEndpoint::stop_waiting() { page_->end_wait(); }

}  // namespace ssert::cli
