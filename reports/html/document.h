// The frame of an HTML report: one file that asks for nothing else and runs nothing but its own
// scripts, each named by its hash in the Content-Security-Policy.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ssert::reports {

// `line` as text between tags or in a quoted attribute: it is markup nowhere.
std::string html_text(std::string_view line);
// What somebody else sent, of any bytes: one line by base::escape_bytes, then as above.
std::string html_received(std::string_view bytes);

std::string html_code(std::string_view line);  // <code>, of a line that is not markup yet
// A coloured word; `kind` is pass, fail, warn or none of them.
std::string html_badge(std::string_view word, std::string_view kind);
// Cells are markup already. A column that has nothing but numbers and dashes stands to the right,
// with its heading.
using HtmlCells = std::vector<std::string>;
std::string html_table(const HtmlCells& headings, const std::vector<HtmlCells>& rows);
std::string html_folded(const std::string& summary, const std::string& content);

// A JSON string, which is also safe inside a script element.
std::string html_json_string(std::string_view text);

struct Document {
  std::string title;  // text
  std::string body;   // markup
  std::string data;   // JSON for the charts, its strings by html_json_string(); empty: no charts
};
std::string html_document(const Document& document);

}  // namespace ssert::reports
