#include "scenario/variables.h"

#include "http/syntax.h"

#include <optional>
#include <utility>

namespace ssert::scenario {
namespace {

bool begins_name(char c) {
  const char lower = http::to_lower(c);
  return (lower >= 'a' && lower <= 'z') || c == '_';
}

std::string_view name_at(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size() &&
         (begins_name(text[length]) || (length > 0 && http::is_digit(text[length]))))
    ++length;
  return text.substr(0, length);
}

// A reference at the start of a text: "$A" and "${A}" are the name A, and so many bytes long.
struct VariableReference {
  std::string_view name;
  std::size_t length = 0;
};

std::optional<VariableReference> reference_at(std::string_view text) {
  if (text.size() < 2 || text.front() != '$') return std::nullopt;
  const bool braced = text[1] == '{';
  const auto name = name_at(text.substr(braced ? 2 : 1));
  if (name.empty()) return std::nullopt;
  if (!braced) return VariableReference{.name = name, .length = name.size() + 1};
  const std::size_t closing = name.size() + 2;
  if (closing >= text.size() || text[closing] != '}') return std::nullopt;
  return VariableReference{.name = name, .length = closing + 1};
}

}  // namespace

base::Result<std::string> expand_variables(std::string_view text, std::string_view where,
                                           const Inputs& inputs, std::vector<UsedVariable>& used) {
  std::string expanded;
  while (!text.empty()) {
    if (text.starts_with("$$")) {
      expanded += '$';
      text.remove_prefix(2);
      continue;
    }
    const auto reference = reference_at(text);
    if (!reference) {
      expanded += text.front();
      text.remove_prefix(1);
      continue;
    }
    const std::string name(reference->name);
    const auto value = inputs.variable(name);
    if (!value) {
      return base::Problem{
          .where = std::string(where),
          .what = "names the environment variable " + name + ", which is not set",
          .way_out = "the variable exported before the call, or $$ where a dollar sign is meant"};
    }
    used.push_back({.name = name, .value = *value});
    expanded += *value;
    text.remove_prefix(reference->length);
  }
  return base::text_result(std::move(expanded));
}

bool is_reference(std::string_view text) {
  const auto reference = reference_at(text);
  return reference && reference->length == text.size();
}

}  // namespace ssert::scenario
