#include "scenario/request.h"

#include "base/text.h"
#include "http/secret_names.h"
#include "http/syntax.h"
#include "scenario/redact.h"
#include "scenario/scenario_file.h"
#include "scenario/url.h"
#include "scenario/variables.h"

#include <algorithm>
#include <utility>

namespace ssert::scenario {
namespace {

// Expands each text; values of variables whose name says so become secrets.
class Expander {
 public:
  explicit Expander(const Inputs& inputs) : inputs_(inputs) {}

  base::Result<std::string> expand(std::string_view text, std::string_view where) {
    return expand_variables(text, where, inputs_, used_);
  }
  base::Result<std::vector<std::string>> expand_all(const std::vector<std::string>& texts,
                                                    std::string_view where) {
    std::vector<std::string> expanded;
    for (const auto& text : texts) {
      auto one = expand(text, where);
      if (!one) return one.error();
      expanded.push_back(*std::move(one));
    }
    return expanded;
  }
  void add_secrets(SecretValues& secrets) const {
    for (const auto& [name, value] : used_) {
      if (http::parameter_is_secret(name)) secrets.add(name, value);
    }
  }

 private:
  const Inputs& inputs_;
  std::vector<UsedVariable> used_;
};

base::Result<std::string> read_data(std::string_view data, const Inputs& inputs) {
  if (data == "-" || data == "@-") return inputs.standard_input("-d");
  if (data.starts_with('@')) return inputs.file(std::string(data.substr(1)), "-d");
  return base::text_result(std::string(data));
}

base::Result<void> read_method_and_content(const RequestFlags& flags, const Inputs& inputs,
                                           RequestPlan& plan) {
  if (flags.method) {
    auto method = checked_method(*flags.method, "-X");
    if (!method) return method.error();
    plan.method = *std::move(method);
    plan.method_given = true;
  }
  if (flags.data) {
    auto content = read_data(*flags.data, inputs);
    if (!content) return content.error();
    plan.content = *std::move(content);
  } else if (method_has_no_content(plan.method)) {
    plan.content = "";
  }
  return {};
}

// Whoever gives a user gives "name:password"; asking for the password is curl's way, not ours.
std::optional<base::Problem> find_missing_password(const Credentials& typed) {
  if (!typed.user || typed.user->find(':') != std::string::npos) return std::nullopt;
  return base::Problem{.where = std::string(typed.user_flag),
                       .what = "gives no password",
                       .way_out = "NAME:PASSWORD; \"NAME:\" where it is empty"};
}

// The same fields go to every target: one target's password must not reach the others.
base::Problem user_for_one_of_many(const std::string& url) {
  return {.where = "URL \"" + shown_url(url) + "\"",
          .what = "names a user, and there are other targets, which must not learn the password",
          .way_out = "one check for each target, or -u for all of them"};
}

void add_user(RequestPlan& plan, GivenHeaders& headers, const std::string& user) {
  const auto credentials = basic_credentials(user);
  headers.add_default("Authorization", credentials);
  plan.secrets.add("the user", user);
  plan.secrets.add("the password", std::string_view(user).substr(user.find(':') + 1));
}

}  // namespace

bool method_has_no_content(std::string_view method) {
  return method == "GET" || method == "HEAD" || method == "DELETE" || method == "OPTIONS";
}

base::Result<std::string> checked_method(std::string_view text, std::string_view where) {
  if (http::is_token(text)) return base::text_result(std::string(text));
  return base::Problem{.where = std::string(where),
                       .what = "is \"" + base::escape_bytes_shortened(text, 40) + "\"",
                       .way_out = "a request method: POST, GET, PUT ..."};
}

base::Result<void> complete_plan(RequestPlan& plan, const Credentials& typed,
                                 GivenHeaders headers) {
  if (auto problem = find_missing_password(typed)) return *problem;
  std::optional<std::string> user = typed.user;
  for (const auto& text : typed.urls) {
    auto url = complete_url(text);
    if (!url) return url.error();
    if (!user && url->user && (typed.other_targets || typed.urls.size() > 1))
      return user_for_one_of_many(text);
    if (!user) user = url->user;
    plan.secrets.add_query(url->url);
    plan.urls.push_back(std::move(url->url));
  }
  if (user) add_user(plan, headers, *user);
  for (const auto& field : headers.fields) {
    if (http::field_is_secret(field.name)) plan.secrets.add_field(field);
  }
  for (const auto& name : headers.left_out) {
    if (http::equals_ignoring_case(name, "User-Agent"))
      plan.notes.emplace_back("User-Agent is sent all the same: ssert always says who asks");
    if (http::equals_ignoring_case(name, "Host"))
      return base::Problem{.where = "-H",
                           .what = "leaves out Host, without which there is no HTTP/1.1 request",
                           .way_out = "-H 'Host: NAME', or none"};
  }
  plan.fields = std::move(headers.fields);
  plan.fields_left_out = std::move(headers.left_out);
  return {};
}

base::Result<RequestPlan> plan_request(const RequestFlags& flags, const Inputs& inputs) {
  RequestPlan plan;
  Expander expander(inputs);
  const auto texts = expander.expand_all(flags.headers, "-H");
  if (!texts) return texts.error();
  auto headers = read_headers(*texts, "-H", inputs);
  if (!headers) return headers.error();
  const auto read = read_method_and_content(flags, inputs, plan);
  if (!read) return read.error();
  if (plan.content && !plan.content->empty())
    headers->add_default("Content-Type", "application/json");

  Credentials typed;
  for (const auto& word : flags.urls) {
    if (is_scenario_file(word)) {
      typed.other_targets = true;
      continue;
    }
    auto url = expander.expand(word, "URL");
    if (!url) return url.error();
    typed.urls.push_back(*std::move(url));
  }
  if (flags.user) {
    auto user = expander.expand(*flags.user, "-u");
    if (!user) return user.error();
    typed.user = *std::move(user);
  }
  expander.add_secrets(plan.secrets);
  const auto completed = complete_plan(plan, typed, *std::move(headers));
  if (!completed) return completed.error();
  return plan;
}

}  // namespace ssert::scenario
