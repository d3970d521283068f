#include "scenario/scenario_file.h"

#include "base/text.h"
#include "scenario/check_flags.h"
#include "scenario/file_parts.h"
#include "scenario/hosts.h"
#include "scenario/named_dialect.h"
#include "scenario/selection.h"
#include "scenario/thresholds.h"
#include "scenario/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ssert::scenario {
namespace {

using dialect::JsonValue;
using dialect::read_string;

constexpr std::string_view whole_file = "one JSON object (docs/formats/scenario.md)";

void read_format(Complaints& complaints, const ObjectReader& object) {
  const auto node = object.require("scenario_format", "\"scenario_format\": 1");
  if (node && node->value->as_integer() != 1)
    complaints.add_wrong(*node, "1, the one format that this version reads");
}

std::uint64_t read_size(FileContext& context, const Node& node, const SizeRange& range) {
  const bool has_text = node.value->type() == JsonValue::Type::string || node.value->as_integer();
  if (!has_text) {
    context.complaints.add_wrong(node, "a number of bytes, or text with a unit: \"64KiB\"");
    return 0;
  }
  const auto number = node.value->as_integer();
  const auto size = parse_size(number ? std::to_string(*number) : node.value->text(), "", range);
  if (size) return *size;
  context.complain(node, size.error());
  return 0;
}

void read_timeouts(FileContext& context, const Node& node, base::WaitLimits& waits) {
  const ObjectReader object(context.complaints, node, "timeouts",
                            {"connect", "head", "first_token", "gap", "total"});
  const auto read = [&](std::string_view name, std::chrono::nanoseconds& value) {
    if (const auto member = object.find(name)) value = read_duration(context, *member);
  };
  read("connect", waits.connect);
  read("head", waits.head);
  read("first_token", waits.first);
  read("gap", waits.gap);
  read("total", waits.total);
}

void read_limits(FileContext& context, const Node& node, base::SizeLimits& sizes) {
  const ObjectReader object(context.complaints, node, "limits", {"response"});
  if (const auto member = object.find("response"))
    sizes.response = static_cast<std::size_t>(read_size(context, *member, response_size_range));
}

void read_threshold(FileContext& context, const Node& node, const NamedThreshold& named,
                    Thresholds& thresholds) {
  if (const auto* const size = std::get_if<std::uint64_t Thresholds::*>(&named.member)) {
    thresholds.** size = read_size(context, node, {});
    return;
  }
  const auto member = std::get<std::chrono::milliseconds Thresholds::*>(named.member);
  const auto duration = read_duration(context, node);
  thresholds.*member = std::chrono::duration_cast<std::chrono::milliseconds>(duration);
  if (thresholds.*member != duration)
    context.complaints.add_wrong(node, "whole milliseconds, \"1ms\" at least");
}

// A size, or milliseconds.
std::uint64_t number_of(const NamedThreshold& named, const Thresholds& thresholds) {
  if (const auto* const size = std::get_if<std::uint64_t Thresholds::*>(&named.member))
    return thresholds.**size;
  const auto member = std::get<std::chrono::milliseconds Thresholds::*>(named.member);
  return static_cast<std::uint64_t>((thresholds.*member).count());
}

// A warning that comes after the failure would never be said.
void judge_order(FileContext& context, const ObjectReader& object, const Thresholds& thresholds) {
  for (const auto& warn : named_thresholds()) {
    if (!warn.name.ends_with("_warn")) continue;
    const auto fail_name = std::string(warn.name.substr(0, warn.name.size() - 4)) + "fail";
    for (const auto& fail : named_thresholds()) {
      if (fail.name != fail_name) continue;
      if (number_of(warn, thresholds) <= number_of(fail, thresholds)) continue;
      const auto node = object.find(warn.name) ? object.find(warn.name) : object.find(fail.name);
      context.complaints.add(node ? *node : object.node(),
                             {.what = fmt::format("makes {} larger than {}", warn.name, fail.name),
                              .way_out = "a warning that is not above its failure; set both"});
    }
  }
}

void read_thresholds(FileContext& context, const Node& node, Thresholds& thresholds) {
  std::vector<std::string_view> names;
  for (const auto& named : named_thresholds()) names.push_back(named.name);
  const ObjectReader object(context.complaints, node, "thresholds", names);
  for (const auto& named : named_thresholds()) {
    if (const auto member = object.find(named.name))
      read_threshold(context, *member, named, thresholds);
  }
  judge_order(context, object, thresholds);
}

std::vector<std::string> read_globs(FileContext& context, const Node& node) {
  std::vector<std::string> globs;
  for (const auto& element : elements_of(context.complaints, node, "an array of globs")) {
    const auto glob = read_string(context.complaints, element, "a glob: \"framing/*\"");
    if (!glob) continue;
    const auto checked = check_glob(*glob, "", context.inputs.selectable_names);
    if (!checked) context.complain(element, checked.error());
    globs.push_back(*glob);
  }
  return globs;
}

std::vector<std::string> read_hosts(FileContext& context, const Node& node) {
  std::vector<std::string> hosts;
  for (const auto& element : elements_of(context.complaints, node, "an array of hosts")) {
    const auto text = read_string(context.complaints, element, "a host: \"example.com\"");
    if (!text) continue;
    auto host = checked_host(*text, "");
    if (!host) {
      context.complain(element, host.error());
      continue;
    }
    hosts.push_back(*std::move(host));
  }
  return hosts;
}

void read_dialect_member(FileContext& context, const Node& node, Scenario& common) {
  const auto name = read_string(context.complaints, node, "a dialect's name, or a file");
  if (!name) return;
  const auto file = names_dialect_file(*name) ? context.path_of(*name) : *name;
  auto dialect = dialect_named(file, "", context.inputs);
  common.dialect_how = "the scenario file says " + *name;
  if (dialect) {
    common.dialect = *std::move(dialect);
  } else if (dialect.error().where.empty()) {
    context.complain(node, dialect.error());
  } else {  // the dialect file's own place stands in it
    context.complaints.add(
        node, {.what = "cannot be read: " + dialect.error().where + " " + dialect.error().what,
               .way_out = dialect.error().way_out});
  }
}

template <class Value, class Read>
void read_word(FileContext& context, const Node& node, Value& value, Read read,
               const std::vector<std::string_view>& words) {
  const auto text = read_string(context.complaints, node, dialect::suggest("", words));
  if (!text) return;
  const auto read_value = read(*text);
  if (read_value) value = *read_value;
  if (!read_value) context.complaints.add_wrong(node, dialect::suggest(*text, words));
}

void read_judging(FileContext& context, const ObjectReader& object, Scenario& common) {
  common.terminal_how = "the scenario file";
  if (const auto node = object.find("dialect")) read_dialect_member(context, *node, common);
  if (const auto node = object.find("terminal"))
    read_word(context, *node, common.terminal, dialect::terminal_mode_from,
              {"required", "optional", "none"});
  if (const auto node = object.find("fail_on"))
    read_word(context, *node, common.fail_on, fail_on_from,
              {"fail", "warn", "not-shown", "inconclusive"});
  if (const auto node = object.find("thresholds"))
    read_thresholds(context, *node, common.thresholds);
  if (const auto node = object.find("only")) common.only = read_globs(context, *node);
  if (const auto node = object.find("skip")) common.skip = read_globs(context, *node);
}

void read_bounds(FileContext& context, const ObjectReader& object, Scenario& common) {
  if (const auto node = object.find("timeouts")) read_timeouts(context, *node, common.waits);
  if (const auto node = object.find("limits")) read_limits(context, *node, common.sizes);
  if (const auto node = object.find("wait")) common.wait = read_duration(context, *node);
  if (const auto node = object.find("allow_hosts")) common.allow_hosts = read_hosts(context, *node);
  const auto node = object.find("max_requests");
  if (!node) return;
  const auto count = node->value->as_integer();
  if (count && *count >= 1 && *count <= max_requests_most) {
    common.max_requests = static_cast<int>(*count);
  } else {
    context.complaints.add_wrong(
        *node, fmt::format("a whole number from 1 to {}", base::with_thousands(max_requests_most)));
  }
}

std::string read_name(FileContext& context, const ObjectReader& object) {
  const auto node = object.find("name");
  if (!node) return {};
  auto name = read_string(context.complaints, *node, "a name, for reports").value_or("");
  dialect::judge_name(context.complaints, *node, name);
  return name;
}

class Targets {
 public:
  Targets(FileContext& context, FileScenario& file) : context_(context), file_(file) {}

