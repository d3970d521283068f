// What a function that the user's input can fail returns: a value, or a Problem that the user can
// fix.
//
// Three kinds of wrong have three types here. The target broke a rule: a finding, which is data.
// The user can fix it: Result<T> with a Problem. We broke: HARNESS_CHECK (base/check.h).
// No exception crosses a room; a library's throws are caught where the library is called.
#pragma once

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace ssert::base {

// Says what is wrong, where, and the way out. Each part is one line of plain text.
struct Problem {
  std::string where;    // the flag, file:line: /json/pointer, or URL part
  std::string what;     // what stands there and why it cannot be used: "is -5"
  std::string way_out;  // what to give instead: "requests per second, above 0"

  bool operator==(const Problem&) const = default;
};

// "where what\n  expected: way_out"
std::string to_string(const Problem& problem);

// Called by Result::value() when the caller did not look first: a fault of ours.
[[noreturn]] inline void throw_exception_from_error(const Problem& problem,
                                                    const boost::source_location&) {
  throw std::logic_error("Result::value() without a value: " + to_string(problem));
}

// Holds exactly one of the two. Test with has_value(), then value() or error().
template <class T>
using Result = boost::system::result<T, Problem>;

// A Result that holds `text`. A string does not become one by itself: since C++20 a Problem can be
// made of a string too, and the result would not know which of the two is meant.
inline Result<std::string> text_result(std::string text) {
  return {boost::system::in_place_value, std::move(text)};
}

}  // namespace ssert::base
