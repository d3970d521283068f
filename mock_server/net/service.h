// Binds, listens and answers, on a thread of its own.
#pragma once

#include "base/result.h"
#include "mock_server/options.h"
#include "mock_server/script/script.h"
#include "mock_server/server.h"

#include <memory>

namespace ssert::mock_server {

// `scripts` is what stream requests get that name none: each one of them. Not empty.
base::Result<std::unique_ptr<Server>> serve(const Options& options, Scripts scripts);

}  // namespace ssert::mock_server
