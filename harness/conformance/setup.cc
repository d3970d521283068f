#include "conformance/setup.h"

#include "base/check.h"
#include "base/text.h"
#include "conformance/probe.h"
#include "dialect/json_value.h"
#include "dialect/place.h"
#include "http/field.h"
#include "http/secret_names.h"
#include "scenario/hosts.h"
#include "scenario/secrets.h"
#include "scenario/url.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::conformance {
namespace {

using dialect::JsonValue;
using scenario::Captured;
using scenario::SecretValues;
using scenario::SetUpRequest;
using scenario::Surroundings;

constexpr std::size_t looked_through_for_secrets = std::size_t{64} * 1024;  // of what is quoted

const dialect::Dialect& generic_dialect() {
  const auto* generic = dialect::find_built_in("generic");
  HARNESS_CHECK(generic != nullptr, "the dialect \"generic\" is not built in");
  return *generic;
}

bool has_all(const std::vector<Captured>& captured, std::string_view text) {
  const auto names = scenario::references_in(text);
  return std::all_of(names.begin(), names.end(), [&](const std::string& name) {
    return std::any_of(captured.begin(), captured.end(),
                       [&](const Captured& one) { return one.name == name; });
  });
}

bool can_be_filled(const SetUpRequest& request, const std::vector<Captured>& captured) {
  return has_all(captured, request.url) &&
         (!request.content_references || has_all(captured, request.content)) &&
         std::all_of(request.fields.begin(), request.fields.end(),
                     [&](const http::FieldLine& field) { return has_all(captured, field.value); });
}

// The values of all members whose name says that they are secret, whatever was asked for.
void add_secret_members(const JsonValue& value, SecretValues& secrets) {
  if (http::parameter_is_secret(value.name())) secrets.add(value.name(), value.text());
  for (const auto& child : value.children()) add_secret_members(child, secrets);
}

void add_all(const std::vector<std::string>& values, SecretValues& secrets) {
  for (const auto& value : values) secrets.add("", value);
}

// A string, a number or a boolean at the capture's place.
std::optional<std::string> captured_value(const scenario::Capture& capture,
                                          const JsonValue& response) {
  const auto place = dialect::Place::parse(capture.pointer);
  HARNESS_CHECK(place.has_value(), "a pointer went unchecked: " + capture.pointer);
  const auto found = place->find_bound({.payload = &response}, {}, 0);
  if (found.value == nullptr) return std::nullopt;
  switch (found.value->type()) {
    case JsonValue::Type::string:
    case JsonValue::Type::integer:
    case JsonValue::Type::number:
      return found.value->text();
    case JsonValue::Type::boolean:
      return found.value->boolean() ? "true" : "false";
    default:
      return std::nullopt;
  }
}

std::string quoted_content(const std::string& content, SecretValues secrets) {
  const auto json = dialect::read_json(content);
  const bool is_json = json.fault == dialect::JsonFault::none;
  if (is_json) add_secret_members(json.value, secrets);
  // Written anew, JSON spells a secret as it was added.
  const auto text = is_json ? compact_json(json.value) : content;
  const auto start = std::string_view(text).substr(0, looked_through_for_secrets);
  const auto shown = scenario::hide_secrets(start, secrets.values());
  return base::escape_bytes_shortened(shown, base::limits::evidence_bytes);
}

// The requests around one check. What goes wrong is a line for people; the first one ends `before`.
class Runner {
 public:
  Runner(Prepared& prepared, transport::Client& client, const Progress& progress)
      : prepared_(prepared), client_(client), progress_(progress) {
    add_all(prepared_.scenario.secrets, secrets_);
  }

  // Empty, or why it failed; captures are kept.
  std::string run(const SetUpRequest& request) {
    if (progress_.say) progress_.say(request.name);
    any_response_byte_ = false;
    const auto filled = filled_request(request);
    const auto why = filled.why.empty() ? perform(request, filled.request) : filled.why;
    // Only now are all captures known that a message must not show.
    prepared_.scenario.secrets = secrets_.values();
    if (why.empty()) return "";
    return scenario::hide_secrets(fmt::format("\"{}\" {}", request.name, why), secrets_.values());
  }

  bool any_response_byte() const { return any_response_byte_; }
  const std::string& machine_lacked() const { return machine_lacked_; }

  struct FilledUrl {
    std::string url;
    std::string why;  // empty where it can be asked
  };
  FilledUrl filled_url(const std::string& text) {
    if (scenario::references_in(text).empty()) return {.url = text};
    const auto filled = scenario::fill(text, Surroundings::url, prepared_.captured);
    secrets_.add_query(filled);
    const auto typed = scenario::complete_url(filled);
    if (!typed) return {.why = describe(typed.error())};
    if (typed->user) return {.why = "gets a user in front of the host from what was captured"};
    if (!scenario::host_is_allowed(typed->url, prepared_.scenario.allow_hosts))
      return {.why = describe(scenario::host_problem("the URL", typed->url))};
    return {.url = typed->url};
  }

