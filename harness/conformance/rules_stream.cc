// What the events say, by the dialect.
#include "base/text.h"
#include "conformance/judging.h"
#include "conformance/rules.h"
#include "dialect/json_value.h"
#include "dialect/place.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace ssert::conformance::rules {
namespace {

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
    "\\n   at ",
    "\n   at ",
    "\\n\\tat ",
    "\n\tat ",
    "node_modules/",
    "/usr/src/app/",
    "/home/",
    ".py\\\", line",
    "goroutine 1 [",
    "java.lang.",
    "stack backtrace:",
    "/var/www/",
};

// "/home/" is of the file system where a file stands at its end, and neither a host nor an
// attribute before it: not in https://acme.com/home/billing, nor in <script src="/home/main.js">,
// nor in a style's url(/home/back.png).
bool is_file_at_home(std::string_view text, std::size_t begin) {
  const auto before = text.substr(0, begin);
  for (const std::string_view attribute : {"=\"", "='", "=\\\"", "=", "url(", "url('", "url(\""}) {
    if (before.ends_with(attribute)) return false;
  }
  const auto is_of_host = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ']';
  };
  if (!before.empty() && is_of_host(before.back())) return false;
  const auto rest = text.substr(begin);
  const auto path = rest.substr(0, rest.find_first_of(" \t\r\n\"'\\<>()[]{},;:?#"));
  const auto name = path.substr(path.rfind('/') + 1);
  return name.find('.') != std::string_view::npos && !name.ends_with('.');
}

// Where the leak stands, or npos.
std::size_t find_leak(std::string_view text, std::string_view leak) {
  const bool may_be_url = leak == "/home/";
  for (auto at = text.find(leak); at != std::string_view::npos; at = text.find(leak, at + 1)) {
    if (!may_be_url || is_file_at_home(text, at)) return at;
  }
  return std::string_view::npos;
}

// Many servers say again what they refuse: the path that is not there, the body that is no JSON.
bool is_of_request(const exchange::Request& request, std::string_view leak) {
  return request.url.find(leak) != std::string::npos ||
         request.content.find(leak) != std::string::npos;
}

std::optional<Judgement> judge_leak(const ObservedExchange& observed, event_stream::Range range) {
  const auto text = std::string_view(observed.reading.transcript->content)
                        .substr(range.begin, range.end - range.begin);
  for (const auto leak : leaks) {
    const auto at = find_leak(text, leak);
    if (at == std::string_view::npos || is_of_request(observed.exchange.request, leak)) continue;
    // A page may have much in front of it.
    if (at + leak.size() > base::limits::evidence_bytes) range.begin += at;
    return Judgement{.verdict = Verdict::warn,
                     .message = "an error text shows the inside of the server: \"" +
                                base::escape_bytes(leak) + "\"",
                     .evidence = {content_evidence(observed, range)},
                     .evidence_total = 1};
  }
  return std::nullopt;
}

// The values at a place of an event, by its text; a place that is no place finds nothing.
std::vector<dialect::JsonValue> values_at(const dialect::JsonValue& payload,
                                          std::string_view text) {
  std::vector<dialect::JsonValue> values;
  const auto place = dialect::Place::parse(text);
  if (!place) return values;
  bool truncated = false;
  for (const auto& found : place->find_all({.payload = &payload}, truncated)) {
    if (found.value != nullptr) values.push_back(*found.value);
  }
  return values;
}

std::optional<std::int64_t> integer_at(const dialect::JsonValue& payload, std::string_view place) {
  const auto values = values_at(payload, place);
  return values.empty() ? std::nullopt : values.front().as_integer();
}

// Calls `judge_one` with each event's payload, and puts together what is not nothing. Not shown
// where no event told.
using JudgePayload = std::function<std::optional<Judgement>(const ObservedExchange& observed,
                                                            const dialect::JsonValue& payload)>;
