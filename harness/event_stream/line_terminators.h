// Watches how the lines of a stream end. LF, CR LF and CR are all legal, alone or mixed, but
// clients that split on less than all three break on mixtures and on bare CR: each is noted once.
#pragma once

#include "event_stream/line_splitter.h"
#include "violation/violation.h"

#include <cstdint>
#include <optional>

namespace ssert::event_stream {

class LineTerminators {
 public:
  // The terminator that ends where `line` begins. mixed_line_terminators, the first time that one
  // differs from the stream's first.
  std::optional<violation::Violation> note_before(const Line& line);

  // cr_only_terminators, where two lines or more ended and all of them with a bare CR.
  std::optional<violation::Violation> finish() const;

 private:
  Terminator first_ = Terminator::none;
  std::uint64_t first_offset_ = 0;
  std::uint64_t count_ = 0;
  bool are_mixed_ = false;
};

}  // namespace ssert::event_stream
