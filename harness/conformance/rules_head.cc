// Transport and response head.
#include "base/text.h"
#include "conformance/judging.h"
#include "conformance/rules.h"
#include "dialect/json_value.h"
#include "dialect/place.h"
#include "http/date.h"
#include "http/field.h"

#include <fmt/format.h>

namespace ssert::conformance::rules {
namespace {

constexpr std::string_view event_stream_type = "text/event-stream";

Judgement broken(Verdict verdict, std::string message, Evidence evidence) {
  return {.verdict = verdict,
          .message = std::move(message),
          .evidence = {std::move(evidence)},
          .evidence_total = 1};
}

const http::ResponseHead* head_of(const ObservedExchange& observed) {
  return observed.reading.head ? &*observed.reading.head : nullptr;
}

bool is_refused_method(int status_code) { return status_code == 404 || status_code == 405; }

std::string show(std::string_view value) {
  return "\"" + base::escape_bytes_shortened(value, 100) + "\"";
}

Judgement status_of_one(const ObservedExchange& observed) {
  const auto* head = head_of(observed);
  if (head == nullptr) return not_shown("no response head was received");
  if (head->status_code == 200) return passed();
  if (reading::may_carry_stream(head->status_code, observed.exchange.request.method)) {
    return broken(
        Verdict::warn,
        "the status code is 201: fetch clients read the stream, browsers' EventSource refuses it",
        head_evidence(observed));
  }
  auto judgement = broken(
      Verdict::fail,
      fmt::format("the status code is {}, and a stream is read only from a 200", head->status_code),
      head_evidence(observed));
  if (observed.reading.content_bytes > 0) {
    judgement.evidence.push_back(
        content_evidence(observed, {.begin = 0, .end = observed.reading.content_bytes}));
    ++judgement.evidence_total;
  }
  return judgement;
}

// The rules on the head of a stream need a success that may have content.
const http::ResponseHead* stream_head(const ObservedExchange& observed) {
  const auto* head = head_of(observed);
  if (head == nullptr || !reading::is_success(head->status_code)) return nullptr;
  return head->status_code == 204 || head->status_code == 205 ? nullptr : head;
}

Judgement content_type_of_one(const ObservedExchange& observed) {
  const auto* head = stream_head(observed);
  if (head == nullptr) return not_shown("no successful response with content was received");
  const auto value = http::combined_field(head->fields, "Content-Type");
  if (!value) {
    return broken(Verdict::fail, "the response has no Content-Type", head_evidence(observed));
  }
  if (reading::announces_event_stream(*head)) return passed();
  return broken(Verdict::fail,
                fmt::format("Content-Type is {}, not {}", show(*value), event_stream_type),
                head_evidence(observed, "Content-Type"));
}

Judgement single_media_type_of_one(const ObservedExchange& observed) {
  const auto* head = stream_head(observed);
  if (head == nullptr) return not_shown("no successful response with content was received");
  const auto value = http::combined_field(head->fields, "Content-Type");
  if (!value) return not_shown("the response has no Content-Type");
  if (http::list_members(*value).size() < 2) return passed();
  return broken(Verdict::warn, fmt::format("Content-Type is a list: {}", show(*value)),
                head_evidence(observed, "Content-Type"));
}

Judgement charset_of_one(const ObservedExchange& observed) {
  auto judgement = judge_damage(
      observed,
      {.rule = "head/charset", .what = "the charset is not UTF-8, and event streams always are"});
  if (judgement.verdict == Verdict::fail)
    judgement.evidence = {head_evidence(observed, "Content-Type")};
  return judgement;
}

enum class Directive : std::uint8_t { absent, with_argument, alone };
Directive find_directive(const http::ResponseHead& head, std::string_view wanted) {
  auto found = Directive::absent;
  const auto value = http::combined_field(head.fields, "Cache-Control").value_or("");
  for (const auto& member : http::list_members(value)) {
    const auto equals = member.find('=');
    if (!http::equals_ignoring_case(std::string_view(member).substr(0, equals), wanted)) continue;
    if (equals == std::string::npos) return Directive::alone;
    found = Directive::with_argument;
  }
  return found;
}

// no-cache="Set-Cookie" keeps back that field, not the response (RFC 9111, "no-cache").
Judgement cache_control_of_one(const ObservedExchange& observed) {
  const auto& head = *head_of(observed);
  const auto no_cache = find_directive(head, "no-cache");
  if (no_cache == Directive::alone || find_directive(head, "no-store") != Directive::absent)
    return passed();
  return broken(Verdict::warn,
                no_cache == Directive::absent
                    ? "Cache-Control has neither no-cache nor no-store"
                    : "no-cache names fields, and a cache may reuse the response without them",
                head_evidence(observed, "Cache-Control"));
}

bool looks_like_json(std::string_view content) {
  const auto first = content.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (content[first] == '{' || content[first] == '[');
}

Judgement error_content_type_of_one(const ObservedExchange& observed) {
  const auto* head = head_of(observed);
  if (head == nullptr || head->status_code < 400)
    return not_shown("no error response was received");
  const auto value = http::combined_field(head->fields, "Content-Type");
  const auto type = http::parse_media_type(value.value_or(""));
  if (!type || type->essence != event_stream_type) return passed();
  const auto& transcript = observed.reading.transcript;
  if (!transcript || !looks_like_json(transcript->content)) return passed();
  return broken(Verdict::fail,
                fmt::format("a JSON body stands under {} with status {}", event_stream_type,
                            head->status_code),
                head_evidence(observed, "Content-Type"));
}

Judgement content_coding_of_one(const ObservedExchange& observed) {
  const auto* head = stream_head(observed);
  if (head == nullptr) return not_shown("no successful response with content was received");
  if (observed.reading.unregistered_coding.empty()) return passed();
  return broken(Verdict::note,
                fmt::format("Content-Encoding names {}, which is no registered coding",
                            show(observed.reading.unregistered_coding)),
                head_evidence(observed, "Content-Encoding"));
}

// By the members of an Accept-Encoding: the coding's own, else that of "*" (RFC 9110,
// "Accept-Encoding"). "x-gzip" is gzip.
bool accepts_coding(std::string_view accept_encoding, std::string_view coding) {
  const auto plain = [](std::string_view name) {
    const bool is_alias = name.size() > 2 && http::equals_ignoring_case(name.substr(0, 2), "x-");
    return is_alias ? name.substr(2) : name;
  };
  const auto is_refused = [](std::string_view weight) {
    const auto value = weight.find("q=0");
    return value != std::string_view::npos &&
           weight.find_first_not_of("0. ", value + 2) == std::string_view::npos;
  };
  bool any = false;
  for (const auto& member : http::list_members(accept_encoding)) {
    const auto name = std::string_view(member).substr(0, member.find_first_of("; "));
    const bool is_accepted = !is_refused(std::string_view(member).substr(name.size()));
    if (http::equals_ignoring_case(plain(name), plain(coding))) return is_accepted;
    if (name == "*") any = is_accepted;
  }
  return any;
}

Judgement identity_honoured_of_one(const ObservedExchange& observed) {
  const auto* head = stream_head(observed);
  if (head == nullptr) return not_shown("no successful response with content was received");
  if (!observed.request_is_known()) return not_shown("a raw response dump has no request");
  const auto accepted = http::combined_field(observed.exchange.request.fields, "Accept-Encoding");
  if (!accepted) return not_shown("the request says nothing of content codings");
  const auto codings = http::combined_field(head->fields, "Content-Encoding").value_or("");
  for (const auto& coding : http::list_members(codings)) {
    const bool is_coded = !http::equals_ignoring_case(coding, "identity") &&
                          coding != observed.reading.unregistered_coding;
    if (!is_coded || accepts_coding(*accepted, coding)) continue;
    return broken(Verdict::warn,
                  fmt::format("the content is coded with {}, and the request accepts {}",
                              show(coding), show(*accepted)),
                  head_evidence(observed, "Content-Encoding"));
  }
  return passed();
}

bool names_nginx(const http::ResponseHead& head) {
  for (const auto* name : {"Server", "Via"}) {
    const auto value = http::combined_field(head.fields, name).value_or("");
    if (value.find("nginx") != std::string::npos) return true;
  }
  return false;
}

Judgement no_transform_of_one(const ObservedExchange& observed) {
  if (find_directive(*head_of(observed), "no-transform") != Directive::absent) return passed();
  return broken(Verdict::warn,
                "Cache-Control does not say no-transform: a proxy may compress the stream",
                head_evidence(observed, "Cache-Control"));
}

Judgement accel_buffering_of_one(const ObservedExchange& observed) {
  const auto& head = *head_of(observed);
  const auto value = http::find_field(head.fields, "X-Accel-Buffering");
  if (value && http::equals_ignoring_case(*value, "no")) return passed();
  if (!value && names_nginx(head)) {
    return not_shown("nginx stands in between, and takes X-Accel-Buffering out");
  }
  return broken(
      Verdict::warn,
      value ? fmt::format("X-Accel-Buffering is {}", show(*value))
            : "there is no X-Accel-Buffering: nginx in front of it would hold the stream back",
      head_evidence(observed, "X-Accel-Buffering"));
}

Judgement content_length_of_one(const ObservedExchange& observed) {
  if (!http::find_field(head_of(observed)->fields, "Content-Length")) return passed();
  return broken(Verdict::warn,
                "the stream has a Content-Length: somebody held all of it back to count it",
                head_evidence(observed, "Content-Length"));
}

// Seconds, or an HTTP date (RFC 9110 "Retry-After"): whether it is one of the two.
bool is_retry_after(std::string_view value) {
  if (value.empty()) return false;
  if (value.find_first_not_of("0123456789") == std::string_view::npos) return true;
  return http::is_http_date(value);
}

Judgement retry_after_of_one(const ObservedExchange& observed) {
  const auto* head = head_of(observed);
  if (head == nullptr || head->status_code != 429) return not_shown("no 429 was received");
  const auto value = http::find_field(head->fields, "Retry-After");
  if (value && is_retry_after(*value)) return passed();
  return broken(Verdict::warn,
                value ? fmt::format("Retry-After is {}, neither seconds nor a date", show(*value))
                      : "a 429 without Retry-After: clients cannot know when to come back",
                head_evidence(observed, "Retry-After"));
}

Judgement gateway_page_of_one(const ObservedExchange& observed) {
  const auto* head = head_of(observed);
  if (head == nullptr) return not_shown("no response head was received");
  const auto type =
      http::parse_media_type(http::combined_field(head->fields, "Content-Type").value_or(""));
  const bool is_html = type && type->essence == "text/html";
  const bool is_gateway_status = head->status_code == 502 || head->status_code == 504;
  if (!is_html && !is_gateway_status) return passed();
  return broken(Verdict::note,
                fmt::format("status {}{}: this looks like the answer of something in between",
                            head->status_code, is_html ? " with an HTML page" : ""),
                head_evidence(observed));
}

// Whether the JSON text has `true` at the place that the dialect names.
bool is_true_at(std::string_view json_text, std::string_view pointer) {
  const auto json = dialect::read_json(json_text);
  const auto place = dialect::Place::parse(pointer);
  if (json.fault != dialect::JsonFault::none || !place) return false;
  bool truncated = false;
  const auto found = place->find_all({.payload = &json.value}, truncated);
  return !found.empty() && found.front().value != nullptr && found.front().value->boolean();
}

Judgement stream_honoured_of_one(const ObservedExchange& observed) {
  const auto* head = stream_head(observed);
  if (head == nullptr) return not_shown("no successful response with content was received");
  const auto type =
      http::parse_media_type(http::combined_field(head->fields, "Content-Type").value_or(""));
  if (!type || type->essence != "application/json") return passed();
  return broken(Verdict::fail, "the request asks for a stream, and a whole JSON body came back",
                head_evidence(observed, "Content-Type"));
}

// Damage in the head and the message framing shows in any response that has a head.
Judgement on_each_head(const Facts& facts, const JudgeOne& judge_one) {
  return on_each_response(facts, [&](const ObservedExchange& observed) {
    if (observed.exchange.response.empty()) return not_shown("no response byte was received");
    return judge_one(observed);
  });
}

Judgement chunked_of_one(const ObservedExchange& observed) {
  const auto judgement =
      judge_damage(observed, {.rule = "head/chunked", .what = "the message framing is damaged"});
  const bool is_chunked = observed.reading.framing.kind == http::FramingKind::chunked;
  if (judgement.verdict == Verdict::pass && !is_chunked) {
    return not_shown("the response is not chunked");
  }
  return judgement;
}

}  // namespace

Judgement post_accepted(const Facts& facts) {
  const auto* reference = find_probe(facts, Probe::reference);
  const auto* head = reference != nullptr ? head_of(*reference) : nullptr;
  if (head == nullptr) return not_shown("no response head was received");
  if (!reference->request_is_known()) return not_shown("a raw response dump has no request");
  if (reference->exchange.request.method != "POST") return not_shown("the request is no POST");
  if (!is_refused_method(head->status_code)) return passed();
  const auto* get = find_probe(facts, Probe::get_same_url);
  const auto* get_head = get != nullptr ? head_of(*get) : nullptr;
  if (get_head == nullptr) return not_shown("GET on the same URL gave no response head");
  if (get_head->status_code != 200 || !get->reading.is_event_stream) {
    return not_shown(fmt::format(
        "GET on the same URL gave {}{}: the route seems to be missing, not GET-only",
        get_head->status_code, get->reading.is_event_stream ? "" : " and no event stream"));
  }
  auto judgement = broken(
      Verdict::fail,
      fmt::format(
          "POST is refused with {} by a GET-only SSE route: GET on the same URL answers 200 {}",
          head->status_code, event_stream_type),
      head_evidence(*reference));
  judgement.evidence.push_back(head_evidence(*get));
  judgement.evidence.back().exchange = static_cast<std::size_t>(get - facts.exchanges.data());
  judgement.evidence_total = 2;
  return judgement;
}

Judgement status(const Facts& facts) {
  auto judgement = on_each(facts, status_of_one);
  if (judgement.verdict != Verdict::pass) return judgement;
  for (std::size_t i = 1; i < facts.exchanges.size(); ++i) {
    const auto* head = head_of(facts.exchanges[i]);
    if (head == nullptr || head->status_code != 503) continue;
    auto evidence = head_evidence(facts.exchanges[i]);
    evidence.exchange = i;
    return broken(Verdict::warn,
                  "the target took one request, and answers a later one with 503: nothing more was "
                  "sent to it",
                  std::move(evidence));
  }
  return judgement;
}
Judgement content_type(const Facts& facts) { return on_each(facts, content_type_of_one); }
Judgement single_media_type(const Facts& facts) { return on_each(facts, single_media_type_of_one); }
Judgement charset(const Facts& facts) { return on_each_stream(facts, charset_of_one); }
Judgement cache_control(const Facts& facts) { return on_each_stream(facts, cache_control_of_one); }
Judgement error_content_type(const Facts& facts) {
  return on_each_response(facts, error_content_type_of_one);
}
Judgement content_coding(const Facts& facts) { return on_each(facts, content_coding_of_one); }
Judgement identity_honoured(const Facts& facts) { return on_each(facts, identity_honoured_of_one); }
Judgement chunked(const Facts& facts) { return on_each_head(facts, chunked_of_one); }

Judgement no_transform(const Facts& facts) { return on_each_stream(facts, no_transform_of_one); }
Judgement accel_buffering(const Facts& facts) {
  return on_each_stream(facts, accel_buffering_of_one);
}
Judgement content_length(const Facts& facts) {
  return on_each_stream(facts, content_length_of_one);
}
Judgement retry_after(const Facts& facts) { return on_each_response(facts, retry_after_of_one); }
Judgement gateway_page(const Facts& facts) { return on_each(facts, gateway_page_of_one); }

Judgement stream_honoured(const Facts& facts) {
  if (facts.dialect.request.stream_flag_pointer.empty()) {
    return not_shown("the dialect has no flag that asks for a stream");
  }
  return on_each(facts, [&](const ObservedExchange& observed) {
    if (!is_true_at(observed.exchange.request.content, facts.dialect.request.stream_flag_pointer)) {
      return not_shown("the request does not ask for a stream by its flag");
    }
    return stream_honoured_of_one(observed);
  });
}

Judgement head_syntax(const Facts& facts) {
  return on_each_head(facts, [](const ObservedExchange& observed) {
    return judge_damage(
        observed, {.rule = "head/syntax", .what = "the response head is not what HTTP/1.1 allows"});
  });
}

Judgement length_and_chunked(const Facts& facts) {
  return on_each_head(facts, [](const ObservedExchange& observed) {
    return judge_damage(observed,
                        {.rule = "head/length-and-chunked",
                         .what = "the head has both Content-Length and Transfer-Encoding"});
  });
}

}  // namespace ssert::conformance::rules
