// What the events say, by the dialect.
#include "base/text.h"
#include "conformance/judging.h"
#include "conformance/rules.h"

#include <optional>

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

// What stack traces and paths of a server look like, to the letter.
constexpr std::string_view leaks[] = {
    "Traceback (most recent call last)",
    "\\n    at ",
    "\n    at ",
    "node_modules/",
    "/usr/src/app/",
    "/home/",
    ".py\\\", line",
    "goroutine 1 [",
    "java.lang.",
    "stack backtrace:",
    "/var/www/",
};

std::optional<Judgement> judge_leak(const ObservedExchange& observed, event_stream::Range range) {
  const auto text = std::string_view(observed.reading.transcript->content)
                        .substr(range.begin, range.end - range.begin);
  for (const auto leak : leaks) {
    if (text.find(leak) == std::string_view::npos) continue;
    return Judgement{.verdict = Verdict::warn,
                     .message = "an error text shows the inside of the server: \"" +
                                base::escape_bytes(leak) + "\"",
                     .evidence = {content_evidence(observed, range)},
                     .evidence_total = 1};
  }
  return std::nullopt;
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

Judgement judging_limit(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    return judge_damage(observed, {.codes = {Code::interpreter_limit},
                                   .verdict = Verdict::note,
                                   .what = "a limit of ours ended the judging of something"});
  });
}

Judgement no_leak(const Facts& facts) {
  return on_each(facts, [](const ObservedExchange& observed) {
    const auto& transcript = observed.reading.transcript;
    if (!transcript) return not_shown("no response was received");
    bool any_error = false;
    if (observed.reading.head && observed.reading.head->status_code >= 400) {
      any_error = true;
      if (auto judgement = judge_leak(observed, {.begin = 0, .end = transcript->content.size()})) {
        return *judgement;
      }
    }
    for (const auto& event : transcript->events) {
      if (!event.meaning.error) continue;
      any_error = true;
      if (auto judgement = judge_leak(observed, event.range)) return *judgement;
    }
    return any_error ? passed() : not_shown("no error text was received");
  });
}

}  // namespace ssert::conformance::rules
