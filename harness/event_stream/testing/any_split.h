// The property that the decoder stands on, as the fuzzer and the corpus replay check it: any split
// gives the same observations, and they are the twin's.
#pragma once

#include <string>
#include <string_view>

namespace ssert::event_stream::testing {

// The first byte of `input` says how the rest is cut (0 not at all, 1 at every byte, else a seed
// together with the second) and the second also, where it is odd, which small limits are tried.
// Returns what differs, with both sides; empty where nothing does.
std::string find_difference(std::string_view input);

}  // namespace ssert::event_stream::testing
