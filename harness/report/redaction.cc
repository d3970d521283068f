#include "report/redaction.h"

#include <algorithm>

namespace ssert::report {
namespace {

// How many bytes at the end of the text are the beginning of the secret, and not all of it.
std::size_t begun_at_end(std::string_view text, std::string_view secret) {
  for (auto size = std::min(secret.size() - 1, text.size()); size >= part_least; --size) {
    if (text.ends_with(secret.substr(0, size))) return size;
  }
  return 0;
}

std::size_t ended_at_begin(std::string_view text, std::string_view secret) {
  for (auto size = std::min(secret.size() - 1, text.size()); size >= part_least; --size) {
    if (text.starts_with(secret.substr(secret.size() - size))) return size;
  }
  return 0;
}

}  // namespace

std::string redact(std::string_view text, const std::vector<std::string>& secrets) {
  std::string shown(text);
  for (const auto& secret : secrets) {
    if (secret.empty()) continue;
    for (auto at = shown.find(secret); at != std::string::npos; at = shown.find(secret, at)) {
      shown.replace(at, secret.size(), secret.size(), '*');
      at += secret.size();
    }
  }
  return shown;
}

std::string redact_cut(std::string_view text, const std::vector<std::string>& secrets) {
  auto shown = redact(text, secrets);
  for (const auto& secret : secrets) {
    if (secret.size() <= part_least) continue;
    const auto at_end = begun_at_end(shown, secret);
    shown.replace(shown.size() - at_end, at_end, at_end, '*');
    const auto at_begin = ended_at_begin(shown, secret);
    shown.replace(0, at_begin, at_begin, '*');
  }
  return shown;
}

}  // namespace ssert::report
