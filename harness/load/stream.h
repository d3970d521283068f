// One stream under load: reads along as a check does, keeps the moments that metrics are made of,
// and says how it came out. Lives on the loop's thread.
#pragma once

#include "base/clock.h"
#include "exchange/ending.h"
#include "load/plan.h"
#include "reading/reading.h"
#include "transport/transport.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::load {

// Told what arrives on any stream as it arrives.
class ArrivalObserver {
 public:
  virtual ~ArrivalObserver() = default;
  virtual void on_arrival(const exchange::Arrival& arrival) = 0;
  virtual void on_output(const reading::Output& output) = 0;
};

// What a stream breaks. A code of damage is told by its rule.
struct BrokenRule {
  std::string_view rule;
  violation::Severity severity{};
  std::uint64_t times = 1;
  std::optional<violation::Violation> first;
  base::TimePoint at;  // of the arrival that showed it
  std::string bytes;   // of that arrival, shortened
  std::string note;    // where no violation has a detail
};

// A stream that has ended.
struct StreamSample {
  std::uint64_t number = 0;  // of the request, from 1
  base::TimePoint due;       // planned; with a closed model, dispatched
  base::TimePoint taken_up;
  base::TimePoint handed_over;  // to a connection
  exchange::Times times;
  bool connection_reused = false;
  exchange::Ending ending;
  std::string failure;  // its class; empty: completed
  // What this machine had not, in words: then nothing was sent, and nothing else here counts.
  std::string lacked;
  std::optional<base::TimePoint> first_byte_at, first_event_at, first_output_at, last_output_at,
      terminal_at;
  std::uint64_t events = 0;
  std::uint64_t output_events = 0;
  std::uint64_t tokens = 0;  // as the target's usage tells, else counted
  bool tokens_from_usage = false;
  std::uint32_t first_tokens = 0;        // of the first output event
  std::vector<base::TimePoint> outputs;  // the arrivals of output events
  std::uint64_t outputs_not_kept = 0;
  std::vector<BrokenRule> broken;
};

class LoadStream final : public transport::Consumer {
 public:
  struct Due {
    std::uint64_t number = 0;
    base::TimePoint due;
    base::TimePoint taken_up;
    base::TimePoint handed_over;
  };
  // `plan` and `observer` outlive it.
  LoadStream(const Plan& plan, const Due& due, ArrivalObserver& observer);

  transport::Progress on_bytes(std::string_view bytes, const exchange::Arrival& arrival) override;
  void on_end_of_file() override;

  // Once, when the exchange has ended.
  StreamSample finish(const transport::Outcome& outcome);

 private:
  void on_output(const reading::Output& output);
  bool counts(violation::Code code) const;
  void note_new_damage(std::string_view bytes, const exchange::Arrival& arrival);
  void count_damage(const reading::Reading& reading);
  void note_ending(const reading::Reading& reading);
  std::string quoted(const violation::Violation& violation, std::string_view bytes,
                     const exchange::Arrival& arrival) const;

  const Plan& plan_;
  ArrivalObserver& observer_;
  StreamSample sample_;
  reading::ResponseReading response_;
  std::size_t violations_seen_ = 0;
  std::uint64_t received_ = 0;
  std::string beginning_;  // of what is no response, or not yet, shortened
  bool end_of_file_ = false;
};

}  // namespace ssert::load
