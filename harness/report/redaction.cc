#include "report/redaction.h"

namespace ssert::report {

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

}  // namespace ssert::report
