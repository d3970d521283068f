#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/mock_options.h"
#include "cli/streams.h"
#include "mock_server/server.h"

#include <string>

namespace ssert::cli {
namespace {

// The server knows members of its options, a user knows flags.
base::Problem named_as_flag(base::Problem problem) {
  if (problem.where == "address") problem.where = "--bind";
  if (problem.where == "token") problem.where = "--token";
  if (problem.where == "hold") problem.where = "--hold";
  return problem;
}

}  // namespace

int run_mock(const MockFlags& flags) {
  const auto options = mock_options(flags);
  if (!options) return refuse(options.error());
  const Interruption interruption;  // before the server's thread
  auto server = mock_server::Server::start(*options);
  if (!server) return refuse(named_as_flag(server.error()));
  if (!mock_server::is_loopback(options->address))
    say("note: listening on " + options->address + ": other machines can reach this server");
  if (!write_out("listening " + (*server)->url() + "\n")) return fault_status;
  interruption.wait();
  (*server)->stop();
  say((*server)->statistics_json());
  return done_status;
}

}  // namespace ssert::cli
