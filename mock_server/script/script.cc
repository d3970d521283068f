#include "mock_server/script/script.h"

#include <algorithm>

namespace ssert::mock_server {

Template literal(std::string text) {
  return {Part{.word = Word::text, .text = std::move(text), .times = 1}};
}

std::uint64_t literal_bytes(const Template& bytes) {
  std::uint64_t sum = 0;
  for (const auto& part : bytes) sum += std::uint64_t{part.text.size()} * part.times;
  return sum;
}

bool takes_token(const Template& bytes) {
  return std::any_of(bytes.begin(), bytes.end(), [](const Part& part) {
    return part.word == Word::token || part.word == Word::content;
  });
}

bool RepeatStep::operator==(const RepeatStep& other) const {
  return times == other.times && steps == other.steps;
}

const Steps* steps_for(const Script& script, const std::string& method) {
  if (method == "POST") return &script.steps;
  for (const auto& name : {method, std::string("*")}) {
    const auto found = script.methods.find(name);
    if (found != script.methods.end()) return &found->second;
  }
  return nullptr;
}

}  // namespace ssert::mock_server
