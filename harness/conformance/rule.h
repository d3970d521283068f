// What a rule is, and what judging it gives.
#pragma once

#include "conformance/observed.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ssert::conformance {

// RFC 2119 words. What a broken rule comes to at worst: MUST fails, SHOULD warns, MAY and INFO
// note.
enum class Level : std::uint8_t { must, should, may, info };
std::string_view to_string(Level level);

enum class Verdict : std::uint8_t { pass, note, warn, fail, not_shown, harness_error };
std::string_view to_string(Verdict verdict);

// A piece of what was seen. `bytes` are raw and hostile.
struct Evidence {
  std::size_t exchange = 0;             // index into Facts::exchanges
  std::optional<std::uint64_t> offset;  // of `bytes` in the response (wire) or the content
  violation::Space space = violation::Space::wire;
  std::optional<base::TimePoint> at;  // when those bytes arrived
  std::string bytes;
  std::string note;  // what bytes alone do not tell

  bool operator==(const Evidence&) const = default;
};

struct Judgement {
  Verdict verdict = Verdict::pass;
  std::string message;               // one line; with not_shown, the fact that is missing
  std::vector<Evidence> evidence;    // at most limits::evidence_per_finding
  std::uint64_t evidence_total = 0;  // with what was left out

  bool operator==(const Judgement&) const = default;
};

// A rule's id never changes and never gets a second meaning.
struct Rule {
  std::string_view id;    // "framing/final-blank-line"
  std::string_view code;  // "F-06"
  Level level;
  std::string_view title;  // a fact that a conforming target shows
  std::string_view
      statement;            // what the source says, in our words where `source` begins with "after"
  std::string_view source;  // "after WHATWG HTML, Interpreting an event stream"
  std::string_view link;
  std::string_view causes;                         // what usually breaks it
  std::string_view fix;                            // what to do
  std::span<const std::string_view> consequences;  // ids of rules that break because this one did
  std::string_view since;                          // the rule set that it came with
  Judgement (*judge)(const Facts& facts);          // pure
};

}  // namespace ssert::conformance
