#include "scenario/curl_data.h"

#include "http/syntax.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::scenario {
namespace {

base::Result<std::string> read_source(std::string_view name, std::string_view where,
                                      const Inputs& inputs) {
  if (name == "-") return inputs.standard_input(where);
  return inputs.file(std::string(name), where);
}

// As curl does it: letters, digits and "-._~" stay, a space is "+".
std::string url_encoded(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    const char lower = http::to_lower(c);
    const bool unreserved = http::is_digit(c) || (lower >= 'a' && lower <= 'z') || c == '-' ||
                            c == '.' || c == '_' || c == '~';
    if (unreserved) {
      encoded += c;
    } else if (c == ' ') {
      encoded += '+';
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

// "content", "=content", "name=content", "@file" and "name@file"; an "=" goes before an "@".
base::Result<std::string> url_encoded_piece(const CurlData::Piece& piece, const Inputs& inputs) {
  auto mark = piece.value.find('=');
  if (mark == std::string_view::npos) mark = piece.value.find('@');
  if (mark == std::string_view::npos) return base::text_result(url_encoded(piece.value));
  std::string text(piece.value.substr(mark + 1));
  if (piece.value[mark] == '@') {
    auto read = read_source(text, piece.where, inputs);
    if (!read) return read.error();
    text = *std::move(read);
  }
  const auto name = piece.value.substr(0, mark);
  const auto encoded = url_encoded(text);
  return base::text_result(name.empty() ? encoded : std::string(name) + "=" + encoded);
}

base::Result<std::string> text_of(const CurlData::Piece& piece, const Inputs& inputs) {
  if (piece.action == CurlAction::data_urlencode) return url_encoded_piece(piece, inputs);
  const bool from_file = piece.action != CurlAction::data_raw && piece.value.starts_with('@');
  if (!from_file) return base::text_result(std::string(piece.value));
  auto read = read_source(piece.value.substr(1), piece.where, inputs);
  if (read && piece.action == CurlAction::data) {
    std::erase_if(*read, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  }
  return read;
}

}  // namespace

base::Result<void> CurlData::add(const Piece& piece, const Inputs& inputs) {
  const auto text = text_of(piece, inputs);
  if (!text) return text.error();
  if (given_ && piece.action != CurlAction::json) content_ += '&';
  content_ += *text;
  given_ = true;
  is_json_ = is_json_ || piece.action == CurlAction::json;
  return {};
}

}  // namespace ssert::scenario
