// libFuzzer target: exchange_recording_reader_fuzz harness/exchange/corpus
#include "exchange/testing/recording_property.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const auto fault = ssert::exchange::testing::find_fault(input);
  if (!fault.empty()) {
    std::fputs(fault.c_str(), stderr);
    std::abort();
  }
  return 0;
}
