#include "reports/json/result_object.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <utility>

namespace ssert::reports {
namespace {

using dialect::JsonValue;
using dialect::Node;

constexpr std::string_view member_way_out = "a result as ssert writes it with --json";
constexpr auto no_most = std::numeric_limits<std::int64_t>::max();

bool is_null(const Node& node) { return node.value->type() == JsonValue::Type::null; }

// Whether escaping would change nothing in it but the backslashes.
bool is_printable(std::string text) {
  std::erase(text, '\\');
  return base::escape_bytes(text) == text;
}

}  // namespace

std::optional<Node> ResultObject::member(std::string_view name) const {
  return reader_.require(name, member_way_out);
}

std::string ResultObject::bytes_of(const MaybeNode& node) const {
  const auto text = node ? read_string(complaints_, *node, "a string") : std::nullopt;
  if (!text) return "";
  return unescaped(*node, *text);
}

std::string ResultObject::unescaped(const Node& node, std::string_view text) const {
  auto bytes = base::unescape_bytes(text);
  if (!bytes)
    complaints_.add(node, {.what = "has a backslash that begins no escape",
                           .way_out = "\\n, \\r, \\t, \\\\ or \\xNN"});
  return std::move(bytes).value_or("");
}

std::string ResultObject::words_of(const MaybeNode& node) const {
  const auto text = node ? read_string(complaints_, *node, "a string") : std::nullopt;
  if (!text) return "";
  if (!is_printable(*text))
    complaints_.add(*node, {.what = "has characters that are not printable",
                            .way_out = "words that ssert wrote"});
  return *text;
}

std::optional<std::string> ResultObject::bytes_or_null(std::string_view name) const {
  const auto node = member(name);
  if (!node || is_null(*node)) return std::nullopt;
  return bytes_of(node);
}

bool ResultObject::holds_null(std::string_view name) const {
  const auto node = member(name);
  return node && is_null(*node);
}

std::vector<std::string> ResultObject::list_of_bytes(std::string_view name) const {
  std::vector<std::string> list;
  for (const auto& node : elements(name)) list.push_back(bytes_of(node));
  return list;
}

std::vector<std::string> ResultObject::list_of_words(std::string_view name) const {
  std::vector<std::string> list;
  for (const auto& node : elements(name)) list.push_back(words_of(node));
  return list;
}

std::string ResultObject::words_or_null(std::string_view name) const {
  const auto node = member(name);
  return node && !is_null(*node) ? words_of(node) : "";
}

std::string ResultObject::one_of(std::string_view name, const Names& known) const {
  const auto node = member(name);
  auto word = words_of(node);
  if (node && std::find(known.begin(), known.end(), word) == known.end())
    complaints_.add_wrong(*node, dialect::suggest(word, known));
  return word;
}

std::int64_t ResultObject::integer_of(const MaybeNode& node, std::int64_t most) const {
  if (!node) return 0;
  const auto value = node->value->as_integer();
  if (value && *value >= 0 && *value <= most) return *value;
  complaints_.add_wrong(*node, most == no_most ? "an integer, 0 or more"
                                               : fmt::format("an integer from 0 to {}", most));
  return 0;
}

double ResultObject::number_of(const MaybeNode& node) const {
  if (!node) return 0;
  const auto value = node->value->as_number();
  if (!value) complaints_.add_wrong(*node, "a number");
  return value.value_or(0);
}

// Seeds go up to 2^64 - 1, beyond what an integer of JsonValue holds.
std::uint64_t ResultObject::count(std::string_view name) const {
  const auto node = member(name);
  if (node && node->value->type() == dialect::JsonValue::Type::integer &&
      !node->value->as_integer()) {
    const auto& text = node->value->text();
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec == std::errc() && read.ptr == text.data() + text.size()) return value;
  }
  return static_cast<std::uint64_t>(integer_of(node, no_most));
}

int ResultObject::number_up_to(int most, std::string_view name) const {
  return static_cast<int>(integer_of(member(name), most));
}

int ResultObject::number_up_to_or_null(int most, std::string_view name) const {
  const auto node = member(name);
  return node && is_null(*node) ? 0 : static_cast<int>(integer_of(node, most));
}

double ResultObject::milliseconds(std::string_view name) const { return number_of(member(name)); }

std::optional<double> ResultObject::milliseconds_or_null(std::string_view name) const {
  const auto node = member(name);
  if (!node || is_null(*node)) return std::nullopt;
  return number_of(node);
}

std::int64_t ResultObject::integer(std::string_view name) const {
  const auto node = member(name);
  if (!node) return 0;
  const auto value = node->value->as_integer();
  if (!value) complaints_.add_wrong(*node, "an integer");
  return value.value_or(0);
}

std::vector<double> ResultObject::numbers(std::string_view name, std::size_t size) const {
  std::vector<double> list;
  for (const auto& node : elements(name)) list.push_back(number_of(node));
  if (const auto node = member(name); node && list.size() != size)
    complaints_.add_wrong(*node, fmt::format("{} numbers", size));
  list.resize(size);
  return list;
}

std::vector<std::uint64_t> ResultObject::counts_of(const Node& node, std::size_t size) const {
  std::vector<std::uint64_t> list;
  for (const auto& element : elements_of(complaints_, node, "an array"))
    list.push_back(count_of(element));
  if (list.size() != size) complaints_.add_wrong(node, fmt::format("{} integers", size));
  list.resize(size);
  return list;
}

std::uint64_t ResultObject::count_of(const Node& node) const {
  return static_cast<std::uint64_t>(integer_of(node, no_most));
}

std::vector<Node> ResultObject::members_of(std::string_view name) const {
  const auto node = member(name);
  return node ? dialect::members_of(complaints_, *node, "an object") : std::vector<Node>{};
}

std::string ResultObject::name_of(const Node& node) const {
  return unescaped(node, node.value->name());
}

bool ResultObject::boolean(std::string_view name) const {
  const auto node = member(name);
  return node && read_boolean(complaints_, *node).value_or(false);
}

std::vector<Node> ResultObject::elements(std::string_view name) const {
  const auto node = member(name);
  return node ? elements_of(complaints_, *node, "an array") : std::vector<Node>{};
}

ResultObject ResultObject::object(std::string_view name, std::string_view noun,
                                  Names members) const {
  static const JsonValue nothing;  // the complaint that the member is missing came first
  return {complaints_, member(name).value_or(Node{.value = &nothing, .pointer = ""}), noun,
          std::move(members)};
}

void ResultObject::compare(std::string_view name, std::size_t actual) const {
  const auto node = member(name);
  if (node && node->value->as_integer() != static_cast<std::int64_t>(actual))
    complaints_.add_wrong(*node, fmt::format("{}, as many as the target lists", actual));
}

}  // namespace ssert::reports
