// The text that the mock server answers with: a pure function of prompt, seed and number of tokens.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::mock_server {

// Says the prompt again, exactly, and goes on with drawn words. Tokens are made when they are asked
// for, so that a long answer takes no memory. A value.
class Answer {
 public:
  // At most the first 8 KiB of `prompt`, which is UTF-8, are said again.
  Answer(std::string_view prompt, std::uint64_t seed, std::uint32_t tokens);

  std::uint32_t size() const { return tokens_; }
  // The text of one token, never empty; "" past the last.
  std::string token(std::uint32_t index) const;
  std::string text() const;  // all tokens joined

 private:
  std::uint32_t tokens_ = 0;
  std::uint64_t words_seed_ = 0;
  std::vector<std::string> opening_;  // the first tokens; the rest is drawn
};

}  // namespace ssert::mock_server
