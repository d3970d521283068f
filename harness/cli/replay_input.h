// A recording as the mock server plays it: each response with its pauses. The mock server itself
// reads no recordings.
#pragma once

#include "base/result.h"
#include "mock_server/replay.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::cli {

// "1x", "0.5x": how often as fast; "max" (none): without pauses.
base::Result<std::optional<double>> parse_speed(std::string_view text, std::string_view where);

// Every exchange that got as far as a connection, in the file's order. A Problem where there is
// none.
base::Result<std::vector<mock_server::Replay>> read_replays(const std::string& path,
                                                            std::optional<double> speed);

}  // namespace ssert::cli
