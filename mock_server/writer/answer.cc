#include "mock_server/writer/answer.h"

#include "base/random.h"
#include "base/text.h"

#include <algorithm>
#include <array>

namespace ssert::mock_server {
namespace {

constexpr std::size_t echo_bytes_max = 8 * 1024;

// What decoders trip over is in here: leading spaces, newlines, quotes and backslashes, characters
// of two, three and four bytes, one made of several code points, and right-to-left text.
constexpr std::array<std::string_view, 32> words{
    " the",        " stream",      " of",        " tokens",     " goes", " on",  ",",
    " and",        " each",        " one",       " counts",     ".",     "\n",   "\n\n",
    " \"quoted\"", " back\\slash", " caf\u00e9", " na\u00efve", " 豆腐", " €5",  " 🙂",
    " 👩\u200d💻",   " e\u0301",     " שלום",      " a",          " b",    " { }", "\ttab",
    " 100%",       " done",        " <b>",       " data:",
};

// SplitMix64: one value per index without a generator's state.
std::uint64_t mix(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27U)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31U);
}

std::string_view shortened(std::string_view prompt) {
  if (prompt.size() <= echo_bytes_max) return prompt;
  auto end = echo_bytes_max;
  while (end > 0 && (static_cast<unsigned char>(prompt[end]) & 0xC0U) == 0x80U) --end;
  return prompt.substr(0, end);
}

// Cuts before each space, so that most pieces begin with one, as tokens do.
void append_pieces(std::vector<std::string>& pieces, std::string_view text) {
  while (!text.empty()) {
    const auto next = text.find(' ', 1);
    pieces.emplace_back(text.substr(0, next));
    text.remove_prefix(next == std::string_view::npos ? text.size() : next);
  }
}

// Joins neighbours until `count` are left, evenly.
std::vector<std::string> joined(const std::vector<std::string>& pieces, std::uint32_t count) {
  std::vector<std::string> result(count);
  for (std::size_t i = 0; i < pieces.size(); ++i) result[i * count / pieces.size()] += pieces[i];
  return result;
}

}  // namespace

Answer::Answer(std::string_view prompt, std::uint64_t seed, std::uint32_t tokens)
    : tokens_(tokens),
      words_seed_(base::Random(seed, "mock/words " + std::string(shortened(prompt))).next()) {
  if (tokens == 0) return;
  opening_ = {"You", " said", ":\n", "“"};
  append_pieces(opening_, shortened(prompt));
  opening_.emplace_back("”");
  opening_.emplace_back(" — ok.");
  if (opening_.size() > tokens) opening_ = joined(opening_, tokens);
}

std::string Answer::token(std::uint32_t index) const {
  if (index >= tokens_) return {};
  if (index < opening_.size()) return opening_[index];
  return std::string(words.at(mix(words_seed_ + index) % words.size()));
}

std::string Answer::text() const {
  std::string text;
  for (std::uint32_t i = 0; i < tokens_; ++i) text += token(i);
  return text;
}

}  // namespace ssert::mock_server
