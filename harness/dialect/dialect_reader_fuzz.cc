// libFuzzer target: a dialect file, and after a record separator (0x1E) the data of events that it
// interprets, one between two separators. Where the file is refused, the built-in dialects
// interpret them. Start it with harness/dialect/testdata/valid and scenarios/dialects as its
// corpus.
#include "base/text.h"
#include "dialect/dialect.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

using namespace ssert;

constexpr char separator = '\x1e';

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

std::string_view take_part(std::string_view& rest) {
  const auto end = std::min(rest.find(separator), rest.size());
  const auto part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

void interpret(const dialect::Dialect& dialect, std::string_view rest) {
  dialect::Interpreter interpreter(dialect, [](const violation::Violation& found) {
    require(found.detail.size() < 4096, "a detail is long");
    require(found.detail.find('\n') == std::string::npos, "a detail has two lines");
  });
  while (!rest.empty()) {
    const auto data = take_part(rest);
    const auto meaning = interpreter.on_event({.type = "message", .data = data});
    require(meaning.tokens == 0 || !meaning.text.empty(), "tokens without text");
    require(!meaning.terminal || interpreter.terminal_seen(), "a terminal that was not seen");
  }
  interpreter.finish();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  const auto own = dialect::read_dialect(take_part(rest), "fuzz.json");
  if (own) {
    interpret(own.value(), rest);
    return 0;
  }
  require(!own.error().where.empty() && !own.error().way_out.empty(), "a problem without words");
  for (const auto& built_in : dialect::built_in_dialects()) interpret(built_in, rest);
  return 0;
}