  void read(const ObjectReader& object) {
    const auto url = object.find("url");
    const auto targets = object.find("targets");
    if (url.has_value() == targets.has_value()) {
      context_.complaints.add(url ? *targets : object.node(),
                              {.what = url ? "stands beside url" : "has no target",
                               .way_out = url ? "one of the two" : "a member url, or targets"});
    } else if (url) {
      add(*url, read_name(context_, object));
    } else {
      read_list(*targets, read_name(context_, object));
    }
  }

 private:
  void read_list(const Node& node, const std::string& name_of_all) {
    const auto elements = elements_of(context_.complaints, node, "an array of targets");
    if (elements.empty())
      context_.complaints.add(node, {.what = "is empty", .way_out = "at least one target"});
    for (const auto& element : elements) {
      const ObjectReader object(context_.complaints, element, "a target", {"name", "url"});
      auto name = read_name(context_, object);
      if (!name_of_all.empty() && !name.empty()) name = name_of_all + ": " + name;
      if (const auto url = object.require("url", "the target's URL")) add(*url, std::move(name));
    }
  }

  void add(const Node& node, std::string name) {
    file_.request.urls.push_back(read_url(context_, node));
    file_.target_names.push_back(std::move(name));
    file_.target_places.push_back(context_.complaints.place_of(node));
  }

