#include "reports/markdown/escape.h"

#include "base/text.h"

#include <algorithm>

namespace ssert::reports {
namespace {

constexpr std::string_view markup = "\\`*_[]<>~&:|$";

std::size_t longest_run_of_backticks(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

}  // namespace

std::string markdown_text(std::string_view words) {
  std::string text;
  const auto escaped = base::escape_bytes(words);
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    const char c = escaped[i];
    // A backslash does not keep GitHub from mentioning people and linking issues; code does.
    if (c == '@' || c == '#') {
      text += {'`', c, '`'};
      continue;
    }
    // A colon is markup inside a word alone: https://, :smile:
    const bool is_plain_colon = c == ':' && (i + 1 == escaped.size() || escaped[i + 1] == ' ');
    if (markup.find(c) != std::string_view::npos && !is_plain_colon) text += '\\';
    text += c;
  }
  return text;
}

std::string markdown_code(std::string_view text) {
  if (text.empty()) return "(empty)";
  std::string content;
  for (const char c : text) {
    if (c == '|') {
      content += "\\x7c";
    } else {
      content += c;
    }
  }
  const std::string fence(longest_run_of_backticks(content) + 1, '`');
  // One space on either side is taken off again, and keeps the text's own backticks and spaces.
  const bool is_padded = content.front() == '`' || content.back() == '`' || content.front() == ' ';
  const std::string_view padding = is_padded ? " " : "";
  return fence + std::string(padding) + content + std::string(padding) + fence;
}

std::string markdown_block(const std::vector<std::string>& lines) {
  std::size_t longest = 0;
  std::string content;
  for (const auto& line : lines) {
    longest = std::max(longest, longest_run_of_backticks(line));
    content += line + "\n";
  }
  const std::string fence(std::max<std::size_t>(longest + 1, 3), '`');
  return fence + "text\n" + content + fence + "\n";
}

}  // namespace ssert::reports
