// The style step as JSON gives it. Belongs to the script reader.
#pragma once

#include "mock_server/script/json_node.h"
#include "mock_server/script/script.h"

namespace ssert::mock_server {

// Puts the members that are given over those of `style`.
void read_style(const JsonNode& node, Style& style);

base::Duration read_duration(const JsonNode& node);

}  // namespace ssert::mock_server