Judgement on_each_payload(const Facts& facts, std::string_view nothing_told,
                          const JudgePayload& judge_payload) {
  return on_each_stream(facts, [&](const ObservedExchange& observed) {
    Judgement whole = not_shown(std::string(nothing_told));
    for (const auto& event : observed.reading.transcript->events) {
      const auto payload = dialect::read_json(event.data);
      if (payload.fault != dialect::JsonFault::none) continue;
      auto judgement = judge_payload(observed, payload.value);
      if (!judgement) continue;
      if (whole.verdict == Verdict::not_shown) whole = passed();
      if (judgement->verdict == Verdict::pass) continue;
      judgement->evidence = {content_evidence(observed, event.range)};
      judgement->evidence_total = whole.evidence_total + 1;
      if (whole.verdict == Verdict::pass) whole = *std::move(judgement);
    }
    return if_all_events_are_kept(observed, std::move(whole));
  });
}

// Whether the request's body has `true` there.
bool asks_for(const std::string& body, std::string_view pointer) {
  const auto json = dialect::read_json(body);
  if (json.fault != dialect::JsonFault::none) return false;
  const auto values = values_at(json.value, pointer);
  return !values.empty() && values.front().type() == dialect::JsonValue::Type::boolean &&
         values.front().boolean();
}

// The first event that tells the usage: of its own class, or beside something else.
struct UsageTold {
  const reading::Event* alone = nullptr;
  const reading::Event* anywhere = nullptr;
};
UsageTold find_usage(const ObservedExchange& observed) {
  UsageTold told;
  for (const auto& event : observed.reading.transcript->events) {
    const bool is_usage = event.meaning.event_class == dialect::EventClass::usage;
    if (is_usage && told.alone == nullptr) told.alone = &event;
    if ((is_usage || event.meaning.usage_output) && told.anywhere == nullptr)
      told.anywhere = &event;
  }
  return told;
}

Judgement usage_asked_of_one(const ObservedExchange& observed, std::string_view asked_by) {
  if (!observed.request_is_known()) return not_shown("a raw response dump has no request");
  // A stream that was cut need not have come to its usage.
  if (observed.ending.kind != exchange::EndingKind::complete)
    return not_shown("the stream did not end cleanly: " + to_string(observed.ending));
  if (!keeps_all_events(observed)) return not_shown(events_left_out);
  const bool asked = asks_for(observed.exchange.request.content, asked_by);
  const auto told = find_usage(observed);
  if (asked && told.anywhere == nullptr) {
    const auto& events = observed.reading.transcript->events;
    if (events.empty()) return not_shown("no event was received");
    return {.verdict = Verdict::warn,
            .message = "the request asks for the usage, and the stream does not tell it",
            .evidence = {content_evidence(observed, events.back().range)},
            .evidence_total = 1};
  }
  if (!asked && told.alone != nullptr)
    return {.verdict = Verdict::warn,
            .message = "an event of its own tells the usage, and the request does not ask for it",
            .evidence = {content_evidence(observed, told.alone->range)},
            .evidence_total = 1};
  return passed();
}

}  // namespace

Judgement usage_asked(const Facts& facts) {
  const auto& asked_by = facts.dialect.usage.asked_by;
  if (asked_by.empty()) return not_shown("the dialect does not say how usage is asked for");
  return on_each_stream(facts, [&](const ObservedExchange& observed) {
    return usage_asked_of_one(observed, asked_by);
  });
}

Judgement usage_adds_up(const Facts& facts) {
  const auto& places = facts.dialect.usage;
  if (places.total.empty()) return not_shown("the dialect does not say where usage is told");
  return on_each_payload(
      facts, "no event tells the usage",
      [&](const ObservedExchange& observed, const auto& payload) -> std::optional<Judgement> {
        const auto input = integer_at(payload, places.input);
        const auto output = integer_at(payload, places.output);
        const auto total = integer_at(payload, places.total);
        if (!input || !output || !total) return std::nullopt;
        // Nothing is added: a sum of what a target tells need not fit.
        if (*input < 0 || *output < 0 || *total < *output || *total - *output != *input) {
          return Judgement{.verdict = Verdict::warn,
                           .message = fmt::format("the usage is {} in, {} out and {} in total",
                                                  *input, *output, *total)};
        }
        // Servers that tell it with every event begin at 0: what was told last counts.
        if (observed.reading.usage_output == 0 && observed.reading.output_events > 0 &&
            !observed.reading.is_cut_off()) {
          return Judgement{.verdict = Verdict::warn,
                           .message = "the usage tells of no output, and there was some"};
        }
        return passed();
      });
}

