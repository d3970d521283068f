// The rows of tests/map/liars.json: each response of the mock server, and what must be said of it.
#pragma once

#include "scenario/scenario.h"

#include <nlohmann/json.hpp>

#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace ssert::map {

// Rule to verdict, and behind "<" the root that it follows from.
using Broken = std::map<std::string, std::string>;

struct Row {
  std::string fault;
  std::string ending;
  Broken broken;
  bool on_chat = false;  // on the chat completions endpoint, else on a conversation's
  nlohmann::json how;    // what the check needs for this liar: waits, thresholds, terminal
};

// What a failed test calls its row.
inline void PrintTo(const Row& row, std::ostream* stream) { *stream << row.fault; }

// The name of its test.
std::string test_name(const Row& row);

nlohmann::json map_file();
std::vector<Row> rows();
std::vector<Row> rows_on_both_endpoints();

// What asks the mock server at `server_url` for the row's response.
scenario::Scenario scenario_of(const Row& row, const std::string& server_url);

}  // namespace ssert::map
