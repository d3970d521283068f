#include "scenario/check_flags.h"

#include "scenario/curl_command.h"
#include "scenario/hosts.h"
#include "scenario/judging_flags.h"
#include "scenario/redact.h"
#include "scenario/scenario_file.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ssert::scenario {
namespace {

constexpr std::array<std::string_view, 4> fail_on_words{"fail", "warn", "not-shown",
                                                        "inconclusive"};

base::Result<RequestPlan> request_plan(const CheckFlags& flags, const Inputs& inputs) {
  if (flags.curl.empty()) return plan_request(flags.request, inputs);
  if (flags.request != RequestFlags{}) {
    return base::Problem{
        .where = "--",
        .what =
            "is followed by a curl command, and a URL, a scenario file, -X, -H, -d or -u stands "
            "in front of it",
        .way_out = "the request in one of the two places"};
  }
  return plan_curl_request(flags.curl, inputs);
}

// The targets of one scenario file, or of all URLs of the command line.
struct Group {
  FileScenario asked;
  bool is_file = false;
};

// What the flags say of the request goes over what the file says of it.
void overlay(const RequestPlan& flags, FileScenario& file) {
  auto& request = file.request;
  const auto take_out = [&](std::string_view name) {
    const auto has_name = [&](std::string_view other) {
      return http::equals_ignoring_case(other, name);
    };
    std::erase_if(request.fields, [&](const auto& field) { return has_name(field.name); });
    std::erase_if(request.fields_left_out, has_name);
  };
  for (const auto& field : flags.fields) take_out(field.name);
  for (const auto& name : flags.fields_left_out) take_out(name);
  request.fields.insert(request.fields.end(), flags.fields.begin(), flags.fields.end());
  request.fields_left_out.insert(request.fields_left_out.end(), flags.fields_left_out.begin(),
                                 flags.fields_left_out.end());
  request.secrets.add_all(flags.secrets);
  if (flags.method_given) request.method = flags.method;
  request.method_given = request.method_given || flags.method_given;
  if (!flags.content) return;
  request.content = flags.content;
  file.common.content_references = {};
}

// What is added where nobody says otherwise; the same as plan_request does for flags.
void add_request_defaults(FileScenario& file) {
  auto& request = file.request;
  if (!request.content && method_has_no_content(request.method)) request.content = "";
  if (!request.content || request.content->empty()) return;
  GivenHeaders headers{.fields = std::move(request.fields), .left_out = request.fields_left_out};
  headers.add_default("Content-Type", "application/json");
  request.fields = std::move(headers.fields);
}

base::Result<Group> file_group(const std::string& path, const RequestPlan& flags,
                               const Inputs& inputs) {
  const auto text = inputs.file(path, "the command line");
  if (!text) return text.error();
  auto file = read_scenario_file(*text, path, inputs);
  if (!file) return file.error();
  overlay(flags, *file);
  add_request_defaults(*file);
  return Group{.asked = *std::move(file), .is_file = true};
}

// Without the URLs and what belongs to them alone.
Group url_group(const RequestPlan& plan, const std::string& url) {
  Group group;
  group.asked.request = plan;
  group.asked.request.urls = {url};
  group.asked.target_names = {""};
  group.asked.target_places = {"URL"};
  if (plan.connect_limit) group.asked.common.waits.connect = *plan.connect_limit;
  if (plan.total_limit) group.asked.common.waits.total = *plan.total_limit;
  return group;
}

base::Result<std::vector<Group>> read_groups(const CheckFlags& flags, const Inputs& inputs) {
  const auto plan = request_plan(flags, inputs);
  if (!plan) return plan.error();
  std::vector<Group> groups;
  auto url = plan->urls.begin();
  for (const auto& word : flags.request.urls) {
    if (!is_scenario_file(word)) {
      groups.push_back(url_group(*plan, *url++));
      continue;
    }
    auto group = file_group(word, *plan, inputs);
    if (!group) return group.error();
    groups.push_back(*std::move(group));
  }
  while (url != plan->urls.end()) groups.push_back(url_group(*plan, *url++));  // curl's
  return groups;
}

// A name may stand for a header, a query parameter and a variable at once: all of them are hidden.
base::Result<void> hide_all_named(const CheckFlags& flags, const Inputs& inputs,
                                  std::vector<Group>& groups) {
  for (const auto& name : flags.secrets) {
    bool found = false;
    for (auto& [asked, is_file] : groups)
      found = hide_named(name, inputs, asked.request, asked.common.set_up) || found;
    if (found) continue;
    // The word itself is not shown: it may be the secret, given here by mistake.
    return base::Problem{.where = "--secret",
                         .what =
                             "names no header of the request, no parameter of the URL and no "
                             "environment variable that is set",
                         .way_out = "one of these names; the secret itself never stands here"};
  }
  return {};
}

// The host may come from a variable that is secret.
base::Problem refused_host(const FileScenario& asked, std::string_view where,
                           std::string_view url) {
  const auto secrets = asked.request.secrets.values();
  auto problem = host_problem(where, url);
  problem.what = hide_secrets(problem.what, secrets);
  problem.way_out = hide_secrets(problem.way_out, secrets);
  return problem;
}

base::Result<void> check_hosts(const FileScenario& asked) {
  const auto& allowed = asked.common.allow_hosts;
  const auto is_refused = [&](const std::string& url) {
    return host_is_known(url) && !host_is_allowed(url, allowed);
  };
  for (std::size_t i = 0; i < asked.request.urls.size(); ++i) {
    const auto& url = asked.request.urls[i];
    if (is_refused(url)) return refused_host(asked, asked.target_places[i], url);
  }
  for (const auto* requests : {&asked.common.set_up.before, &asked.common.set_up.after}) {
    for (const auto& request : *requests) {
      if (is_refused(request.url)) return refused_host(asked, request.place, request.url);
    }
  }
  return {};
}

// What one target of a command line is told, the others hide as well: a service may echo it.
SecretValues secrets_of_all(const std::vector<Group>& groups) {
  SecretValues secrets;
  for (const auto& group : groups) secrets.add_all(group.asked.request.secrets);
  return secrets;
}

void add_scenarios(const Group& group, const SecretValues& secrets, bool is_curl,
                   Targets& targets) {
  const auto& request = group.asked.request;
  for (std::size_t i = 0; i < request.urls.size(); ++i) {
    Scenario scenario = group.asked.common;
    scenario.method = request.method;
    if (!request.method_given && !is_curl && scenario.dialect)
      scenario.method = scenario.dialect->request.method;
    scenario.fields = request.fields;
    scenario.fields_left_out = request.fields_left_out;
    scenario.content = request.content;
    scenario.secrets = secrets.values();
    scenario.url = request.urls[i];
    const auto& name = group.asked.target_names[i];
    scenario.name =
        hide_secrets(name.empty() ? redacted_url(scenario.url) : name, scenario.secrets);
    targets.scenarios.push_back(std::move(scenario));
  }
}

void add_notes(const std::vector<std::string>& notes, Targets& targets) {
  for (const auto& note : notes) {
    if (std::find(targets.notes.begin(), targets.notes.end(), note) == targets.notes.end())
      targets.notes.push_back(note);
  }
}

base::Problem nothing_is_sent(std::string_view flag) {
  return {.where = std::string(flag),
          .what = "says how to send, and what is judged was sent long ago",
          .way_out = "without it; what is expected may be said, and --secret"};
}

// The first word that is about sending.
std::optional<base::Problem> find_sending(const CheckFlags& flags) {
  const auto& request = flags.request;
  const std::array<std::pair<bool, std::string_view>, 13> given{{
      {!flags.curl.empty(), "--"},
      {request.method.has_value(), "-X"},
      {!request.headers.empty(), "-H"},
      {request.data.has_value(), "-d"},
      {request.user.has_value(), "-u"},
      {flags.max_requests.has_value(), "--max-requests"},
      {!flags.allow_hosts.empty(), "--allow-host"},
      {flags.wait.has_value(), "--wait"},
      {flags.connect_timeout.has_value(), "--connect-timeout"},
      {flags.head_timeout.has_value(), "--head-timeout"},
      {flags.first_token_timeout.has_value(), "--first-token-timeout"},
      {flags.gap_timeout.has_value(), "--gap-timeout"},
      {flags.total_timeout.has_value(), "--total-timeout"},
  }};
  for (const auto& [is_given, flag] : given) {
    if (is_given) return nothing_is_sent(flag);
  }
  for (const auto& word : request.urls) {
    if (is_scenario_file(word)) continue;
    return base::Problem{.where = "URL \"" + shown_url(word) + "\"",
                         .what = "stands beside what was sent long ago",
                         .way_out = "no URL, or a check of its own"};
  }
  if (request.urls.size() < 2) return std::nullopt;
  return base::Problem{.where = "the command line",
                       .what = "has more than one scenario file to judge by",
                       .way_out = "one at most"};
}

}  // namespace

