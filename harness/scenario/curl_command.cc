#include "scenario/curl_command.h"

#include "base/nearest.h"
#include "base/text.h"
#include "http/syntax.h"
#include "scenario/curl_data.h"
#include "scenario/curl_options.h"
#include "scenario/quantity.h"
#include "scenario/url.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace ssert::scenario {
namespace {

// One option of the command with its value, or a word that is no option: a URL.
struct Argument {
  const CurlOption* option = nullptr;
  std::string shown;  // "curl -X": the `where` of a Problem
  std::string value;
  bool negated = false;  // --no-compressed
};

// What the command says, gathered in one pass.
struct Gathered {
  std::vector<std::string> urls;
  std::optional<std::string> method;
  std::vector<std::string> headers;
  std::vector<std::string> cookies;
  CurlData data;
  bool get = false;
  bool compressed = false;
  bool path_as_is = false;
  std::optional<std::string> user;
  std::optional<std::string> bearer;
  std::optional<std::string> user_agent;
  std::optional<std::string> referer;
  std::optional<std::chrono::nanoseconds> connect_limit;
  std::optional<std::chrono::nanoseconds> total_limit;
  std::vector<std::string> notes;
};

base::Problem curl_problem(std::string where, std::string what, std::string way_out) {
  return {.where = std::move(where), .what = std::move(what), .way_out = std::move(way_out)};
}

bool is_curl(std::string_view word) {
  const auto slash = word.find_last_of("/\\");
  if (slash != std::string_view::npos) word.remove_prefix(slash + 1);
  return word == "curl" || word == "curl.exe";
}

base::Problem unknown_option(std::string_view word) {
  const auto name = word.substr(0, word.find('='));
  const auto where = "curl option " + base::escape_bytes_shortened(name, 40);
  if (word.starts_with("--") && find_curl_option(name.substr(2)) != nullptr)
    return curl_problem(where, "is followed by \"=\", which curl does not take",
                        std::string(name) + " and its value as two words");
  std::vector<std::string_view> known;
  for (const auto& option : curl_options()) known.push_back(option.name);
  std::vector<std::string> meant;
  if (word.starts_with("--")) {
    for (const auto& near : base::nearest_names(name.substr(2), known))
      meant.push_back("--" + near);
  }
  return curl_problem(where, "is not one that ssert knows",
                      meant.empty() ? "the command without it" : base::any_of(meant));
}

// Takes the words apart as curl does: --name [value], -abc, -Xvalue, "--" before URLs only.
class Words {
 public:
  explicit Words(std::span<const std::string> words) : words_(words) {}

  base::Result<std::vector<Argument>> arguments() {
    bool options_may_come = true;
    while (next_ < words_.size()) {
      const std::string_view word = words_[next_++];
      base::Result<void> taken{};
      if (options_may_come && word == "--") {
        options_may_come = false;
      } else if (options_may_come && word.starts_with("--")) {
        taken = take_long(word);
      } else if (options_may_come && word.starts_with('-')) {
        taken = take_short(word);
      } else {
        arguments_.push_back({.shown = "URL", .value = std::string(word)});
      }
      if (!taken) return taken.error();
    }
    return std::move(arguments_);
  }

 private:
  base::Result<void> take_long(std::string_view word) {
    const auto name = word.substr(2);
    const CurlOption* option = find_curl_option(name);
    if (option == nullptr && name.starts_with("no-")) {
      option = find_curl_option(name.substr(3));
      if (option != nullptr && !option->takes_value) {
        arguments_.push_back({.option = option, .shown = shown(word), .negated = true});
        return {};
      }
      option = nullptr;
    }
    if (option == nullptr) return unknown_option(word);
    return take(*option, shown(word), std::nullopt);
  }

  base::Result<void> take_short(std::string_view word) {
    if (word.size() == 1) return unknown_option(word);
    for (std::size_t i = 1; i < word.size(); ++i) {
      const auto letter = "-" + std::string(1, word[i]);
      const CurlOption* option = find_curl_option(word[i]);
      if (option == nullptr) return unknown_option(letter);
      const auto rest = word.substr(i + 1);
      const bool has_rest = option->takes_value && !rest.empty();
      auto taken =
          take(*option, shown(letter), has_rest ? std::optional<std::string>(rest) : std::nullopt);
      if (!taken || option->takes_value) return taken;
    }
    return {};
  }

  base::Result<void> take(const CurlOption& option, std::string where,
                          std::optional<std::string> value) {
    if (option.takes_value && !value) {
      if (next_ == words_.size())
        return curl_problem(std::move(where), "stands at the end without its value",
                            "its value after it");
      value = words_[next_++];
    }
    arguments_.push_back(
        {.option = &option, .shown = std::move(where), .value = value.value_or("")});
    return {};
  }

  static std::string shown(std::string_view word) { return "curl " + std::string(word); }

