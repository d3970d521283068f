#include "mock_server/script/steps_reader.h"

#include "mock_server/script/style_reader.h"
#include "mock_server/script/template.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace ssert::mock_server {
namespace {

constexpr std::int64_t tokens_max = 1'000'000'000;
constexpr std::uint32_t nesting_max = 8;
constexpr std::uint64_t steps_max = 1'000'000;  // repeats multiplied out
constexpr std::uint64_t literal_bytes_max = 256ULL * 1024 * 1024;

// What one list of steps is read with.
struct Reading {
  Style style;  // that holds after the steps read so far
  std::uint32_t nesting = 0;
  std::uint64_t rounds = 1;  // of the repeats around, multiplied
  std::uint64_t steps = 0;   // played, repeats multiplied out
  std::uint64_t literal_bytes = 0;
  std::size_t ends = 0;
};

std::optional<Position> parse_position(std::string_view text) {
  Position position;
  const auto percent = text.find('%');
  const auto* end = text.data() + text.size();
  if (percent == std::string_view::npos) return std::nullopt;
  const auto [rest, error] = std::from_chars(text.data(), end, position.percent);
  if (error != std::errc() || rest != text.data() + percent || position.percent > 100) {
    return std::nullopt;
  }
  auto offset = text.substr(percent + 1);
  if (offset.empty()) return position;
  if (offset.front() == '+') offset.remove_prefix(1);
  const auto [last, offset_error] = std::from_chars(offset.data(), end, position.offset);
  const bool whole = offset_error == std::errc() && last == end;
  return whole && std::llabs(position.offset) <= tokens_max ? std::optional(position)
                                                            : std::nullopt;
}

Position read_position(const JsonNode& node) {
  if (!node.value().is_string()) {
    const auto number = node.integer({.least = -tokens_max, .greatest = tokens_max});
    return {.percent = number < 0 ? 100U : 0U, .offset = number};
  }
  const auto position = parse_position(node.text());
  if (position) return *position;
  node.refuse(fmt::format("is \"{}\"", node.text()),
              "a number of tokens, or a percentage with an offset: \"50%+1\"");
  return {};
}

std::vector<HeadField> read_fields(const JsonNode& node, std::initializer_list<Word> words) {
  std::vector<HeadField> fields;
  node.for_each_member([&](const std::string& name, const JsonNode& value) {
    fields.push_back({.name = name, .value = read_template(value, words)});
  });
  return fields;
}

constexpr std::array framings{
    Choice<Framing>{"auto", Framing::automatic},
    Choice<Framing>{"chunked", Framing::chunked},
    Choice<Framing>{"content-length", Framing::content_length},
    Choice<Framing>{"close-delimited", Framing::close_delimited},
    Choice<Framing>{"none", Framing::none},
};

constexpr std::array ends{
    Choice<EndKind>{"clean", EndKind::clean},
    Choice<EndKind>{"close", EndKind::close},
    Choice<EndKind>{"no-last-chunk", EndKind::no_last_chunk},
    Choice<EndKind>{"reset", EndKind::reset},
    Choice<EndKind>{"hang", EndKind::hang},
    Choice<EndKind>{"keep", EndKind::keep},
};

void read_status_line(const JsonNode& node, HeadStep& head) {
  if (const auto status = node.member("status")) {
    head.status = static_cast<std::uint32_t>(status->integer({.least = 200, .greatest = 999}));
  }
  if (const auto reason = node.member("reason")) head.reason = reason->text();
  if (const auto version = node.member("version")) head.version = version->text();
  if (const auto line = node.member("status_line")) head.status_line = read_template(*line);
}

HeadStep read_head(const JsonNode& node) {
  node.expect_members({"status", "reason", "version", "status_line", "plain", "set", "add",
                       "remove", "lines", "framing", "length_shift", "halves_gap"});
  HeadStep head;
  read_status_line(node, head);
  if (const auto plain = node.member("plain")) head.plain = plain->boolean();
  if (const auto set = node.member("set")) head.set = read_fields(*set, {Word::content_length});
  if (const auto add = node.member("add")) head.add = read_fields(*add, {Word::content_length});
  if (const auto remove = node.member("remove")) {
    remove->for_each_element([&](const JsonNode& name) { head.remove.push_back(name.text()); });
  }
  if (const auto lines = node.member("lines")) {
    lines->for_each_element([&](const JsonNode& line) {
      head.lines.push_back(read_template(line, {Word::content_length}));
    });
  }
  if (const auto framing = node.member("framing")) head.framing = read_choice(*framing, framings);
  if (const auto shift = node.member("length_shift")) {
    head.length_shift = shift->integer({.least = -tokens_max, .greatest = tokens_max});
  }
  if (const auto gap = node.member("halves_gap")) head.halves_gap = read_duration(*gap);
  return head;
}

TokensStep read_tokens(const JsonNode& node) {
  node.expect_members({"from", "to"});
  TokensStep tokens;
  if (const auto from = node.member("from")) tokens.from = read_position(*from);
  if (const auto to = node.member("to")) tokens.to = read_position(*to);
  return tokens;
}

DoneStep read_done(const JsonNode& node) { return {.members = node.members_text()}; }

ErrorStep read_error(const JsonNode& node) {
  node.expect_members({"code", "message"});
  ErrorStep error;
  if (const auto code = node.member("code")) error.code = code->text();
  if (const auto message = node.member("message")) error.message = message->text();
  return error;
}

ContentStep read_content(const JsonNode& node) { return {.content = read_template(node)}; }

ChunkStep read_chunk(const JsonNode& node) {
  node.expect_members({"content", "size_line", "after"});
  ChunkStep chunk{
      .content = {},
      .size_line = {Part{.word = Word::size, .text = {}, .times = 1},
                    Part{.word = Word::text, .text = "\r\n", .times = 1}},
      .after = literal("\r\n"),
  };
  if (const auto content = node.member("content")) chunk.content = read_template(*content);
  if (const auto line = node.member("size_line")) {
    chunk.size_line = read_template(*line, {Word::size});
  }
  if (const auto after = node.member("after")) chunk.after = read_template(*after);
  return chunk;
}

LastChunkStep read_last_chunk(const JsonNode& node) {
  node.expect_members({"trailers", "then"});
  LastChunkStep last;
  if (const auto trailers = node.member("trailers")) last.trailers = read_fields(*trailers, {});
  if (const auto then = node.member("then")) last.then = read_template(*then);
  return last;
}

RawStep read_raw(const JsonNode& node) { return {.bytes = read_template(node)}; }

WaitStep read_wait(const JsonNode& node) {
  const auto delay = parse_delay(node.text());
  if (delay) return {.delay = *delay};
  node.refuse(delay.error().what, delay.error().way_out);
  return {};
}

EndStep read_end(const JsonNode& node) { return {.kind = read_choice(node, ends)}; }

Steps read_list(const JsonNode& node, Reading& reading);

RepeatStep read_repeat(const JsonNode& node, Reading& reading) {
  node.expect_members({"times", "steps"});
  RepeatStep repeat;
  const auto times = node.member("times");
  const auto steps = node.member("steps");
  if (!times || !steps) {
    node.refuse("has not both members", "\"times\" and \"steps\"");
    return repeat;
  }
  repeat.times =
      static_cast<std::uint32_t>(times->integer({.least = 1, .greatest = std::int64_t{steps_max}}));
  if (++reading.nesting > nesting_max) {
    node.refuse("is nested too deep", fmt::format("{} levels of repeat at most", nesting_max));
    return repeat;
  }
  const auto rounds = reading.rounds;
  reading.rounds = std::min(rounds * repeat.times, steps_max + 1);  // no overflow
  repeat.steps = read_list(*steps, reading);
  reading.rounds = rounds;
  --reading.nesting;
  return repeat;
}

std::uint64_t literal_bytes_of(const Step& step) {
  std::uint64_t sum = 0;
  if (const auto* content = std::get_if<ContentStep>(&step.action)) {
    sum = literal_bytes(content->content);
  } else if (const auto* chunk = std::get_if<ChunkStep>(&step.action)) {
    sum = literal_bytes(chunk->content) + literal_bytes(chunk->size_line) +
          literal_bytes(chunk->after);
  } else if (const auto* raw = std::get_if<RawStep>(&step.action)) {
    sum = literal_bytes(raw->bytes);
  }
  return std::min(sum, literal_bytes_max + 1);  // no overflow when it is multiplied
}

// One step; `name` says which, `value` holds what is set of it.
std::optional<Step> read_action(std::string_view name, const JsonNode& value, Reading& reading) {
  if (name == "head") return Step{read_head(value)};
  if (name == "tokens") return Step{read_tokens(value)};
  if (name == "done") return Step{read_done(value)};
  if (name == "error") return Step{read_error(value)};
  if (name == "content") return Step{read_content(value)};
  if (name == "chunk") return Step{read_chunk(value)};
  if (name == "last_chunk") return Step{read_last_chunk(value)};
  if (name == "raw") return Step{read_raw(value)};
  if (name == "wait") return Step{read_wait(value)};
  if (name == "repeat") return Step{read_repeat(value, reading)};
  if (name == "end") return Step{read_end(value)};
  if (name == "style") {
    read_style(value, reading.style);
    return Step{StyleStep{.style = reading.style}};
  }
  return std::nullopt;
}

constexpr std::string_view step_names =
    "one of head, tokens, done, error, content, chunk, last_chunk, raw, wait, repeat, style, end";

struct NamedStep {
  std::string name;
  const nlohmann::json* value = nullptr;
};

// A string stands for the step of that name with its defaults.
NamedStep name_of(const JsonNode& node) {
  static const nlohmann::json defaults = nlohmann::json::object();
  static const nlohmann::json clean_end = "clean";
  if (node.value().is_string()) {
    const auto name = node.text();
    return {.name = name, .value = name == "end" ? &clean_end : &defaults};
  }
  NamedStep step{.name = {}, .value = &defaults};
  std::size_t members = 0;
  node.for_each_member([&](const std::string& name, const JsonNode& value) {
    ++members;
    step = {.name = name, .value = &value.value()};
  });
  if (members != 1) node.refuse(fmt::format("has {} members", members), "one member: the step");
  return step;
}

void read_one(const JsonNode& node, Reading& reading, Steps& steps) {
  const auto [name, value] = name_of(node);
  const JsonNode value_node(*value, fmt::format("{}/{}", node.pointer(), name), node.keeper());
  const auto step = read_action(name, value_node, reading);
  if (!step) return node.refuse(fmt::format("is \"{}\"", name), std::string(step_names));
  reading.steps += reading.rounds;
  if (reading.steps > steps_max) {
    return node.refuse("is one too many", fmt::format("at most {} steps in one answer", steps_max));
  }
  reading.literal_bytes += literal_bytes_of(*step) * reading.rounds;
  if (reading.literal_bytes > literal_bytes_max) {
    return node.refuse("writes too much",
                       fmt::format("at most {} literal bytes in one answer", literal_bytes_max));
  }
  if (std::holds_alternative<EndStep>(step->action)) ++reading.ends;
  steps.push_back(*step);
}

Steps read_list(const JsonNode& node, Reading& reading) {
  Steps steps;
  node.for_each_element([&](const JsonNode& each) { read_one(each, reading, steps); });
  return steps;
}

}  // namespace

Steps read_steps(const JsonNode& node) {
  Reading reading;
  auto steps = read_list(node, reading);
  const bool ends_last = !steps.empty() && std::holds_alternative<EndStep>(steps.back().action);
  if (reading.ends != 1 || !ends_last) {
    node.refuse(fmt::format("has {} end steps", reading.ends), "one end step, as the last step");
  }
  return steps;
}

}  // namespace ssert::mock_server
