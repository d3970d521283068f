// Typed reading of a JSON file that a user wrote: every complaint says file, line, JSON pointer,
// what stands there and the way out. The first complaint is kept; reading goes on with defaults, so
// that readers need no error path of their own.
#pragma once

#include "base/limits.h"
#include "base/result.h"
#include "dialect/json_value.h"
#include "dialect/limits.h"

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::dialect {

// A value of the file and where it stands. `value` lives as long as what was read.
struct Node {
  const JsonValue* value = nullptr;
  std::string pointer;
};

// The child of that name or index, with its pointer.
Node child_of(const Node& parent, const JsonValue& child, std::string_view segment);

class Complaints {
 public:
  explicit Complaints(std::string_view file_name) : file_name_(file_name) {}

  struct Words {
    std::string what;     // "is 5"
    std::string way_out;  // "a string"
  };
  void add(const Node& node, Words words);
  // "is 5", "is an array": what stands at the node, as the first words of a complaint.
  void add_wrong(const Node& node, std::string way_out);
  // "slow.json:14: /timeouts/gap"
  std::string place_of(const Node& node) const;
  void add_at_line(std::uint32_t line, Words words);

  const std::optional<base::Problem>& first() const { return first_; }

 private:
  std::string file_name_;
  std::optional<base::Problem> first_;
};

// How large a file may be.
struct FileLimits {
  std::size_t bytes = base::limits::input_file_bytes;
  std::size_t values = limits::json_values;
};

// The one JSON object of a file, within the limits; none with a complaint. `way_out` says what the
// file should be.
std::optional<JsonValue> read_json_object(Complaints& complaints, std::string_view text,
                                          std::string_view way_out, const FileLimits& limits = {});

// The nearest of the candidates where one is near, else all of them.
std::string suggest(std::string_view misspelt, const std::vector<std::string_view>& candidates);
std::string suggest(std::string_view misspelt, const std::vector<std::string>& candidates);

std::optional<std::string> read_string(Complaints& complaints, const Node& node,
                                       std::string_view way_out);
// A complaint where the name cannot be shown as it is, or is "why", which is a comment.
void judge_name(Complaints& complaints, const Node& node, std::string_view name);
std::optional<bool> read_boolean(Complaints& complaints, const Node& node);
// Elements of an array; the elements of none where it is no array.
std::vector<Node> elements_of(Complaints& complaints, const Node& node, std::string_view way_out);
// Members of an object, "why" left out.
std::vector<Node> members_of(Complaints& complaints, const Node& node, std::string_view way_out);
// One string, or an array of them: each as a node.
std::vector<Node> one_or_many(Complaints& complaints, const Node& node, std::string_view way_out);

// An object with known members: anything else in it but "why" is a complaint.
class ObjectReader {
 public:
  // `noun` is for messages: "an event kind".
  ObjectReader(Complaints& complaints, Node node, std::string_view noun,
               std::vector<std::string_view> known_members);

  const Node& node() const { return node_; }
  std::optional<Node> find(std::string_view name) const;
  // A complaint where it is missing.
  std::optional<Node> require(std::string_view name, std::string_view way_out) const;
  // Empty where it is missing (a complaint) or no string.
  std::string require_string(std::string_view name, std::string_view way_out) const;
  bool boolean_or(std::string_view name, bool otherwise) const;

 private:
  Complaints& complaints_;
  Node node_;
  std::string noun_;
};

}  // namespace ssert::dialect
