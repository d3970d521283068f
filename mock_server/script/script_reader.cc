#include "mock_server/script/script_reader.h"

#include "base/limits.h"
#include "mock_server/script/json_node.h"
#include "mock_server/script/steps_reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <array>
#include <fstream>
#include <optional>

namespace ssert::mock_server {
namespace {

constexpr std::array replaces_names{
    Choice<Replaces>{"answer", Replaces::answer},
    Choice<Replaces>{"route", Replaces::route},
    Choice<Replaces>{"refusal", Replaces::refusal},
};

constexpr std::array refusal_names{
    Choice<Refusal>{"no-token", Refusal::no_token},
    Choice<Refusal>{"wrong-token", Refusal::wrong_token},
    Choice<Refusal>{"unknown-conversation", Refusal::unknown_conversation},
    Choice<Refusal>{"malformed-content", Refusal::malformed_content},
    Choice<Refusal>{"missing-field", Refusal::missing_field},
};

constexpr std::array prompt_names{
    Choice<Prompt>{"own", Prompt::own},
    Choice<Prompt>{"previous", Prompt::previous},
};

constexpr std::int64_t every_max = 1'000'000;

// nlohmann::json converts to and from everything, so it cannot stand in a Result.
std::optional<base::Problem> parse_json(std::string_view text, const std::string& file,
                                        nlohmann::json& document) {
  bool too_deep = false;
  const auto watch_depth = [&](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
    too_deep = too_deep || depth > static_cast<int>(base::limits::json_depth);
    return !too_deep;
  };
  try {
    document = nlohmann::json::parse(text, watch_depth);
    if (!too_deep) return std::nullopt;
    return base::Problem{
        .where = file,
        .what = "is nested too deep",
        .way_out = fmt::format("at most {} levels of JSON", base::limits::json_depth)};
  } catch (const nlohmann::json::exception& error) {
    return base::Problem{
        .where = file, .what = fmt::format("is not JSON: {}", error.what()), .way_out = "JSON"};
  }
}

BrokenSentence read_broken(const JsonNode& node) {
  node.expect_members({"quote", "paraphrase", "source"});
  const auto quote = node.member("quote");
  const auto paraphrase = node.member("paraphrase");
  const auto source = node.member("source");
  if (quote.has_value() == paraphrase.has_value() || !source) {
    node.refuse("is incomplete", "\"source\", and one of \"quote\" and \"paraphrase\"");
    return {};
  }
  return {.text = quote ? quote->text() : paraphrase->text(),
          .quoted = quote.has_value(),
          .source = source->text()};
}

void read_description(const JsonNode& root, Script& script) {
  if (const auto name = root.member("name")) script.name = name->text();
  if (const auto title = root.member("title")) script.title = title->text();
  if (const auto why = root.member("why")) script.why = why->text();
  if (const auto broken = root.member("broken")) script.broken = read_broken(*broken);
}

// Which requests the script plays for.
void read_occasions(const JsonNode& root, Script& script) {
  if (const auto replaces = root.member("replaces")) {
    script.replaces = read_choice(*replaces, replaces_names);
  }
  const auto refusals = root.member("refusals");
  if (refusals) {
    refusals->for_each_element(
        [&](const JsonNode& each) { script.refusals.push_back(read_choice(each, refusal_names)); });
  }
  if (script.refusals.empty() == (script.replaces == Replaces::refusal)) {
    root.refuse(refusals ? "has \"refusals\"" : "does not say which refusals it replaces",
                "\"replaces\": \"refusal\" together with \"refusals\": an array of no-token, "
                "wrong-token, unknown-conversation, malformed-content, missing-field");
  }
  for (const auto& [name, every] :
       {std::pair{"every", &Script::every},
        std::pair{"every_of_connection", &Script::every_of_connection}}) {
    if (const auto given = root.member(name))
      script.*every =
          static_cast<std::uint32_t>(given->integer({.least = 1, .greatest = every_max}));
  }
  if (const auto prompt = root.member("prompt")) script.prompt = read_choice(*prompt, prompt_names);
}

Script read_root(const JsonNode& root, const std::string& file) {
  root.expect_members({"version", "name", "title", "why", "broken", "replaces", "refusals", "every",
                       "every_of_connection", "prompt", "steps", "methods"});
  Script script;
  script.name = file;
  const auto version = root.member("version");
  if (!version) {
    root.refuse("has no version", "\"version\": 1");
    return script;
  }
  version->integer({.least = 1, .greatest = 1});
  read_description(root, script);
  read_occasions(root, script);
  if (const auto steps = root.member("steps")) {
    script.steps = read_steps(*steps);
  } else {
    root.refuse("has no steps", "\"steps\": an array");
  }
  if (const auto methods = root.member("methods")) {
    methods->for_each_member([&](const std::string& method, const JsonNode& steps) {
      script.methods.emplace(method, read_steps(steps));
    });
  }
  return script;
}

}  // namespace

base::Result<Script> read_script(std::string_view text, const std::string& file) {
  nlohmann::json document;
  if (auto problem = parse_json(text, file, document)) return *std::move(problem);
  ProblemKeeper keeper(file);
  auto script = read_root(JsonNode(document, "", keeper), file);
  if (keeper.problem()) return *keeper.problem();
  return script;
}

base::Result<Script> read_script_file(const std::string& path, std::size_t bytes_max) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return base::Problem{
        .where = path, .what = "cannot be opened", .way_out = "a script file that can be read"};
  }
  std::string text(bytes_max + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) {
    return base::Problem{
        .where = path, .what = "cannot be read", .way_out = "a script file that can be read"};
  }
  if (text.size() > bytes_max) {
    return base::Problem{.where = path,
                         .what = "is too large",
                         .way_out = fmt::format("a script of at most {} bytes", bytes_max)};
  }
  return read_script(text, path);
}

}  // namespace ssert::mock_server
