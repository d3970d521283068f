// The instrument against known moments: the mock writes into each token when it was sent. Nothing
// is gated by a time: a machine that is too busy to measure on has to be told as such.
#include "transport/stamps.h"

#include "load/accounts.h"
#include "load/instrument.h"
#include "tests/load/setting.h"
#include "transport/fleet.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <charconv>
#include <list>
#include <vector>

namespace ssert::load_against_mock {
namespace {

using namespace std::chrono_literals;
using base::Duration;
using std::chrono::nanoseconds;

constexpr int streams = 200;
constexpr std::uint32_t tokens = 24;
constexpr Duration lag_probe = 5ms;
// Of turning a moment of CLOCK_REALTIME into one of our clock: once for the arrival, once here.
constexpr Duration clock_error = 50us;

// "sent_ns" of each token, in order. A token is one write of the mock: none is cut.
std::vector<nanoseconds> stamps_in(const std::string& response) {
  constexpr std::string_view member = "\"sent_ns\":";
  std::vector<nanoseconds> stamps;
  for (auto at = response.find(member); at != std::string::npos; at = response.find(member, at)) {
    at += member.size();
    std::int64_t value = 0;
    std::from_chars(response.data() + at, response.data() + response.size(), value);
    stamps.emplace_back(value);
  }
  return stamps;
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

// What arrived when, beside when it was sent.
struct Measured {
  load::Result result;
  std::vector<Duration> first_delays;  // of each stream's first token: arrival minus stamp
  std::vector<Duration> delays;        // of all tokens
  std::vector<Duration> gap_errors;    // by how much a gap is not that of the stamps
};

// Streams that are due one after another, on a fleet, with the accounts of a load run.
class Measurement {
 public:
  explicit Measurement(const load::Plan& plan)
      : plan_(plan),
        fleet_(*transport::Fleet::create(
            plan.request, {.waits = plan.scenario.waits, .reuse_connections = false})) {}

  Measured run() {
    (void)fleet_.look_up();
    begin_ = base::now() + 20ms;
    accounts_.emplace(plan_, begin_, begin_ + 60s);
    for (int i = 0; i < streams; ++i) {
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
      compare(sample, stamps_in(stream->response()));
      open_.erase(stream);
      if (sent_ == streams && open_.empty()) fleet_.stop();
    });
  }

  void probe(base::TimePoint due) {
    fleet_.at(due, [this, due] {
      const auto now = base::now();
      accounts_->on_call(due, now);
      probe(std::max(due + lag_probe, now));
    });
  }

  void compare(const load::StreamSample& sample, const std::vector<nanoseconds>& stamps) {
    ASSERT_EQ(sample.failure, "");
    ASSERT_EQ(sample.outputs.size(), tokens);
    ASSERT_EQ(stamps.size(), tokens);
    const auto offset = transport::sample_realtime_offset();
    auto& delays = measured_.delays;
    for (std::size_t i = 0; i < stamps.size(); ++i) {
      delays.push_back(sample.outputs[i].time_since_epoch() + offset - stamps[i]);
      if (i == 0) {
        measured_.first_delays.push_back(delays.back());
      } else {
        measured_.gap_errors.push_back(std::chrono::abs(delays.back() - delays[delays.size() - 2]));
      }
    }
  }

  const load::Plan& plan_;
  transport::Fleet fleet_;
  base::TimePoint begin_;
  std::optional<load::Accounts> accounts_;
  std::uint64_t sent_ = 0;
  std::list<StampedStream> open_;
  Measured measured_;
};

Duration quantile(std::vector<Duration> values, double share) {
  std::sort(values.begin(), values.end());
  const auto last = static_cast<double>(values.size() - 1);
  return values.at(static_cast<std::size_t>(last * share));
}

std::string story_of(const Measured& measured, const load::Doubts& doubts) {
  const auto us = [](Duration duration) { return std::to_string(duration.count() / 1000) + " us"; };
  return std::string(to_string(doubts.trust)) + " (" + doubts.why + "): bound of ttft " +
         us(doubts.planned_bound) + ", of what is seen " + us(doubts.seen_bound) +
         "; arrivals behind their stamps: least " + us(quantile(measured.delays, 0)) + ", p50 " +
         us(quantile(measured.delays, 0.5)) + ", p99 " + us(quantile(measured.delays, 0.99)) +
         ", first tokens' p99 " + us(quantile(measured.first_delays, 0.99)) +
         "; error of gaps, p99 " + us(quantile(measured.gap_errors, 0.99));
}

load::Trust trust_of(std::string_view name, const Measured& measured, const load::Doubts& doubts) {
  const auto& all = load::named_metrics();
  const auto metric =
      std::find_if(all.begin(), all.end(), [&](const auto& named) { return named.name == name; });
  return load::trust_of(doubts, *metric, measured.result);
}

// Where a metric is told as valid, its bound has to cover its true error, 99 times out of 100.
void expect_bounds_hold(const Measured& measured, const load::Doubts& doubts) {
  struct Claim {
    std::string_view metric;
    const std::vector<Duration>& errors;
  };
  for (const auto& [metric, errors] :
       {Claim{"ttft", measured.first_delays}, Claim{"ttft_sent", measured.first_delays},
        Claim{"gap", measured.gap_errors}}) {
    if (trust_of(metric, measured, doubts) != load::Trust::valid) continue;
    EXPECT_LE(quantile(errors, 0.99), load::error_bound(doubts, metric)) << metric;
  }
}

class Stamps : public ::testing::TestWithParam<std::chrono::milliseconds> {};

TEST_P(Stamps, AreNeverAfterArrivalsAndWithinTheBoundThatIsToldAsValid) {
  auto options = quick_answers();
  options.tokens = tokens;
  options.time_to_first = mock_server::fixed_delay(50ms);
  options.gap = mock_server::fixed_delay(GetParam());
  options.stamps = true;
  const auto server = start(options);
  const auto plan = plan_for(*server);
  const auto measured = Measurement(plan).run();
  const auto counts = stop(*server);
  ASSERT_EQ(measured.result.whole.completed, static_cast<std::uint64_t>(streams))
      << show(measured.result.whole);
  EXPECT_EQ(counts.completed, static_cast<std::uint64_t>(streams));
  EXPECT_EQ(measured.result.totals.events, counts.events);

  const auto doubts = load::doubts_of(measured.result, {});
  SCOPED_TRACE(story_of(measured, doubts));
  EXPECT_GE(quantile(measured.delays, 0), -clock_error) << "something came before it was sent";
  expect_bounds_hold(measured, doubts);
}

INSTANTIATE_TEST_SUITE_P(Of200Streams, Stamps, ::testing::Values(50ms, 5ms), [](const auto& one) {
  return "AGapOf" + std::to_string(one.param.count()) + "Ms";
});

}  // namespace
}  // namespace ssert::load_against_mock
