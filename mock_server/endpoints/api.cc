#include "mock_server/endpoints/api.h"

#include "mock_server/endpoints/chat_request.h"
#include "mock_server/endpoints/request_content.h"
#include "mock_server/script/library.h"
#include "mock_server/ui/page.h"
#include "mock_server/writer/answer.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace ssert::mock_server {
namespace {

constexpr std::string_view collection_path = "/conversations";
constexpr std::string_view statistics_path = "/__mock/statistics";
constexpr std::string_view streams_path = "/__mock/streams/";
constexpr std::string_view release_suffix = "/release";
constexpr std::string_view stream_suffix = "/messages/stream";
constexpr std::string_view chat_path = "/v1/chat/completions";
constexpr std::string_view models_path = "/v1/models";

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

// The id in "/conversations/ID" or "/conversations/ID/messages/stream"; none for other paths.
std::optional<std::string> id_in(std::string_view path, std::string_view suffix) {
  if (!path.starts_with(collection_path) || !path.ends_with(suffix)) return std::nullopt;
  path.remove_prefix(collection_path.size());
  if (path.size() < suffix.size() + 2 || path.front() != '/') return std::nullopt;
  const auto id = path.substr(1, path.size() - 1 - suffix.size());
  if (id.find('/') != std::string_view::npos) return std::nullopt;
  return std::string(id);
}

// The number in "/__mock/streams/NUMBER/release"; none for other paths.
std::optional<std::uint64_t> stream_to_release(std::string_view path) {
  if (!path.starts_with(streams_path)) return std::nullopt;
  path.remove_prefix(streams_path.size());
  if (!path.ends_with(release_suffix)) return std::nullopt;
  path.remove_suffix(release_suffix.size());
  std::uint64_t stream = 0;
  const auto* const end = path.data() + path.size();
  const auto read = std::from_chars(path.data(), end, stream);
  return read.ec == std::errc() && read.ptr == end ? std::optional(stream) : std::nullopt;
}

// "Allow: POST" with 405, or with 204 where OPTIONS asks.
Response other_method(const Request& request, const std::string& allowed) {
  if (request.method == "OPTIONS")
    return {.status = 204, .fields = {{"Allow", allowed}}, .content = {}};
  auto response =
      error_response(405, fmt::format("{} is not allowed on {}", request.method, request.path));
  response.fields.emplace_back("Allow", allowed);
  return response;
}

Response not_found(const Request& request) {
  return error_response(404, fmt::format("Cannot {} {}", request.method, request.path));
}

Response page_response(const PageFile& file, std::string_view query) {
  const auto service = service_in(query);
  if (!service) {
    const auto& problem = service.error();
    return error_response(
        400, fmt::format("{} {}; expected {}", problem.where, problem.what, problem.way_out));
  }
  return {.status = 200,
          .fields = {{"Content-Security-Policy", page_policy(*service)},
                     {"X-Content-Type-Options", "nosniff"},
                     {"Referrer-Policy", "no-referrer"}},
          .content = std::string(file.content),
          .content_type = file.content_type};
}

Response no_conversation(const std::string& id) {
  return error_response(404, fmt::format("There is no conversation {}.", id));
}

bool is_json(const std::string& content_type) {
  constexpr std::string_view json = "application/json";
  if (!starts_with_ignoring_case(content_type, json)) return false;
  const auto rest = std::string_view(content_type).substr(json.size());
  return rest.empty() || rest.front() == ';' || rest.front() == ' ';
}

bool accepts_event_stream(const std::string& accept) {
  return accept.find("text/event-stream") != std::string::npos ||
         accept.find("text/*") != std::string::npos || accept.find("*/*") != std::string::npos;
}

bool replaces_refusal(const Script& script, Refusal refusal) {
  return std::find(script.refusals.begin(), script.refusals.end(), refusal) !=
         script.refusals.end();
}

// What is wrong with a stream request's content, or none.
std::optional<Refused> refuse_content(const Request& request) {
  if (request.content_type && !is_json(*request.content_type)) {
    return Refused{.response = error_response(415, "Content-Type must be application/json.")};
  }
  const auto read = read_prompt(request.content);
  if (read.refusal) {
    return Refused{.refusal = *read.refusal, .response = error_response(400, read.told)};
  }
  if (request.accept && !accepts_event_stream(*request.accept)) {
    return Refused{.response = error_response(406, "Only text/event-stream can be sent.")};
  }
  return std::nullopt;
}

Response chat_refusal(std::uint32_t status, std::string_view message, std::string_view param = {}) {
  return {.status = status,
          .fields = {},
          .content = chat_error_json({.message = message, .param = param, .code = ""})};
}

ResponseContext context_of(const Request& request, std::string_view date) {
  return {.is_head = request.method == "HEAD",
          .keeps_connection = request.keeps_connection,
          .date = date};
}

// Scripts of the library live as long as the program.
std::shared_ptr<const Script> borrowed(const Script* script) {
  return {std::shared_ptr<const Script>(), script};
}

}  // namespace

