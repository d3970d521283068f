// Binds, listens and answers, on a thread of its own.
#pragma once

#include "base/result.h"
#include "mock_server/options.h"
#include "mock_server/script/script.h"
#include "mock_server/server.h"

#include <memory>
#include <vector>

namespace ssert::mock_server {

struct Answers {
  Scripts scripts;            // what stream requests get that name none: each one of them
  std::vector<Route> routes;  // where there is one, requests get these and nothing else
};

base::Result<std::unique_ptr<Server>> serve(const Options& options, Answers answers);

}  // namespace ssert::mock_server
