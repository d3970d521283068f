// A load run against a mock server of this process.
#pragma once

#include "load/plan.h"
#include "load/result.h"
#include "mock_server/server.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace ssert::load_against_mock {

// Answers of 24 tokens, at once and a millisecond apart.
mock_server::Options quick_answers();

std::unique_ptr<mock_server::Server> start(const mock_server::Options& options);

// Of the conversation whose stream is at `url`; it has to end with its terminal event, and each
// request has a connection of its own.
load::Plan plan_for(const std::string& url);
load::Plan plan_for(const mock_server::Server& server);  // of the one that it always has

// The server's own counts, once it has stopped.
struct ServerCounts {
  std::uint64_t connections = 0;
  std::uint64_t requests = 0;
  std::uint64_t answered_whole = 0;  // without a script: refusals, most of all
  std::map<std::string, std::uint64_t> by_script;
  std::uint64_t started = 0;
  std::uint64_t completed = 0;
  std::uint64_t aborted = 0;
  std::uint64_t cut = 0;
  std::uint64_t events = 0;
  std::uint64_t bytes = 0;
};
ServerCounts stop(mock_server::Server& server);

std::string show(const load::Requests& requests);

}  // namespace ssert::load_against_mock