Api::Api(Parts parts)
    : parts_(std::move(parts)),
      conversations_(parts_.options.limits.conversations),
      mix_(parts_.options.seed, "mock/fault-mix") {}

Reply Api::answer(const Request& request, std::string_view date) {
  const auto context = context_of(request, date);
  if (!request.http10 && !request.host) {
    return to_reply(error_response(400, "An HTTP/1.1 request needs a Host field."), context);
  }
  if (!parts_.routes.empty() && request.path != statistics_path)
    return answer_by_route(request, date);
  if (const auto id = id_in(request.path, stream_suffix)) {
    return answer_stream(request, ask_conversation(request, *id), date);
  }
  if (request.path == chat_path) return answer_chat(request, date);
  return to_reply(respond(request), context);
}

Reply Api::answer_by_route(const Request& request, std::string_view date) {
  for (const auto& route : parts_.routes) {
    if (route.method != request.method || route.path != request.path) continue;
    return play(request, {.script = route.script, .steps = &route.script->steps, .date = date});
  }
  return to_reply(error_response(404, fmt::format("Nothing was recorded of {} {}", request.method,
                                                  request.path)),
                  context_of(request, date));
}

WholeReply Api::refusal(std::uint32_t status, std::string_view message, std::string_view date) {
  return to_reply(error_response(status, message),
                  {.is_head = false, .keeps_connection = false, .date = date});
}

Reply Api::answer_stream(const Request& request, Asked asked, std::string_view date) {
  const auto context = context_of(request, date);
  auto script = request.fault ? borrowed(find_script(*request.fault)) : draw_script();
  if (!script) {
    return to_reply(error_response(400, "X-Mock-Fault: there is no fault " + *request.fault),
                    context);
  }
  const auto* steps = steps_for(*script, request.method);
  // A script writes content, and a response to HEAD has none.
  if (steps != nullptr && script->replaces == Replaces::route && !context.is_head &&
      is_turn_of(*script, request)) {
    return play(request, {.script = script, .steps = steps, .asked = asked, .date = date});
  }
  if (request.method != "POST") return to_reply(other_method(request, "POST"), context);
  const bool plays = asked.refused ? replaces_refusal(*script, asked.refused->refusal)
                                   : script->replaces == Replaces::answer;
  if (!plays || !is_turn_of(*script, request)) {
    if (asked.refused) return to_reply(asked.refused->response, context);
    script = borrowed(&honest_script());
  }
  if (!asked.refused && !asked.conversation.empty()) conversations_.add_message(asked.conversation);
  auto previous = std::exchange(previous_prompt_, asked.prompt);
  if (script->prompt == Prompt::previous) asked.prompt = std::move(previous);
  return play(request, {.script = script, .steps = &script->steps, .asked = asked, .date = date});
}

// Why the honest server refuses the request, or what it asks for.
Api::Asked Api::ask_conversation(const Request& request, const std::string& id) const {
  Asked asked{.conversation = id, .prompt = read_prompt(request.content).prompt};
  if (!is_authorized(request)) {
    asked.refused =
        Refused{.refusal = request.authorization ? Refusal::wrong_token : Refusal::no_token,
                .response = unauthorized(request)};
  } else if (!conversations_.has(id)) {
    asked.refused =
        Refused{.refusal = Refusal::unknown_conversation, .response = no_conversation(id)};
  } else {
    asked.refused = refuse_content(request);
  }
  return asked;
}

Reply Api::answer_chat(const Request& request, std::string_view date) {
  auto read = read_chat_request(request.content);
  Asked asked{.prompt = read.prompt, .chat = read.chat};
  if (!is_authorized(request)) {
    auto response = unauthorized(request);
    response.content = chat_error_json(
        {.message = "A valid API key is needed.", .param = "", .code = "invalid_api_key"});
    asked.refused =
        Refused{.refusal = request.authorization ? Refusal::wrong_token : Refusal::no_token,
                .response = std::move(response)};
  } else if (request.content_type && !is_json(*request.content_type)) {
    asked.refused =
        Refused{.response = chat_refusal(415, "Content-Type must be application/json.")};
  } else if (read.refusal) {
    asked.refused =
        Refused{.refusal = *read.refusal, .response = chat_refusal(400, read.told, read.param)};
  } else if (!read.streams && request.method == "POST" && !request.fault) {
    const Answer answer(read.prompt, parts_.options.seed, parts_.options.tokens);
    return to_reply({.status = 200,
                     .fields = {},
                     .content = chat_completion(read.chat, answer.text(), answer.size())},
                    context_of(request, date));
  }
  return answer_stream(request, std::move(asked), date);
}

