// Takes secrets out of an exchange before it is recorded: each byte becomes '*', so that offsets,
// lengths and chunk sizes stay right. docs/formats/recording.md ("Redacted") says what is found and
// what cannot be.
#pragma once

#include "base/result.h"
#include "exchange/recording.h"

#include <span>
#include <string>
#include <string_view>

namespace ssert::exchange {

// What is secret by its name (http/secret_names.h) is redacted where it stands. `secrets` are
// looked for everywhere, however short: leave out what is too short to be one. The caller sets
// `probe`. A Problem where a secret stands inside coded content: it cannot be replaced byte for
// byte.
base::Result<RecordedExchange> redact_exchange(Exchange exchange,
                                               std::span<const std::string> secrets);

}  // namespace ssert::exchange
