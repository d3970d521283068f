#include "base/check.h"

namespace ssert::base {

void harness_check_failed(const char* condition, const char* file, int line,
                          const std::string& message) {
  throw HarnessFault(std::string("harness fault: ") + message + " (" + condition + ", " + file +
                     ":" + std::to_string(line) + ")");
}

}  // namespace ssert::base
