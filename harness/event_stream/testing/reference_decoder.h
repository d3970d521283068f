// The decoder's twin: slow, whole-input, in passes over code points, written from the words of the
// WHATWG standards alone. Shares nothing with the decoder but the observer's interface, so a
// misreading has to be made twice to go unseen. Knows no limits.
#pragma once

#include "event_stream/testing/observations.h"

#include <string_view>

namespace ssert::event_stream::testing {

// What is to be observed of the stream. Damage is found in another order than the decoder's: see
// damage_last().
Observations reference_decode(std::string_view content);

}  // namespace ssert::event_stream::testing
