// Binds, listens and answers, on a thread of its own.
#pragma once

#include "base/result.h"
#include "mock_server/options.h"
#include "mock_server/script/script.h"
#include "mock_server/server.h"

#include <memory>

namespace ssert::mock_server {

// `script` is what stream requests get that name none.
base::Result<std::unique_ptr<Server>> serve(const Options& options,
                                            std::shared_ptr<const Script> script);

}  // namespace ssert::mock_server