  http::FieldSection filled_fields(http::FieldSection fields) {
    for (auto& field : fields) {
      if (scenario::references_in(field.value).empty()) continue;
      field.value = scenario::fill(field.value, Surroundings::text, prepared_.captured);
      if (http::field_is_secret(field.name)) secrets_.add_field(field);
    }
    return fields;
  }

  std::string filled_content(const std::string& content,
                             std::optional<Surroundings> references) const {
    return references ? scenario::fill(content, *references, prepared_.captured) : content;
  }

  // A line break in a captured value, say.
  static std::string reason_against(exchange::Request& request) {
    const auto endpoint = transport::endpoint_of(request.url);
    if (!endpoint) return describe(endpoint.error());
    transport::complete_fields(request, *endpoint);
    const auto valid = transport::validate(request);
    return valid ? "" : describe(valid.error());
  }

  std::vector<std::string> secrets() const { return secrets_.values(); }

 private:
  struct Filled {
    exchange::Request request;
    std::string why;
  };

  static std::string describe(const base::Problem& problem) {
    return "cannot be sent: " + problem.where + " " + problem.what;
  }

  Filled filled_request(const SetUpRequest& request) {
    auto url = filled_url(request.url);
    if (!url.why.empty()) return {.why = url.why};
    Filled filled{
        .request = {.method = request.method,
                    .url = std::move(url.url),
                    .fields = filled_fields(request.fields),
                    .content = filled_content(request.content, request.content_references)}};
    auto& fields = filled.request.fields;
    const auto add_default = [&](const http::FieldLine& field) {
      const auto& left_out = request.fields_left_out;
      const bool unwanted = std::any_of(
          left_out.begin(), left_out.end(),
          [&](const std::string& name) { return http::equals_ignoring_case(name, field.name); });
      if (!unwanted && !http::find_field(fields, field.name)) fields.push_back(field);
    };
    if (!filled.request.content.empty()) add_default({"Content-Type", "application/json"});
    add_default({"Accept", "*/*"});
    add_default({"Accept-Encoding", "identity"});
    filled.why = reason_against(filled.request);
    return filled;
  }

  std::string perform(const SetUpRequest& request, exchange::Request sent) {
    const auto observed =
        observe(std::move(sent), {.dialect = &generic_dialect(), .sizes = prepared_.scenario.sizes},
                client_);
    any_response_byte_ = !observed.exchange.response.empty();
    if (observed.exchange.end == exchange::TransportEnd::interrupted) {
      prepared_.interrupted = true;
      return "was interrupted";
    }
    if (observed.exchange.end == exchange::TransportEnd::no_resources) {
      machine_lacked_ = observed.exchange.end_detail;
      return "was not sent: " + machine_lacked_;
    }
    if (!observed.reading.head || !observed.reading.framing.message_complete) {
      const auto ending = reading::ending_of(observed.exchange, observed.reading, false);
      return fmt::format("got no whole response: {}{}", to_string(ending),
                         observed.exchange.end_detail.empty()
                             ? ""
                             : " (" + base::escape_bytes(observed.exchange.end_detail) + ")");
    }
    return judge(request, observed.reading);
  }

  std::string judge(const SetUpRequest& request, const reading::Reading& reading) {
    const auto& content = reading.transcript->content;
    const int status = reading.head->status_code;
    const bool expected =
        request.expected_status ? status == *request.expected_status : reading::is_success(status);
    if (!expected) {
      hide_captures(request, content);
      return fmt::format("was answered with {}, and {} was expected; the response begins: {}",
                         status,
                         request.expected_status ? std::to_string(*request.expected_status)
                                                 : std::string("200 to 299"),
                         quoted_content(content, secrets_));
    }
    if (request.captures.empty()) return "";
    const auto json = dialect::read_json(content);
    if (json.fault != dialect::JsonFault::none) {
      return fmt::format("captures from a response that is no JSON ({}); it begins: {}",
                         reading.undecodable_coding.empty()
                             ? "status " + std::to_string(status)
                             : "Content-Encoding " + base::escape_bytes(reading.undecodable_coding),
                         quoted_content(content, secrets_));
    }
    for (const auto& capture : request.captures) {
      if (!keep(capture, json.value)) {
        return fmt::format(
            "has no string, number or boolean at \"{}\" of its response, to capture as {}; it "
            "begins: {}",
            base::escape_bytes(capture.pointer), capture.name, quoted_content(content, secrets_));
      }
    }
    return "";
  }

