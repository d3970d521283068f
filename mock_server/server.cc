#include "mock_server/server.h"

#include "mock_server/net/service.h"
#include "mock_server/script/library.h"
#include "mock_server/script/script_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ssert::mock_server {
namespace {

base::Problem no_such_fault(const std::string& name) {
  std::string near;
  for (const auto& script : script_library()) {
    if (script.name.find(name) == std::string::npos) continue;
    near += (near.empty() ? "" : ", ") + script.name;
  }
  return {.where = "fault",
          .what = fmt::format("is \"{}\", which is not known", name),
          .way_out = near.empty() ? "a name out of the list of faults" : "one of " + near};
}

// The library outlives every server.
std::shared_ptr<const Script> borrowed(const Script& script) {
  return {std::shared_ptr<const void>(), &script};
}

base::Result<Scripts> scripts_of(const Options& options) {
  if (!options.script_file.empty()) {
    auto script = read_script_file(options.script_file, options.limits.script_bytes);
    if (!script) return script.error();
    return Scripts{std::make_shared<Script>(std::move(*script))};
  }
  auto names = options.fault_mix;
  if (!options.fault.empty()) names.push_back(options.fault);
  if (names.empty()) return Scripts{borrowed(honest_script())};
  Scripts scripts;
  for (const auto& name : names) {
    const auto* script = find_script(name);
    if (script == nullptr) return no_such_fault(name);
    scripts.push_back(borrowed(*script));
  }
  return scripts;
}

EndKind end_kind_of(Replay::End end) {
  switch (end) {
    case Replay::End::keep:
      return EndKind::keep;
    case Replay::End::close:
      return EndKind::no_last_chunk;
    case Replay::End::reset:
      return EndKind::reset;
    case Replay::End::hang:
      return EndKind::hang;
  }
  return EndKind::no_last_chunk;
}

// An empty write at the end, so that the end has its moment, too.
Route route_of(Replay replay) {
  auto script = std::make_shared<Script>();
  script->name = "replay";
  base::Duration now{};
  const auto send_at = [&](base::Duration at, std::string bytes) {
    script->steps.push_back({WaitStep{fixed_delay(at - now)}});
    script->steps.push_back({RawStep{literal(std::move(bytes))}});
    now = at;
  };
  for (auto& piece : replay.pieces) send_at(std::max(piece.at, now), std::move(piece.bytes));
  send_at(std::max(replay.end_at, now), "");
  script->steps.push_back({EndStep{end_kind_of(replay.end)}});
  return {.method = std::move(replay.method),
          .path = std::move(replay.path),
          .script = std::move(script)};
}

std::optional<base::Problem> check(const Options& options) {
  constexpr std::uint32_t tokens_max = 100'000'000;
  const auto& token = options.token;
  const auto is_printable = [](char c) { return c > ' ' && c < '\x7f'; };
  const int lies = (options.fault.empty() ? 0 : 1) + (options.script_file.empty() ? 0 : 1) +
                   (options.fault_mix.empty() ? 0 : 1);
  if (lies > 1) {
    return base::Problem{.where = "fault",
                         .what = "is given together with a script file or a mix of faults",
                         .way_out = "one of them"};
  }
  if (options.tokens > tokens_max) {
    return base::Problem{.where = "tokens",
                         .what = fmt::format("is {}", options.tokens),
                         .way_out = fmt::format("at most {}", tokens_max)};
  }
  if (!std::all_of(token.begin(), token.end(), is_printable)) {
    return base::Problem{.where = "token",
                         .what = "holds bytes that a header field cannot carry",
                         .way_out = "printable ASCII without spaces, or nothing"};
  }
  if (options.hold && !is_loopback(options.address)) {
    return base::Problem{
        .where = "hold",
        .what = fmt::format("is on, and {} is an address that other machines reach: they could "
                            "release tokens",
                            options.address),
        .way_out = "a loopback address to bind to, such as 127.0.0.1"};
  }
  return std::nullopt;
}

}  // namespace

base::Result<std::unique_ptr<Server>> Server::start(const Options& options) {
  if (auto problem = check(options)) return *std::move(problem);
  auto scripts = scripts_of(options);
  if (!scripts) return scripts.error();
  return serve(options, {.scripts = *std::move(scripts), .routes = {}});
}

base::Result<std::unique_ptr<Server>> Server::replay(const Options& options,
                                                     std::vector<Replay> replays) {
  Answers answers;
  for (auto& replay : replays) answers.routes.push_back(route_of(std::move(replay)));
  return serve(options, std::move(answers));
}

bool is_loopback(std::string_view address) {
  return address == "::1" || address.starts_with("127.");
}

std::vector<FaultSummary> faults() {
  std::vector<FaultSummary> summaries;
  for (const auto& script : script_library()) {
    summaries.push_back(
        {.name = script.name, .title = script.title, .honest = !script.broken.has_value()});
  }
  return summaries;
}

}  // namespace ssert::mock_server
