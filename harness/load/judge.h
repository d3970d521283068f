// How a stream came out, by the same codes and endings as a check's reference.
#pragma once

#include "exchange/ending.h"
#include "load/plan.h"
#include "load/stream.h"
#include "reading/reading.h"

#include <string>
#include <vector>

namespace ssert::load {

// The rules that only a whole stream shows: a limit of a threshold, an end that came late, no
// output. Adds to what `sample` has broken, which is the damage found in its bytes; its ending and
// its times are there.
void judge_whole(const Plan& plan, const reading::Reading& reading, StreamSample& sample);

// The rule that a check fails for where a response ends so; empty where there is none: an ending
// that is no fault of the response's, or whose fault its bytes show.
std::string_view rule_of_ending(const exchange::Ending& ending, const reading::Reading& reading);

// A request that met the close of a kept connection on its way: nobody can tell whether the target
// has seen it, and closing an idle connection is no fault (RFC 9112 section 9.5).
inline constexpr std::string_view kept_connection_closed = "KEPT_CONNECTION_CLOSED";

// The one class of a failed stream: its ending, or where that is COMPLETE the first rule it breaks
// whose severity is `fails`, or that it holds no output. Empty where the stream succeeded.
std::string failure_class(const exchange::Ending& ending, const reading::Reading& reading,
                          const std::vector<BrokenRule>& broken);

}  // namespace ssert::load
