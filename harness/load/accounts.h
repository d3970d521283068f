// Keeps the accounts of a load run: who is due, sent, ended, and what was measured. Pure: time is
// an argument. One owner, one thread.
#pragma once

#include "load/plan.h"
#include "load/result.h"
#include "load/stream.h"

#include <cstdint>

namespace ssert::load {

class Accounts final : public ArrivalObserver {
 public:
  // `plan` outlives them. The window begins at `window_begin` and is planned to end at
  // `window_end`.
  Accounts(const Plan& plan, base::TimePoint window_begin, base::TimePoint window_end);

  void on_scheduled(base::TimePoint due);
  void on_sent(base::TimePoint due, base::TimePoint now);
  void on_never_sent(base::TimePoint due);
  void on_ended(const StreamSample& sample, base::TimePoint now);
  void on_arrival(const exchange::Arrival& arrival) override;
  void on_output(const reading::Output& output) override;
  void on_call(base::TimePoint due, base::TimePoint now);  // of the loop, for its lag

  void set_queued(std::uint64_t queued) { result_.queued = queued; }
  // The window ends at that moment, earlier than planned; before its begin, the warm-up does. To be
  // told as soon as it is known: what comes after it does not count then.
  void end_window(base::TimePoint end);
  // The run is ended early: who is ABORTED or given up from now on is cut off by us.
  void end_early() { cuts_off_ = true; }
  // Time that streams were in flight is counted up to `now`.
  void advance(base::TimePoint now);

  Result& result() { return result_; }
  const Result& result() const { return result_; }

 private:
  bool in_window(base::TimePoint moment) const;
  std::int64_t second_of(base::TimePoint moment) const;
  Second& second_at(base::TimePoint moment) { return result_.seconds[second_of(moment)]; }
  template <class Count>
  void count(base::TimePoint due, Count count_in);
  void on_not_sendable(const StreamSample& sample);
  void add_residence_in_window(const exchange::Times& times);
  void measure(const StreamSample& sample, StreamMetrics& metrics);
  void measure_gaps(const StreamSample& sample, StreamMetrics& metrics);
  void measure_stalls(const std::vector<base::Duration>& gaps);
  bool is_good(const StreamSample& sample) const;
  void note_findings(const StreamSample& sample);

  const Plan& plan_;
  std::vector<statistics::StreamBound> bounds_;
  base::TimePoint window_begin_;
  base::TimePoint window_end_;
  base::TimePoint advanced_to_;
  bool cuts_off_ = false;
  Result result_;
};

}  // namespace ssert::load
