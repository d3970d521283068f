// How streams end.
#include "base/text.h"
#include "conformance/judging.h"
#include "conformance/rules.h"

#include <fmt/format.h>

#include <algorithm>

namespace ssert::conformance::rules {
namespace {

using dialect::TerminalMode;
using exchange::EndingKind;
// The tail of the content, where an ending is to be seen.
Evidence tail_evidence(const ObservedExchange& observed, std::string note) {
  const auto size = observed.reading.transcript ? observed.reading.transcript->content.size() : 0;
  auto evidence = content_evidence(
      observed, {.begin = size - std::min<std::uint64_t>(size, base::limits::evidence_bytes / 2),
                 .end = size});
  evidence.note = std::move(note);
  return evidence;
}

Judgement broken(const ObservedExchange& observed, Verdict verdict, std::string message,
                 std::string note) {
  return {.verdict = verdict,
          .message = std::move(message),
          .evidence = {tail_evidence(observed, std::move(note))},
          .evidence_total = 1};
}

std::string what_did_not_come(exchange::Wait wait) {
  using exchange::Wait;
  switch (wait) {
    case Wait::head:
      return "its head was not complete";
    case Wait::first:
    case Wait::gap:
      return "no more output came";
    default:
      return "it was not over";
  }
}

// The content of a chunked message is whole once its last chunk is there (RFC 9112 "Handling
// Incomplete Messages"). But the grammar of the coding goes on to an empty line, and clients that
// wait for it take the message for one that was cut off: curl and Node.js do.
std::string where_chunks_ended(const http::Framing& framing) {
  return framing.last_chunk_seen ? "the connection was closed behind the last chunk, before the "
                                   "empty line that ends the trailer section"
                                 : "the connection was closed before the last chunk";
}

std::string how_it_ended(const ObservedExchange& observed) {
  using exchange::TransportEnd;
  const auto& framing = observed.reading.framing;
  switch (observed.exchange.end) {
    case TransportEnd::peer_reset:
      return "the connection was reset";
    case TransportEnd::wait_limit:
      return fmt::format("{} within the limit \"{}\"", what_did_not_come(observed.exchange.wait),
                         to_string(observed.exchange.wait));
    case TransportEnd::peer_closed:
      if (!observed.reading.head) return "the connection was closed before the end of the head";
      if (framing.kind == http::FramingKind::chunked) return where_chunks_ended(framing);
      return fmt::format("the connection was closed after {} of {} bytes",
                         base::with_thousands(framing.content_bytes),
                         base::with_thousands(framing.content_length.value_or(0)));
    default:
      return "the message framing was lost";
  }
}

// Whose answer has no end within the limit is as bad as one that is cut off; whose answer is meant
// to be so long has a limit to raise.
Judgement longer_than_is_read(const ObservedExchange& observed) {
  const auto& violations = observed.reading.violations;
  const auto found = std::find_if(violations.begin(), violations.end(), [](const auto& violation) {
    return violation.code == violation::Code::response_too_long;
  });
  return broken(observed, Verdict::fail, found->detail + "; raise it where such an answer is meant",
                to_string(observed.ending));
}

Judgement transport_complete_of_one(const ObservedExchange& observed) {
  if (observed.exchange.end == exchange::TransportEnd::no_resources)
    return {.verdict = Verdict::harness_error,
            .message = "the request was not sent: " + observed.exchange.end_detail};
  if (observed.reading.is_cut_off()) return longer_than_is_read(observed);
  if (observed.ending.kind == EndingKind::unreachable) return not_shown("nothing was received");
  if (observed.ending.kind == EndingKind::aborted) {
    return not_shown("the exchange was aborted by us");
  }
  if (!observed.reading.is_http) return not_shown("the response is no HTTP");
  if (observed.reading.framing.message_complete) return passed();
  return broken(observed, Verdict::fail,
                "the message never reached its end: " + how_it_ended(observed),
                to_string(observed.ending));
}

Judgement silent_truncation_of_one(const ObservedExchange& observed) {
  switch (observed.ending.kind) {
    case EndingKind::complete:
      return passed();
    case EndingKind::truncated:
      return broken(
          observed, Verdict::fail,
          fmt::format("the stream ends cleanly after {} without its terminal event: it was cut off",
                      base::counted(observed.reading.events, "event")),
          "end of the content");
    default:
      return not_shown("the stream did not end cleanly without an error: " +
                       to_string(observed.ending));
  }
}

Judgement prompt_end_of_one(const ObservedExchange& observed,
                            const scenario::Thresholds& thresholds) {
  const auto& reading = observed.reading;
  if (!observed.times_are_known()) return not_shown("a raw response dump has no times");
  if (!reading.terminal_at) return not_shown("no terminal event was received");
  if (observed.ending.kind == EndingKind::aborted)
    return not_shown("the exchange was aborted by us");
  const auto end = reading.message_end_at.value_or(observed.exchange.times.ended);
  const auto wait = end - *reading.terminal_at;
  if (wait <= thresholds.end_after_terminal_warn) return passed();
  const bool fails = wait > thresholds.end_after_terminal_fail;
  const auto limit =
      fails ? thresholds.end_after_terminal_fail : thresholds.end_after_terminal_warn;
  return broken(observed, fails ? Verdict::fail : Verdict::warn,
                fmt::format("the message {} {} after the terminal event (limit {})",
                            reading.message_end_at ? "ended" : "had not ended",
                            base::show_duration(wait), base::show_duration(limit)),
                "end of the content");
}

Judgement no_output_of_one(const ObservedExchange& observed) {
  const auto& reading = observed.reading;
  if (reading.output_events > 0) return passed();
  if (!reading.framing.message_complete) return not_shown("the message did not end");
  if (reading.error_in_band) return not_shown("the stream says an error");
  return broken(observed, Verdict::warn,
                fmt::format("the stream holds {} and {}, and not one token",
                            base::counted(reading.events, "event"),
                            base::counted(reading.comments, "comment")),
                "end of the content");
}

Judgement reasoning_alone_of_one(const ObservedExchange& observed) {
  using dialect::EventClass;
  const auto& reading = observed.reading;
  if (reading.output_events == 0) return not_shown("the stream carries no output");
  if (observed.ending.kind != EndingKind::complete)
    return not_shown("the stream did not end cleanly: " + to_string(observed.ending));
  for (const auto& event : reading.transcript->events) {
    if (event.meaning.tokens > 0 && event.meaning.event_class != EventClass::reasoning)
      return passed();
  }
  if (!keeps_all_events(observed)) return not_shown(events_left_out);
  return broken(observed, Verdict::note,
                fmt::format("the output is reasoning alone, {}: who shows the answer shows nothing",
                            base::counted(reading.output_events, "event")),
                "end of the content");
}

Judgement damage_in_dialect(const Facts& facts, const Damage& damage) {
  return on_each_stream(facts, [&](const ObservedExchange& observed) {
    if (observed.reading.terminals == 0) return not_shown("no terminal event was received");
    return judge_damage(observed, damage);
  });
}

}  // namespace

Judgement transport_complete(const Facts& facts) {
  return on_each(facts, transport_complete_of_one);
}
Judgement silent_truncation(const Facts& facts) {
  if (!facts.terminal.required) {
    return not_shown(facts.terminal.mode == TerminalMode::none
                         ? "the dialect has no terminal event"
                         : "this target was not seen to send a terminal event");
  }
  return on_each_stream(facts, silent_truncation_of_one);
}
Judgement no_output(const Facts& facts) { return on_each_stream(facts, no_output_of_one); }

Judgement reasoning_alone(const Facts& facts) {
  return on_each_stream(facts, reasoning_alone_of_one);
}

Judgement empty(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    if (observed.ending.kind != EndingKind::empty) return passed();
    return broken(observed, Verdict::fail, "the stream was opened and delivered not one byte",
                  "end of the content");
  });
}

