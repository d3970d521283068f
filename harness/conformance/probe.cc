#include "conformance/probe.h"

#include "base/check.h"

#include <utility>

namespace ssert::conformance {
namespace {

// Captures every byte and its arrival, and reads along to tell the transport how far the exchange
// is.
class Recorder final : public transport::Consumer {
 public:
  Recorder(exchange::Exchange& exchange, const reading::Options& options, bool stop_after_head)
      : exchange_(exchange),
        response_(exchange.request.method, options),
        bytes_max_(options.sizes.response),
        stop_after_head_(stop_after_head) {}

  transport::Progress on_bytes(std::string_view bytes, const exchange::Arrival& arrival) override {
    exchange_.arrivals.push_back(arrival);
    // What is not kept is not read either: a recording must give the same reading.
    exchange_.response += bytes.substr(0, bytes_max_ - exchange_.response.size());
    const bool progressed = response_.feed(bytes, arrival.at);
    return {.phase = phase(),
            .progressed = progressed,
            .keeps_connection = response_.framing().keeps_connection};
  }

  void on_end_of_file() override { end_of_file_ = true; }

  reading::Reading finish(base::TimePoint ended) {
    if (end_of_file_) response_.end_of_file(ended);
    response_.finish();
    return response_.take();
  }

 private:
  transport::Phase phase() const {
    using reading::Stage;
    using transport::Phase;
    if (response_.gave_up()) return Phase::stop;
    if (stop_after_head_ && response_.stage() != Stage::head) return Phase::stop;
    switch (response_.stage()) {
      case Stage::head:
        return Phase::head;
      case Stage::first:
        return Phase::first;
      case Stage::streaming:
        return Phase::streaming;
      case Stage::after_terminal:
        return Phase::after_terminal;
      case Stage::complete:
        return Phase::complete;
    }
    return Phase::stop;
  }

  exchange::Exchange& exchange_;
  reading::ResponseReading response_;
  std::size_t bytes_max_;
  bool stop_after_head_;
  bool end_of_file_ = false;
};

}  // namespace

ObservedExchange observe(exchange::Request request, const reading::Options& options,
                         transport::Client& client, bool stop_after_head) {
  ObservedExchange observed;
  auto& exchange = observed.exchange;
  exchange.request = std::move(request);
  Recorder recorder(exchange, options, stop_after_head);
  auto outcome = client.perform(exchange.request, recorder);
  exchange.times = outcome.times;
  exchange.end = outcome.end;
  exchange.wait = outcome.wait;
  exchange.end_detail = std::move(outcome.end_detail);
  exchange.local_address = std::move(outcome.local_address);
  exchange.remote_address = std::move(outcome.remote_address);
  exchange.connection_reused = outcome.connection_reused;
  observed.reading = recorder.finish(exchange.times.ended);
  return observed;
}

ObservedExchange make_exchange(exchange::Request request, Probe probe,
                               const scenario::Scenario& scenario, const dialect::Dialect& dialect,
                               transport::Client& client) {
  const auto endpoint = transport::endpoint_of(request.url);
  HARNESS_CHECK(endpoint.has_value(), "a check was run with a URL that planning refuses");
  transport::complete_fields(request, *endpoint);
  auto observed = observe(std::move(request), {.dialect = &dialect, .sizes = scenario.sizes},
                          client, probe == Probe::get_same_url);
  observed.probe = probe;
  return observed;
}

void append_stray_bytes(ObservedExchange& observed, transport::StrayBytes stray,
                        const scenario::Scenario& scenario, const dialect::Dialect& dialect) {
  auto& exchange = observed.exchange;
  const auto& last = exchange.arrivals.back();
  exchange.arrivals.push_back(
      {.offset = last.offset + last.length, .length = stray.bytes.size(), .at = stray.seen_at});
  exchange.response += stray.bytes;
  observed.reading =
      reading::read_exchange(exchange, {.dialect = &dialect, .sizes = scenario.sizes});
}

}  // namespace ssert::conformance
