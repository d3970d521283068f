// libFuzzer target: event_stream_decoder_fuzz harness/event_stream/corpus -dict=.../sse.dict
#include "event_stream/testing/any_split.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto difference = ssert::event_stream::testing::find_difference(input);
  if (!difference.empty()) {
    std::fputs(difference.c_str(), stderr);
    std::abort();
  }
  return 0;
}
