#include "conformance/catalogue.h"

#include "conformance/catalogue_areas.h"
#include "http/field.h"

#include <vector>

namespace ssert::conformance {
namespace {

std::vector<Rule> all_rules() {
  std::vector<Rule> rules;
  for (const auto area :
       {head_rules(), framing_rules(), stream_rules(), end_rules(), probe_rules()}) {
    rules.insert(rules.end(), area.begin(), area.end());
  }
  return rules;
}

}  // namespace

std::span<const Rule> catalogue() {
  static const std::vector<Rule> rules = all_rules();
  return rules;
}

const Rule* find_rule(std::string_view id_or_code) {
  for (const auto& rule : catalogue()) {
    if (http::equals_ignoring_case(rule.id, id_or_code) ||
        http::equals_ignoring_case(rule.code, id_or_code)) {
      return &rule;
    }
  }
  return nullptr;
}

std::string_view rules_version() { return "2026.1"; }

std::string_view to_string(Level level) {
  switch (level) {
    case Level::must:
      return "MUST";
    case Level::should:
      return "SHOULD";
    case Level::may:
      return "MAY";
    case Level::info:
      return "INFO";
  }
  return "";
}

std::string_view to_string(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return "pass";
    case Verdict::note:
      return "note";
    case Verdict::warn:
      return "warn";
    case Verdict::fail:
      return "fail";
    case Verdict::not_shown:
      return "not-shown";
    case Verdict::harness_error:
      return "harness-error";
  }
  return "";
}

}  // namespace ssert::conformance
