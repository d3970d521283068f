#include "cli/mock_options.h"

#include "base/nearest.h"
#include "base/text.h"
#include "mock_server/server.h"
#include "scenario/quantity.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace ssert::cli {
namespace {

using scenario::CountRange;

struct Flag {
  const std::optional<std::string>& text;
  std::string_view name;
};

template <class T>
base::Result<void> read_count(const Flag& flag, const CountRange& range, T& place) {
  if (!flag.text) return {};
  const auto count = scenario::parse_count(*flag.text, flag.name, range);
  if (!count) return count.error();
  place = static_cast<T>(*count);
  return {};
}

base::Result<void> read_delay(const Flag& flag, mock_server::Delay& place) {
  if (!flag.text) return {};
  const auto delay = mock_server::parse_delay(*flag.text);
  if (!delay) {
    auto problem = delay.error();
    problem.where = flag.name;
    return problem;
  }
  place = *delay;
  return {};
}

base::Result<void> read_counts(const MockFlags& flags, mock_server::Options& options) {
  for (const auto& read :
       {read_count({flags.port, "--port"}, {.least = 0, .most = 65'535}, options.port),
        read_count({flags.tokens, "--tokens"}, {.least = 0, .most = 1'000'000}, options.tokens),
        read_count({flags.seed, "--seed"},
                   {.least = 0, .most = std::numeric_limits<std::uint64_t>::max()}, options.seed),
        read_count({flags.max_streams, "--max-streams"}, {.least = 1, .most = 1'000'000},
                   options.limits.streams),
        read_count({flags.max_connections, "--max-connections"}, {.least = 1, .most = 1'000'000},
                   options.limits.connections)}) {
    if (!read) return read.error();
  }
  return {};
}

base::Result<void> read_times(const MockFlags& flags, mock_server::Options& options) {
  for (const auto& read :
       {read_delay({flags.time_to_first, "--time-to-first"}, options.time_to_first),
        read_delay({flags.gap, "--gap"}, options.gap)}) {
    if (!read) return read.error();
  }
  if (!flags.stop_grace) return {};
  const auto grace = scenario::parse_duration(*flags.stop_grace, "--stop-grace");
  if (!grace) return grace.error();
  options.stop_grace = *grace;
  return {};
}

// What only answers of our own have has no meaning beside a recording.
base::Result<void> check_replay(const MockFlags& flags) {
  if (!flags.replay) {
    if (!flags.speed) return {};
    return base::Problem{.where = "--speed",
                         .what = "stands without --replay",
                         .way_out = "--gap and --time-to-first for the mock's own answers"};
  }
  const std::array<std::pair<bool, std::string_view>, 11> others{
      {{flags.fault.has_value(), "--fault"},
       {flags.fault_mix.has_value(), "--fault-mix"},
       {flags.script.has_value(), "--script"},
       {flags.token.has_value(), "--token"},
       {flags.seed.has_value(), "--seed"},
       {flags.tokens.has_value(), "--tokens"},
       {flags.time_to_first.has_value(), "--time-to-first"},
       {flags.gap.has_value(), "--gap"},
       {flags.no_done, "--no-done"},
       {flags.hold, "--hold"},
       {flags.stamps, "--stamps"}}};
  for (const auto& [is_given, flag] : others) {
    if (is_given)
      return base::Problem{.where = std::string(flag),
                           .what = "stands beside --replay, which says what was recorded",
                           .way_out = "one of the two"};
  }
  return {};
}

base::Result<std::string> known_fault(std::string_view flag, const std::string& name) {
  const auto faults = mock_server::faults();
  std::vector<std::string_view> known;
  known.reserve(faults.size());
  for (const auto& fault : faults) known.push_back(fault.name);
  if (std::find(known.begin(), known.end(), name) != known.end()) return base::text_result(name);
  const auto meant = base::nearest_names(name, known);
  return base::Problem{.where = std::string(flag),
                       .what = "knows no " + base::in_quotes(name),
                       .way_out = (meant.empty() ? "a name" : base::any_of(meant)) +
                                  "; `ssert list faults` shows all"};
}

base::Result<void> read_mix(const std::string& names, mock_server::Options& options) {
  std::size_t begin = 0;
  while (begin <= names.size()) {
    const auto end = std::min(names.find(',', begin), names.size());
    auto name = known_fault("--fault-mix", names.substr(begin, end - begin));
    if (!name) return name.error();
    options.fault_mix.push_back(*std::move(name));
    begin = end + 1;
  }
  return {};
}

base::Result<void> read_lies(const MockFlags& flags, mock_server::Options& options) {
  const std::array<Flag, 3> lies{
      {{flags.fault, "--fault"}, {flags.fault_mix, "--fault-mix"}, {flags.script, "--script"}}};
  const Flag* given = nullptr;
  for (const auto& lie : lies) {
    if (!lie.text) continue;
    if (given != nullptr) {
      return base::Problem{.where = std::string(given->name),
                           .what = "and " + std::string(lie.name) + " are both given",
                           .way_out = "one of the two"};
    }
    given = &lie;
  }
  options.script_file = flags.script.value_or("");
  if (flags.fault_mix) return read_mix(*flags.fault_mix, options);
  if (!flags.fault) return {};
  auto name = known_fault("--fault", *flags.fault);
  if (!name) return name.error();
  options.fault = *std::move(name);
  return {};
}

}  // namespace

base::Result<mock_server::Options> mock_options(const MockFlags& flags) {
  mock_server::Options options;
  for (const auto& read : {check_replay(flags), read_counts(flags, options),
                           read_times(flags, options), read_lies(flags, options)}) {
    if (!read) return read.error();
  }
  if (flags.bind) options.address = *flags.bind;
  if (flags.token) options.token = *flags.token;
  options.send_done = !flags.no_done;
  options.hold = flags.hold;
  options.stamps = flags.stamps;
  return options;
}

}  // namespace ssert::cli
