#include "cli/wrap.h"

#include <algorithm>

namespace ssert::cli {
namespace {

std::size_t columns_of(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t indent) {
  std::string lines;
  std::size_t column = indent;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const auto width = columns_of(word);
    if (column > indent && column + 1 + width > text_columns) {
      lines += '\n' + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      lines += ' ';
      ++column;
    }
    lines += word;
    column += width;
  }
  return lines;
}

std::string in_columns(std::string_view left, std::size_t column, std::string_view text) {
  std::string line(left);
  if (text.empty()) return line;
  const auto width = columns_of(left);
  if (width + 2 > column) {
    line += '\n' + std::string(column, ' ');
  } else {
    line += std::string(column - width, ' ');
  }
  return line + wrapped(text, column);
}

}  // namespace ssert::cli
