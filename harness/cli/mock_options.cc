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

base::Result<void> read_lies(const MockFlags& flags, mock_server::Options& options) {
  if (flags.fault && flags.script) {
    return base::Problem{
        .where = "--fault", .what = "and --script are both given", .way_out = "one of the two"};
  }
  options.script_file = flags.script.value_or("");
  if (!flags.fault) return {};
  const auto faults = mock_server::faults();
  std::vector<std::string_view> known;
  known.reserve(faults.size());
  for (const auto& fault : faults) known.push_back(fault.name);
  if (std::find(known.begin(), known.end(), *flags.fault) == known.end()) {
    const auto meant = base::nearest_names(*flags.fault, known);
    return base::Problem{
        .where = "--fault",
        .what = "knows no \"" + base::escape_bytes_shortened(*flags.fault, 60) + "\"",
        .way_out =
            (meant.empty() ? "a name" : base::any_of(meant)) + "; `ssert list faults` shows all"};
  }
  options.fault = *flags.fault;
  return {};
}

}  // namespace

base::Result<mock_server::Options> mock_options(const MockFlags& flags) {
  mock_server::Options options;
  for (const auto& read :
       {read_counts(flags, options), read_times(flags, options), read_lies(flags, options)}) {
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
