#include "conformance/expected.h"

#include "base/nearest.h"
#include "base/text.h"
#include "conformance/catalogue.h"
#include "dialect/file_node.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace ssert::conformance {
namespace {

using dialect::Complaints;
using dialect::Node;
using dialect::ObjectReader;

constexpr std::string_view whole_file =
    R"({"expected_format": 1, "expected": [{"target": "*", "rule": ..., "why": ...}]})";

// A target's name as reports show it: escaped, and turned back.
std::string read_target(Complaints& complaints, const ObjectReader& object) {
  constexpr std::string_view way_out = "a target's name as reports show it, or \"*\" for all";
  const auto text = object.require_string("target", way_out);
  auto name = base::unescape_bytes(text);
  const bool is_shown_so = name && !name->empty() && base::escape_bytes(*name) == text;
  if (const auto node = object.find("target"); node && !is_shown_so)
    complaints.add_wrong(*node, std::string(way_out));
  return std::move(name).value_or("");
}

// Text of the user's, backslashes included.
std::string read_why(Complaints& complaints, const ObjectReader& object) {
  constexpr std::string_view way_out = "the reason, in one line";
  auto why = object.require_string("why", way_out);
  auto without_backslashes = why;
  std::erase(without_backslashes, '\\');
  const bool is_line =
      !why.empty() && base::escape_bytes(without_backslashes) == without_backslashes;
  if (const auto node = object.find("why"); node && !is_line)
    complaints.add_wrong(*node, std::string(way_out));
  return why;
}

std::string nearest_rule(std::string_view typed) {
  if (const auto* rule = find_rule(typed); rule != nullptr) return std::string(rule->id);
  std::vector<std::string_view> ids;
  for (const auto& rule : catalogue()) ids.push_back(rule.id);
  const auto meant = base::nearest_names(typed, ids);
  return (meant.empty() ? "the id of a rule" : base::any_of(meant)) +
         "; `ssert list rules` shows all";
}

ExpectedFailure read_entry(Complaints& complaints, const Node& node) {
  const ObjectReader object(complaints, node, "an expected failure", {"target", "rule"});
  ExpectedFailure entry{.target = read_target(complaints, object),
                        .rule = object.require_string("rule", "the id of a rule"),
                        .why = read_why(complaints, object)};
  const auto* rule = find_rule(entry.rule);
  const auto rule_node = object.find("rule");
  if (rule_node && (rule == nullptr || rule->id != entry.rule))
    complaints.add(*rule_node,
                   {.what = "is " + base::in_quotes(entry.rule) + ", which is no rule's id",
                    .way_out = nearest_rule(entry.rule)});
  return entry;
}

std::vector<ExpectedFailure> read_file(Complaints& complaints, const Node& root) {
  const ObjectReader object(complaints, root, "a file of expected failures",
                            {"expected_format", "expected"});
  if (const auto format = object.require("expected_format", "1");
      format && format->value->as_integer() != 1)
    complaints.add_wrong(*format, "1");
  std::vector<ExpectedFailure> entries;
  const auto list = object.require("expected", "an array of expected failures");
  if (!list) return entries;
  for (const auto& node : elements_of(complaints, *list, "an array of expected failures")) {
    auto entry = read_entry(complaints, node);
    const bool is_there = std::any_of(entries.begin(), entries.end(), [&](const auto& earlier) {
      return earlier.target == entry.target && earlier.rule == entry.rule;
    });
    if (is_there)
      complaints.add(node, {.what = "has the target and the rule of an entry before",
                            .way_out = "each pair of them once"});
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

base::Result<std::vector<ExpectedFailure>> read_expected(std::string_view text,
                                                         std::string_view file_name) {
  Complaints complaints(file_name);
  const auto json = dialect::read_json_object(complaints, text, whole_file);
  std::vector<ExpectedFailure> entries;
  if (json) entries = read_file(complaints, {.value = &*json, .pointer = ""});
  if (complaints.first()) return *complaints.first();
  return entries;
}

}  // namespace ssert::conformance
