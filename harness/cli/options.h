// The command line taken apart: one plain struct per command, flags as typed. What they mean is
// read where they are used, so that every Problem names its flag.
#pragma once

#include "cli/outputs.h"
#include "cli/prometheus_options.h"
#include "scenario/check_flags.h"
#include "scenario/load_flags.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace ssert::cli {

enum class ColorMode : std::uint8_t { automatic, always, never };

struct CheckOptions {
  scenario::CheckFlags flags;
  std::vector<std::string> recordings;  // in place of targets; "-" is stdin
  std::vector<std::string> responses;   // raw response dumps
  std::optional<std::string> record;    // a path
  std::optional<std::string> expected;  // a file of expected failures
  OutputPaths outputs;
  ColorMode color = ColorMode::automatic;
  bool dry_run = false;
  bool quiet = false;
  bool verbose = false;

  bool operator==(const CheckOptions&) const = default;
};

struct RecordOptions {
  scenario::CheckFlags flags;
  std::string output;  // a path, or "-" for stdout
  bool dry_run = false;
  bool quiet = false;

  bool operator==(const RecordOptions&) const = default;
};

struct LoadOptions {
  scenario::CheckFlags flags;  // of the target, the request and what is expected
  scenario::LoadFlags load;
  PrometheusFlags prometheus;
  OutputPaths outputs;
  ColorMode color = ColorMode::automatic;
  bool dry_run = false;
  bool quiet = false;

  bool operator==(const LoadOptions&) const = default;
};

struct MockFlags {
  std::optional<std::string> port;
  std::optional<std::string> bind;
  std::optional<std::string> token;
  std::optional<std::string> seed;
  std::optional<std::string> tokens;
  std::optional<std::string> time_to_first;
  std::optional<std::string> gap;
  std::optional<std::string> fault;
  std::optional<std::string> fault_mix;
  std::optional<std::string> script;
  std::optional<std::string> replay;  // a recording
  std::optional<std::string> speed;   // of it
  std::optional<std::string> stop_grace;
  std::optional<std::string> max_streams;
  std::optional<std::string> max_connections;
  bool no_done = false;
  bool hold = false;
  bool stamps = false;

  bool operator==(const MockFlags&) const = default;
};

struct ReportOptions {
  std::string result;  // a file, or "-" for stdin
  OutputPaths outputs;
  ColorMode color = ColorMode::automatic;
  bool verbose = false;

  bool operator==(const ReportOptions&) const = default;
};

struct DemoOptions {
  std::string folder = "ssert-demo";  // for the reports
  ColorMode color = ColorMode::automatic;
  bool quiet = false;

  bool operator==(const DemoOptions&) const = default;
};

struct ListOptions {
  std::string what;  // rules, dialects, faults; empty: all

  bool operator==(const ListOptions&) const = default;
};

struct ExplainOptions {
  std::string rule;  // id or code

  bool operator==(const ExplainOptions&) const = default;
};

// --help, --version: a text for stdout, and done.
struct ShowText {
  std::string text;

  bool operator==(const ShowText&) const = default;
};

// No argument at all: the help on stderr, and exit status 2.
struct NothingAsked {
  std::string help;

  bool operator==(const NothingAsked&) const = default;
};

using Command = std::variant<CheckOptions, RecordOptions, LoadOptions, DemoOptions, MockFlags,
                             ReportOptions, ListOptions, ExplainOptions, ShowText, NothingAsked>;

}  // namespace ssert::cli
