#include "cli/commands.h"
#include "cli/interruption.h"
#include "cli/mock_options.h"
#include "cli/open_files.h"
#include "cli/replay_input.h"
#include "cli/streams.h"
#include "mock_server/server.h"

#include <string>
#include <utility>
#include <vector>

namespace ssert::cli {
namespace {

// The server knows members of its options, a user knows flags.
base::Problem named_as_flag(base::Problem problem) {
  if (problem.where == "address") problem.where = "--bind";
  if (problem.where == "token") problem.where = "--token";
  if (problem.where == "hold") problem.where = "--hold";
  return problem;
}

base::Result<std::vector<mock_server::Replay>> replays_of(const MockFlags& flags) {
  if (!flags.replay) return std::vector<mock_server::Replay>{};
  const auto speed = parse_speed(flags.speed.value_or("1x"), "--speed");
  if (!speed) return speed.error();
  return read_replays(*flags.replay, *speed);
}

}  // namespace

int run_mock(const MockFlags& flags) {
  const auto options = mock_options(flags);
  if (!options) return refuse(options.error());
  auto replays = replays_of(flags);
  if (!replays) return refuse(replays.error());
  raise_open_files_limit();
  const Interruption interruption;  // before the server's thread
  auto server = replays->empty() ? mock_server::Server::start(*options)
                                 : mock_server::Server::replay(*options, *std::move(replays));
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
