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

base::Result<std::shared_ptr<const Script>> script_of(const Options& options) {
  using Shared = std::shared_ptr<const Script>;
  if (!options.fault.empty() && !options.script_file.empty()) {
    return base::Problem{.where = "fault",
                         .what = "is given together with a script file",
                         .way_out = "one of the two"};
  }
  if (!options.script_file.empty()) {
    auto script = read_script_file(options.script_file, options.limits.script_bytes);
    if (!script) return script.error();
    return Shared(std::make_shared<Script>(std::move(*script)));
  }
  const auto* script = options.fault.empty() ? &honest_script() : find_script(options.fault);
  if (script == nullptr) return no_such_fault(options.fault);
  return Shared(std::shared_ptr<const void>(), script);  // the library outlives every server
}

std::optional<base::Problem> check(const Options& options) {
  constexpr std::uint32_t tokens_max = 100'000'000;
  const auto& token = options.token;
  const auto is_printable = [](char c) { return c > ' ' && c < '\x7f'; };
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
  auto script = script_of(options);
  if (!script) return script.error();
  return serve(options, *std::move(script));
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
