#include "scenario/judging_flags.h"

#include "base/text.h"
#include "scenario/hosts.h"
#include "scenario/named_dialect.h"
#include "scenario/quantity.h"
#include "scenario/selection.h"

#include <array>
#include <utility>

namespace ssert::scenario {
namespace {

base::Result<void> read_dialect_flag(const CheckFlags& flags, const Inputs& inputs,
                                     Scenario& scenario) {
  if (!flags.dialect) return {};
  auto dialect = dialect_named(*flags.dialect, "--dialect", inputs);
  if (!dialect) return dialect.error();
  scenario.dialect_how = "--dialect " + *flags.dialect;
  scenario.dialect = *std::move(dialect);
  return {};
}

base::Result<void> read_waits(const CheckFlags& flags, base::WaitLimits& waits) {
  const std::array<DurationFlag, 5> durations{
      {{flags.connect_timeout, "--connect-timeout", waits.connect},
       {flags.head_timeout, "--head-timeout", waits.head},
       {flags.first_token_timeout, "--first-token-timeout", waits.first},
       {flags.gap_timeout, "--gap-timeout", waits.gap},
       {flags.total_timeout, "--total-timeout", waits.total}}};
  for (const auto& [text, name, value] : durations) {
    if (!text) continue;
    const auto read = parse_duration(*text, name);
    if (!read) return read.error();
    value = *read;
  }
  return {};
}

base::Result<void> read_words(const CheckFlags& flags, Scenario& scenario) {
  if (flags.terminal) {
    scenario.terminal = dialect::terminal_mode_from(*flags.terminal);
    scenario.terminal_how = "--terminal";
    if (!scenario.terminal)
      return base::Problem{.where = "--terminal",
                           .what = "is " + base::in_quotes(*flags.terminal),
                           .way_out = "required, optional or none"};
  }
  if (flags.fail_on) {
    const auto fail_on = fail_on_from(*flags.fail_on);
    if (!fail_on)
      return base::Problem{.where = "--fail-on",
                           .what = "is " + base::in_quotes(*flags.fail_on),
                           .way_out = "fail, warn, not-shown or inconclusive"};
    scenario.fail_on = *fail_on;
  }
  return {};
}

base::Result<void> read_bounds(const CheckFlags& flags, Scenario& scenario) {
  if (flags.max_requests) {
    const auto count =
        parse_count(*flags.max_requests, "--max-requests", {.least = 1, .most = max_requests_most});
    if (!count) return count.error();
    scenario.max_requests = static_cast<int>(*count);
  }
  if (flags.max_response) {
    const auto bytes = parse_size(*flags.max_response, "--max-response", response_size_range);
    if (!bytes) return bytes.error();
    scenario.sizes.response = static_cast<std::size_t>(*bytes);
  }
  return {};
}

base::Result<void> read_wait_for_target(const CheckFlags& flags, Scenario& scenario) {
  if (!flags.wait) return {};
  const auto wait = parse_duration(*flags.wait, "--wait");
  if (!wait) return wait.error();
  scenario.wait = *wait;
  return {};
}

struct GlobFlags {
  const std::vector<std::string>& globs;
  std::string_view name;
  std::vector<std::string>& place;
};

base::Result<void> read_selection(const CheckFlags& flags, const Inputs& inputs,
                                  Scenario& scenario) {
  const std::array<GlobFlags, 2> lists{
      {{flags.only, "--only", scenario.only}, {flags.skip, "--skip", scenario.skip}}};
  for (const auto& [globs, name, place] : lists) {
    for (const auto& glob : globs) {
      const auto checked = check_glob(glob, name, inputs.selectable_names);
      if (!checked) return checked.error();
    }
    if (!globs.empty()) place = globs;
  }
  return {};
}

base::Result<void> read_allowed_hosts(const CheckFlags& flags, Scenario& scenario) {
  if (!flags.allow_hosts.empty()) scenario.allow_hosts.clear();
  for (const auto& text : flags.allow_hosts) {
    auto host = checked_host(text, "--allow-host");
    if (!host) return host.error();
    scenario.allow_hosts.push_back(*std::move(host));
  }
  return {};
}

}  // namespace

base::Result<void> apply_judging_flags(const CheckFlags& flags, const Inputs& inputs,
                                       Scenario& scenario) {
  if (const auto read = read_words(flags, scenario); !read) return read.error();
  if (const auto read = read_waits(flags, scenario.waits); !read) return read.error();
  if (const auto read = read_bounds(flags, scenario); !read) return read.error();
  if (const auto read = read_wait_for_target(flags, scenario); !read) return read.error();
  if (const auto read = read_selection(flags, inputs, scenario); !read) return read.error();
  if (const auto read = read_allowed_hosts(flags, scenario); !read) return read.error();
  return read_dialect_flag(flags, inputs, scenario);
}

}  // namespace ssert::scenario
