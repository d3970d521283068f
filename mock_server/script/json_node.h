// Reading JSON member by member with the place of each: the first thing that is wrong is kept as a
// Problem, and reading goes on with defaults, so that readers stay free of checks after each line.
// Belongs to the script reader; nothing else includes it.
#pragma once

#include "base/result.h"

#include <nlohmann/json_fwd.hpp>

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace ssert::mock_server {

// Keeps the first problem of one file.
class ProblemKeeper {
 public:
  explicit ProblemKeeper(std::string file) : file_(std::move(file)) {}

  void keep(const std::string& pointer, std::string what, std::string way_out);
  const std::optional<base::Problem>& problem() const { return problem_; }

 private:
  std::string file_;
  std::optional<base::Problem> problem_;
};

struct IntegerRange {
  std::int64_t least = 0;
  std::int64_t greatest = 0;
};

// One value of the document and where it stands. The document and the keeper outlive it.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& value, std::string pointer, ProblemKeeper& keeper)
      : value_(&value), pointer_(std::move(pointer)), keeper_(&keeper) {}

  const nlohmann::json& value() const { return *value_; }
  const std::string& pointer() const { return pointer_; }
  ProblemKeeper& keeper() const { return *keeper_; }
  void refuse(std::string what, std::string way_out) const;
  // "has a number": the type of the value, for refuse().
  std::string what_it_is() const;

  // Refuses members with other names; "comment" is always allowed.
  void expect_members(std::initializer_list<std::string_view> names) const;
  std::optional<JsonNode> member(std::string_view name) const;  // none where it is absent
  void for_each_member(
      const std::function<void(const std::string& name, const JsonNode&)>& visit) const;
  void for_each_element(const std::function<void(const JsonNode&)>& visit) const;

  // The value, or a default after a refusal.
  std::string text() const;
  bool boolean() const;
  std::int64_t integer(IntegerRange range) const;
  // The members of an object as JSON text without the braces: `"a":1,"b":2`.
  std::string members_text() const;

 private:
  const nlohmann::json* value_;
  std::string pointer_;
  ProblemKeeper* keeper_;
};

// A string out of a list of names.
template <class Value>
struct Choice {
  std::string_view name;
  Value value{};
};

template <class Value, std::size_t size>
Value read_choice(const JsonNode& node, const std::array<Choice<Value>, size>& choices) {
  const auto text = node.text();
  std::string names;
  for (const auto& choice : choices) {
    if (choice.name == text) return choice.value;
    names += (names.empty() ? "" : ", ") + std::string(choice.name);
  }
  node.refuse("is \"" + text + "\"", names);
  return choices.front().value;
}

}  // namespace ssert::mock_server
