#include "dialect/testing/stream_of_events.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace ssert::dialect::testing {

Outcome interpret(const Dialect& dialect, const std::vector<MadeEvent>& events) {
  Outcome outcome;
  Interpreter interpreter(dialect, [&](const violation::Violation& found) {
    if (found.length != 50) throw std::logic_error("a violation's range is not that of its event");
    outcome.violations.push_back(fmt::format("{} @{}: {}", violation::row(found.code).name,
                                             found.offset / 100, found.detail));
  });
  std::uint64_t begin = 0;
  for (const auto& event : events) {
    outcome.meanings.push_back(interpreter.on_event({.type = event.type,
                                                     .data = event.data,
                                                     .last_event_id = event.last_event_id,
                                                     .range = {.begin = begin, .end = begin + 50},
                                                     .data_lines = 1}));
    begin += 100;
  }
  interpreter.finish();
  outcome.terminal_seen = interpreter.terminal_seen();
  outcome.error_seen = interpreter.error_seen();
  return outcome;
}

Outcome interpret(std::string_view built_in, const std::vector<std::string>& data) {
  const auto* const dialect = find_built_in(built_in);
  if (dialect == nullptr) throw std::logic_error("no such built-in dialect");
  std::vector<MadeEvent> events;
  for (const auto& each : data) events.push_back({.data = each});
  return interpret(*dialect, events);
}

Dialect dialect_of(std::string_view text) {
  auto dialect = read_dialect(text, "test.json");
  if (!dialect) throw std::logic_error(base::to_string(dialect.error()));
  return std::move(dialect.value());
}

std::string read_whole_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace ssert::dialect::testing