  FileContext& context_;
  FileScenario& file_;
};

void judge_left_out(FileContext& context, const ObjectReader& object, RequestPlan& request) {
  for (const auto& name : request.fields_left_out) {
    if (http::equals_ignoring_case(name, "User-Agent"))
      request.notes.emplace_back("User-Agent is sent all the same: ssert always says who asks");
    if (http::equals_ignoring_case(name, "Host"))
      context.complaints.add(*object.find("headers"),
                             {.what = "leaves out Host, without which there is no request",
                              .way_out = "Host with a value, or no member of that name"});
  }
}

void read_request_members(FileContext& context, const ObjectReader& object, FileScenario& file) {
  auto& request = file.request;
  if (const auto node = object.find("before"))
    file.common.set_up.before = read_set_up_requests(context, *node, When::before);
  Targets(context, file).read(object);
  if (const auto node = object.find("method")) {
    request.method = read_method(context, *node);
    request.method_given = true;
  }
  if (const auto node = object.find("headers")) {
    auto headers = read_file_headers(context, *node);
    request.fields = std::move(headers.fields);
    request.fields_left_out = std::move(headers.left_out);
  }
  judge_left_out(context, object, request);
  if (const auto content = read_content(context, object)) {
    request.content = content->text;
    file.common.content_references = content->references;
  }
  if (const auto node = object.find("after"))
    file.common.set_up.after = read_set_up_requests(context, *node, When::after);
}

// The name itself is not shown: it may be the secret, given here by mistake.
void read_secrets(FileContext& context, const Node& node, FileScenario& file) {
  for (const auto& element : elements_of(context.complaints, node, "an array of names")) {
    const bool is_name =
        element.value->type() == JsonValue::Type::string &&
        hide_named(element.value->text(), context.inputs, file.request, file.common.set_up);
    if (is_name) continue;
    context.complaints.add(element,
                           {.what = "names no header, no query parameter, no capture and no "
                                    "environment variable that is set",
                            .way_out = "one of these names; the secret itself never stands here"});
  }
}

// Without what was read last: that may be half a header's value.
base::Problem without_quote(base::Problem problem) {
  problem.what = problem.what.substr(0, problem.what.find("; last read:"));
  return problem;
}

bool hide_captures(std::string_view name, SetUp& set_up) {
  bool found = false;
  for (auto& request : set_up.before) {
    for (auto& capture : request.captures) {
      if (capture.name != name) continue;
      capture.secret = true;
      found = true;
    }
  }
  return found;
}

FileScenario read_members(FileContext& context, const ObjectReader& object) {
  FileScenario file;
  read_format(context.complaints, object);
  read_request_members(context, object, file);
  read_judging(context, object, file.common);
  read_bounds(context, object, file.common);
  if (const auto node = object.find("load")) file.common.load = read_load(context, *node);
  if (const auto node = object.find("secrets")) read_secrets(context, *node, file);
  for (const auto& name : context.captured_secrets) hide_captures(name, file.common.set_up);
  file.request.secrets.add_all(context.secrets);
  return file;
}

// True where the value is what captures give: then these are the secrets.
bool hide_references(std::string_view value, SetUp& set_up) {
  const auto names = references_in(value);
  for (const auto& name : names) hide_captures(name, set_up);
  return !names.empty();
}

// One secret name, looked for in the requests of one scenario.
class NamedSecret {
 public:
  NamedSecret(std::string_view name, SecretValues& secrets, SetUp& set_up)
      : name_(name), secrets_(secrets), set_up_(set_up), found_(hide_captures(name, set_up)) {}

