// What only a request beside the reference shows.
#include "base/text.h"
#include "conformance/judging.h"
#include "conformance/probe.h"
#include "conformance/rules.h"
#include "http/field.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace ssert::conformance::rules {
namespace {

using violation::Code;

// The probe's exchange, or why there is none.
struct Shown {
  const ObservedExchange* observed = nullptr;
  std::string why_not;
};

// A target that limits the rate is sent nothing more.
std::string why_not_sent(const Facts& facts, Probe probe) {
  auto why = fmt::format("the probe {} was not sent", to_string(probe));
  if (facts.exchanges.empty()) return why;
  const auto& last = facts.exchanges.back();
  if (last.reading.head && !was_taken(last)) {
    why += fmt::format(": exchange {} was answered with {}", facts.exchanges.size(),
                       last.reading.head->status_code);
  }
  return why;
}

Shown find_answer(const Facts& facts, Probe probe) {
  const auto* observed = find_probe(facts, probe);
  if (observed == nullptr) {
    const auto missing = missing_fact(facts.scenario, facts.dialect, probe);
    return {.why_not = missing.empty() ? why_not_sent(facts, probe) : missing};
  }
  if (!observed->reading.head) {
    return {.why_not = fmt::format("the probe {} got no response head", to_string(probe))};
  }
  if (!was_taken(*observed)) {
    return {.why_not = fmt::format("the target limits the rate: status {}",
                                   observed->reading.head->status_code)};
  }
  return {.observed = observed};
}

std::size_t index_of(const Facts& facts, const ObservedExchange& observed) {
  return static_cast<std::size_t>(&observed - facts.exchanges.data());
}

Judgement broken(const Facts& facts, const ObservedExchange& observed, Verdict verdict,
                 std::string message) {
  auto evidence = head_evidence(observed);
  evidence.exchange = index_of(facts, observed);
  Judgement judgement{.verdict = verdict,
                      .message = std::move(message),
                      .evidence = {std::move(evidence)},
                      .evidence_total = 1};
  if (observed.reading.content_bytes > 0) {
    auto content = content_evidence(observed, {.begin = 0, .end = observed.reading.content_bytes});
    content.exchange = index_of(facts, observed);
    judgement.evidence.push_back(std::move(content));
    ++judgement.evidence_total;
  }
  return judgement;
}

// What a request with one fault should be answered with.
struct Refusal {
  Probe probe;
  std::string_view what;              // "a request without credentials"
  std::span<const int> status_codes;  // that refuse it as they should
  std::string_view expected;          // those, in words
  Verdict verdict;                    // where it is accepted, or breaks the server
};

// How a target that should refuse gave no answer: it waits for more, hangs, or went down; empty
// where it answered, or may rightly not have taken the request.
std::string how_unanswered(const ObservedExchange& observed) {
  using exchange::TransportEnd;
  const auto& exchange = observed.exchange;
  if (observed.reading.head || !was_taken(observed)) return "";
  if (exchange.end == TransportEnd::wait_limit && exchange.wait == exchange::Wait::head) {
    return fmt::format("is not answered within the limit \"{}\"", to_string(exchange.wait));
  }
  if (exchange.end == TransportEnd::peer_closed)
    return "ends the connection before a response head";
  if (exchange.end == TransportEnd::peer_reset) return "resets the connection";
  return "";
}

Judgement judge_refusal(const Facts& facts, const Refusal& refusal) {
  const auto* asked = find_probe(facts, refusal.probe);
  if (const auto how = asked != nullptr ? how_unanswered(*asked) : ""; !how.empty()) {
    return broken(
        facts, *asked, Verdict::warn,
        fmt::format("{} {}, and is to be answered with {}", refusal.what, how, refusal.expected));
  }
  const auto shown = find_answer(facts, refusal.probe);
  if (shown.observed == nullptr) return not_shown(shown.why_not);
  const auto& observed = *shown.observed;
  const int status = observed.reading.head->status_code;
  const auto& expected = refusal.status_codes;
  if (std::find(expected.begin(), expected.end(), status) != expected.end()) return passed();
  if (reading::is_success(status)) {
    return broken(facts, observed, refusal.verdict,
                  fmt::format("{} is answered with {}{}, not with {}", refusal.what, status,
                              observed.reading.is_event_stream ? " and an event stream" : "",
                              refusal.expected));
  }
  if (status >= 500) {
    return broken(facts, observed, refusal.verdict,
                  fmt::format("{} breaks the server: status {}, not {}", refusal.what, status,
                              refusal.expected));
  }
  return broken(
      facts, observed, Verdict::warn,
      fmt::format("{} is answered with {}, not with {}", refusal.what, status, refusal.expected));
}

// The answer's text: what a reader is shown, without reasoning and tools.
std::string answer_text(const ObservedExchange& observed) {
  std::string text;
  if (!observed.reading.transcript) return text;
  for (const auto& event : observed.reading.transcript->events) {
    if (event.meaning.event_class == dialect::EventClass::content) text += event.meaning.text;
  }
  return text;
}

// An answer to a request to say words again.
struct Echo {
  const ObservedExchange* observed = nullptr;
  std::vector<std::string> words;
  std::string text;