  // False where nothing that can be captured stands there.
  bool keep(const scenario::Capture& capture, const JsonValue& response) {
    auto value = captured_value(capture, response);
    if (!value) return false;
    hide(capture, *value);
    prepared_.captured.push_back({.name = capture.name, .value = *std::move(value)});
    return true;
  }

  void hide(const scenario::Capture& capture, const std::string& value) {
    if (!capture.secret) return;
    secrets_.add(capture.name, value);
    secrets_.add(capture.name, scenario::percent_encoded(value));
  }

  // A response that is not the expected one is quoted, and may have them all the same.
  void hide_captures(const SetUpRequest& request, const std::string& content) {
    const auto json = dialect::read_json(content);
    if (json.fault != dialect::JsonFault::none) return;
    for (const auto& capture : request.captures) {
      if (const auto value = captured_value(capture, json.value)) hide(capture, *value);
    }
  }

  Prepared& prepared_;
  transport::Client& client_;
  const Progress& progress_;
  SecretValues secrets_;
  bool any_response_byte_ = false;
  std::string machine_lacked_;
};

// The check's own request, with what was captured. Empty, or why it cannot be asked.
std::string complete(Runner& runner, scenario::Scenario& scenario) {
  auto url = runner.filled_url(scenario.url);
  if (!url.why.empty()) return url.why;
  const bool named_by_url = scenario.name.find("{{") != std::string::npos;
  scenario.url = std::move(url.url);
  scenario.fields = runner.filled_fields(std::move(scenario.fields));
  if (scenario.content)
    scenario.content = runner.filled_content(*scenario.content, scenario.content_references);
  scenario.content_references.reset();
  scenario.secrets = runner.secrets();
  if (named_by_url) scenario.name = scenario::hide_secrets(scenario.url, scenario.secrets);
  const auto plan = plan_check(scenario);
  if (!plan) return "cannot be checked: " + plan.error().where + " " + plan.error().what;
  exchange::Request request{.method = scenario.method,
                            .url = scenario.url,
                            .fields = scenario.fields,
                            .content = scenario.content.value_or("")};
  return Runner::reason_against(request);
}

}  // namespace

Prepared set_up(const scenario::Scenario& scenario, transport::Client& client,
                const Progress& progress) {
  Prepared prepared{.scenario = scenario};
  if (scenario.set_up.before.empty()) return prepared;
  Runner runner(prepared, client, progress);
  for (const auto& request : scenario.set_up.before) {
    const auto why = runner.run(request);
    if (!why.empty()) {
      prepared.failure =
          SetUpFailure{.why = "before: " + why,
                       .any_response_byte = runner.any_response_byte() || prepared.succeeded > 0,
                       .machine_lacked = runner.machine_lacked()};
      return prepared;
    }
    ++prepared.succeeded;
  }
  const auto why = complete(runner, prepared.scenario);
  if (why.empty()) return prepared;
  prepared.scenario.secrets = runner.secrets();
  prepared.failure = SetUpFailure{
      .why = scenario::hide_secrets("the check's own request " + why, runner.secrets()),
      .any_response_byte = true};
  return prepared;
}

std::vector<std::string> clean_up(const Prepared& prepared, transport::Client& client,
                                  const Progress& progress) {
  std::vector<std::string> problems;
  if (prepared.interrupted) return problems;
  if (prepared.failure && prepared.succeeded == 0) return problems;
  auto cleaned = prepared;
  Runner runner(cleaned, client, progress);
  for (const auto& request : prepared.scenario.set_up.after) {
    if (prepared.failure && !can_be_filled(request, prepared.captured)) continue;
    const auto why = runner.run(request);
    if (cleaned.interrupted) break;
    if (!why.empty()) problems.push_back("after: " + why);
  }
  return problems;
}

CheckResult unchecked(const Prepared& prepared) {
  HARNESS_CHECK(prepared.failure.has_value(), "a target was set up and not checked");
  CheckResult result;
  result.scenario = prepared.scenario;
  result.dialect = prepared.scenario.dialect.value_or(generic_dialect());
  result.dialect_how = "not looked for";
  result.payload = Payload::fail;  // nothing was judged: never green
  result.set_up_failed = true;
  result.set_up_gave_bytes = prepared.failure->any_response_byte;
  result.set_up_lacked = prepared.failure->machine_lacked;
  result.set_up_problems.push_back(prepared.failure->why);
  result.interrupted = prepared.interrupted;
  return result;
}

}  // namespace ssert::conformance
