// Builds a field section from its lines, tolerantly (RFC 9112 "Field Syntax"): the head's fields,
// and the trailer section's.
#pragma once

#include "http/field.h"
#include "violation/violation.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace ssert::http {

// Where a field line stands in the response; a folded line's continuations are not counted.
struct FieldPlace {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;

  bool operator==(const FieldPlace&) const = default;
};

class FieldSectionReader {
 public:
  // `line` is without its terminator and not empty, `offset` is of its first byte. What is wrong
  // with it goes to `violations`. A line without a colon or without a name is left out, every other
  // one is kept as far as it can be read.
  void add_line(std::string_view line, std::uint64_t offset,
                std::vector<violation::Violation>& violations);

  const FieldSection& fields() const { return fields_; }
  const std::vector<FieldPlace>& places() const { return places_; }  // one each of fields()
  FieldSection take_fields() { return std::move(fields_); }

 private:
  void add_continuation(std::string_view line, std::uint64_t offset,
                        std::vector<violation::Violation>& violations);

  FieldSection fields_;
  std::vector<FieldPlace> places_;
  bool last_line_was_kept_ = false;  // a continuation belongs to the last of fields_
  bool any_line_seen_ = false;
};

}  // namespace ssert::http