std::shared_ptr<const Script> Api::draw_script() {
  const auto& scripts = parts_.scripts;
  return scripts.size() == 1 ? scripts.front() : scripts[mix_.below(scripts.size())];
}

bool Api::is_turn_of(const Script& script, const Request& request) {
  if (request.number % script.every_of_connection != 0) return false;
  if (script.every == 1) return true;
  return ++occasions_[script.name] % script.every == 0;
}

Reply Api::play(const Request& request, Performance performance) {
  const auto& options = parts_.options;
  return PlayedReply{
      .script = std::move(performance.script),
      .steps = performance.steps,
      .occasion = {.method = request.method,
                   .path = request.path,
                   .prompt = std::move(performance.asked.prompt),
                   .chat = std::move(performance.asked.chat),
                   .http10 = request.http10,
                   .keeps_connection = request.keeps_connection,
                   .date = std::string(performance.date),
                   .seed = options.seed,
                   .stream = streams_++,
                   .tokens = options.tokens,
                   .time_to_first = options.time_to_first,
                   .gap = options.gap,
                   .send_done = options.send_done,
                   .stamps = options.stamps},
  };
}

Response Api::respond(const Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (const auto* file = find_page_file(request.path)) {
    if (!reads) return other_method(request, "GET, HEAD");
    return page_response(*file, request.query);
  }
  if (request.path == statistics_path) {
    if (!reads) return other_method(request, "GET, HEAD");
    return {.status = 200, .fields = {}, .content = parts_.statistics_json()};
  }
  if (parts_.options.hold) {
    const auto stream = stream_to_release(request.path);
    if (stream) return respond_to_release(request, *stream);
  }
  if (request.path == collection_path) return respond_to_collection(request);
  if (request.path == models_path) {
    if (!reads) return other_method(request, "GET, HEAD");
    if (!is_authorized(request)) return unauthorized(request);
    return {
        .status = 200,
        .fields = {},
        .content =
            R"({"object":"list","data":[{"id":"mock-1","object":"model","created":1700000000,"owned_by":"mock"}]})"};
  }
  const auto id = id_in(request.path, "");
  if (!id) return not_found(request);
  if (!reads) return other_method(request, "GET, HEAD");
  if (!is_authorized(request)) return unauthorized(request);
  if (!conversations_.has(*id)) return no_conversation(*id);
  return {.status = 200, .fields = {}, .content = conversations_.json(*id)};
}

Response Api::respond_to_release(const Request& request, std::uint64_t stream) const {
  if (request.method != "POST") return other_method(request, "POST");
  if (!parts_.release_token(stream)) {
    return error_response(404, fmt::format("There is no stream {} under way.", stream));
  }
  return {.status = 204, .fields = {}, .content = {}};
}

Response Api::respond_to_collection(const Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (!reads && request.method != "POST") return other_method(request, "GET, HEAD, POST");
  if (!is_authorized(request)) return unauthorized(request);
  if (!reads) return create_conversation(request);
  return {.status = 200, .fields = {}, .content = conversations_.list_json()};
}

Response Api::create_conversation(const Request& request) {
  if (request.content_type && !is_json(*request.content_type)) {
    return error_response(415, "Content-Type must be application/json.");
  }
  auto title = read_title(request.content);
  if (!title) return error_response(400, title.error().what);
  const auto id = conversations_.create(std::move(*title));
  if (!id) return error_response(503, "There are too many conversations.");
  return {.status = 201,
          .fields = {{"Location", fmt::format("{}/{}", collection_path, *id)}},
          .content = conversations_.json(*id)};
}

bool Api::is_authorized(const Request& request) const {
  constexpr std::string_view scheme = "Bearer ";
  const auto& token = parts_.options.token;
  if (token.empty()) return true;
  if (!request.authorization) return false;
  const auto& given = *request.authorization;
  return starts_with_ignoring_case(given, scheme) && given.substr(scheme.size()) == token;
}

Response Api::unauthorized(const Request& request) const {
  auto response = error_response(401, "A valid bearer token is needed.");
  const bool given = request.authorization.has_value();
  response.fields.emplace_back(
      "WWW-Authenticate",
      given ? R"(Bearer realm="mock", error="invalid_token")" : R"(Bearer realm="mock")");
  return response;
}

}  // namespace ssert::mock_server
