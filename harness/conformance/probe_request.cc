// What each probe asks: the reference request with one thing changed.
#include "base/check.h"
#include "base/nearest.h"
#include "conformance/probe.h"
#include "dialect/json_edit.h"
#include "dialect/json_value.h"
#include "http/field.h"
#include "http/secret_names.h"
#include "scenario/headers.h"
#include "scenario/secrets.h"
#include "scenario/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ssert::conformance {
namespace {

using dialect::Dialect;
using scenario::Scenario;

constexpr std::string_view echo_instruction =
    "Repeat these words exactly, in this order, and say nothing else: ";
constexpr int echo_words_count = 8;
constexpr std::string_view nobodys_token = "ssert-wrong-token";

// A field that the user gave or left out goes before any default.
void add_default(exchange::Request& request, const Scenario& scenario,
                 const http::FieldLine& field) {
  const bool left_out = std::any_of(
      scenario.fields_left_out.begin(), scenario.fields_left_out.end(),
      [&](const std::string& name) { return http::equals_ignoring_case(name, field.name); });
  if (!left_out && !http::find_field(request.fields, field.name)) request.fields.push_back(field);
}

bool is_field(const http::FieldLine& field, std::string_view name) {
  return http::equals_ignoring_case(field.name, name);
}

// Fields by which a target knows who asks. A cookie alone may have nothing to do with that.
bool is_credential(const http::FieldLine& field) {
  return http::field_is_secret(field.name) && !is_field(field, "Proxy-Authorization");
}
bool is_token(const http::FieldLine& field) {
  return is_credential(field) && !is_field(field, "Cookie");
}
// X-Page-Token may be a secret, and nobody need refuse a request without it. These names say that
// they tell who asks.
bool says_who_asks(const http::FieldLine& field) {
  const auto words = base::words_of_name(field.name);
  const auto has = [&](std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
  };
  return is_token(field) && (has("authorization") || has("auth") || has("key") || has("apikey") ||
                             has("access") || has("jwt") || has("bearer"));
}

std::string body_of(const Scenario& scenario, const Dialect& dialect, Probe probe) {
  const bool own_body = scenario.content && probe != Probe::example_body;
  return own_body ? *scenario.content : dialect.request.example_body;
}

// "Bearer x" with a token that nobody has, in the same scheme.
std::string with_wrong_token(std::string_view value) {
  const auto space = value.find(' ');
  if (space == std::string_view::npos) return std::string(nobodys_token);
  const auto scheme = value.substr(0, space);
  if (http::equals_ignoring_case(scheme, "Basic")) {
    return scenario::basic_credentials(fmt::format("ssert:{}", nobodys_token));
  }
  return fmt::format("{} {}", scheme, nobodys_token);
}

std::optional<std::string> without_last_bracket(std::string body) {
  const auto last = body.find_last_not_of(" \t\r\n");
  if (last == std::string::npos || (body[last] != '}' && body[last] != ']')) return std::nullopt;
  body.resize(last);
  return body;
}

bool is_json(std::string_view text) {
  return dialect::read_json(text).fault == dialect::JsonFault::none;
}

// An id of the same shape that nobody has.
std::string unknown_id_like(std::string_view id, std::string_view nonce) {
  constexpr std::size_t uuid_length = 36;
  const bool digits = id.find_first_not_of("0123456789") == std::string_view::npos;
  if (digits) return "2147483646";
  if (id.size() == uuid_length && std::count(id.begin(), id.end(), '-') == 4) {
    return fmt::format("{:0<8.8}-5e17-4c0d-8bad-{:0<12.12}", nonce, nonce);
  }
  return fmt::format("ssert-unknown-{}", nonce);
}

struct Span {
  std::size_t begin = 0;
  std::size_t end = 0;
};

// Where the id stands in the URL: the pattern describes the end of the path, segment by segment.
std::optional<Span> id_in_url(const std::string& url, const dialect::RequestShape& shape) {
  if (shape.resource_id.empty() || shape.resource_id.front() != '{') return std::nullopt;
  std::size_t end = std::min(url.find_first_of("?#"), url.size());
  const auto path_begin = url.find('/', url.find("://") + 3);
  std::string_view pattern = shape.path_pattern;
  while (!pattern.empty() && path_begin != std::string::npos) {
    const auto slash = url.rfind('/', end - 1);
    const auto pattern_slash = pattern.rfind('/');
    if (slash == std::string::npos || slash < path_begin || slash + 1 > end) return std::nullopt;
    if (pattern_slash == std::string_view::npos) return std::nullopt;
    const auto segment = std::string_view(url).substr(slash + 1, end - slash - 1);
    const auto wanted = pattern.substr(pattern_slash + 1);
    if (wanted == shape.resource_id) {
      if (segment.empty()) return std::nullopt;
      return Span{.begin = slash + 1, .end = end};
    }
    if (wanted != segment) return std::nullopt;
    pattern = pattern.substr(0, pattern_slash);
    end = slash;
  }
  return std::nullopt;
}

std::string words_text(Probe probe, std::string_view nonce) {
  std::string text(echo_instruction);
  const char kind = probe == Probe::echo_words ? 'a' : 'b';
  for (int i = 1; i <= echo_words_count; ++i) {
    text += fmt::format("{}w{}{}{}", i == 1 ? "" : " ", i, kind, nonce);
  }
  return text;
}

bool has_url_credentials(const Scenario& scenario) {
  const auto parameters = scenario::query_parameters(scenario::query_of(scenario.url));
  return std::any_of(parameters.begin(), parameters.end(), [](const auto& parameter) {
    return http::parameter_is_secret(scenario::percent_decoded(parameter.name));
  });
}

std::string missing_credentials(const Scenario& scenario) {
  const auto& fields = scenario.fields;
  if (std::none_of(fields.begin(), fields.end(), says_who_asks)) {
    const auto secret = std::find_if(fields.begin(), fields.end(), is_token);
    if (secret == fields.end()) return "no credentials were given in a header field";
    return fmt::format("{} may be no credential", secret->name);
  }
  if (has_url_credentials(scenario)) return "the URL has credentials, too";
  return "";
}

std::string missing_required_member(const std::string& body, const Dialect& dialect) {
  const auto& required = dialect.request.required_pointers;
  if (required.empty()) return "the dialect names no required member of the body";
  if (!dialect::json_without(body, required.front())) {
    return "the body has no " + required.front() + " that could be left out";
  }
  return "";
}

// What an echo probe needs.
std::string missing_prompt(const std::string& body, const Dialect& dialect) {
  if (dialect.request.prompt_pointer.empty()) {
    return "the dialect does not say where the prompt stands";
  }
  if (!dialect::json_text_at(body, dialect.request.prompt_pointer)) {
    return "the body has no text at " + dialect.request.prompt_pointer;
  }
  const auto& answers = dialect.request.answers_pointer;
  if (!answers.empty() && dialect::json_integer_at(body, answers).value_or(1) != 1) {
    return "the body asks for several answers at once, and they come mixed";
  }
  return "";
}

void take_credentials_away(http::FieldSection& fields) { std::erase_if(fields, is_credential); }

void put_wrong_credentials(http::FieldSection& fields) {
  std::erase_if(fields, [](const auto& field) { return is_credential(field) && !is_token(field); });
  for (auto& field : fields) {
    if (is_token(field)) field.value = with_wrong_token(field.value);
  }
}

void make_it_a_get(exchange::Request& request) {
  request.method = "GET";
  std::erase_if(request.fields, [](const http::FieldLine& field) {
    return is_field(field, "Content-Type") || is_field(field, "Content-Length");
  });
  request.content.clear();
}

// The one thing in which the probe's request differs from the reference.
void change_one_thing(exchange::Request& request, const Dialect& dialect, Probe probe,
                      std::string_view nonce) {
  const auto& shape = dialect.request;
  switch (probe) {
    case Probe::reference:
    case Probe::example_body:
    case Probe::repeat:
      return;
    case Probe::get_same_url:
      return make_it_a_get(request);
    case Probe::no_token:
      return take_credentials_away(request.fields);
    case Probe::wrong_token:
      return put_wrong_credentials(request.fields);
    case Probe::malformed_json:
      request.content = without_last_bracket(request.content).value();
      return;
    case Probe::missing_field:
      request.content =
          dialect::json_without(request.content, shape.required_pointers.front()).value();
      return;
    case Probe::unknown_resource: {
      const auto id = id_in_url(request.url, shape).value();
      const auto known = request.url.substr(id.begin, id.end - id.begin);
      request.url.replace(id.begin, id.end - id.begin, unknown_id_like(known, nonce));
      return;
    }
    case Probe::echo_words:
    case Probe::echo_other_words:
      request.content = dialect::json_with_text_at(request.content, shape.prompt_pointer,
                                                   words_text(probe, nonce))
                            .value();
      return;
  }
}

}  // namespace

