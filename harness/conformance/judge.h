// Judges exchanges by rules: verdicts, and which finding explains which.
#pragma once

#include "conformance/rule.h"

#include <span>
#include <string_view>
#include <vector>

namespace ssert::conformance {

struct RuleResult {
  const Rule* rule = nullptr;
  Judgement judgement;
  const Rule* explained_by = nullptr;  // the root, for a broken rule that follows from another
};

enum class Payload : std::uint8_t { pass, warn, fail };
std::string_view to_string(Payload payload);

// One result a rule that the scenario selects, in the rules' order. A rule that throws is a harness
// error of its own.
std::vector<RuleResult> judge(const Facts& facts, std::span<const Rule> rules);

// The worst of the results; not-shown and notes change nothing.
Payload payload_of(std::span<const RuleResult> results);

bool is_broken(Verdict verdict);  // note, warn or fail

}  // namespace ssert::conformance