Judgement error_in_band(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    const auto& transcript = observed.reading.transcript;
    if (!observed.reading.error_in_band || !transcript) return passed();
    const auto found = std::find_if(transcript->events.begin(), transcript->events.end(),
                                    [](const auto& event) { return event.meaning.error; });
    auto judgement =
        broken(observed, Verdict::fail,
               fmt::format("the stream says an error after {}",
                           base::counted(observed.reading.output_events, "output event")),
               "end of the content");
    if (found != transcript->events.end())
      judgement.evidence = {content_evidence(observed, found->range)};
    return judgement;
  });
}

Judgement error_is_last(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    if (!observed.reading.error_in_band) return not_shown("the stream says no error");
    return judge_damage(observed,
                        {.rule = "end/error-is-last", .what = "an event follows the error event"});
  });
}

Judgement terminal_once(const Facts& facts) {
  return damage_in_dialect(facts,
                           {.rule = "end/terminal-once", .what = "the terminal event came again"});
}

Judgement nothing_after_terminal(const Facts& facts) {
  return damage_in_dialect(
      facts, {.rule = "end/nothing-after-terminal", .what = "an event follows the terminal event"});
}

Judgement prompt_end(const Facts& facts) {
  return on_each_stream(facts, [&](const ObservedExchange& observed) {
    return prompt_end_of_one(observed, facts.scenario.thresholds);
  });
}

Judgement truncation_visible(const Facts& facts) {
  return on_each_stream(facts, [&](const ObservedExchange& observed) {
    if (facts.terminal.required) return passed();
    if (observed.ending.kind != EndingKind::complete) {
      return not_shown("the stream did not end cleanly: " + to_string(observed.ending));
    }
    return broken(observed, Verdict::note,
                  "no terminal event ends this stream: if it is cut off cleanly, nobody can tell",
                  "end of the content");
  });
}

Judgement trailing_bytes(const Facts& facts) {
  return on_each(facts, [](const ObservedExchange& observed) {
    if (!observed.reading.framing.message_complete) return not_shown("the message did not end");
    return judge_damage(
        observed, {.rule = "end/trailing-bytes", .what = "bytes follow the end of the message"});
  });
}

Judgement close_delimited(const Facts& facts) {
  return on_each_stream(facts, [](const ObservedExchange& observed) {
    if (observed.reading.framing.kind != http::FramingKind::close_delimited) return passed();
    if (observed.ending.kind == EndingKind::aborted)
      return not_shown("the exchange was aborted by us");
    if (observed.reading.terminals > 0)
      return passed();  // the terminal tells what the framing cannot
    return broken(
        observed, Verdict::warn,
        "only the end of the connection ends the message: if it is cut off, nobody can tell",
        "end of the content");
  });
}

}  // namespace ssert::conformance::rules
