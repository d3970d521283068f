#include "tests/load/measurement.h"

#include "load/accounts.h"
#include "load/stream.h"
#include "transport/fleet.h"
#include "transport/stamps.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <list>
#include <optional>

namespace ssert::load_against_mock {
namespace {

using namespace std::chrono_literals;
using base::Duration;

constexpr Duration lag_probe = 5ms;
// Of turning a moment of CLOCK_REALTIME into one of our clock: once for the arrival, once here.
constexpr Duration clock_error = 50us;

struct Stamp {
  Duration sent{};         // right before the token's write
  Duration before_done{};  // the write before it was done
};

std::optional<Duration> member_at(std::string_view event, std::string_view name) {
  const auto at = event.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  std::int64_t value = 0;
  const char* const begin = event.data() + at + name.size();
  const auto read = std::from_chars(begin, event.data() + event.size(), value);
  return read.ec == std::errc() ? std::optional(Duration(value)) : std::nullopt;
}

// The stamps of the tokens, in order. A token is one write of the server: none is cut.
std::vector<Stamp> stamps_in(std::string_view response) {
  std::vector<Stamp> stamps;
  while (!response.empty()) {
    const auto line = response.substr(0, response.find('\n'));
    response.remove_prefix(std::min(line.size() + 1, response.size()));
    const auto sent = member_at(line, "\"sent_ns\":");
    const auto before_done = member_at(line, "\"before_done_ns\":");
    if (sent && before_done) stamps.push_back({*sent, *before_done});
  }
  return stamps;
}

// By how much `value` lies outside of [low, high].
Duration outside(Duration value, Duration low, Duration high) {
  if (value < low) return value - low;
  return std::max(value - high, Duration(0));
}

// A stream of a load run that keeps what it reads.
class StampedStream final : public transport::Consumer {
 public:
  StampedStream(const load::Plan& plan, const load::LoadStream::Due& due, load::Accounts& accounts)
      : stream_(plan, due, accounts) {}

  transport::Progress on_bytes(std::string_view bytes, const exchange::Arrival& arrival) override {
    response_ += bytes;
    return stream_.on_bytes(bytes, arrival);
  }
  void on_end_of_file() override { stream_.on_end_of_file(); }
  load::StreamSample finish(const transport::Outcome& outcome) { return stream_.finish(outcome); }
  const std::string& response() const { return response_; }

 private:
  load::LoadStream stream_;
  std::string response_;
};

class Measurement {
 public:
  Measurement(const load::Plan& plan, int streams, Clock clock)
      : plan_(plan),
        streams_(streams),
        clock_(clock),
        fleet_(*transport::Fleet::create(
            plan.request, {.waits = plan.scenario.waits, .reuse_connections = false})) {}

  Measured run() {
    (void)fleet_.look_up();
    begin_ = base::now() + 20ms;
    accounts_.emplace(plan_, begin_, begin_ + 60s);
    for (int i = 0; i < streams_; ++i) {
      const auto due = begin_ + i * Duration(1ms);
      fleet_.at(due, [this, due] { send(due); });
    }
    probe(begin_);
    fleet_.run();
    accounts_->end_window(base::now());
    measured_.result = accounts_->result();
    return std::move(measured_);
  }

 private:
  void send(base::TimePoint due) {
    const auto now = base::now();
    accounts_->on_scheduled(due);
    accounts_->on_sent(due, now);
    open_.emplace_back(plan_, load::LoadStream::Due{.number = ++sent_, .due = due, .taken_up = now},
                       *accounts_);
    const auto stream = std::prev(open_.end());
    fleet_.begin(*stream, [this, stream](const transport::Outcome& outcome) {
      const auto sample = stream->finish(outcome);
      accounts_->on_ended(sample, base::now());
      if (sample.failure.empty()) compare(sample, stamps_in(stream->response()));
      open_.erase(stream);
      if (sent_ == static_cast<std::uint64_t>(streams_) && open_.empty()) fleet_.stop();
    });
  }

