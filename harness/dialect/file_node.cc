#include "dialect/file_node.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/limits.h"
#include "dialect/place.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace ssert::dialect {
namespace {

std::string escape_pointer_segment(std::string_view name) {
  std::string segment;
  for (const char c : name) {
    if (c == '~') {
      segment += "~0";
    } else if (c == '/') {
      segment += "~1";
    } else {
      segment += c;
    }
  }
  return segment;
}

// Levenshtein's distance.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t j = 0; j < b.size(); ++j) {
      const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
    }
  }
  return row[b.size()];
}

void complain_of_size(Complaints& complaints, std::size_t size, std::size_t most) {
  complaints.add_at_line(1, {.what = fmt::format("has {}", base::counted(size, "byte")),
                             .way_out = fmt::format("at most {}", base::counted(most, "byte"))});
}

void complain_of_surrogate(Complaints& complaints, std::string_view text_before) {
  complaints.add_at_line(
      1 + static_cast<std::uint32_t>(std::count(text_before.begin(), text_before.end(), '\n')),
      {.what = "has half a surrogate pair", .way_out = "both halves, or the character itself"});
}

bool is_near(std::string_view misspelt, std::string_view candidate) {
  if (misspelt.size() > 64) return false;
  const auto allowed = std::max(misspelt.size(), candidate.size()) / 3;
  return edit_distance(misspelt, candidate) <= allowed;
}

}  // namespace

Node child_of(const Node& parent, const JsonValue& child, std::string_view segment) {
  return {.value = &child, .pointer = parent.pointer + '/' + escape_pointer_segment(segment)};
}

std::string Complaints::place_of(const Node& node) const {
  const auto pointer =
      node.pointer.empty() ? "the file" : base::escape_bytes_shortened(node.pointer, 200);
  return fmt::format("{}:{}: {}", file_name_, node.value->line(), pointer);
}

void Complaints::add(const Node& node, Words words) {
  if (first_) return;
  first_ = base::Problem{
      .where = place_of(node), .what = std::move(words.what), .way_out = std::move(words.way_out)};
}

void Complaints::add_wrong(const Node& node, std::string way_out) {
  add(node, {.what = "is " + shown({.value = node.value}), .way_out = std::move(way_out)});
}

void Complaints::add_at_line(std::uint32_t line, Words words) {
  if (first_) return;
  first_ = base::Problem{.where = fmt::format("{}:{}: the file", file_name_, line),
                         .what = std::move(words.what),
                         .way_out = std::move(words.way_out)};
}

std::optional<JsonValue> read_json_object(Complaints& complaints, std::string_view text,
                                          std::string_view way_out, const FileLimits& limits) {
  if (text.size() > limits.bytes) {
    complain_of_size(complaints, text.size(), limits.bytes);
    return std::nullopt;
  }
  auto read = read_json_file(text, limits.values);
  if (read.unpaired_surrogate) {
    complain_of_surrogate(complaints, text.substr(0, read.surrogate_offset));
  } else if (read.fault != JsonFault::none) {
    const bool is_json = read.fault != JsonFault::not_json;
    complaints.add_at_line(
        read.line, {.what = is_json ? read.reason : "is not JSON: " + read.reason,
                    .way_out = read.fault == JsonFault::duplicate_member ? "each member once"
                                                                         : std::string(way_out)});
  } else if (read.value.type() != JsonValue::Type::object) {
    complaints.add_wrong({.value = &read.value}, std::string(way_out));
  } else {
    return std::move(read.value);
  }
  return std::nullopt;
}

std::string suggest(std::string_view misspelt, const std::vector<std::string_view>& candidates) {
  const auto nearest = std::min_element(
      candidates.begin(), candidates.end(), [&](std::string_view a, std::string_view b) {
        return edit_distance(misspelt.substr(0, 64), a) < edit_distance(misspelt.substr(0, 64), b);
      });
  if (nearest != candidates.end() && is_near(misspelt, *nearest)) return std::string(*nearest);
  if (candidates.size() == 1) return std::string(candidates.front());
  return fmt::format("one of {}", fmt::join(candidates, ", "));
}

std::string suggest(std::string_view misspelt, const std::vector<std::string>& candidates) {
  return suggest(misspelt, std::vector<std::string_view>(candidates.begin(), candidates.end()));
}

std::optional<std::string> read_string(Complaints& complaints, const Node& node,
                                       std::string_view way_out) {
  if (node.value->type() == JsonValue::Type::string) return node.value->text();
  complaints.add_wrong(node, std::string(way_out));
  return std::nullopt;
}

void judge_name(Complaints& complaints, const Node& node, std::string_view name) {
  if (name.empty() || name == "why" || base::escape_bytes(name) != name)
    complaints.add(node, {.what = fmt::format("is \"{}\"", base::escape_bytes_shortened(name, 200)),
                          .way_out = "printable characters, other than \"why\""});
}

std::optional<bool> read_boolean(Complaints& complaints, const Node& node) {
  if (node.value->type() == JsonValue::Type::boolean) return node.value->boolean();
  complaints.add_wrong(node, "true or false");
  return std::nullopt;
}

std::vector<Node> elements_of(Complaints& complaints, const Node& node, std::string_view way_out) {
  std::vector<Node> elements;
  if (node.value->type() != JsonValue::Type::array) {
    complaints.add_wrong(node, std::string(way_out));
    return elements;
  }
  for (const auto& child : node.value->children())
    elements.push_back(child_of(node, child, std::to_string(elements.size())));
  return elements;
}

std::vector<Node> members_of(Complaints& complaints, const Node& node, std::string_view way_out) {
  std::vector<Node> members;
  if (node.value->type() != JsonValue::Type::object) {
    complaints.add_wrong(node, std::string(way_out));
    return members;
  }
  for (const auto& child : node.value->children()) {
    if (child.name() != "why") members.push_back(child_of(node, child, child.name()));
  }
  return members;
}

std::vector<Node> one_or_many(Complaints& complaints, const Node& node, std::string_view way_out) {
  if (node.value->type() == JsonValue::Type::array) return elements_of(complaints, node, way_out);
  return {node};
}

ObjectReader::ObjectReader(Complaints& complaints, Node node, std::string_view noun,
                           std::vector<std::string_view> known_members)
    : complaints_(complaints), node_(std::move(node)), noun_(noun) {
  for (const auto& member : members_of(complaints, node_, fmt::format("an object: {}", noun))) {
    if (std::find(known_members.begin(), known_members.end(), member.value->name()) !=
        known_members.end())
      continue;
    complaints.add(member, {.what = fmt::format("is not a member of {}", noun),
                            .way_out = suggest(member.value->name(), known_members)});
  }
}

std::optional<Node> ObjectReader::find(std::string_view name) const {
  const auto* const value = node_.value->find(name);
  if (value == nullptr) return std::nullopt;
  return child_of(node_, *value, name);
}

std::optional<Node> ObjectReader::require(std::string_view name, std::string_view way_out) const {
  auto found = find(name);
  if (!found)
    complaints_.add(node_, {.what = fmt::format("lacks the member \"{}\"", name),
                            .way_out = std::string(way_out)});
  return found;
}

std::string ObjectReader::require_string(std::string_view name, std::string_view way_out) const {
  const auto found = require(name, way_out);
  return found ? read_string(complaints_, *found, way_out).value_or("") : "";
}

bool ObjectReader::boolean_or(std::string_view name, bool otherwise) const {
  const auto found = find(name);
  return found ? read_boolean(complaints_, *found).value_or(otherwise) : otherwise;
}

}  // namespace ssert::dialect
