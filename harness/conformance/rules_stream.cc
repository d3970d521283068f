// What the events say, by the dialect.
#include "conformance/judging.h"
#include "conformance/rules.h"

namespace ssert::conformance::rules {
namespace {

using violation::Code;

// Rules on payloads need a dialect that says what a payload is, and at least one event.
Judgement damage_in_events(const Facts& facts, const Damage& damage) {
  if (!facts.dialect.payloads_are_json)
    return not_shown("the dialect says nothing of the payloads");
  return on_each_stream(facts, [&](const ObservedExchange& observed) {
    if (observed.reading.events == 0) return not_shown("no event was received");
    return judge_damage(observed, damage);
  });
}

}  // namespace

Judgement json(const Facts& facts) {
  return damage_in_events(facts,
                          {.codes = {Code::data_not_json}, .what = "an event's data is not JSON"});
}

Judgement surrogates(const Facts& facts) {
  return damage_in_events(facts, {.codes = {Code::unpaired_surrogate},
                                  .what = "a JSON string holds half a surrogate pair"});
}

Judgement event_kind(const Facts& facts) {
  auto missing = damage_in_events(facts, {.codes = {Code::discriminator_missing},
                                          .verdict = Verdict::warn,
                                          .what = "an event does not say what it is"});
  if (missing.verdict != Verdict::pass) return missing;
  return damage_in_events(facts, {.codes = {Code::event_unknown},
                                  .verdict = Verdict::note,
                                  .what = "an event of a kind that the dialect does not know"});
}

Judgement event_shape(const Facts& facts) {
  return damage_in_events(facts, {.codes = {Code::event_malformed},
                                  .what = "an event is not shaped as its kind must be"});
}

Judgement order(const Facts& facts) {
  return damage_in_events(facts, {.codes = {Code::event_out_of_order},
                                  .what = "an event stands where the dialect does not allow it"});
}

Judgement invariant(const Facts& facts) {
  return damage_in_events(facts, {.codes = {Code::invariant_broken},
                                  .what = "what holds over the whole stream does not hold"});
}

Judgement empty_token(const Facts& facts) {
  return damage_in_events(facts, {.codes = {Code::empty_token},
                                  .verdict = Verdict::note,
                                  .what = "a token without text, which inflates counts"});
}

}  // namespace ssert::conformance::rules
