// For tests: every script that is built in, with the bytes that make it what it is.
#pragma once

#include "mock_server/writer/writer.h"

#include <string>
#include <vector>

namespace ssert::mock_server::testing {

// What can be said of an answer's bytes as a whole.
struct Shape {
  bool honest_head = true;   // the head is byte by byte that of the honest script
  bool whole_chunks = true;  // chunked, well formed, to the last chunk
  bool all_tokens = true;    // every token of the answer as the honest script writes it
  bool done_last = true;     // ends with done, and has it once
  Ending ending = Ending::keep;
};

struct Point {
  std::string name;
  Shape shape;
  std::vector<std::string> has;      // each at least once in the bytes
  std::vector<std::string> has_not;  // none of them
};

// In the order of the library.
std::vector<Point> all_points();

}  // namespace ssert::mock_server::testing
