// Which dialect a target is read by: the user says it, or the URL's path tells, else the first
// response. Where two fit, the user is asked; nothing is guessed.
#pragma once

#include "base/result.h"
#include "conformance/check.h"
#include "dialect/dialect.h"
#include "scenario/scenario.h"

#include <string>

namespace ssert::conformance {

struct ChosenDialect {
  const dialect::Dialect* dialect = nullptr;  // of the scenario, or one of ours
  std::string how;
  bool provisional = false;  // the first response may still tell
};

// Before anything was sent.
base::Result<ChosenDialect> choose_dialect(const scenario::Scenario& scenario);

// Of a provisional dialect: the events of the reference tell, or leave it as it is. The reference
// is read anew where they do.
void choose_dialect_by_reference(CheckResult& result);

}  // namespace ssert::conformance