Judgement answer_is_whole(const Facts& facts) {
  const auto& reason = facts.dialect.finish_reason;
  if (reason.place.empty()) return not_shown("the dialect does not say why an answer ended");
  return on_each_payload(
      facts, "no event tells why the answer ended",
      [&](const ObservedExchange&, const auto& payload) -> std::optional<Judgement> {
        std::optional<Judgement> judgement;
        for (const auto& value : values_at(payload, reason.place)) {
          if (value.type() != dialect::JsonValue::Type::string) continue;
          if (!judgement) judgement = passed();
          const auto& cut = reason.cut_short;
          if (std::find(cut.begin(), cut.end(), value.text()) == cut.end()) continue;
          judgement = Judgement{.verdict = Verdict::note,
                                .message = "the answer was cut short: " + value.text()};
        }
        return judgement;
      });
}

Judgement json(const Facts& facts) {
  return damage_in_events(facts, {.rule = "stream/json", .what = "an event's data is not JSON"});
}

Judgement surrogates(const Facts& facts) {
  return damage_in_events(
      facts, {.rule = "stream/surrogates", .what = "a JSON string holds half a surrogate pair"});
}

Judgement event_kind(const Facts& facts) {
  return damage_in_events(
      facts, {.rule = "stream/event-kind", .what = "an event of no kind that the dialect knows"});
}

Judgement event_shape(const Facts& facts) {
  return damage_in_events(
      facts, {.rule = "stream/event-shape", .what = "an event is not shaped as its kind must be"});
}

Judgement expected_shape(const Facts& facts) {
  return damage_in_events(facts, {.rule = "stream/expected-shape",
                                  .what = "an event is not as clients of this dialect expect it"});
}

Judgement id_unique(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    std::unordered_set<std::string_view> seen;
    Judgement judgement = passed();
    for (const auto& event : observed.reading.transcript->events) {
      // The empty id resets; it names no event.
      if (!event.id || event.id->empty() || seen.insert(*event.id).second) continue;
      ++judgement.evidence_total;
      if (judgement.evidence.size() == base::limits::evidence_per_finding) continue;
      judgement.evidence.push_back(content_evidence(observed, event.range));
      if (judgement.verdict == Verdict::warn) continue;
      judgement.verdict = Verdict::warn;
      judgement.message = "the id " + base::in_quotes(*event.id) +
                          " stands in more than one event: a client that resumes behind it "
                          "loses or repeats some";
    }
    if (seen.empty()) judgement = not_shown("no event has an id");
    return if_all_events_are_kept(observed, std::move(judgement));
  });
}

Judgement order(const Facts& facts) {
  return damage_in_events(facts, {.rule = "stream/order",
                                  .what = "an event stands where the dialect does not allow it"});
}

Judgement invariant(const Facts& facts) {
  return damage_in_events(facts, {.rule = "stream/invariant",
                                  .what = "what holds over the whole stream does not hold"});
}

Judgement empty_token(const Facts& facts) {
  return damage_in_events(
      facts, {.rule = "stream/empty-token", .what = "a token without text, which inflates counts"});
}

Judgement judging_limit(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    return judge_damage(observed, {.rule = "stream/judging-limit",
                                   .what = "a limit of ours ended the judging of something"});
  });
}

Judgement no_leak(const Facts& facts) {
  return on_each_response(facts, [](const ObservedExchange& observed) {
    const auto& transcript = observed.reading.transcript;
    if (!transcript) return not_shown("no response was received");
    bool any_error = false;
    const auto& head = observed.reading.head;
    if (head && head->status_code >= 400 && !transcript->content.empty()) {
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
    return if_all_events_are_kept(observed,
                                  any_error ? passed() : not_shown("no error text was received"));
  });
}

}  // namespace ssert::conformance::rules
