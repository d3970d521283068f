#include "conformance/judge.h"

#include "scenario/selection.h"

#include <algorithm>
#include <exception>

namespace ssert::conformance {
namespace {

Judgement judge_safely(const Rule& rule, const Facts& facts) {
  try {
    return rule.judge(facts);
  } catch (const std::exception& fault) {
    return {.verdict = Verdict::harness_error, .message = fault.what()};
  }
}

bool explains(const Rule& rule, const Rule& other) {
  return std::find(rule.consequences.begin(), rule.consequences.end(), other.id) !=
         rule.consequences.end();
}

// The first broken rule that names `result` as its consequence, followed up to the root.
const Rule* root_of(const RuleResult& result, std::span<const RuleResult> results) {
  const Rule* root = nullptr;
  const Rule* current = result.rule;
  for (std::size_t step = 0; step < results.size();
       ++step) {  // bounded, should the table hold a circle
    const auto cause = std::find_if(results.begin(), results.end(), [&](const RuleResult& other) {
      return is_broken(other.judgement.verdict) && explains(*other.rule, *current);
    });
    if (cause == results.end()) break;
    root = current = cause->rule;
  }
  return root;
}

}  // namespace

bool is_broken(Verdict verdict) {
  return verdict == Verdict::note || verdict == Verdict::warn || verdict == Verdict::fail;
}

std::string_view to_string(Payload payload) {
  switch (payload) {
    case Payload::pass:
      return "pass";
    case Payload::warn:
      return "warn";
    case Payload::fail:
      return "fail";
  }
  return "";
}

std::vector<RuleResult> judge(const Facts& facts, std::span<const Rule> rules) {
  std::vector<RuleResult> results;
  results.reserve(rules.size());
  for (const auto& rule : rules) {
    if (!scenario::selected(facts.scenario, rule.id)) continue;
    results.push_back({.rule = &rule, .judgement = judge_safely(rule, facts)});
  }
  for (auto& result : results) {
    if (is_broken(result.judgement.verdict)) result.explained_by = root_of(result, results);
  }
  return results;
}

Payload payload_of(std::span<const RuleResult> results) {
  auto worst = Payload::pass;
  for (const auto& result : results) {
    if (result.judgement.verdict == Verdict::fail) return Payload::fail;
    if (result.judgement.verdict == Verdict::warn) worst = Payload::warn;
  }
  return worst;
}

}  // namespace ssert::conformance
