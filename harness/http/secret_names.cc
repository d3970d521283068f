#include "http/secret_names.h"

#include "base/nearest.h"
#include "http/field.h"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace ssert::http {
namespace {

constexpr std::array<std::string_view, 12> secret_last_words{
    "authorization", "auth", "token",      "jwt",         "secret",    "password",
    "passwd",        "pwd",  "credential", "credentials", "signature", "apikey"};
// X-Api-Key is a secret, Idempotency-Key and X-Routing-Key are not.
constexpr std::array<std::string_view, 9> words_before_key{"api",     "access",       "account",
                                                           "auth",    "function",     "functions",
                                                           "private", "subscription", "secret"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool name_says_secret(const std::vector<std::string>& words) {
  if (words.empty()) return false;
  const auto& last = words.back();
  if (contains(secret_last_words, last)) return true;
  return last == "key" && words.size() > 1 && contains(words_before_key, words[words.size() - 2]);
}

}  // namespace

bool field_is_secret(std::string_view name) {
  return equals_ignoring_case(name, "Cookie") || equals_ignoring_case(name, "Set-Cookie") ||
         name_says_secret(base::words_of_name(name));
}

bool parameter_is_secret(std::string_view name) {
  const auto words = base::words_of_name(name);
  if (words.size() == 1 && (words[0] == "key" || words[0] == "sig")) return true;
  return name_says_secret(words);
}

}  // namespace ssert::http
