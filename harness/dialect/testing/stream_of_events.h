// For tests: events made by hand, interpreted, and what came of it in a form that reads well.
#pragma once

#include "base/result.h"
#include "dialect/dialect.h"

#include <string>
#include <string_view>
#include <vector>

namespace ssert::dialect::testing {

struct MadeEvent {
  std::string data;
  std::string type = "message";
  std::string last_event_id = {};
};

struct Outcome {
  std::vector<Interpreted> meanings;
  // "event-malformed @1: token: /content is 5, expected string": code, index of the event, detail.
  std::vector<std::string> violations;
  bool terminal_seen = false;
  bool error_seen = false;
};

// The n-th event stands at [100n, 100n + 50), so a violation's offset says which it is of.
Outcome interpret(const Dialect& dialect, const std::vector<MadeEvent>& events);
// The same of data alone, by a built-in dialect.
Outcome interpret(std::string_view built_in, const std::vector<std::string>& data);

// Reads a dialect that has to be right; throws with the Problem where it is not.
Dialect dialect_of(std::string_view text);

std::string read_whole_file(const std::string& path);

}  // namespace ssert::dialect::testing
