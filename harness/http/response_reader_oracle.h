// For tests and the fuzzer: what must be true of the reader's observations, whatever the bytes.
#pragma once

#include <string>
#include <string_view>

namespace ssert::http {

// `input`: one byte of options (method, limits), one that seeds the cuts, then the response. Empty
// where all is well, else what is wrong, in words.
std::string fault_in_reading(std::string_view input);

}  // namespace ssert::http