  std::size_t count(const std::vector<std::string>& wanted) const {
    return static_cast<std::size_t>(std::count_if(
        wanted.begin(), wanted.end(),
        [&](const std::string& word) { return text.find(word) != std::string::npos; }));
  }
  // Half of the words came back: the target does what it was asked to.
  bool is_echo() const { return count(words) * 2 >= words.size(); }
};

std::vector<Echo> echoes(const Facts& facts) {
  std::vector<Echo> found;
  for (const auto& observed : facts.exchanges) {
    const bool asks =
        observed.probe == Probe::echo_words || observed.probe == Probe::echo_other_words;
    if (!asks || !observed.reading.is_event_stream || !was_taken(observed)) continue;
    auto words = words_asked_for(observed.exchange.request, facts.dialect);
    if (words.empty()) continue;
    found.push_back(
        {.observed = &observed, .words = std::move(words), .text = answer_text(observed)});
  }
  return found;
}

Judgement no_echo(const Facts& facts) {
  const auto missing = missing_fact(facts.scenario, facts.dialect, Probe::echo_words);
  return not_shown(missing.empty() ? "no answer said the words again that it was asked to"
                                   : missing);
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         static_cast<unsigned char>(c) >= 0x80;
}

// What is wrong with the words of one echo; empty where those that came are in order, once, and
// apart. That the words after the last one are missing is no damage: an answer may be cut to a
// length.
std::string damage_of(const Echo& echo) {
  std::size_t last_place = 0;
  const std::string* last_word = nullptr;
  std::vector<const std::string*> missing;
  for (const auto& word : echo.words) {
    const auto place = echo.text.find(word);
    if (place == std::string::npos) {
      missing.push_back(&word);
      continue;
    }
    if (!missing.empty()) return *missing.front() + " is missing before " + word;
    if (last_word != nullptr && place < last_place) return word + " comes before " + *last_word;
    const auto again =
        last_word == nullptr ? std::string::npos : echo.text.find(*last_word, last_place + 1);
    if (again < place) return *last_word + " comes twice";
    if (last_word != nullptr && last_place + last_word->size() == place) {
      return "nothing stands between " + *last_word + " and " + word;
    }
    last_place = place;
    last_word = &word;
  }
  if (last_word == nullptr || !missing.empty()) return "";
  // At once, with no other word between: who speaks of the last word does not double it.
  const auto behind = std::string_view(echo.text).substr(last_place + last_word->size());
  const auto next = std::find_if(behind.begin(), behind.end(), is_letter_or_digit);
  return std::string_view(next, behind.end()).starts_with(*last_word) ? *last_word + " comes twice"
                                                                      : "";
}

Judgement judge_echo_damage(const Facts& facts, const std::vector<Echo>& all) {
  Judgement judgement = passed();
  std::size_t damaged = 0;
  for (const auto& echo : all) {
    const auto damage = echo.is_echo() ? damage_of(echo) : std::string();
    if (damage.empty()) continue;
    ++damaged;
    if (damaged == 1) judgement = broken(facts, *echo.observed, Verdict::warn, damage);
  }
  if (damaged == 0) return judgement;
  judgement.evidence_total = damaged;
  // A model may err when it repeats; twice is no accident.
  const bool every_time = damaged > 1 && damaged == all.size();
  if (every_time) judgement.verdict = Verdict::fail;
  judgement.message =
      fmt::format("the words of the prompt do not come back as they were sent{}: {}",
                  every_time ? "" : " (seen once; a model may err)",
                  base::escape_bytes_shortened(judgement.message, 100));
  return judgement;
}

constexpr int unauthorized_codes[] = {401, 403};
constexpr int bad_request_codes[] = {400, 415, 422};
constexpr int unknown_resource_codes[] = {404, 403, 410, 400, 422};

}  // namespace

Judgement no_token(const Facts& facts) {
  return judge_refusal(facts, {.probe = Probe::no_token,
                               .what = "a request without credentials",
                               .status_codes = unauthorized_codes,
                               .expected = "401",
                               .verdict = Verdict::fail});
}

