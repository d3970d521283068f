// What must hold of recordings whatever the bytes: shared by the fuzzer and the test that replays
// its corpus.
#pragma once

#include <string>
#include <string_view>

namespace ssert::exchange::testing {

// Takes `input` as a recording alone.
std::string find_fault_in_file(std::string_view input);

// Takes `input` as a recording, as the bytes of an exchange, as a raw response dump, and as a
// response with secrets in it. What does not hold, or "".
std::string find_fault(std::string_view input);

}  // namespace ssert::exchange::testing
