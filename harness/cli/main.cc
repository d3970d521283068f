// ssert: tells whether an endpoint that answers a POST with Server-Sent Events is right.
#include "cli/command_line.h"
#include "cli/commands.h"
#include "cli/streams.h"

#include <csignal>
#include <exception>
#include <string>
#include <vector>

namespace ssert::cli {
namespace {

struct Runner {
  const std::vector<std::string>& words;

  int operator()(const CheckOptions& options) const { return run_check(options, words); }
  int operator()(const RecordOptions& options) const { return run_record(options); }
  int operator()(const LoadOptions& options) const { return run_load(options, words); }
  int operator()(const DemoOptions& options) const { return run_demo(options); }
  int operator()(const MockFlags& flags) const { return run_mock(flags); }
  int operator()(const ReportOptions& options) const { return run_report(options); }
  int operator()(const ListOptions& options) const { return run_list(options); }
  int operator()(const ExplainOptions& options) const { return run_explain(options); }
  int operator()(const ShowText& show) const {
    return write_out(show.text) ? done_status : fault_status;
  }
  int operator()(const NothingAsked& nothing) const {
    say(std::string_view(nothing.help).substr(0, nothing.help.size() - 1));  // say() ends the line
    return usage_status;
  }
};

int run(const std::vector<std::string>& words) {
  const auto command = parse_command_line(std::span(words).subspan(1));
  if (!command) return refuse(command.error());
  return std::visit(Runner{words}, *command);
}

}  // namespace
}  // namespace ssert::cli

int main(int argc, char** argv) {
  ssert::cli::keep_standard_streams();
  // A reader of our output that goes away is told by write(), not by death.
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c)
  try {
    std::vector<std::string> words(argv, argv + argc);
    if (words.empty()) words.emplace_back("ssert");
    return ssert::cli::run(words);
  } catch (const std::exception& fault) {
    ssert::cli::say(std::string("error: ssert itself failed: ") + fault.what());
    return ssert::cli::fault_status;
  }
}
