// The flags of `ssert mock` as options of the server.
#pragma once

#include "base/result.h"
#include "cli/options.h"
#include "mock_server/options.h"

namespace ssert::cli {

base::Result<mock_server::Options> mock_options(const MockFlags& flags);

}  // namespace ssert::cli
