// Reads JSON Lines value by value, in the order in which they stand: whoever calls says what has to
// come, and gets it decoded into its own struct. Nothing else is kept, so a line costs what its
// caller makes of it; a library that builds a document first would hold each line many times over.
//
// Strict by RFC 8259, UTF-8 included; duplicate, unknown and missing members are errors. The first
// thing that is wrong is kept as problem(), with file, line and JSON pointer; from then on every
// call returns false.
#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::exchange {

struct JsonMember {
  std::string_view name;
  bool required = false;
};

class JsonLines {
 public:
  struct Source {
    std::istream& stream;  // outlives this
    std::string name;      // for Problems: the file
    std::size_t file_bytes_max = 0;
    std::size_t line_memory_max = 0;  // what may be spent on the values of one line
    std::size_t read_bytes = 0;       // at once, at least 1
  };
  explicit JsonLines(Source source);

  // Goes to the next line that is not blank. False at the end of the file, and after a failure.
  bool next_line();
  // Nothing but white space may follow on the line.
  bool end_line();

  // `on_member(name)` reads the member's value and says whether that went well.
  template <class OnMember>
  bool read_object(std::span<const JsonMember> members, const OnMember& on_member);
  // `on_element()` reads one element.
  template <class OnElement>
  bool read_array(const OnElement& on_element);

  bool read_string(std::string& text);     // appends, and spends the memory
  bool read_word(std::string& word);       // replaces; at most word_bytes_max, for free
  bool read_number(std::uint64_t& value);  // an integer, 0 to number_max
  bool read_truth(bool& value);
  // The first byte of the next value, to choose by; 0 where there is none.
  char value_begin();

  // Charges memory that a value of the line takes.
  bool spend(std::size_t bytes);

  // About the value at `pointer` below the current one. Returns false.
  bool fail(std::string what, std::string way_out, std::string_view pointer = {});
  // The next value is not `wanted`. Returns false.
  bool refuse_type(std::string_view wanted);

  std::uint64_t line() const { return line_; }  // of what is read next, from 1
  bool failed() const { return failed_; }
  const base::Problem& problem() const { return problem_; }

  static constexpr std::uint64_t number_max = 1'000'000'000'000'000'000;
  static constexpr std::size_t word_bytes_max = 64 * 1024;

 private:
  struct Segment {
    std::string_view name;  // a member's, of the caller's table
    std::uint64_t index = 0;
    bool is_index = false;
  };
  static constexpr int no_byte = -1;

  int peek();  // no_byte at the end of the file, and after a failure
  void skip() { ++at_; }
  bool refill();
  void skip_blanks();
  bool fail_at_end_of_line();

  bool has_another(char close, bool is_first);
  // Reads the name of the next member and its colon: its index in `members`, or -1.
  int next_member(std::span<const JsonMember> members, std::uint32_t& seen);
  bool require(std::span<const JsonMember> members, std::uint32_t seen);

  bool fail_over_budget();
  bool read_part_of_string(std::string& text);
  bool end_string(std::string_view text, std::size_t begin);
  bool read_escape(std::string& text);
  bool read_unicode_escape(std::string& text);
  bool read_hex_quad(std::uint32_t& unit);
  std::string read_bare_word();  // a number, true, false, null, or what stands in their place
  std::string pointer() const;

  Source source_;
  std::vector<char> buffer_;
  std::size_t at_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::uint64_t line_ = 1;
  std::size_t memory_left_ = 0;
  std::vector<Segment> path_;
  bool failed_ = false;
  base::Problem problem_;
};

template <class OnMember>
bool JsonLines::read_object(std::span<const JsonMember> members, const OnMember& on_member) {
  if (value_begin() != '{') return refuse_type("an object");
  skip();
  std::uint32_t seen = 0;
  for (bool is_first = true; has_another('}', is_first); is_first = false) {
    const int index = next_member(members, seen);
    if (index < 0) return false;
    const auto name = members[static_cast<std::size_t>(index)].name;
    path_.push_back({.name = name});
    if (!on_member(name)) return false;
    path_.pop_back();
  }
  return !failed_ && require(members, seen);
}

template <class OnElement>
bool JsonLines::read_array(const OnElement& on_element) {
  if (value_begin() != '[') return refuse_type("an array");
  skip();
  path_.push_back({.is_index = true});
  for (bool is_first = true; has_another(']', is_first); is_first = false) {
    if (!on_element()) return false;
    ++path_.back().index;
  }
  path_.pop_back();
  return !failed_;
}

}  // namespace ssert::exchange
