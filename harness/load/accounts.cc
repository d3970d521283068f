#include "load/accounts.h"

#include "base/limits.h"

#include <algorithm>
#include <optional>
#include <set>

namespace ssert::load {
namespace {

using base::Duration;
using base::TimePoint;
using namespace std::chrono_literals;

constexpr Duration second = 1s;

// What a stream's own gaps make long: docs/metrics.md, "stall".
constexpr Duration stall_least = 250ms;
constexpr int stall_medians = 5;

std::optional<Duration> between(std::optional<TimePoint> from, std::optional<TimePoint> to) {
  if (!from || !to) return std::nullopt;
  return *to - *from;
}

// 0 of what is negative.
double in_seconds(Duration time) {
  return std::chrono::duration<double>(std::max(time, Duration(0))).count();
}

// The times of one stream, by the names that bounds of objectives use.
struct StreamTimes {
  std::optional<Duration> ttft, ttft_sent, ttft_service, tpot, max_gap, e2e;
};

// Of an even number of values the mean of the two in the middle; not of none.
Duration median(std::vector<Duration> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  const auto below = *std::max_element(values.begin(), middle);
  return below + (*middle - below) / 2;
}

std::optional<Duration> tpot_of(const StreamSample& sample) {
  if (!sample.first_output_at || sample.tokens < sample.first_tokens + std::uint64_t{1})
    return std::nullopt;
  const auto tokens = static_cast<std::int64_t>(sample.tokens - sample.first_tokens);
  return (*sample.last_output_at - *sample.first_output_at) / tokens;
}

std::optional<Duration> max_gap_of(const StreamSample& sample) {
  std::optional<Duration> longest;
  for (std::size_t i = 1; i < sample.outputs.size(); ++i) {
    const auto gap = sample.outputs[i] - sample.outputs[i - 1];
    if (!longest || gap > *longest) longest = gap;
  }
  return longest;
}

StreamTimes times_of(const StreamSample& sample) {
  const auto dispatched = sample.times.dispatched;
  return {.ttft = between(sample.due, sample.first_output_at),
          .ttft_sent = between(dispatched, sample.first_output_at),
          .ttft_service = between(sample.times.write_end, sample.first_output_at),
          .tpot = tpot_of(sample),
          .max_gap = max_gap_of(sample),
          .e2e = between(dispatched, sample.last_output_at)};
}

std::optional<Duration> time_named(const StreamTimes& times, std::string_view name) {
  if (name == "ttft") return times.ttft;
  if (name == "ttft_sent") return times.ttft_sent;
  if (name == "ttft_service") return times.ttft_service;
  if (name == "tpot") return times.tpot;
  if (name == "max_gap") return times.max_gap;
  if (name == "e2e") return times.e2e;
  return std::nullopt;
}

}  // namespace

std::uint64_t Requests::failed_total() const {
  std::uint64_t total = 0;
  for (const auto& [failure, count] : failed) total += count;
  return total;
}

std::uint64_t Requests::judged() const { return scheduled - cut_off - not_sendable; }

std::uint64_t Requests::errors() const {
  return failed_total() + never_sent - cut_off - not_sendable;
}

const std::array<NamedMetric, 13>& named_metrics() {
  static constexpr std::array<NamedMetric, 13> metrics{{
      {"ttft", &StreamMetrics::ttft},
      {"ttft_sent", &StreamMetrics::ttft_sent},
      {"ttft_service", &StreamMetrics::ttft_service},
      {"gap", &StreamMetrics::gap},
      {"tpot", &StreamMetrics::tpot},
      {"max_gap", &StreamMetrics::max_gap},
      {"e2e", &StreamMetrics::e2e},
      {"tail", &StreamMetrics::tail},
      {"ttfb", &StreamMetrics::ttfb},
      {"ttfe", &StreamMetrics::ttfe},
      {"connect", &StreamMetrics::connect},
      {"queue_wait", &StreamMetrics::queue_wait},
      {"schedule_lag", &StreamMetrics::schedule_lag},
  }};
  return metrics;
}

void StreamMetrics::merge(const StreamMetrics& other) {
  for (const auto& named : named_metrics()) (this->*named.member).merge(other.*named.member);
}

Accounts::Accounts(const Plan& plan, TimePoint window_begin, TimePoint window_end)
    : plan_(plan),
      bounds_(statistics::per_stream_bounds(plan.objectives)),
      window_begin_(window_begin),
      window_end_(window_end) {
  result_.warm_up = plan.shape.warm_up;
  result_.window = window_end - window_begin;
  result_.seed = plan.shape.seed;
  advanced_to_ = window_begin - plan.shape.warm_up;
}

bool Accounts::in_window(TimePoint moment) const {
  return moment >= window_begin_ && moment < window_end_;
}

// Rounded down, before the window too.
std::int64_t Accounts::second_of(TimePoint moment) const {
  return std::chrono::floor<std::chrono::seconds>(moment - window_begin_).count();
}

template <class Count>
void Accounts::count(TimePoint due, Count count_in) {
  count_in(result_.whole);
  if (in_window(due)) count_in(result_.window_requests);
}

void Accounts::on_scheduled(TimePoint due) {
  count(due, [](Requests& requests) { ++requests.scheduled; });
  ++second_at(due).scheduled;
}

void Accounts::on_sent(TimePoint due, TimePoint now) {
  advance(now);
  count(due, [](Requests& requests) { ++requests.sent; });
  ++second_at(now).sent;
  result_.in_flight_most = std::max(result_.in_flight_most, ++result_.in_flight);
}

void Accounts::on_never_sent(TimePoint due) {
  count(due, [this](Requests& requests) {
    ++requests.never_sent;
    requests.cut_off += cuts_off_ ? 1 : 0;
  });
}

void Accounts::on_ended(const StreamSample& sample, TimePoint now) {
  advance(now);
  --result_.in_flight;
  if (!sample.lacked.empty()) return on_not_sendable(sample);
  const bool completed = sample.failure.empty();
  const bool good = completed && is_good(sample);
  const bool cut_off = cuts_off_ && sample.ending.kind == exchange::EndingKind::aborted;
  count(sample.due, [&](Requests& requests) {
    if (completed) {
      ++requests.completed;
      requests.good += good ? 1 : 0;
    } else {
      ++requests.failed[sample.failure];
      requests.cut_off += cut_off ? 1 : 0;
    }
  });
  auto& in_second = second_at(sample.times.ended);
  ++(completed ? in_second.completed : in_second.failed);
  result_.totals.events += sample.events;
  if (in_window(sample.times.ended)) result_.window_totals.events += sample.events;
  ++(sample.connection_reused ? result_.instrument.connections_reused
                              : result_.instrument.connections);
  result_.instrument.outputs_not_kept += sample.outputs_not_kept;
  note_findings(sample);
  add_residence_in_window(sample.times);
  if (!in_window(sample.due)) return;
  result_.residence_s += in_seconds(sample.times.ended - sample.times.dispatched);
  if (completed && sample.tokens_from_usage) ++result_.usage_told;
  if (!cut_off) measure(sample, completed ? result_.metrics : result_.failed_metrics);
}

// It was handed to a connection that could not be made: it was never sent, and that is ours.
void Accounts::on_not_sendable(const StreamSample& sample) {
  count(sample.due, [](Requests& requests) {
    --requests.sent;
    ++requests.never_sent;
    ++requests.not_sendable;
  });
  --second_at(sample.handed_over).sent;
  ++result_.instrument.lacked[sample.lacked];
  add_residence_in_window(sample.times);
}

void Accounts::add_residence_in_window(const exchange::Times& times) {
  result_.residence_in_window_s +=
      in_seconds(std::min(times.ended, window_end_) - std::max(times.dispatched, window_begin_));
}

void Accounts::on_arrival(const exchange::Arrival& arrival) {
  const auto now = base::now();
  auto& instrument = result_.instrument;
  ++instrument.arrivals;
  if (arrival.kernel_stamp) {
    ++instrument.kernel_stamps;
    if (in_window(arrival.at))
      instrument.client_lag.record(second_of(arrival.at), now - arrival.at);
  }
  result_.totals.bytes += arrival.length;
  if (in_window(arrival.at)) result_.window_totals.bytes += arrival.length;
  second_at(arrival.at).bytes += arrival.length;
}

void Accounts::on_output(const reading::Output& output) {
  const auto add = [&](auto& counts) {
    ++counts.output_events;
    counts.tokens += output.tokens;
  };
  add(result_.totals);
  if (in_window(output.at)) add(result_.window_totals);
  add(second_at(output.at));
}

void Accounts::on_call(TimePoint due, TimePoint now) {
  if (in_window(due)) result_.instrument.loop_lag.record(second_of(due), now - due);
}

void Accounts::end_window(TimePoint end) {
  window_end_ = std::max(window_begin_, std::min(window_end_, end));
  result_.window = window_end_ - window_begin_;
  const auto begin = window_begin_ - plan_.shape.warm_up;
  result_.warm_up = std::min(result_.warm_up, end - begin);
}

void Accounts::advance(TimePoint now) {
  while (advanced_to_ < now) {
    const auto end_of_second = window_begin_ + (second_of(advanced_to_) + 1) * second;
    const auto to = std::min(now, end_of_second);
    auto& in_second = second_at(advanced_to_);  // a second in which nothing comes is one, too
    if (result_.in_flight > 0) {
      const auto in_flight = static_cast<double>(result_.in_flight);
      in_second.stream_seconds += in_flight * in_seconds(to - advanced_to_);
      result_.in_flight_s +=
          in_flight * in_seconds(std::min(to, window_end_) - std::max(advanced_to_, window_begin_));
    }
    advanced_to_ = to;
  }
}

void Accounts::measure(const StreamSample& sample, StreamMetrics& metrics) {
  const auto at = second_of(sample.due);
  const auto record = [&](statistics::Metric& metric, std::optional<Duration> value) {
    if (value) metric.record(at, *value);
  };
  const auto times = times_of(sample);
  const auto& moments = sample.times;
  record(metrics.schedule_lag, sample.taken_up - sample.due);
  record(metrics.queue_wait, moments.dispatched - sample.taken_up);
  record(metrics.connect, between(moments.connect_begin, moments.connect_end));
  record(metrics.ttfb, between(moments.dispatched, sample.first_byte_at));
  record(metrics.ttfe, between(moments.dispatched, sample.first_event_at));
  record(metrics.ttft, times.ttft);
  record(metrics.ttft_sent, times.ttft_sent);
  record(metrics.ttft_service, times.ttft_service);
  record(metrics.tpot, times.tpot);
  record(metrics.max_gap, times.max_gap);
  record(metrics.e2e, times.e2e);
  record(metrics.tail, between(sample.last_output_at, sample.terminal_at));
  measure_gaps(sample, metrics);
}

void Accounts::measure_gaps(const StreamSample& sample, StreamMetrics& metrics) {
  std::vector<Duration> gaps;
  for (std::size_t i = 1; i < sample.outputs.size(); ++i) {
    const auto gap = sample.outputs[i] - sample.outputs[i - 1];
    gaps.push_back(gap);
    metrics.gap.record(second_of(sample.outputs[i]), gap);
    ++result_.instrument.output_gaps;
    const auto coalesced = gap.count() == 0 ? 1U : 0U;
    result_.instrument.coalesced_gaps += coalesced;
    if (i == 1) {
      ++result_.instrument.first_gaps;
      result_.instrument.coalesced_first_gaps += coalesced;
    }
  }
  // Where one output event is all, the terminal event shows whether it waited unread.
  if (sample.outputs.size() == 1 && sample.terminal_at) {
    ++result_.instrument.first_gaps;
    if (*sample.terminal_at == sample.outputs.front()) ++result_.instrument.coalesced_first_gaps;
  }
  if (&metrics == &result_.metrics) measure_stalls(gaps);
}

void Accounts::measure_stalls(const std::vector<Duration>& gaps) {
  if (gaps.empty()) return;
  const auto threshold = std::max(stall_least, stall_medians * median(gaps));
  const auto before = result_.stalls.count;
  for (const auto gap : gaps) {
    if (gap <= threshold) continue;
    ++result_.stalls.count;
    result_.stalls.sum += gap - threshold;
  }
  if (result_.stalls.count > before) ++result_.stalls.streams;
}

bool Accounts::is_good(const StreamSample& sample) const {
  const auto times = times_of(sample);
  return std::all_of(bounds_.begin(), bounds_.end(), [&](const statistics::StreamBound& bound) {
    const auto time = time_named(times, bound.metric);
    if (!time) return true;  // one token has no time per token
    return bound.inclusive ? *time <= bound.bound : *time < bound.bound;
  });
}

void Accounts::note_findings(const StreamSample& sample) {
  std::set<std::string_view> rules;  // one may be broken by two severities
  for (const auto& broken : sample.broken) {
    auto& finding = result_.findings[broken.rule];
    finding.rule = broken.rule;
    finding.severity = std::max(finding.severity, broken.severity);
    if (rules.insert(broken.rule).second) ++finding.streams;
    finding.times += broken.times;
    if (finding.samples.size() == base::limits::evidence_per_finding) continue;
    Finding::Sample evidence{.stream = sample.number,
                             .at = broken.at - sample.due,
                             .detail = broken.note,
                             .bytes = broken.bytes};
    if (broken.first) {
      evidence.offset = broken.first->offset;
      evidence.space = violation::row(broken.first->code).space;
      evidence.detail = broken.first->detail;
    }
    finding.samples.push_back(std::move(evidence));
  }
}

}  // namespace ssert::load