Judgement wrong_token(const Facts& facts) {
  return judge_refusal(facts, {.probe = Probe::wrong_token,
                               .what = "a request with wrong credentials",
                               .status_codes = unauthorized_codes,
                               .expected = "401",
                               .verdict = Verdict::fail});
}

Judgement challenge(const Facts& facts) {
  Shown shown;
  for (const auto probe : {Probe::no_token, Probe::wrong_token}) {
    shown = find_answer(facts, probe);
    if (shown.observed == nullptr) continue;
    const auto& head = *shown.observed->reading.head;
    if (head.status_code != 401) {
      shown = {.why_not = "no request was answered with 401"};
      continue;
    }
    if (http::find_field(head.fields, "WWW-Authenticate")) return passed();
    return broken(facts, *shown.observed, Verdict::warn,
                  "the 401 has no WWW-Authenticate: a client cannot know how to authenticate");
  }
  return not_shown(shown.why_not);
}

Judgement malformed_json(const Facts& facts) {
  return judge_refusal(facts, {.probe = Probe::malformed_json,
                               .what = "a body that is no JSON",
                               .status_codes = bad_request_codes,
                               .expected = "400",
                               .verdict = Verdict::warn});
}

Judgement missing_field(const Facts& facts) {
  return judge_refusal(facts, {.probe = Probe::missing_field,
                               .what = "a body without a required member",
                               .status_codes = bad_request_codes,
                               .expected = "400 or 422",
                               .verdict = Verdict::warn});
}

Judgement unknown_resource(const Facts& facts) {
  return judge_refusal(facts, {.probe = Probe::unknown_resource,
                               .what = "an id that nobody has",
                               .status_codes = unknown_resource_codes,
                               .expected = "404",
                               .verdict = Verdict::warn});
}

Judgement words_in_order(const Facts& facts) {
  const auto all = echoes(facts);
  if (std::none_of(all.begin(), all.end(), [](const Echo& echo) { return echo.is_echo(); })) {
    return no_echo(facts);
  }
  auto judgement = judge_echo_damage(facts, all);
  const bool any_whole = std::any_of(all.begin(), all.end(), [](const Echo& echo) {
    return echo.count(echo.words) == echo.words.size();
  });
  if (judgement.verdict != Verdict::pass || any_whole) return judgement;
  return not_shown(
      "the last words came in no answer: it may have been cut to a length, or have lost them");
}

Judgement own_answer(const Facts& facts) {
  const auto all = echoes(facts);
  bool shown = false;
  for (const auto& echo : all) {
    shown = shown || echo.is_echo();
    for (const auto& other : all) {
      if (&other == &echo || echo.count(echo.words) > 0) continue;
      if (echo.count(other.words) * 2 < other.words.size()) continue;
      return broken(facts, *echo.observed, Verdict::fail,
                    "the answer is to another request's prompt: it says that one's words, and "
                    "none of its own");
    }
  }
  return shown ? passed() : no_echo(facts);
}

Judgement prompt_answered(const Facts& facts) {
  const auto all = echoes(facts);
  if (all.size() < 2) return not_shown("two different prompts were not both answered by a stream");
  for (const auto& echo : all) {
    // Half an answer may not have come to where it differs.
    const bool is_whole = echo.observed->ending.kind == exchange::EndingKind::complete &&
                          (echo.observed->reading.terminals > 0 ||
                           facts.dialect.terminal == dialect::TerminalMode::none);
    if (!is_whole) return not_shown("the answers are not known to be whole");
    if (echo.text.empty()) return not_shown("the answer has no text");
  }
  if (all.front().text != all.back().text) return passed();
  return broken(facts, *all.back().observed, Verdict::note,
                "two different prompts got the same answer, to the byte: it may be canned, or come "
                "out of a cache");
}

Judgement keepalive_reuse(const Facts& facts) {
  const auto* repeat = find_probe(facts, Probe::repeat);
  if (repeat == nullptr) return not_shown(why_not_sent(facts, Probe::repeat));
  if (!repeat->exchange.connection_reused) {
    return not_shown("the connection was not kept after the first stream");
  }
  const auto& reading = repeat->reading;
  if (!was_taken(*repeat) && !reading.head) {
    return broken(facts, *repeat, Verdict::warn,
                  "the connection was kept after a stream, and closed when it was used again");
  }
  const bool stray = !reading.is_http || reading.count(Code::status_line_malformed) > 0 ||
                     reading.count(Code::head_leading_blank_line) > 0;
  if (!stray) return passed();
  return broken(facts, *repeat, Verdict::warn,
                "stray bytes stand in front of the next response on a kept connection");
}

}  // namespace ssert::conformance::rules
