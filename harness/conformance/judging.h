// The vocabulary that rules are written in. For rules_*.cc alone.
#pragma once

#include "conformance/rule.h"

#include <functional>
#include <string>
#include <string_view>

namespace ssert::conformance {

Judgement passed();
Judgement not_shown(std::string missing_fact);

// The bytes around a violation, with the time of their arrival.
Evidence evidence_of(const ObservedExchange& observed, const violation::Violation& violation);
// The bytes [begin, end) of the content, shortened.
Evidence content_evidence(const ObservedExchange& observed, event_stream::Range range);
// Bytes of the head that hold the field line of that name; the status line where there is none.
// Where no head could be read, what came in its place.
Evidence head_evidence(const ObservedExchange& observed, std::string_view field_name = {});

// A rule that looks at one exchange at a time.
using JudgeOne = std::function<Judgement(const ObservedExchange& observed)>;

// Judges each exchange that asked for a stream and puts the judgements together: the worst one's
// message, the evidence of all that are broken. Not shown only where no exchange showed it.
Judgement on_each(const Facts& facts, const JudgeOne& judge_one);

// The same, with the answers to requests that should be refused.
Judgement on_each_response(const Facts& facts, const JudgeOne& judge_one);

// False where the target may rightly not have taken the request: it limits the rate (429, 503), or
// it closed a kept connection just when the request came (RFC 9112 section 9.5).
bool was_taken(const ObservedExchange& observed);

const ObservedExchange* find_probe(const Facts& facts, Probe probe);

// The same for exchanges whose response is an event stream.
Judgement on_each_stream(const Facts& facts, const JudgeOne& judge_one);

// False where there were more events than are kept: a rule that looks through them sees no more
// than the first.
bool keeps_all_events(const ObservedExchange& observed);
inline constexpr const char* events_left_out = "the stream has more events than are kept";

// `judgement` of a rule that looks through all events for what is broken. Where not all are kept
// and nothing was found in those that are: not shown.
Judgement if_all_events_are_kept(const ObservedExchange& observed, Judgement judgement);

// What a rule comes to whose damage is told by the codes that violation::table() gives it: passed
// where there is none, else the worst severity that was found, with a message that begins with
// `what`, says the first damage's detail and counts the rest.
struct Damage {
  std::string_view rule;  // "framing/bom"
  std::string_view what;  // "a line that no client reads"
};
Judgement judge_damage(const ObservedExchange& observed, const Damage& damage);

}  // namespace ssert::conformance
