#include "base/nearest.h"

#include <algorithm>
#include <cstddef>

namespace ssert::base {
namespace {

constexpr std::size_t names_max = 3;
constexpr std::size_t contained_letters_min = 3;  // "a" is contained in almost everything

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

char to_lower(char c) { return is_capital(c) ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lower_case(std::string_view text) {
  std::string lower;
  for (const char c : text) lower += to_lower(c);
  return lower;
}

// Optimal string alignment: Levenshtein's distance where swapping two neighbours costs one.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> cost(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) cost[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) cost[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = cost[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost[i][j] = std::min({cost[i - 1][j] + 1, cost[i][j - 1] + 1, change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cost[i][j] = std::min(cost[i][j], cost[i - 2][j - 2] + 1);
    }
  }
  return cost[a.size()][b.size()];
}

struct Candidate {
  std::size_t distance = 0;
  std::string_view name;
};

}  // namespace

std::vector<std::string> nearest_names(std::string_view typed,
                                       std::span<const std::string_view> known) {
  const std::string wanted = lower_case(typed.substr(0, 100));
  const std::size_t far = 1 + wanted.size() / 4;
  std::vector<Candidate> candidates;
  for (const auto name : known) {
    const std::string lower = lower_case(name);
    const std::size_t letters = distance(wanted, lower);
    const bool contained =
        wanted.size() >= contained_letters_min && lower.find(wanted) != std::string::npos;
    if (letters <= far || contained) candidates.push_back({.distance = letters, .name = name});
  }
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
  std::vector<std::string> names;
  for (const auto& candidate : candidates) {
    if (names.size() == names_max) break;
    names.emplace_back(candidate.name);
  }
  return names;
}

std::string any_of(std::span<const std::string> names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

std::vector<std::string> words_of_name(std::string_view name) {
  std::vector<std::string> words(1);
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    const bool separates = c == '-' || c == '_' || c == '.';
    const bool begins_word = is_capital(c) && i > 0 && !is_capital(name[i - 1]);
    if ((separates || begins_word) && !words.back().empty()) words.emplace_back();
    if (!separates) words.back() += to_lower(c);
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

}  // namespace ssert::base
