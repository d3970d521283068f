#include "reports/html/document.h"

#include "base/text.h"
#include "reports/html/assets.h"

#include <fmt/format.h>

#include <iterator>

namespace ssert::reports {
namespace {

bool is_number(std::string_view cell) {
  if (cell == "-" || cell.starts_with("± ")) return true;
  return !cell.empty() && cell.front() >= '0' && cell.front() <= '9';
}

std::vector<bool> columns_of_numbers(std::size_t columns, const std::vector<HtmlCells>& rows) {
  std::vector<bool> numbers(columns, true);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < columns; ++i) numbers[i] = numbers[i] && is_number(row[i]);
  }
  return numbers;
}

std::string row_of(const HtmlCells& cells, const std::vector<bool>& numbers, std::string_view tag) {
  std::string row = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i)
    row += fmt::format("<{0}{1}>{2}</{0}>", tag, numbers[i] ? " class=\"number\"" : "", cells[i]);
  return row + "</tr>\n";
}

std::string policy() {
  return fmt::format(
      "default-src 'none'; script-src '{}' '{}'; style-src '{}'; base-uri 'none'; "
      "form-action 'none'",
      asset_charts().hash, asset_script().hash, asset_style().hash);
}

std::string scripts_of(const Document& document) {
  if (document.data.empty()) return "";
  return fmt::format(
      "<script type=\"application/json\" id=\"data\">{}</script>\n"
      "<script>{}</script>\n<script>{}</script>\n",
      document.data, asset_charts().text, asset_script().text);
}

}  // namespace

std::string html_text(std::string_view line) {
  std::string text;
  text.reserve(line.size());
  for (const char c : line) {
    switch (c) {
      case '&':
        text += "&amp;";
        break;
      case '<':
        text += "&lt;";
        break;
      case '>':
        text += "&gt;";
        break;
      case '"':
        text += "&quot;";
        break;
      case '\'':
        text += "&#39;";
        break;
      default:
        text += c;
    }
  }
  return text;
}

std::string html_received(std::string_view bytes) { return html_text(base::escape_bytes(bytes)); }

std::string html_code(std::string_view line) { return "<code>" + html_text(line) + "</code>"; }

std::string html_badge(std::string_view word, std::string_view kind) {
  return fmt::format("<span class=\"badge {}\">{}</span>", html_text(kind), html_text(word));
}

std::string html_table(const HtmlCells& headings, const std::vector<HtmlCells>& rows) {
  const auto numbers = columns_of_numbers(headings.size(), rows);
  auto text = "<div class=\"wide\"><table>\n<thead>" + row_of(headings, numbers, "th") +
              "</thead>\n<tbody>\n";
  for (const auto& row : rows) text += row_of(row, numbers, "td");
  return text + "</tbody>\n</table></div>\n";
}

std::string html_folded(const std::string& summary, const std::string& content) {
  return "<details><summary>" + summary + "</summary>\n" + content + "</details>\n";
}

std::string html_json_string(std::string_view text) {
  std::string json = "\"";
  for (const char c : base::escape_bytes(text)) {
    if (c == '<' || c == '>' || c == '&' || c == '"' || c == '\\') {
      fmt::format_to(std::back_inserter(json), "\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      json += c;
    }
  }
  return json + "\"";
}

std::string html_document(const Document& document) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=\"color-scheme\" content=\"light dark\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n{}</main>\n{}"
      "</body>\n</html>\n",
      policy(), html_text(document.title), asset_style().text, document.body, scripts_of(document));
}

}  // namespace ssert::reports
