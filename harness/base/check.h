// HARNESS_CHECK(condition, "what went wrong"): an assertion that stays in release builds.
//
// It is for faults of ours alone, never for what a target sent or a user typed. It throws
// HarnessFault, which the command line turns into exit 3; a wrong number or a wrong verdict is
// worse than none.
#pragma once

#include <stdexcept>
#include <string>

namespace ssert::base {

class HarnessFault : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

[[noreturn]] void harness_check_failed(const char* condition, const char* file, int line,
                                       const std::string& message);

}  // namespace ssert::base

#define HARNESS_CHECK(condition, message)                                           \
  do {                                                                              \
    if (!(condition))                                                               \
      ::ssert::base::harness_check_failed(#condition, __FILE__, __LINE__, message); \
  } while (false)
