// What one stream has come to: the states of its tracks, the values that invariants remember.
#pragma once

#include "dialect/grammar.h"
#include "violation/violation.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace ssert::dialect {

// Gives violations their place: that of the event that is judged.
class Report {
 public:
  explicit Report(violation::Sink sink) : sink_(std::move(sink)) {}

  void set_event(event_stream::Range range) { range_ = range; }
  void add(violation::Code code, std::string detail) const;
  // A limit of ours; said once for each `what`.
  void add_limit(bool& already_said, std::string detail) const;

 private:
  violation::Sink sink_;
  event_stream::Range range_;
};

// One event, as judged by order, tracks and invariants.
struct Judged {
  std::size_t kind = 0;
  Subject subject;
};

// Counts what is kept for one track or invariant, by the limits of this room.
class Budget {
 public:
  // False where the limits are reached: nothing may be kept then.
  bool take(std::size_t bytes);
  bool take_more(std::size_t bytes);  // for an entry that is kept already
  void give_back(std::size_t bytes);

 private:
  std::size_t entries_ = 0;
  std::size_t bytes_ = 0;
};

// The value itself, or where it is long its size and hash: bounded, and equal for equal values.
std::string digest(std::string canonical_text);

// Moves on by `letter`. False where the state does not list it; the state recovers as far as the
// machine tells.
bool advance(const StateMachine& machine, std::size_t& state, std::size_t letter);
// `x in state "open", where a, b may come`
std::string describe_slip(const StateMachine& machine, std::size_t state, std::string_view letter,
                          const std::function<std::string(std::size_t)>& name_of);

class TrackRun {
 public:
  TrackRun(const Track& track, const Grammar& grammar) : track_(track), grammar_(grammar) {}

  void on_event(const Judged& judged, const Report& report);

 private:
  struct Position {
    std::size_t state = 0;
    std::string shown_key;
  };

  void step(const Judged& judged, const Found& element, const Report& report);
  void judge_settled(const Track::Settling& settling, const Judged& judged, const Report& report);
  std::optional<std::size_t> letter_of(const Judged& judged, const Found& element) const;
  std::string letter_name(std::size_t letter) const;
  Position* position_of(const Judged& judged, const Found& element, const Report& report);

  const Track& track_;
  const Grammar& grammar_;
  std::unordered_map<std::string, Position> positions_;  // by key
  Budget budget_;
  bool limit_said_ = false;
};

class InvariantRun {
 public:
  virtual ~InvariantRun() = default;
  virtual void on_event(const Judged& judged, const Report& report) = 0;
  // The stream ended with a terminal that is no error.
  virtual void finish(const Report&) {}
};

std::unique_ptr<InvariantRun> make_invariant_run(const Invariant& invariant,
                                                 const Grammar& grammar);

}  // namespace ssert::dialect
