// Takes secrets out of what was found before anything is said of it.
#pragma once

#include "conformance/check.h"

namespace ssert::conformance {

// Exchanges are replaced by what a recording keeps of them, and judgements by those of the replaced
// exchanges where a response had secrets in it: no piece of evidence is cut through a secret, and
// what is said is what a recording gives. A judgement whose verdict hangs on the secret's own bytes
// stays as it is. Secrets inside coded content stay, too; the report looks for them once more.
void hide_secrets(CheckResult& result);

}  // namespace ssert::conformance