base::Result<Targets> targets_from(const CheckFlags& flags, const Inputs& inputs) {
  auto groups = read_groups(flags, inputs);
  if (!groups) return groups.error();
  const auto hidden = hide_all_named(flags, inputs, *groups);
  if (!hidden) return hidden.error();
  for (auto& [asked, is_file] : *groups) {
    const auto judging = apply_judging_flags(flags, inputs, asked.common);
    if (!judging) return judging.error();
    const auto hosts = check_hosts(asked);
    if (!hosts) return hosts.error();
  }
  const auto secrets = secrets_of_all(*groups);
  Targets targets;
  for (const auto& group : *groups) {
    add_notes(group.asked.request.notes, targets);
    add_scenarios(group, secrets, !flags.curl.empty(), targets);
  }
  for (const auto& name : secrets.too_short()) {
    targets.notes.push_back("the value of " + name +
                            " is too short to be looked for in answers; it is hidden on the "
                            "command line only");
  }
  return targets;
}

base::Result<Scenario> judging_from(const CheckFlags& flags, const Inputs& inputs) {
  if (auto problem = find_sending(flags)) return *std::move(problem);
  std::vector<Group> groups(1);
  if (!flags.request.urls.empty()) {
    auto group = file_group(flags.request.urls.front(), {}, inputs);
    if (!group) return group.error();
    groups.front() = *std::move(group);
  }
  const auto hidden = hide_all_named(flags, inputs, groups);
  if (!hidden) return hidden.error();
  auto& [asked, is_file] = groups.front();
  const auto judging = apply_judging_flags(flags, inputs, asked.common);
  if (!judging) return judging.error();
  asked.common.secrets = asked.request.secrets.values();
  return std::move(asked.common);
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