  void probe(base::TimePoint due) {
    fleet_.at(due, [this, due] {
      const auto now = base::now();
      accounts_->on_call(due, now);
      probe(std::max(due + lag_probe, now));
    });
  }

  void compare(const load::StreamSample& sample, const std::vector<Stamp>& stamps) {
    if (stamps.size() != sample.outputs.size() || stamps.size() < 2) {
      ++measured_.streams_without_stamps;
      return;
    }
    const auto offset =
        clock_ == Clock::realtime ? transport::sample_realtime_offset() : Duration(0);
    const auto arrival = [&](std::size_t i) {
      return sample.outputs[i].time_since_epoch() + offset;
    };
    for (std::size_t i = 0; i + 1 < stamps.size(); ++i) {
      const auto done = stamps[i + 1].before_done;
      const auto error = outside(arrival(i), stamps[i].sent, done);
      measured_.errors.push_back(error);
      if (i == 0) {
        measured_.first_errors.push_back(error);
      } else {
        measured_.gap_errors.push_back(outside(arrival(i) - arrival(i - 1),
                                               stamps[i].sent - stamps[i].before_done,
                                               done - stamps[i - 1].sent));
      }
    }
  }

  const load::Plan& plan_;
  int streams_;
  Clock clock_;
  transport::Fleet fleet_;
  base::TimePoint begin_;
  std::optional<load::Accounts> accounts_;
  std::uint64_t sent_ = 0;
  std::list<StampedStream> open_;
  Measured measured_;
};

Duration quantile(std::vector<Duration> values, double share) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values.at(static_cast<std::size_t>(last * share));
}

std::vector<Duration> sizes_of(std::vector<Duration> errors) {
  for (auto& error : errors) error = std::chrono::abs(error);
  return errors;
}

std::string in_us(Duration duration) {
  return fmt::format("{:.1f} us", static_cast<double>(duration.count()) / 1000);
}

load::Trust trust_of(std::string_view name, const Measured& measured, const load::Doubts& doubts) {
  const auto& all = load::named_metrics();
  const auto metric =
      std::find_if(all.begin(), all.end(), [&](const auto& named) { return named.name == name; });
  return load::trust_of(doubts.completed, name, measured.result.metrics.*metric->member);
}

}  // namespace

Measured measure(const load::Plan& plan, int streams, Clock clock) {
  return Measurement(plan, streams, clock).run();
}

std::vector<std::string> refuted_claims(const Measured& measured, const load::Doubts& doubts) {
  std::vector<std::string> refuted;
  const auto least = quantile(measured.errors, 0);
  if (least < -clock_error)
    refuted.push_back(fmt::format("a token arrived {} before it was sent", in_us(-least)));
  struct Claim {
    std::string_view metric;
    const std::vector<Duration>& errors;
  };
  for (const auto& [metric, errors] :
       {Claim{"ttft", measured.first_errors}, Claim{"ttft_sent", measured.first_errors},
        Claim{"gap", measured.gap_errors}}) {
    const auto error = quantile(sizes_of(errors), 0.99);
    const auto bound = load::error_bound(doubts.completed, metric);
    if (trust_of(metric, measured, doubts) == load::Trust::valid && error > bound)
      refuted.push_back(fmt::format("{} is valid with an error bound of {}, and its error is {}",
                                    metric, in_us(bound), in_us(error)));
  }
  return refuted;
}

std::string story_of(const Measured& measured, const load::Doubts& doubts) {
  const auto p99 = [](const std::vector<Duration>& errors) {
    return in_us(quantile(sizes_of(errors), 0.99));
  };
  return fmt::format(
      "{} ({}): bound of ttft {}, of what is seen {}; arrivals outside their stamps: least {}, p50 "
      "{}, p99 {}, first tokens' p99 {}, gaps' p99 {}",
      to_string(doubts.trust), doubts.why, in_us(doubts.completed.planned),
      in_us(doubts.completed.seen), in_us(quantile(measured.errors, 0)),
      in_us(quantile(measured.errors, 0.5)), p99(measured.errors), p99(measured.first_errors),
      p99(measured.gap_errors));
}

}  // namespace ssert::load_against_mock