  std::span<const std::string> words_;
  std::size_t next_ = 0;
  std::vector<Argument> arguments_;
};

base::Result<void> gather_limit(const Argument& argument,
                                std::optional<std::chrono::nanoseconds>& limit) {
  const auto seconds = parse_seconds(argument.value, argument.shown);
  if (!seconds) return seconds.error();
  limit = *seconds;
  return {};
}

base::Result<void> gather_cookie(const Argument& argument, Gathered& gathered) {
  if (argument.value.find('=') == std::string::npos) {
    return curl_problem(argument.shown, "names a cookie file, which ssert does not read",
                        "the cookies themselves: -b 'name=value; name=value'");
  }
  gathered.cookies.push_back(argument.value);
  return {};
}

void note_once(Gathered& gathered, const Argument& argument) {
  const std::string remark(argument.option->remark);
  const bool said =
      std::any_of(gathered.notes.begin(), gathered.notes.end(),
                  [&remark](const std::string& note) { return note.ends_with(remark); });
  if (!said) gathered.notes.push_back(argument.shown + " has no effect: " + remark);
}

// Where the text of an option goes as it stands, or nullptr.
std::optional<std::string>* text_of(CurlAction action, Gathered& gathered) {
  switch (action) {
    case CurlAction::request:
      return &gathered.method;
    case CurlAction::user:
      return &gathered.user;
    case CurlAction::oauth2_bearer:
      return &gathered.bearer;
    case CurlAction::user_agent:
      return &gathered.user_agent;
    case CurlAction::referer:
      return &gathered.referer;
    default:
      return nullptr;
  }
}

// The switch that an option turns, or nullptr.
bool* switch_of(CurlAction action, Gathered& gathered) {
  switch (action) {
    case CurlAction::get:
      return &gathered.get;
    case CurlAction::compressed:
      return &gathered.compressed;
    case CurlAction::path_as_is:
      return &gathered.path_as_is;
    default:
      return nullptr;
  }
}

base::Result<void> gather_option(const Argument& argument, const Inputs& inputs,
                                 Gathered& gathered) {
  const auto action = argument.option->action;
  switch (action) {
    case CurlAction::header:
      gathered.headers.push_back(argument.value);
      return {};
    case CurlAction::data:
    case CurlAction::data_raw:
    case CurlAction::data_binary:
    case CurlAction::data_urlencode:
    case CurlAction::json:
      return gathered.data.add({.action = action, .value = argument.value, .where = argument.shown},
                               inputs);
    case CurlAction::cookie:
      return gather_cookie(argument, gathered);
    case CurlAction::url:
      gathered.urls.push_back(argument.value);
      return {};
    case CurlAction::max_time:
      return gather_limit(argument, gathered.total_limit);
    case CurlAction::connect_timeout:
      return gather_limit(argument, gathered.connect_limit);
    case CurlAction::ignored:
      return {};
    case CurlAction::noted:
      note_once(gathered, argument);
      return {};
    default:
      return curl_problem(argument.shown, "asks for what this version of ssert cannot do",
                          std::string(argument.option->remark));
  }
}

base::Result<void> gather(const Argument& argument, const Inputs& inputs, Gathered& gathered) {
  if (argument.option == nullptr) {
    gathered.urls.push_back(argument.value);
    return {};
  }
  const auto action = argument.option->action;
  if (auto* text = text_of(action, gathered)) {
    *text = argument.value;
    return {};
  }
  if (bool* turned = switch_of(action, gathered)) {
    *turned = !argument.negated;
    return {};
  }
  // What is switched off need not be done, whatever it is.
  if (argument.negated) return {};
  return gather_option(argument, inputs, gathered);
}

std::string joined_cookies(const std::vector<std::string>& cookies) {
  std::string joined;
  for (const auto& cookie : cookies) {
    if (!joined.empty()) joined += ';';
    joined += cookie;
  }
  return joined;
}

// The fields that curl adds of itself, unless -H says otherwise.
void add_curl_fields(const Gathered& gathered, bool has_content, GivenHeaders& headers) {
  if (gathered.bearer) headers.add_default("Authorization", "Bearer " + *gathered.bearer);
  if (gathered.user_agent && !gathered.user_agent->empty())
    headers.add_default("User-Agent", *gathered.user_agent);
  // ";auto" is for redirects.
  const auto referer = gathered.referer.value_or("");
  if (const auto sent = referer.substr(0, referer.find(";auto")); !sent.empty())
    headers.add_default("Referer", sent);
  if (!gathered.cookies.empty()) headers.add_default("Cookie", joined_cookies(gathered.cookies));
  // Without br and zstd, which a curl may offer: what is asked for must be understood here.
  if (gathered.compressed) headers.add_default("Accept-Encoding", "deflate, gzip");
  if (!headers.says("Accept-Encoding")) headers.left_out.emplace_back("Accept-Encoding");
  if (gathered.data.is_json()) headers.add_default("Content-Type", "application/json");
  headers.add_default("Accept", gathered.data.is_json() ? "application/json" : "*/*");
  if (has_content) headers.add_default("Content-Type", "application/x-www-form-urlencoded");
}

void append_query(std::string& url, std::string_view query) {
  if (query.empty()) return;
  url.resize(std::min(url.find('#'), url.size()));
  url += url.find('?') == std::string::npos ? '?' : '&';
  url += query;
}

// Unless -X asks for a request without content, it says that there is none, and why.
void note_missing_content(const RequestPlan& plan, const Gathered& gathered,
                          std::vector<std::string>& notes) {
  const bool is_post = plan.method == "POST" && plan.content->empty();
  const bool is_get = plan.method == "GET" && !plan.method_given;
  if (!is_post && !is_get) return;
  std::string_view why = is_post ? "the command has no -d" : "the command has neither -d nor -X";
  if (gathered.data.given()) why = "the command's data is empty";
  if (gathered.get) why = "the command has -G, which puts the data into the URL";
  notes.push_back(std::string(why) + (is_post ? ": the POST is sent without content, as curl does"
                                              : ": a GET is sent, as curl does"));
}

void note_form_of_json(const RequestPlan& plan, bool content_type_given,
                       std::vector<std::string>& notes) {
  const auto& content = *plan.content;
  const bool looks_like_json = content.starts_with('{') || content.starts_with('[');
  const auto type = http::find_field(plan.fields, "Content-Type");
  if (looks_like_json && !content_type_given && type &&
      type->starts_with("application/x-www-form-urlencoded")) {
    notes.emplace_back(
        "the content looks like JSON and is sent as application/x-www-form-urlencoded, as curl "
        "does; -H 'Content-Type: application/json' says what it is");
  }
}

base::Result<void> squash_not_needed(const std::vector<std::string>& urls) {
  for (const auto& text : urls) {
    const auto url = text.substr(0, text.find_first_of("?#"));
    if (url.find("/./") != std::string::npos || url.find("/../") != std::string::npos ||
        url.ends_with("/..") || url.ends_with("/.")) {
      return curl_problem("URL", "has a path with /./ or /../ in it, which curl would shorten",
                          "the shortened path, or --path-as-is");
    }
  }
  return {};
}

base::Result<RequestPlan> plan_gathered(Gathered gathered, const Inputs& inputs) {
  if (gathered.urls.empty())
    return curl_problem("the curl command", "has no URL", "curl [OPTION]... URL");
  if (!gathered.path_as_is) {
    const auto as_is = squash_not_needed(gathered.urls);
    if (!as_is) return as_is.error();
  }
  auto headers = read_headers(gathered.headers, "curl -H", inputs);
  if (!headers) return headers.error();
  RequestPlan plan;
  const bool has_content = gathered.data.given() && !gathered.get;
  const bool content_type_given = headers->says("Content-Type");
  if (gathered.get && gathered.data.given()) {
    for (auto& url : gathered.urls) append_query(url, gathered.data.content());
  }
  plan.method = has_content ? "POST" : "GET";
  if (gathered.method) {
    auto method = checked_method(*gathered.method, "curl -X");
    if (!method) return method.error();
    plan.method = *std::move(method);
    plan.method_given = true;
  }
  plan.content = has_content ? gathered.data.content() : "";
  plan.connect_limit = gathered.connect_limit;
  plan.total_limit = gathered.total_limit;
  plan.notes = std::move(gathered.notes);
  add_curl_fields(gathered, has_content, *headers);
  const auto completed =
      complete_plan(plan, {.urls = gathered.urls, .user = gathered.user, .user_flag = "curl -u"},
                    *std::move(headers));
  if (!completed) return completed.error();
  note_form_of_json(plan, content_type_given, plan.notes);
  note_missing_content(plan, gathered, plan.notes);
  return plan;
}

}  // namespace

base::Result<RequestPlan> plan_curl_request(std::span<const std::string> words,
                                            const Inputs& inputs) {
  if (!words.empty() && words.front().starts_with("curl "))
    return curl_problem("the curl command", "is one quoted word",
                        "the command without quotes around it: ssert check -- curl ...");
  if (words.empty() || !is_curl(words.front()))
    return curl_problem("--", "is not followed by a curl command",
                        "ssert check -- curl [OPTION]... URL");
  auto arguments = Words(words.subspan(1)).arguments();
  if (!arguments) return arguments.error();
  Gathered gathered;
  for (const auto& argument : *arguments) {
    const auto taken = gather(argument, inputs, gathered);
    if (!taken) return taken.error();
  }
  return plan_gathered(std::move(gathered), inputs);
}

}  // namespace ssert::scenario
