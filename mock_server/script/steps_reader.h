// Steps as JSON gives them. Belongs to the script reader.
#pragma once

#include "mock_server/script/json_node.h"
#include "mock_server/script/script.h"

namespace ssert::mock_server {

// Reads the steps of one answer; refuses those that do not end with an end, or that are over the
// limits of the language.
Steps read_steps(const JsonNode& node);

}  // namespace ssert::mock_server