  void look_in(const http::FieldSection& fields) {
    for (const auto& field : fields) {
      if (!http::equals_ignoring_case(field.name, name_)) continue;
      if (!hide_references(field.value, set_up_)) secrets_.add_field(field);
      found_ = true;
    }
  }
  void look_in(std::string_view url) {
    for (const auto& parameter : query_parameters(query_of(url))) {
      if (percent_decoded(parameter.name) != name_) continue;
      if (!hide_references(parameter.value, set_up_))
        secrets_.add_parameter(name_, parameter.value);
      found_ = true;
    }
  }
  void look_in(const Inputs& inputs) {
    const auto value = inputs.variable(std::string(name_));
    if (value) secrets_.add(name_, *value);
    found_ = found_ || value;
  }
  bool found() const { return found_; }

 private:
  std::string_view name_;
  SecretValues& secrets_;
  SetUp& set_up_;
  bool found_ = false;
};

}  // namespace

bool is_scenario_file(std::string_view word) {
  return word.ends_with(".json") && word.find("://") == std::string_view::npos;
}

base::Result<FileScenario> read_scenario_file(std::string_view text, std::string_view file_name,
                                              const Inputs& inputs) {
  Complaints complaints(file_name);
  const auto value = read_json_object(complaints, text, whole_file);
  if (!value) return without_quote(*complaints.first());
  const ObjectReader object(complaints, {.value = &*value}, "a scenario file", {"scenario_format",
                                                                                "name",
                                                                                "url",
                                                                                "targets",
                                                                                "method",
                                                                                "headers",
                                                                                "body",
                                                                                "body_text",
                                                                                "body_file",
                                                                                "dialect",
                                                                                "terminal",
                                                                                "timeouts",
                                                                                "limits",
                                                                                "thresholds",
                                                                                "max_requests",
                                                                                "fail_on",
                                                                                "only",
                                                                                "skip",
                                                                                "secrets",
                                                                                "allow_hosts",
                                                                                "wait",
                                                                                "before",
                                                                                "after",
                                                                                "load"});
  const auto slash = file_name.rfind('/');
  FileContext context{
      .complaints = complaints,
      .inputs = inputs,
      .folder = slash == std::string_view::npos ? "" : std::string(file_name.substr(0, slash + 1))};
  auto file = read_members(context, object);
  if (complaints.first()) return *complaints.first();
  return file;
}

bool hide_named(std::string_view name, const Inputs& inputs, RequestPlan& request, SetUp& set_up) {
  NamedSecret secret(name, request.secrets, set_up);
  secret.look_in(request.fields);
  for (const auto& url : request.urls) secret.look_in(url);
  for (const auto* requests : {&set_up.before, &set_up.after}) {
    for (const auto& one : *requests) {
      secret.look_in(one.fields);
      secret.look_in(one.url);
    }
  }
  secret.look_in(inputs);
  return secret.found();
}

}  // namespace ssert::scenario
