// Templates as JSON gives them: a string with words in double braces, {"hex"}, {"repeat", "times"},
// or an array of these.
#pragma once

#include "mock_server/script/json_node.h"
#include "mock_server/script/script.h"

#include <initializer_list>

namespace ssert::mock_server {

// `words` may stand in it besides {{token}}, {{content}}, {{answer}}, {{index}}, {{method}} and
// {{path}}.
Template read_template(const JsonNode& node, std::initializer_list<Word> words = {});

}  // namespace ssert::mock_server
