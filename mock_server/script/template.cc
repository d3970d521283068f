#include "mock_server/script/template.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <optional>

namespace ssert::mock_server {
namespace {

constexpr std::uint32_t times_max = 256U * 1024 * 1024;

struct WordName {
  std::string_view name;
  Word word{};
  bool everywhere = true;
};
constexpr std::array word_names{
    WordName{"token", Word::token},      WordName{"content", Word::content},
    WordName{"answer", Word::answer},    WordName{"index", Word::index},
    WordName{"method", Word::method},    WordName{"path", Word::path},
    WordName{"size", Word::size, false}, WordName{"content_length", Word::content_length, false},
};

std::optional<Word> find_word(std::string_view name, std::initializer_list<Word> words) {
  for (const auto& each : word_names) {
    if (each.name != name) continue;
    const bool allowed =
        each.everywhere || std::find(words.begin(), words.end(), each.word) != words.end();
    return allowed ? std::optional(each.word) : std::nullopt;
  }
  return std::nullopt;
}

void append_text(Template& bytes, std::string_view text) {
  if (!text.empty()) bytes.push_back({.word = Word::text, .text = std::string(text), .times = 1});
}

void append_words(Template& bytes, const JsonNode& node, std::initializer_list<Word> words) {
  const auto text = node.text();
  std::string_view rest = text;
  for (auto open = rest.find("{{"); open != std::string_view::npos; open = rest.find("{{")) {
    const auto close = rest.find("}}", open);
    const auto name = close == std::string_view::npos ? rest.substr(open + 2)
                                                      : rest.substr(open + 2, close - open - 2);
    const auto word = close == std::string_view::npos ? std::nullopt : find_word(name, words);
    if (!word) {
      node.refuse(fmt::format("has \"{}\"", rest.substr(open, name.size() + 4).substr(0, 40)),
                  "a word that can stand here: {{token}}, {{content}}, {{answer}}, {{index}}, "
                  "{{method}}, {{path}}");
      return;
    }
    append_text(bytes, rest.substr(0, open));
    bytes.push_back({.word = *word, .text = {}, .times = 1});
    rest.remove_prefix(close + 2);
  }
  append_text(bytes, rest);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void append_hex(Template& bytes, const JsonNode& node) {
  const auto text = node.text();
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
    if (high < 0 || low < 0) {
      return node.refuse(fmt::format("is \"{}\"", text.substr(0, 40)),
                         "pairs of hexadecimal digits: \"fffe\"");
    }
    decoded += static_cast<char>(high * 16 + low);
  }
  append_text(bytes, decoded);
}

void append_object(Template& bytes, const JsonNode& node) {
  const auto hex = node.member("hex");
  const auto repeated = node.member("repeat");
  const auto times = node.member("times");
  if (hex && !repeated && !times) {
    node.expect_members({"hex"});
    return append_hex(bytes, *hex);
  }
  if (!hex && repeated && times) {
    node.expect_members({"repeat", "times"});
    const auto count = times->integer({.least = 1, .greatest = times_max});
    bytes.push_back(
        {.word = Word::text, .text = repeated->text(), .times = static_cast<std::uint32_t>(count)});
    return;
  }
  node.refuse("has neither \"hex\" nor \"repeat\" with \"times\"",
              "{\"hex\": \"fffe\"} or {\"repeat\": \"x\", \"times\": 3}");
}

void append_bytes(Template& bytes, const JsonNode& node, std::initializer_list<Word> words) {
  if (node.value().is_object()) return append_object(bytes, node);
  append_words(bytes, node, words);
}

}  // namespace

Template read_template(const JsonNode& node, std::initializer_list<Word> words) {
  Template bytes;
  if (node.value().is_array()) {
    node.for_each_element([&](const JsonNode& each) { append_bytes(bytes, each, words); });
  } else {
    append_bytes(bytes, node, words);
  }
  return bytes;
}

}  // namespace ssert::mock_server
