// The instrument against known moments: streams of a server that writes into each token when it was
// sent, and when the write before it was done. A token arrived between its own stamp and the moment
// at which its write was done, which is in the next one: that long a write takes is the server's
// doing, what lies outside is the instrument's error.
#pragma once

#include "load/instrument.h"
#include "load/plan.h"
#include "load/result.h"

#include <cstddef>
#include <string>
#include <vector>

namespace ssert::load_against_mock {

struct Measured {
  load::Result result;
  // How far a measured moment or gap lies outside what the stamps allow; negative: before them.
  std::vector<base::Duration> first_errors;  // of each stream's first token
  std::vector<base::Duration> errors;        // of all tokens but the last of each stream
  std::vector<base::Duration> gap_errors;
  std::size_t streams_without_stamps = 0;  // of those that were whole: not each token had its own
};

// Which clock the server stamps with.
enum class Clock { realtime, monotonic };

// `streams` streams, due one after another, on a fleet, with the accounts of a load run.
Measured measure(const load::Plan& plan, int streams, Clock clock);

// Claims of the instrument that the stamps refute, a sentence each; empty: none. Something that
// arrived before it was sent, or a metric whose error, told as valid, is above its bound more often
// than one time in a hundred.
std::vector<std::string> refuted_claims(const Measured& measured, const load::Doubts& doubts);

// The figures, for whoever has to find out why.
std::string story_of(const Measured& measured, const load::Doubts& doubts);

}  // namespace ssert::load_against_mock
