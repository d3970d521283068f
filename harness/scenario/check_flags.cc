#include "scenario/check_flags.h"

#include "base/text.h"
#include "scenario/curl_command.h"
#include "scenario/nearest.h"
#include "scenario/quantity.h"
#include "scenario/redact.h"
#include "scenario/url.h"

#include <array>
#include <span>
#include <utility>

namespace ssert::scenario {
namespace {

constexpr std::array<std::string_view, 4> fail_on_words{"fail", "warn", "not-shown",
                                                        "inconclusive"};

std::string in_quotes(std::string_view text) {
  return "\"" + base::escape_bytes_shortened(text, 60) + "\"";
}

base::Result<RequestPlan> request_plan(const CheckFlags& flags, const Inputs& inputs) {
  if (flags.curl.empty()) return plan_request(flags.request, inputs);
  if (flags.request != RequestFlags{}) {
    return base::Problem{.where = "--",
                         .what =
                             "is followed by a curl command, and a URL, -X, -H, -d or -u stands "
                             "in front of it",
                         .way_out = "the request in one of the two places"};
  }
  return plan_curl_request(flags.curl, inputs);
}

bool looks_like_file(std::string_view name) {
  return name.find('/') != std::string_view::npos || name.ends_with(".json");
}

base::Problem unknown_dialect(std::string_view name) {
  std::vector<std::string_view> known;
  for (const auto& dialect : dialect::built_in_dialects()) known.push_back(dialect.name);
  const auto meant = nearest_names(name, known);
  return {.where = "--dialect",
          .what = "is " + in_quotes(name) + ", which is not one of ours",
          .way_out = (meant.empty() ? std::string("a name that `ssert list dialects` shows")
                                    : any_of(meant)) +
                     ", or a file: ./NAME.json"};
}

base::Result<void> read_dialect_flag(const CheckFlags& flags, const Inputs& inputs,
                                     Scenario& scenario) {
  if (!flags.dialect) return {};
  scenario.dialect_how = "--dialect " + *flags.dialect;
  if (!looks_like_file(*flags.dialect)) {
    const auto* built_in = dialect::find_built_in(*flags.dialect);
    if (built_in == nullptr) return unknown_dialect(*flags.dialect);
    scenario.dialect = *built_in;
    return {};
  }
  const auto text = inputs.file(*flags.dialect, "--dialect");
  if (!text) return text.error();
  auto read = dialect::read_dialect(*text, *flags.dialect);
  if (!read) return read.error();
  scenario.dialect = *std::move(read);
  return {};
}

struct DurationFlag {
  const std::optional<std::string>& text;
  std::string_view name;
  std::chrono::nanoseconds& value;
};

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
    if (!scenario.terminal)
      return base::Problem{.where = "--terminal",
                           .what = "is " + in_quotes(*flags.terminal),
                           .way_out = "required, optional or none"};
  }
  if (flags.fail_on) {
    const auto fail_on = fail_on_from(*flags.fail_on);
    if (!fail_on)
      return base::Problem{.where = "--fail-on",
                           .what = "is " + in_quotes(*flags.fail_on),
                           .way_out = "fail, warn, not-shown or inconclusive"};
    scenario.fail_on = *fail_on;
  }
  return {};
}

base::Result<void> read_bounds(const CheckFlags& flags, Scenario& scenario) {
  if (flags.max_requests) {
    const auto count =
        parse_count(*flags.max_requests, "--max-requests", {.least = 1, .most = 1'000});
    if (!count) return count.error();
    scenario.max_requests = static_cast<int>(*count);
  }
  if (flags.max_response) {
    const auto bytes = parse_size(*flags.max_response, "--max-response",
                                  {.least = 1024, .most = std::uint64_t{4} << 30U});
    if (!bytes) return bytes.error();
    scenario.sizes.response = static_cast<std::size_t>(*bytes);
  }
  return {};
}

// A name may stand for a header, a query parameter and a variable at once: all of them are hidden.
base::Result<void> add_named_secret(const std::string& name, const Inputs& inputs,
                                    RequestPlan& plan) {
  bool found = false;
  for (const auto& field : plan.fields) {
    if (!http::equals_ignoring_case(field.name, name)) continue;
    plan.secrets.add_field(field);
    found = true;
  }
  for (const auto& url : plan.urls) {
    for (const auto& parameter : query_parameters(query_of(url))) {
      if (percent_decoded(parameter.name) != name) continue;
      plan.secrets.add_parameter(name, parameter.value);
      found = true;
    }
  }
  if (const auto value = inputs.variable(name)) {
    plan.secrets.add(name, *value);
    found = true;
  }
  if (found) return {};
  // The word itself is not shown: it may be the secret, given here by mistake.
  return base::Problem{.where = "--secret",
                       .what =
                           "names no header of the request, no parameter of the URL and no "
                           "environment variable that is set",
                       .way_out = "one of these names; the secret itself never stands here"};
}

base::Result<void> read_judging(const CheckFlags& flags, const Inputs& inputs, Scenario& scenario) {
  const auto words = read_words(flags, scenario);
  if (!words) return words.error();
  const auto waits = read_waits(flags, scenario.waits);
  if (!waits) return waits.error();
  const auto bounds = read_bounds(flags, scenario);
  if (!bounds) return bounds.error();
  return read_dialect_flag(flags, inputs, scenario);
}

}  // namespace

base::Result<Targets> targets_from(const CheckFlags& flags, const Inputs& inputs) {
  auto plan = request_plan(flags, inputs);
  if (!plan) return plan.error();
  for (const auto& name : flags.secrets) {
    const auto added = add_named_secret(name, inputs, *plan);
    if (!added) return added.error();
  }
  Scenario common;
  if (plan->connect_limit) common.waits.connect = *plan->connect_limit;
  if (plan->total_limit) common.waits.total = *plan->total_limit;
  const auto judging = read_judging(flags, inputs, common);
  if (!judging) return judging.error();
  common.method = plan->method;
  if (!plan->method_given && flags.curl.empty() && common.dialect)
    common.method = common.dialect->request.method;
  common.fields = plan->fields;
  common.fields_left_out = plan->fields_left_out;
  common.content = plan->content;
  common.secrets = plan->secrets.values();

  Targets targets{.scenarios = {}, .notes = plan->notes};
  for (const auto& name : plan->secrets.too_short()) {
    targets.notes.push_back("the value of " + name +
                            " is too short to be looked for in answers; it is hidden on the "
                            "command line only");
  }
  for (const auto& url : plan->urls) {
    Scenario scenario = common;
    scenario.url = url;
    scenario.name = hide_secrets(redacted_url(url), common.secrets);
    targets.scenarios.push_back(std::move(scenario));
  }
  return targets;
}

std::string_view to_string(FailOn fail_on) {
  return fail_on_words[static_cast<std::size_t>(fail_on)];
}

std::optional<FailOn> fail_on_from(std::string_view text) {
  for (std::size_t i = 0; i < fail_on_words.size(); ++i) {
    if (fail_on_words[i] == text) return static_cast<FailOn>(i);
  }
  return std::nullopt;
}

}  // namespace ssert::scenario
