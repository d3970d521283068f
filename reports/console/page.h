// The lines of a report at a terminal: wrapped to its width, coloured where that is wanted.
#pragma once

#include "reports/console/console.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace ssert::reports {

inline constexpr std::size_t evidence_bytes_max = 120;  // of one piece, as it is shown

class Page {
 public:
  explicit Page(const ConsoleStyle& style) : style_(style) {}

  void line(std::string_view text);  // as it is, without white space at its end
  // A label of a column of its own, and text that is broken between words beside it.
  void labelled(std::string_view label, std::string_view text, std::size_t width = 11);
  // The same under a finding; `indent` columns further in.
  void detail(std::string_view label, std::string_view text, std::size_t indent = 0);

  // In the colour of a verdict: pass, warn, fail, or another word.
  std::string painted(std::string_view text, std::string_view verdict) const;

  std::string take() { return std::move(text_); }

 private:
  void wrapped(std::string lead, std::string_view text);

  ConsoleStyle style_;
  std::string text_;
};

}  // namespace ssert::reports
