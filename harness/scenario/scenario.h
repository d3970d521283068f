// What is asked: one target, how to reach it, and by what it is judged. Flags, a pasted curl
// command and scenario files all become this one struct.
#pragma once

#include "base/limits.h"
#include "dialect/dialect.h"
#include "http/field.h"
#include "scenario/load_shape.h"
#include "scenario/set_up.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ssert::scenario {

// The least verdict that makes the exit status 1.
enum class FailOn : std::uint8_t { fail, warn, not_shown, inconclusive };

// Thresholds of rules, each with its default. A rule reads its own here and nowhere else; users
// name them (thresholds.h).
struct Thresholds {
  std::uint64_t line_bytes_warn = std::uint64_t{64} * 1024;
  std::uint64_t line_bytes_fail = std::uint64_t{1024} * 1024;
  std::chrono::milliseconds end_after_terminal_warn{1'000};
  std::chrono::milliseconds end_after_terminal_fail{10'000};

  bool operator==(const Thresholds&) const = default;
};

struct Scenario {
  std::string name;  // for reports; the URL where nobody gave one
  std::string url;
  std::string method = "POST";
  http::FieldSection fields;                 // as the user gave them
  std::vector<std::string> fields_left_out;  // names that no default may add ("-H 'Accept:'")
  std::optional<std::string> content;        // the user's body; without it, the dialect's example
  // How references stand in `content`; none: it is sent as it is. `url` and the values of `fields`
  // may have them, too, until set-up has filled them.
  std::optional<Surroundings> content_references;
  SetUp set_up;
  std::optional<dialect::Dialect> dialect;  // without it, detected
  std::string dialect_how;  // "--dialect conversation"; empty where it is to be detected
  std::optional<dialect::TerminalMode> terminal;  // over the dialect's own
  std::string terminal_how = "--terminal";        // where `terminal` was said
  base::WaitLimits waits;
  base::SizeLimits sizes;
  Thresholds thresholds;
  int max_requests = base::limits::requests_per_check;
  FailOn fail_on = FailOn::fail;
  std::vector<std::string> only;  // globs; read through selected() of selection.h
  std::vector<std::string> skip;
  std::vector<std::string> allow_hosts;          // empty: any, see hosts.h
  std::optional<std::chrono::nanoseconds> wait;  // until the target accepts a connection
  std::optional<LoadShape> load;                 // of a load run
  std::vector<std::string> secrets;              // values that no output may show
};

}  // namespace ssert::scenario
