// The whole way in one process: the built-in mock server, an honest and a lying one, is checked and
// loaded, and what is found is compared with what has to be found.
#include "base/text.h"
#include "cli/commands.h"
#include "cli/inputs.h"
#include "cli/interruption.h"
#include "cli/outputs.h"
#include "cli/streams.h"
#include "mock_server/server.h"
#include "reports/json/read.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace ssert::cli {
namespace {

constexpr std::string_view lie = "no-final-blank";
constexpr std::string_view broken_rule = "framing/final-blank-line";

using Words = std::vector<std::string>;

// A place for each format that has one: FOLDER/NAME.EXTENSION.
OutputPaths paths_of(const std::string& folder, std::string_view name, bool of_load) {
  OutputPaths paths;
  for (std::size_t i = 0; i < output_formats().size(); ++i) {
    const auto& format = output_formats()[i];
    if (of_load ? format.render_load == nullptr : format.render == nullptr) continue;
    paths[i] = fmt::format("{}/{}.{}", folder, name, format.extension);
  }
  return paths;
}

Words written(const OutputPaths& paths) {
  Words files;
  for (const auto& path : paths) {
    if (path) files.push_back(*path);
  }
  return files;
}

class Demo {
 public:
  explicit Demo(const DemoOptions& options) : options_(options) {}

  int run() {
    std::error_code ec;
    std::filesystem::create_directories(options_.folder, ec);
    if (ec)
      return refuse({.where = "--out",
                     .what = "names " + base::escape_bytes_shortened(options_.folder, 200) +
                             ", which cannot be made: " + ec.message(),
                     .way_out = "a folder that can be written"});
    const int status = run_parts();
    if (status != done_status) return status;
    say_out("reports:\n");
    for (const auto& file : files_) say_out("  " + file + "\n");
    if (!as_expected_) return fault_status;
    say_out(
        fmt::format("as expected: the honest service passed, the lie was found ({}), and every "
                    "stream of the load was whole\n",
                    broken_rule));
    return done_status;
  }

 private:
  // 130 where the person has had enough.
  int run_parts() {
    auto honest = start({});
    if (!honest) return give_up(honest.error());
    say_out("== 1. an honest service: every rule that can be shown has to hold\n");
    if (!expect(check(**honest, "honest"), done_status)) return interrupted_status;
    auto lying = start(std::string(lie));
    if (!lying) return give_up(lying.error());
    say_out(
        "== 2. a lying service: its last event has no blank line after it, so no browser ever "
        "sees it\n");
    if (!expect(check(**lying, "lying"), 1)) return interrupted_status;
    expect_the_lie();
    say_out("== 3. the honest service under load: 50 streams begun a second\n");
    if (!expect(load(**honest), done_status)) return interrupted_status;
    return done_status;
  }

  static base::Result<std::unique_ptr<mock_server::Server>> start(const std::string& fault) {
    mock_server::Options options;
    options.fault = fault;
    return mock_server::Server::start(options);
  }

  scenario::CheckFlags flags_for(const mock_server::Server& server) const {
    scenario::CheckFlags flags;
    flags.request.urls = {server.url() + "/conversations/demo/messages/stream"};
    flags.request.headers = {"Authorization: Bearer test-token"};
    return flags;
  }

  Words words_of(std::string_view command, const scenario::CheckFlags& flags) const {
    return {"ssert", std::string(command), flags.request.urls.front(), "-H",
            flags.request.headers.front()};
  }

  int check(const mock_server::Server& server, std::string_view name) {
    CheckOptions check{.flags = flags_for(server),
                       .outputs = paths_of(options_.folder, name, false),
                       .color = options_.color,
                       .quiet = options_.quiet};
    note_files(check.outputs);
    return run_check(check, words_of("check", check.flags));
  }

  int load(const mock_server::Server& server) {
    LoadOptions load{.flags = flags_for(server),
                     .load = {.rate = "50/s",
                              .arrivals = "poisson",
                              .warm_up = "1s",
                              .duration = "6s",
                              .objectives = {"errors.rate == 0", "goodput.fraction >= 99%"}},
                     .outputs = paths_of(options_.folder, "load", true),
                     .color = options_.color,
                     .quiet = options_.quiet};
    note_files(load.outputs);
    return run_load(load, words_of("load", load.flags));
  }

  void note_files(const OutputPaths& paths) {
    for (auto& file : written(paths)) files_.push_back(std::move(file));
  }

  // False where the run was interrupted.
  bool expect(int status, int expected) {
    if (status == interrupted_status) return false;
    if (status != expected) {
      as_expected_ = false;
      say_out(fmt::format("NOT AS EXPECTED: the exit status was {}, not {}\n", status, expected));
    }
    return true;
  }

  // The broken rules that follow from no other.
  void expect_the_lie() {
    const auto file = options_.folder + "/lying.json";
    std::set<std::string> roots;
    const auto text = read_result_file(file, "--out");
    if (text) {
      const auto result = reports::read_result(*text, file);
      const auto* const model = result ? std::get_if<report::ReportModel>(&*result) : nullptr;
      for (const auto& finding :
           model != nullptr ? model->targets.front().findings : std::vector<report::Finding>{}) {
        const bool is_root = finding.explained_by.empty();
        if (is_root && (finding.verdict == "fail" || finding.verdict == "warn"))
          roots.insert(finding.rule);
      }
    }
    if (roots == std::set<std::string>{std::string(broken_rule)}) return;
    as_expected_ = false;
    say_out(fmt::format("NOT AS EXPECTED: {} was to be found, and nothing else: {}\n", broken_rule,
                        fmt::join(roots, ", ")));
  }

  void say_out(std::string_view text) { (void)write_out(text); }

  const DemoOptions& options_;
  Words files_;
  bool as_expected_ = true;
};

}  // namespace

int run_demo(const DemoOptions& options) {
  const SignalsHeldBack held_back;  // from the threads of the mock servers
  return Demo(options).run();
}

}  // namespace ssert::cli
