#include "base/result.h"

namespace ssert::base {

std::string to_string(const Problem& problem) {
  std::string text = problem.where;
  if (!text.empty() && !problem.what.empty()) text += ' ';
  text += problem.what;
  if (!problem.way_out.empty()) text += "\n  expected: " + problem.way_out;
  return text;
}

}  // namespace ssert::base
