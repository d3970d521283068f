// Any bytes as a script: the reader refuses them or the writer plays them, and neither crashes,
// writes without end, or sends time backwards.
#include "mock_server/script/script_reader.h"
#include "mock_server/writer/writer.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ssert::mock_server;
  const auto script = read_script({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!script) return 0;
  Writer writer(script->steps, {.prompt = "Hello", .tokens = 3});
  ssert::base::Duration before{};
  for (int writes = 0; writes < 1000; ++writes) {
    const auto due = writer.due();
    if (!due) return 0;
    if (*due < before) std::abort();
    before = *due;
    if (writer.take({}).bytes.size() > (1U << 28U)) {
      std::abort();
    }
  }
  return 0;
}