std::string missing_fact(const Scenario& scenario, const Dialect& dialect, Probe probe) {
  const auto body = body_of(scenario, dialect, probe);
  switch (probe) {
    case Probe::reference:
    case Probe::repeat:
      return "";
    case Probe::get_same_url:
      return scenario.method == "POST" ? "" : "the request is no POST";
    case Probe::example_body:
      return scenario.content ? "" : "the reference has the example body already";
    case Probe::no_token:
    case Probe::wrong_token:
      return missing_credentials(scenario);
    case Probe::malformed_json:
      return without_last_bracket(body) && is_json(body) ? "" : "the body is no JSON object";
    case Probe::missing_field:
      return missing_required_member(body, dialect);
    case Probe::unknown_resource:
      return id_in_url(scenario.url, dialect.request)
                 ? ""
                 : "the dialect does not say where an id stands in this URL";
    case Probe::echo_words:
    case Probe::echo_other_words:
      return missing_prompt(body, dialect);
  }
  return "";
}

exchange::Request request_of(const Scenario& scenario, const Dialect& dialect, Probe probe,
                             std::string_view nonce) {
  HARNESS_CHECK(missing_fact(scenario, dialect, probe).empty(),
                "a probe was asked for that this request cannot make");
  exchange::Request request{.method = scenario.method,
                            .url = scenario.url,
                            .fields = scenario.fields,
                            .content = body_of(scenario, dialect, probe)};
  change_one_thing(request, dialect, probe, nonce);
  if (!request.content.empty())
    add_default(request, scenario, {"Content-Type", "application/json"});
  add_default(request, scenario, {"Accept", "text/event-stream"});
  add_default(request, scenario, {"Accept-Encoding", "identity"});
  return request;
}

std::vector<std::string> words_asked_for(const exchange::Request& request, const Dialect& dialect) {
  if (dialect.request.prompt_pointer.empty()) return {};
  const auto prompt = dialect::json_text_at(request.content, dialect.request.prompt_pointer);
  if (!prompt || !prompt->starts_with(echo_instruction)) return {};
  std::vector<std::string> words;
  std::string_view rest = std::string_view(*prompt).substr(echo_instruction.size());
  while (!rest.empty()) {
    const auto space = std::min(rest.find(' '), rest.size());
    words.emplace_back(rest.substr(0, space));
    rest.remove_prefix(std::min(space + 1, rest.size()));
  }
  return words;
}

}  // namespace ssert::conformance
