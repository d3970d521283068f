#include "reports/console/page.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::reports {
namespace {

std::string_view color_of(std::string_view verdict) {
  if (verdict == "fail") return "\x1b[31;1m";
  if (verdict == "warn") return "\x1b[33;1m";
  if (verdict == "pass") return "\x1b[32;1m";
  return "\x1b[36m";
}

// Columns that the text takes: a character of several bytes counts once.
std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace

void Page::line(std::string_view text) {
  const auto end = text.find_last_not_of(' ');
  text_ += text.substr(0, end == std::string_view::npos ? 0 : end + 1);
  text_ += '\n';
}

void Page::labelled(std::string_view label, std::string_view text, std::size_t width) {
  wrapped(fmt::format("{:<{}} ", label, width), text);
}

void Page::detail(std::string_view label, std::string_view text, std::size_t indent) {
  wrapped(std::string(indent + 6, ' ') + fmt::format("{:<8}", label), text);
}

// Puts `text` behind `lead` and breaks it between words; later lines are indented alike.
void Page::wrapped(std::string lead, std::string_view text) {
  const std::string indent(lead.size(), ' ');
  const auto width = static_cast<std::size_t>(std::max(style_.width, 40));
  auto current = std::move(lead);
  bool has_word = false;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (has_word && columns(current) + 1 + columns(word) > width) {
      line(current);
      current = indent;
      has_word = false;
    }
    if (has_word) current += ' ';
    current += word;
    has_word = true;
  }
  line(current);
}

std::string Page::painted(std::string_view text, std::string_view verdict) const {
  if (!style_.color) return std::string(text);
  return fmt::format("{}{}\x1b[0m", color_of(verdict), text);
}

}  // namespace ssert::reports
